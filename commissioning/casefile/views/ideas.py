"""The register of ideas: read by everybody, posted by organisations and by whoever has no account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError
from accounts.rules import day_of
from audit.models import Entry
from commissioning.casefile.forms import ReasonForm
from commissioning.casefile.idea_forms import FindIdeasForm, IdeaForm, PublicIdeaForm
from commissioning.casefile.ideas import (
    COLOURS,
    NEXT,
    by_phone_alone,
    chosen,
    contact_of,
    facts_of,
    history_of_idea,
    idea_from_outside,
    idea_read,
    own_ideas,
    sought_ideas,
    uses_of,
    waiting_ideas,
)
from commissioning.casefile.public import TrapForm, Visit, sent_in_public
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.shortlist import shortlist
from commissioning.casefile.trail import body_of
from commissioning.casefile.views.lists import listed
from commissioning.ideas.decisions import NOT_A_POSTER, change, post, post_from_outside, require_state, withdraw
from commissioning.ideas.kinds import OPEN, STANDING, IdeaState
from commissioning.ideas.models import Idea
from commissioning.ideas.standing import moderates, posting_post, themes
from commissioning.ideas.telling import number_behind, own_token


@login_not_required
@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the ideas that stand, narrowed by words, kind, ward and theme."""
    visit = Visit(request, timezone.now())
    find = FindIdeasForm(request.GET or None, themes=themes(day_of(visit.at)))
    given = find.given()
    found = sought_ideas(day_of(visit.at), given)
    short = shortlist([found.values_list("pk", flat=True)])
    page = short.page(request.GET.get("page"))
    ideas = found.in_bulk(list(page))
    moderator = moderates(visit.reach)
    context = {
        **listed(page, short),
        "ideas": [ideas[pk] for pk in page if pk in ideas],
        "find": find,
        "selected": chosen(given, {name: str(field.label) for name, field in find.fields.items()}),
        "own": own_ideas(visit),
        "posts": visit.person is None or posting_post(visit.person, visit.at) is not None,
        "moderates": moderator,
        "waiting": waiting_ideas().count() if moderator else 0,
    }
    return render(request, "commissioning/ideas.html", context)


@login_not_required
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show an idea; to who sees cases also what they made of it, to its moderators whom to contact."""
    visit = Visit(request, timezone.now())
    idea = idea_read(visit, number)
    moderator = moderates(visit.reach)
    own = visit.person is not None and idea.posted_by_id == visit.person.pk
    context = {
        **_told(idea, visit),
        "listed": idea.standing(day_of(visit.at)),
        "own": own,
        "moderates": moderator,
        "contact": contact_of(idea) if moderator else [],
        "call": moderator and by_phone_alone(idea),
        "uses": uses_of(idea, visit.reach),
        "events": history_of_idea(idea) if moderator else [],
    }
    return render(request, "commissioning/idea.html", context)


def _told(idea: Idea, visit: Visit) -> dict[str, Any]:
    state = IdeaState(idea.state)
    ended = state == IdeaState.PUBLISHED and not idea.standing(day_of(visit.at))
    return {
        "idea": idea,
        "facts": facts_of(idea),
        "state": "Its last day has passed" if ended else state.label,
        "colour": "grey" if ended else COLOURS[state],
        "next": "" if ended else NEXT[state],
        "changeable": state in OPEN,
        "withdrawable": state in STANDING,
    }


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask what is needed or offered: signed in for one's own organisation, else with whom to contact."""
    visit = Visit(request, timezone.now())
    return _posts(request, visit) if visit.person else _posts_in_public(request, visit)


def _posts(request: HttpRequest, visit: Visit) -> HttpResponse:
    person, at = visit.person, visit.at
    held = posting_post(person, at) if person else None
    if person is None or held is None:
        raise NotAllowedError(NOT_A_POSTER)
    form = IdeaForm(request.POST or None, themes=themes(day_of(at)))

    def act() -> None:
        post(form.terms(), by=person, at=at, key=form.cleaned_data["key"])

    entry = carried_out(form, person, act) if form.is_bound else None
    if entry:
        messages.success(request, "The idea is posted. A moderator reads it; you are told.")
        return redirect("idea", _number(entry))
    context = {"form": form, "organisation": held.post.body.name, "trap": None}
    return render(request, "commissioning/idea_post.html", context, status=status_of(form))


def _posts_in_public(request: HttpRequest, visit: Visit) -> HttpResponse:
    form, status, at = PublicIdeaForm(request.POST or None, themes=themes(day_of(visit.at))), 200, visit.at

    def act(key: str) -> None:
        post_from_outside(form.terms(), form.contact(), form.cleaned_data["organisation"], at=at, key=key)

    if form.is_bound:
        entry, status = sent_in_public(request, form, act)
        if entry:
            return redirect(f"{reverse('own-idea', args=[own_token(_number(entry))])}?posted=1")
    context = {"form": form, "organisation": "", "trap": TrapForm()}
    return render(request, "commissioning/idea_post.html", context, status=status)


def _number(entry: Entry) -> int:
    return int(body_of(entry)["about"]["idea"])


@login_not_required
@require_safe
def show_own(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever posted an idea without an account how it stands. Whoever has the link is taken for them."""
    visit = Visit(request, timezone.now())
    idea = _behind(token)
    context = {**_told(idea, visit), "token": token, "posted": "posted" in request.GET}
    return render(request, "commissioning/idea_own.html", context)


def _behind(token: str) -> Idea:
    """The idea that a link leads to. Raises Http404 for a link that was made up."""
    return idea_from_outside(number_behind(token))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_own(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whoever has the link what the idea is to say."""
    return _changes(
        request, Visit(request, timezone.now()), _behind(token), reverse("own-idea", args=[token]), public=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
def alter(request: HttpRequest, number: int) -> HttpResponse:
    """Ask its poster what an idea is to say."""
    visit = Visit(request, timezone.now())
    return _changes(request, visit, _mine(visit, number), reverse("idea", args=[number]), public=False)


def _mine(visit: Visit, number: int) -> Idea:
    idea = idea_read(visit, number)
    if visit.person is None or idea.posted_by_id != visit.person.pk:
        raise Http404
    return idea


def _changes(request: HttpRequest, visit: Visit, idea: Idea, back: str, *, public: bool) -> HttpResponse:
    form = IdeaForm(request.POST or None, themes=themes(day_of(visit.at)), initial=vars(idea.terms))
    if not form.is_bound:  # the verb asks again, and knows what was sent before
        require_state(idea, *OPEN)
    by = None if public else visit.person

    def act(key: str) -> None:
        change(idea, form.terms(), by=by, at=visit.at, key=key)

    entry, status = _sent(request, visit, form, act, public=public)
    if entry:
        messages.success(request, "The idea is changed. A moderator reads it again.")
        return redirect(back)
    context = {"form": form, "idea": idea, "back": back, "trap": TrapForm() if public else None}
    return render(request, "commissioning/idea_change.html", context, status=status)


def _sent(
    request: HttpRequest, visit: Visit, form: Any, act: Callable[[str], None], *, public: bool
) -> tuple[Entry | None, int]:
    if not form.is_bound:
        return None, 200
    if public:
        return sent_in_public(request, form, act)
    entry = carried_out(form, visit.person, lambda: act(form.cleaned_data["key"]))
    return entry, status_of(form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_own(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whoever has the link why the idea is withdrawn."""
    return _withdraws(
        request, Visit(request, timezone.now()), _behind(token), reverse("own-idea", args=[token]), public=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Ask its poster why an idea is withdrawn."""
    visit = Visit(request, timezone.now())
    return _withdraws(request, visit, _mine(visit, number), reverse("idea", args=[number]), public=False)


def _withdraws(request: HttpRequest, visit: Visit, idea: Idea, back: str, *, public: bool) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if not form.is_bound:
        require_state(idea, *STANDING)
    by = None if public else visit.person

    def act(key: str) -> None:
        withdraw(idea, reason=form.cleaned_data["reason"], by=by, at=visit.at, key=key)

    entry, status = _sent(request, visit, form, act, public=public)
    if entry:
        messages.success(request, "The idea is withdrawn.")
        return redirect(back)
    context = {"form": form, "idea": idea, "back": back, "trap": TrapForm() if public else None}
    return render(request, "commissioning/idea_withdraw.html", context, status=status)
