"""Nominating for posts that decide, publish or appoint: one person nominates, a second one confirms or declines."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decisions import appointer
from accounts.nominating import confirm as confirm_nomination
from accounts.nominating import decline as decline_nomination
from accounts.nominating import nominate, person_at, posts_for_two
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import Nominated
from commissioning.casefile import nominating
from commissioning.casefile.forms import ReasonForm, SendForm
from commissioning.casefile.nominating_forms import NominationForm
from commissioning.casefile.people import reader, services_where
from commissioning.casefile.refusals import carried_out, status_of


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the nominations, those that wait for a second person first."""
    person, at = reader(request), timezone.now()
    nominating.require_appointer(person, at)
    found = nominating.nominations_of(person, at)
    context = {
        "head": nominating.HEAD,
        "rows": nominating.rows_of(found),
        "waiting": sum(one.state == Nominated.WAITING for one in found),
        "count": len(found),
    }
    return render(request, "commissioning/nominations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask who is wanted in which post, and nominate them."""
    person, at = reader(request), timezone.now()
    appointer(person, None, at=at)
    posts = {post.pk: post for post in posts_for_two(day_of(at))}
    form = NominationForm(request.POST or None, posts=list(posts.values()))

    def act() -> None:
        given = dict(form.cleaned_data)
        nominate(person_at(given.pop("person")), posts[given.pop("post")], **given, by=person, at=at)

    if form.is_bound and carried_out(form, person, act):
        messages.success(request, "They are nominated. A second person confirms it; it gives them nothing before.")
        return redirect("nominations")
    return render(request, "commissioning/nominate.html", {"form": form}, status=status_of(form))


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show a nomination, and let a second person confirm it."""
    return _page(request, number, SendForm())


def _page(request: HttpRequest, number: int, form: SendForm) -> HttpResponse:
    person, at = reader(request), timezone.now()
    found = nominating.nomination_of(person, number, at)
    able = nominating.able_to_confirm(found, at)
    waits, keeps = found.state == Nominated.WAITING, services_where(person, Right.APPOINT, at).exists()
    context = {
        "nomination": found,
        "state": found.state.label,
        "colour": nominating.COLOURS[found.state],
        "rows": nominating.summary_of(found),
        "next": nominating.next_of(found, person, able),
        "form": form,
        "keeps": keeps,
        "confirms": person in able,
        "own": found.nominated_by_id == person.pk,
        "declines": waits and keeps,
    }
    return render(request, "commissioning/nomination.html", context, status=status_of(form))


@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm a nomination as a second person."""
    person, at = reader(request), timezone.now()
    found, form = nominating.nomination_of(person, number, at), SendForm(request.POST)
    if carried_out(form, person, lambda: confirm_nomination(found, **form.cleaned_data, by=person, at=at)):
        messages.success(request, f"It is confirmed. {found.person.full_name} is told, and so is who nominated.")
        return redirect("nomination", number)
    return _page(request, number, form)


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why a nomination is declined, or taken back by who made it."""
    person, at = reader(request), timezone.now()
    found, form = nominating.nomination_of(person, number, at), ReasonForm(request.POST or None)
    appointer(person, found.post.body, at=at)
    if form.is_bound and carried_out(
        form, person, lambda: decline_nomination(found, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, "It is declined. It gave nobody anything; they can be nominated again.")
        return redirect("nomination", number)
    context = {"form": form, "nomination": found}
    return render(request, "commissioning/nomination_decline.html", context, status=status_of(form))
