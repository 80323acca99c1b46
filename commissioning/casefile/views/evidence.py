"""The evidence of a condition: what was said, the files with it, attaching one, and handing one out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authority import may
from accounts.models import Person
from accounts.rights import Right
from commissioning.asks.decisions import RIGHT_OF_KIND
from commissioning.casefile.evidencing import files_of, files_shown
from commissioning.casefile.forms import EvidenceFileForm
from commissioning.casefile.frame import frame
from commissioning.casefile.handing_out import DAMAGED, handed_out
from commissioning.casefile.meeting import condition_of
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.refusals import carried_out, page, status_of
from commissioning.conditions.models import Condition
from commissioning.documents.storing import DamagedError
from commissioning.errors import RefusedError
from commissioning.meetings.evidencing import attach_evidence, task_to_meet
from commissioning.vocabulary import AskKind

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

FAULT = 500


def _seen(request: HttpRequest, reference: str, number: int) -> tuple[Person, datetime, Seen, Condition]:
    """Return who reads, when, the case and its condition. Raises NotAllowedError for who may not see figures there."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.SEE_FIGURES, case, at, allowed=case.sees_figures)
    return person, at, case, condition_of(case, number)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show the evidence of a condition with its files; ask whoever is to meet it for another."""
    person, at, case, condition = _seen(request, reference, number)
    form = EvidenceFileForm(request.POST or None, request.FILES or None)

    def attach() -> None:
        given = form.cleaned_data
        attach_evidence(task_to_meet(condition), given["file"], by=person, at=at, key=given["key"])

    if form.is_bound and carried_out(form, person, attach):
        messages.success(request, "The file is attached. Whoever set the condition can open it.")
        return redirect("condition-evidence", case.reference, number)
    context = {
        **frame(case, "case-conditions", (f"Evidence of {condition.reference}", "")),
        "condition": condition,
        "files": files_shown(case, condition),
        "form": form,
        "attaches": _attaches(condition, person, at),
    }
    return render(request, "commissioning/condition_evidence.html", context, status=status_of(form))


def _attaches(condition: Condition, person: Person, at: datetime) -> bool:
    """Whether a reader is asked to meet the condition."""
    try:
        task = task_to_meet(condition)
    except RefusedError:
        return False
    return bool(may(person, RIGHT_OF_KIND[AskKind(task.kind)], on=task, at=at))


@require_safe
def hand_out(request: HttpRequest, reference: str, number: int, file_id: int) -> HttpResponseBase:
    """Hand a file out to be saved, exactly as it was attached, to those who may read the case's conditions."""
    *_, condition = _seen(request, reference, number)
    file = files_of(condition, file_id)
    try:
        return handed_out(file)
    except DamagedError as damaged:
        return page(request, "This file is damaged", DAMAGED.format(name=file.document.name, fault=damaged), FAULT)
