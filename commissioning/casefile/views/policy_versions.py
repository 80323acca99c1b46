"""A version of a policy as it stands; its summary, sections, priorities and fates changed while it is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rules import day_of
from commissioning.casefile.forms import ReasonForm
from commissioning.casefile.people import reader
from commissioning.casefile.policy_register import (
    NEXT,
    Register,
    address,
    counted,
    facts_of,
    register_for,
    shown,
    standing_of,
    version_read,
)
from commissioning.casefile.policy_register_forms import (
    FatesForm,
    PriorityForm,
    SectionForm,
    SummaryForm,
    WrittenForm,
    placed,
    without,
)
from commissioning.casefile.refusals import UNPROCESSABLE, carried_out, status_of
from commissioning.policies.approving import against
from commissioning.policies.consulting import may_comment
from commissioning.policies.drafting import require_writable, save_draft, taking_comments, withdraw
from commissioning.policies.kinds import VersionState
from commissioning.policies.models import PolicyVersion
from commissioning.policies.rules import Wording
from commissioning.policies.writing import newest_approved, newest_before, titles_of

BESIDE = ("csrfmiddlewaretoken", "key")


def opened(request: HttpRequest, code: str, number: int) -> tuple[Register, PolicyVersion]:
    """Return the register as a reader reads it, and the version. Raises Http404 for what is not theirs to know of."""
    register = register_for(reader(request), timezone.now())
    return register, version_read(register, code, number)


@require_safe
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a version: what happens next, what it says, and what stands against it."""
    register, version = opened(request, code, number)
    if version.state == VersionState.APPROVED:
        return redirect(f"/policies/{code}/?version={number}")
    today, state = day_of(register.at), VersionState(version.state)
    keeps, taking = register.keeps(version.policy), taking_comments(version, today)
    earlier = titles_of(newest_before(version))
    standing, colour = standing_of(version, None, today)
    context = {
        **frame(version),
        "standing": standing,
        "colour": colour,
        "next": NEXT[state],
        "facts": facts_of(version, today),
        **shown(version.wording, earlier),
        "comments": counted(version) if version.consulted_from else "",
        "against": [{"text": text} for text in against(version, today)] if keeps and version.open else [],
        "writes": keeps and _writable(state, taking=taking),
        "keeps": keeps,
        "taking": taking and may_comment(register.person, register.at),
        "consulted": state == VersionState.CONSULTATION,
        "drafting": state == VersionState.DRAFT,
        "proposed": state == VersionState.PROPOSED,
        "approves": register.approves(version.policy),
        "maps": bool(earlier),
    }
    return render(request, "commissioning/policy_version.html", context)


def _writable(state: VersionState, *, taking: bool) -> bool:
    return state == VersionState.DRAFT or (state == VersionState.CONSULTATION and not taking)


def frame(version: PolicyVersion) -> dict[str, Any]:
    """Return what every page of a version shows around its own."""
    return {"version": version, "policy": version.policy, "back": address(version)}


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask what a policy is about."""
    register, version = to_write(request, code, number)
    wording = version.wording
    form = SummaryForm(request.POST or None, initial={"text": wording.text, "read": version.digest})
    if form.is_bound and _saved(
        form, version, lambda: replace(wording, text=form.cleaned_data["text"]), "the summary", register
    ):
        return _done(request, version)
    return _asks(request, version, form, "Summary")


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, code: str, number: int, place: int = 0) -> HttpResponse:
    """Ask for one section of the text; without a place a new one is added."""
    register, version = to_write(request, code, number)
    wording = version.wording
    found = _at(request, version, wording.sections, place)
    initial = {"title": found.title, "text": found.text} if found else {}
    form = SectionForm(request.POST or None, initial={**initial, "read": version.digest})
    removes = "remove" in request.POST and found is not None

    def new() -> Wording:
        rows = without(wording.sections, place) if removes else placed(wording.sections, place, form.section())
        return replace(wording, sections=rows)

    if form.is_bound and _saved(form, version, new, f"section “{form['title'].value()}”", register):
        return _done(request, version)
    return _asks(request, version, form, "Section", removable=found is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def priority(request: HttpRequest, code: str, number: int, place: int = 0) -> HttpResponse:
    """Ask for one priority with all its columns; without a place a new one is added."""
    register, version = to_write(request, code, number)
    wording = version.wording
    found = _at(request, version, wording.priorities, place)
    form = PriorityForm(request.POST or None, initial={**(vars(found) if found else {}), "read": version.digest})
    removes = "remove" in request.POST and found is not None

    def new() -> Wording:
        rows = without(wording.priorities, place) if removes else placed(wording.priorities, place, form.priority())
        return replace(wording, priorities=rows)

    if form.is_bound and _saved(form, version, new, f"priority {form['code'].value()}", register):
        return _done(request, version)
    return _asks(request, version, form, "Priority", removable=found is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def fates(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask what becomes of each priority of the version before."""
    register, version = to_write(request, code, number)
    wording, before = version.wording, titles_of(newest_approved(version.policy))
    if not before:
        raise Http404
    form = FatesForm(request.POST or None, before=before, wording=wording, initial={"read": version.digest})
    if form.is_bound and _saved(
        form, version, lambda: replace(wording, fates=form.fates()), "what becomes of earlier priorities", register
    ):
        return _done(request, version)
    return _asks(request, version, form, "Earlier priorities")


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask why a version is withdrawn, and withdraw it."""
    register, version = opened(request, code, number)
    register.require_keeper(version.policy)
    form, by = ReasonForm(request.POST or None), register.person
    if form.is_bound and carried_out(form, by, lambda: withdraw(version, **form.cleaned_data, by=by, at=register.at)):
        messages.success(request, f"Version {number} is withdrawn.")
        return redirect("policies")
    return render(
        request, "commissioning/policy_withdraw.html", {**frame(version), "form": form}, status=status_of(form)
    )


def to_write(request: HttpRequest, code: str, number: int) -> tuple[Register, PolicyVersion]:
    """Return the register and a version that its reader may change now. Raises where they may not, saying why."""
    register, version = opened(request, code, number)
    register.require_keeper(version.policy)
    if request.method != "POST":  # the verb asks again, and knows what was sent before
        require_writable(version, day_of(register.at))
    return register, version


def _at(request: HttpRequest, version: PolicyVersion, rows: Any, place: int) -> Any:
    """The row of that place; None for a new one. Raises Http404 for one that is not there, unless it has just gone."""
    if place > len(rows) and request.POST.get("read") in (None, version.digest):
        raise Http404
    return rows[place - 1] if 0 < place <= len(rows) else None


def _saved(
    form: WrittenForm, version: PolicyVersion, new: Callable[[], Wording], what: str, register: Register
) -> bool:
    answers = {name: value for name, value in form.data.items() if name not in BESIDE}

    def save() -> None:
        given = form.cleaned_data
        save_draft(
            version,
            new(),
            read=given["read"],
            what=what,
            answers=answers,
            by=register.person,
            at=register.at,
            key=given["key"],
        )

    return carried_out(form, register.person, save) is not None


def _done(request: HttpRequest, version: PolicyVersion) -> HttpResponse:
    messages.success(request, "The draft is saved.")
    return redirect(address(version))


def _asks(
    request: HttpRequest, version: PolicyVersion, form: Form, title: str, *, removable: bool = False
) -> HttpResponse:
    context = {**frame(version), "form": form, "title": title, "removable": removable}
    status = UNPROCESSABLE if form.is_bound and form.errors else status_of(form)
    return render(request, "commissioning/policy_write.html", context, status=status)
