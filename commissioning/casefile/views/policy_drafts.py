"""A draft of the gate policy: what stands against it, and its gates, seats, chain and lanes to be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authority import Over, require
from accounts.models import Person
from accounts.reach import Reach
from accounts.rights import Right
from commissioning.casefile import policy_words
from commissioning.casefile.people import reader
from commissioning.casefile.policy_forms import GateForm, LanesForm, SeatForm, WrittenForm
from commissioning.casefile.policy_rows import PolicyRows, alternatives_of, condition_rows, step_of, step_rows
from commissioning.casefile.refusals import UNPROCESSABLE, carried_out, status_of
from commissioning.casefile.views.gate_policies import file_of
from commissioning.errors import OvertakenError
from commissioning.gate_policies import wording
from commissioning.gate_policies.checking import Fault, check
from commissioning.gate_policies.decisions import save_draft
from commissioning.gate_policies.facts import Gate
from commissioning.gate_policies.models import DraftState, PolicyDraft
from commissioning.gate_policies.surroundings import around, record_at
from commissioning.gates.terms import FAST_GATE, GroupTerms, PolicyTerms, SeatTerms, StepTerms, ordered
from commissioning.vocabulary import WhenEmpty
from govuk.formsets import one_more, wants_another
from govuk.wording import how_many

OK = 200
BESIDE = ("csrfmiddlewaretoken", "key")
KEPT = "Nothing was saved. What you typed still stands here: take it over into the draft opened in another tab."
SHUT = "This draft is {state}, so that it cannot be changed. {then}"
THEN = {
    DraftState.PROPOSED: "Have it sent back first.",
    DraftState.PUBLISHED: "Begin a new draft from its version.",
    DraftState.WITHDRAWN: "Begin a new draft.",
}


@require_safe
def show(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show a draft: what stands against it, its gates, and what happens next."""
    at = timezone.now()
    reach = policy_words.reading(reader(request), at)
    draft, council = policy_words.draft_named(draft_id), around(at)
    terms = draft.terms
    faults = check(terms, council) if draft.open else []
    writes = draft.owner_id in reach.over(Right.DRAFT_GATE_POLICY)
    context = {
        "draft": draft,
        "state": draft.get_state_display(),
        "colour": policy_words.COLOURS[DraftState(draft.state)],
        "facts": policy_words.facts_of_draft(draft),
        "faults": [{"text": f"{fault.place}: {fault.text}"} for fault in faults],
        "steps": [_step(draft, terms, gate, faults) for gate in policy_words.offered(terms)],
        "lanes": wording.lanes(terms),
        "chain": [wording.step(step, council.bodies) for step in terms.chain],
        "drafting": draft.state == DraftState.DRAFTING,
        "proposed": draft.state == DraftState.PROPOSED,
        "writes": writes,
        "publishes": draft.owner_id in reach.over(Right.PUBLISH_GATE_POLICY),
        "name": f"{policy_words.DRAFT}{draft.pk}",
    }
    return render(request, "commissioning/policy_draft.html", context)


def _step(draft: PolicyDraft, terms: PolicyTerms, gate: Gate, faults: Sequence[Fault]) -> dict[str, object]:
    wrong = sum(fault.gate == gate for fault in faults)
    passable = "Can be passed" if gate in terms.gates else "Not used: nothing can be joined"
    if gate in terms.combined:
        passable = "Decided with the next stage"
    return {
        "title": wording.gate_name(gate),
        "href": reverse("policy-draft-gate", args=[draft.pk, *gate]),
        "hint": how_many(len(terms.at(gate)), "seat,seats"),
        "status": how_many(wrong, "thing to mend,things to mend") if wrong else passable,
        "colour": "red" if wrong else "",
    }


@require_safe
def export(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Hand out a draft as one file with its digest."""
    policy_words.reading(reader(request), timezone.now())
    draft = policy_words.draft_named(draft_id)
    return file_of(draft.terms, f"gate-policy-draft-{draft.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest, draft_id: int, stage: str, lane: str) -> HttpResponse:
    """Show a gate of a draft with its seats, and ask its writers what holds for the gate as a whole."""
    person, at = reader(request), timezone.now()
    reach, draft, where = _at_gate(person, draft_id, stage, lane, at)
    terms = draft.terms
    form = _gate_form(request, draft, terms, where)
    if request.method == "POST":
        _require_open(person, draft, at, sent=True)
        name = wording.gate_name(where)
        if _saved(form, draft, lambda: _with_gate(terms, where, form), name, person, at):
            return _done(request, "policy-draft-gate", draft, *where)
    council = around(at)
    found = [fault for fault in check(terms, council) if fault.gate == where]
    writes = draft.state == DraftState.DRAFTING and draft.owner_id in reach.over(Right.DRAFT_GATE_POLICY)
    context = {
        **_frame(draft),
        "gate": policy_words.shown(terms, where, council.bodies, draft if writes else None),
        "where": where,
        "seat_head": policy_words.SEAT_HEAD,
        "faults": [{"text": f"{fault.seat or 'The gate'}: {fault.text}"} for fault in found],
        "form": form,
        "writes": writes,
    }
    return render(request, "commissioning/policy_draft_gate.html", context, status=status_of(form))


def _gate_form(request: HttpRequest, draft: PolicyDraft, terms: PolicyTerms, where: Gate) -> GateForm:
    needs = terms.groups_at(where)
    groups = {seat.group: needs.get(seat.group, 1) for seat in terms.at(where) if seat.group}
    empty = WhenEmpty.PASSES if where in terms.passing else WhenEmpty.REFUSED
    usual = {"read": draft.digest, "when_empty": empty, "owners_accept": where in terms.owned}
    usual["decided_with_next"] = where in terms.combined
    return GateForm(request.POST or None, gate=where, groups=groups, initial=usual)


def _with_gate(terms: PolicyTerms, where: Gate, form: GateForm) -> PolicyTerms:
    others = tuple(group for group in terms.groups if group.gate != where)
    own = tuple(GroupTerms(where[0], name, needs, where[1]) for name, needs in form.needs().items())
    passes = form.cleaned_data["when_empty"] == WhenEmpty.PASSES
    passing = terms.passing - {where} | ({where} if passes else set())
    accepts = form.cleaned_data["owners_accept"] and where != FAST_GATE
    owned = terms.owned - {where} | ({where} if accepts else set())
    together = form.cleaned_data.get("decided_with_next")
    combined = terms.combined - {where} | ({where} if together else set())
    return replace(terms, groups=(*others, *own), passing=passing, owned=owned, combined=combined)


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, draft_id: int, stage: str, lane: str, number: int = 0) -> HttpResponse:
    """Ask everything about one seat; without a number a new one is added."""
    person, at = reader(request), timezone.now()
    _, draft, where = _at_gate(person, draft_id, stage, lane, at)
    sent = request.POST or None
    _require_open(person, draft, at, sent=sent is not None)
    terms = draft.terms
    here = terms.at(where)
    if number > len(here) and (sent is None or sent.get("read") == draft.digest):
        raise Http404
    found = here[number - 1] if 0 < number <= len(here) else None
    growing = sent is not None and wants_another(sent, "conditions")
    initial = SeatForm.initial_of(found) if found else {"tier": 1, "working_days": 5}
    about: dict[str, Any] = {"gate": where, "handed": record_at(terms, where).sections, "bodies": policy_words.names()}
    form = SeatForm(sent, **about, initial={**initial, "read": draft.digest})
    grown = one_more(sent, "conditions") if sent is not None and growing else sent
    gates = [one for one in (terms.earlier(where), where) if one]
    rows = condition_rows(gates, found.conditions if found else (), grown)
    if sent is not None and not growing and _seat_saved(form, rows, sent, (draft, terms, found), person, at):
        return _done(request, "policy-draft-gate", draft, *where)
    context = {
        **_frame(draft),
        "where": where,
        "gate_name": wording.gate_name(where),
        "seat": found,
        "form": form,
        "rows": rows,
        "again": growing,
        "number": number,
        "chain": wording.chain(found, policy_words.names()) if found else [],
    }
    return render(request, "commissioning/policy_draft_seat.html", context, status=_status(form, rows, growing))


def _seat_saved(
    form: SeatForm,
    rows: PolicyRows,
    sent: Any,
    about: tuple[PolicyDraft, PolicyTerms, SeatTerms | None],
    person: Person,
    at: datetime,
) -> bool:
    draft, terms, found = about
    removed = "remove" in sent and found is not None
    if not form.is_valid() or (not removed and not rows.is_valid()):
        return False
    others = tuple(one for one in terms.seats if one is not found)
    name = wording.gate_name(form.gate)
    what = f"{name}, “{found.title if removed and found else form.cleaned_data['title']}”"

    def new() -> PolicyTerms:
        if removed:
            return replace(terms, seats=others)
        made = replace(form.seat(alternatives_of(rows)), chain=found.chain if found else ())
        if found is None:
            return replace(terms, seats=ordered([*others, made]))
        return replace(terms, seats=ordered([made if one is found else one for one in terms.seats]))

    return _saved(form, draft, new, what, person, at)


@require_http_methods(["GET", "HEAD", "POST"])
def chain(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask for the escalation chain, step by step."""
    person, at = reader(request), timezone.now()
    policy_words.reading(person, at)
    draft = policy_words.draft_named(draft_id)
    _require_open(person, draft, at, sent=request.method == "POST")
    terms = draft.terms
    told = ("The escalation chain", reverse("policy-draft", args=[draft.pk]))
    about = {"back_text": "The draft"}
    return _chain_page(request, draft, terms.chain, lambda steps: replace(terms, chain=steps), told, about, person, at)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_chain(request: HttpRequest, draft_id: int, stage: str, lane: str, number: int) -> HttpResponse:
    """Ask for the escalation chain of one seat; without a step the policy's chain holds for it."""
    person, at = reader(request), timezone.now()
    _, draft, where = _at_gate(person, draft_id, stage, lane, at)
    _require_open(person, draft, at, sent=request.method == "POST")
    terms = draft.terms
    found = dict(enumerate(terms.at(where), 1)).get(number)
    if found is None:
        raise Http404

    def new(steps: tuple[StepTerms, ...]) -> PolicyTerms:
        return replace(terms, seats=tuple(replace(one, chain=steps) if one is found else one for one in terms.seats))

    address = reverse("policy-draft-seat", args=[draft.pk, *where, number])
    what = f"{wording.gate_name(where)}, “{found.title}”: its escalation chain"
    about = {"seat": found, "back": address, "back_text": found.title}
    return _chain_page(request, draft, found.chain, new, (what, address), about, person, at)


def _chain_page(  # noqa: PLR0913 - a chain, whose it is, and who changes it
    request: HttpRequest,
    draft: PolicyDraft,
    chain: tuple[StepTerms, ...],
    new: Callable[[tuple[StepTerms, ...]], PolicyTerms],
    told: tuple[str, str],
    about: Mapping[str, object],
    person: Person,
    at: datetime,
) -> HttpResponse:
    """Ask for a chain step by step; `told` are what is changed, in words, and where to go then."""
    bodies, sent = policy_words.names(), request.POST or None
    growing = sent is not None and wants_another(sent, "steps")
    form = WrittenForm(sent, initial={"read": draft.digest})
    rows = step_rows(chain, bodies, one_more(sent, "steps") if sent is not None and growing else sent)
    if sent is not None and not growing and form.is_valid() and rows.is_valid():
        steps = tuple(step_of(given) for given in rows.kept())
        if _saved(form, draft, lambda: new(steps), told[0], person, at):
            messages.success(request, "Saved in the draft.")
            return redirect(told[1])
    context = {**_frame(draft), "form": form, "rows": rows, "again": growing, **about}
    return render(request, "commissioning/policy_draft_chain.html", context, status=_status(form, rows, growing))


@require_http_methods(["GET", "HEAD", "POST"])
def lanes(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask what holds for the whole policy: title, lanes, limits."""
    person, at = reader(request), timezone.now()
    policy_words.reading(person, at)
    draft = policy_words.draft_named(draft_id)
    _require_open(person, draft, at)
    terms = draft.terms
    form = LanesForm(request.POST or None, initial={**LanesForm.initial_of(terms), "read": draft.digest})
    if request.method == "POST" and _saved(form, draft, lambda: _with_lanes(terms, form), "Lanes", person, at):
        return _done(request, "policy-draft", draft)
    return render(
        request, "commissioning/policy_draft_lanes.html", {**_frame(draft), "form": form}, status=status_of(form)
    )


def _with_lanes(terms: PolicyTerms, form: LanesForm) -> PolicyTerms:
    given = form.cleaned_data
    return replace(
        terms,
        title=given["title"].strip(),
        fast=form.fast_terms(),
        one_person_many_seats=bool(given["many"]),
        together=form.together(),
    )


def _at_gate(person: Person, draft_id: int, stage: str, lane: str, at: datetime) -> tuple[Reach, PolicyDraft, Gate]:
    """The reach of who reads, and the draft and gate that an address names."""
    reach = policy_words.reading(person, at)
    return reach, policy_words.draft_named(draft_id), policy_words.gate_named(stage, lane)


def _require_open(person: Person, draft: PolicyDraft, at: datetime, *, sent: bool = False) -> None:
    """Raise unless a person may change the draft now. What was `sent` to one that is shut its verb refuses."""
    require(person, Right.DRAFT_GATE_POLICY, on=Over([draft.owner_id]), at=at)
    if not sent and draft.state != DraftState.DRAFTING:
        state = DraftState(draft.state)
        raise OvertakenError(SHUT.format(state=state.label.lower(), then=THEN[state]))


def _saved(
    form: Any, draft: PolicyDraft, new: Callable[[], PolicyTerms], what: str, person: Person, at: datetime
) -> bool:
    """Save what a form makes of the draft. Returns whether it was saved; if not, the form says why.

    Where somebody else was first it keeps what was typed.
    """

    def act() -> None:
        given, who = form.cleaned_data, dict[str, Any](by=person, at=at)
        answers = {name: form.data.getlist(name) for name in form.data if name not in BESIDE}
        save_draft(draft, new(), read=given["read"], what=what, answers=answers, key=given["key"], **who)

    try:
        return carried_out(form, person, act) is not None
    except OvertakenError as overtaken:
        form.add_error(None, f"{overtaken.message} {KEPT}")
        return False


def _frame(draft: PolicyDraft) -> dict[str, object]:
    return {"draft": draft, "back": reverse("policy-draft", args=[draft.pk])}


def _done(request: HttpRequest, name: str, draft: PolicyDraft, *where: str) -> HttpResponse:
    messages.success(request, "Saved in the draft.")
    return redirect(name, draft.pk, *where)


def _status(form: Form, rows: PolicyRows, growing: bool) -> int:  # noqa: FBT001 - a page that grows is shown again
    wrong = form.is_bound and bool(form.errors or rows.total_error_count())
    return UNPROCESSABLE if wrong and not growing else OK
