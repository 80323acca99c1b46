"""The waivers of a case: the list, one of them, and what its authors do with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from accounts.rights import Right
from accounts.rules import LONDON
from commissioning.casefile.clashing import clashes_on
from commissioning.casefile.forms import ReasonForm, SendForm
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.refusals import OVERTAKEN, carried_out, status_of
from commissioning.casefile.waiving import HEAD, answers_told, number_of, page_of, rows_of, waiver_of, waivers_of
from commissioning.errors import OvertakenError
from commissioning.waivers.approvers import approvers_over
from commissioning.waivers.decisions import change, draft, record_oral_approval, submit, withdraw
from commissioning.waivers.forms import ChangeWaiverForm, OralForm, WaiverForm, WaiverPageForm
from commissioning.waivers.text import answers_digest

if TYPE_CHECKING:
    from django.forms import BaseForm

    from commissioning.casefile.people import Seen
    from commissioning.waivers.models import Waiver

OK = 200


def _case(request: HttpRequest, reference: str, *, writing: bool = False) -> tuple[Person, datetime, Seen]:
    """Return who reads, when, and the case. Raises NotAllowedError for who may not see its figures, or not write."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.SEE_FIGURES, case, at, allowed=case.sees_figures)
    if writing:
        require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
    return person, at, case


@require_safe
def show_all(request: HttpRequest, reference: str) -> HttpResponse:
    """List the waivers of a case."""
    _, _, case = _case(request, reference)
    context = {**frame(case, "case-waivers"), "head": HEAD, "rows": rows_of(waivers_of(case))}
    return render(request, "commissioning/waivers.html", context)


@require_safe
def show(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show a waiver: to its authors as they check it, to everyone as it was handed in and answered."""
    _, at, case = _case(request, reference)
    return _page(request, case, waiver_of(case, number), at, SendForm())


def _page(request: HttpRequest, case: Seen, waiver: Waiver, at: datetime, form: BaseForm) -> HttpResponse:
    page = page_of(waiver, at)
    context = {
        **frame(case, "case-waivers", (waiver.reference, "")),
        "page": page,
        "waiver": waiver,
        "form": form,
        "answers": answers_told(page.answers),
    }
    return render(request, "commissioning/waiver.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what is to be waived, why, for whom and for how long."""
    person, at, case = _case(request, reference, writing=True)
    form = WaiverPageForm(request.POST or None, initial={"supplier": case.supplier_names.split("\n")[0]})
    entry = carried_out(form, person, lambda: draft(case, **_given(form), by=person, at=at)) if form.is_bound else None
    if entry:
        messages.success(request, "The waiver is drafted. Check it, then hand it in.")
        return redirect("waiver", case.reference, number_of(entry))
    return _asks(request, case, form, "Draft a waiver")


def _given(form: BaseForm) -> dict[str, Any]:
    """What was answered, as the verbs take it."""
    return {
        "answers": {name: form.cleaned_data[name] for name in WaiverForm.base_fields},
        "key": form.cleaned_data["key"],
    }


def _asks(
    request: HttpRequest, case: Seen, form: BaseForm, title: str, *, status: int = 0, why: str = ""
) -> HttpResponse:
    """The questions, where somebody was quicker beside what is saved now."""
    context = {**frame(case, "case-waivers", (title, "")), "form": form, "title": title, "why": why}
    context["clashes"] = clashes_on(form) if why else ()
    return render(request, "commissioning/waiver_form.html", context, status=status or status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def alter(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask the same again, with what was answered."""
    person, at, case = _case(request, reference, writing=True)
    waiver = waiver_of(case, number)
    form = ChangeWaiverForm(request.POST or None, initial=_saved(waiver))

    def save() -> None:
        change(waiver, **_given(form), read=form.cleaned_data["read"], by=person, at=at)

    title = f"Change {waiver.reference}"
    try:
        entry = carried_out(form, person, save) if form.is_bound else None
    except OvertakenError as overtaken:
        fresh = waiver_of(case, number)
        if not fresh.drafting:
            raise
        return _asks(request, case, _again(request.POST, fresh), title, status=OVERTAKEN, why=overtaken.message)
    if entry:
        messages.success(request, f"{waiver.reference} is changed. Check it, then hand it in.")
        return redirect("waiver", case.reference, number)
    return _asks(request, case, form, title)


def _again(typed: QueryDict, waiver: Waiver) -> ChangeWaiverForm:
    """What was typed once more, under a key of its own, to be compared with a waiver as it is saved now."""
    data = typed.copy()
    data["key"], data["read"] = uuid4().hex, answers_digest(waiver)
    return ChangeWaiverForm(data, initial=_saved(waiver))


def _saved(waiver: Waiver) -> dict[str, object]:
    answers = {name: getattr(waiver, name) for name in WaiverForm.base_fields}
    return {**answers, "read": answers_digest(waiver)}


@require_POST
def send(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Hand a waiver in; what keeps it from that is told on its page."""
    person, at, case = _case(request, reference, writing=True)
    waiver, form = waiver_of(case, number), SendForm(request.POST)
    if carried_out(form, person, lambda: submit(waiver, **form.cleaned_data, by=person, at=at)):
        messages.success(request, f"{waiver.reference} is handed in. You are told when it is decided.")
        return redirect("waiver", case.reference, number)
    return _page(request, case, waiver_of(case, number), at, form)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask why a waiver is withdrawn."""
    person, at, case = _case(request, reference, writing=True)
    waiver, form = waiver_of(case, number), ReasonForm(request.POST or None)
    if form.is_bound and carried_out(form, person, lambda: withdraw(waiver, **form.cleaned_data, by=person, at=at)):
        messages.success(request, f"{waiver.reference} is withdrawn. The rule stands.")
        return redirect("waiver", case.reference, number)
    context = {**frame(case, "case-waivers", (f"Withdraw {waiver.reference}", "")), "form": form, "waiver": waiver}
    return render(request, "commissioning/waiver_withdraw.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def orally(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask who approved something urgent orally, and when."""
    person, at, case = _case(request, reference, writing=True)
    waiver, people = waiver_of(case, number), approvers_over(case, at)
    form = OralForm(request.POST or None, people=[(found.pk, found.full_name) for found in people])
    by_id = {found.pk: found for found in people}

    def record() -> None:
        given = form.cleaned_data
        record_oral_approval(
            waiver,
            approver=by_id[given["approver"]],
            approved_at=datetime.combine(given["approved_on"], given["approved_time"], tzinfo=LONDON),
            late_reason=given["late_reason"],
            by=person,
            at=at,
            key=given["key"],
        )

    if form.is_bound and carried_out(form, person, record):
        messages.success(request, f"{waiver.reference} is recorded. Whoever approved it is asked to confirm.")
        return redirect("waiver", case.reference, number)
    context = {**frame(case, "case-waivers", ("Oral approval", "")), "form": form, "waiver": waiver}
    return render(request, "commissioning/waiver_oral.html", context, status=status_of(form))
