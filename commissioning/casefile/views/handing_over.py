"""Handing over tasks that people are on, several at once: choose them, see which can go, and send them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.errors import NotAllowedError
from accounts.models import Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.casefile.filters import HeldForm
from commissioning.casefile.handing_over import (
    MOST,
    Held,
    carried_out,
    checked,
    could_take,
    holders,
    in_hand,
    named,
    places,
    sought_tasks,
)
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import status_of
from commissioning.casefile.views.lists import removable
from commissioning.casefile.wording import deadline
from commissioning.cover.forms import FREE, GIVE, HandOverForm
from commissioning.cover.telling import asked
from govuk.wording import how_many

NOT_A_MANAGER = (
    "None of your posts hands over what others are on. Heads of service and directors do, in their own services. "
    "You can give back a task of your own on its page."
)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask which tasks go to whom; then say of each whether it can, and hand them over."""
    person, at = reader(request), timezone.now()
    reach = reach_of(person, at)
    if not reach.over(Right.ARRANGE_COVER):
        raise NotAllowedError(NOT_A_MANAGER)
    find = HeldForm(request.GET or None, holders=holders(reach), services=places(reach))
    listed = list(sought_tasks(in_hand(reach), find.sought_tasks(), day_of(at))[: MOST + 1])
    form = _form(request, reach, listed[:MOST], at)
    if form.is_bound and form.is_valid():
        found = named(reach, form.cleaned_data["tasks"])
        if "confirm" in request.POST:
            return _done(request, form, found, person, at)
        return _check(request, form, checked(found, form.recipient, person, at))
    context = {
        "form": form,
        "find": find,
        "selected": removable(find),
        "count": len(listed[:MOST]),
        "more": len(listed) > MOST,
        "note": f". Only the first {MOST} are listed: narrow the list to see others." if len(listed) > MOST else "",
    }
    return render(request, "commissioning/hand_over.html", context, status=status_of(form))


def _form(request: HttpRequest, reach: Reach, listed: Sequence[Ask], at: datetime) -> HandOverForm:
    """The form as it was sent; empty again, but for what was typed, for who wants to change it."""
    today = day_of(at)
    choices = [(f"{task.pk}-{task.taken_by_id}", _label(task, today)) for task in listed]
    people = could_take(reach.over(Right.ARRANGE_COVER), at)
    if "change" in request.POST:
        kept = {name: request.POST.get(name, "") for name in ("what", "to", "reason")}
        return HandOverForm(initial={**kept, "tasks": request.POST.getlist("tasks")}, tasks=choices, people=people)
    return HandOverForm(request.POST or None, tasks=choices, people=people)


def _label(task: Ask, today: date) -> str:
    who = task.taken_by.full_name if task.taken_by else ""
    what = f"{task.case.reference} {task.case.title}: {asked(task)}"
    return f"{what}. {who} is on it as {task.post.title}, {deadline(task.due_on, today)}"


def _check(request: HttpRequest, form: HandOverForm, found: Sequence[Held]) -> HttpResponse:
    going = [held for held in found if not held.why_not]
    to, sent = form.recipient, form.cleaned_data
    context = {
        "to": to,
        "going": [_row(held) for held in going],
        "staying": [_row(held) for held in found if held.why_not],
        "reason": sent["reason"],
        "kept": [
            *(("tasks", f"{held.task.pk}-{held.holder.pk}") for held in going or found),
            ("what", GIVE if to else FREE),
            ("to", str(to.pk) if to else ""),
            ("reason", sent["reason"]),
            ("key", sent["key"]),
        ],
    }
    return render(request, "commissioning/hand_over_check.html", context)


def _done(
    request: HttpRequest, form: HandOverForm, found: Sequence[Held], person: Person, at: datetime
) -> HttpResponse:
    to, sent = form.recipient, form.cleaned_data
    results = list(carried_out(found, to, reason=sent["reason"], by=person, at=at, key=sent["key"]))
    done = [held for held in results if not held.why_not]
    context = {
        "to": to,
        "heading": f"{how_many(len(done), 'task is,tasks are')} {f'with {to.full_name}' if to else 'freed'} now",
        "done": [{**_row(held), "status": "Handed over" if to else "Freed"} for held in done],
        "refused": [_row(held) for held in results if held.why_not],
    }
    return render(request, "commissioning/hand_over_done.html", context)


def _row(held: Held) -> dict[str, str]:
    return {
        "title": f"{held.task.case.reference}, {asked(held.task)}",
        "href": reverse("task", args=[held.task.pk]),
        "hint": held.why_not or f"{held.holder.full_name} was on it.",
        "status": "Stays" if held.why_not else "Goes",
        "colour": "yellow" if held.why_not else "green",
    }
