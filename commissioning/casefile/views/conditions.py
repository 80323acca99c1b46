"""The conditions of a case: the list, adding one to a meeting's decision, waiving one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import Right
from commissioning.casefile.forms import ReasonForm
from commissioning.casefile.frame import frame
from commissioning.casefile.meeting import (
    CONDITIONS_HEAD,
    condition_of,
    conditions_of,
    decisions_of,
    rows_of_conditions,
    stages_after,
)
from commissioning.casefile.people import case_of, posts_on, reader, require_sight
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.meetings.conditions import Wanted, add, owners_of, setter, waive
from commissioning.meetings.forms import ConditionForm
from commissioning.vocabulary import Stage

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


def _records(case: Seen) -> bool:
    """Whether the reader records meetings of this case."""
    return bool(set(case.bodies) & case.reach.over(Right.RECORD_MEETING))


@require_safe
def show_all(request: HttpRequest, reference: str) -> HttpResponse:
    """List the conditions of a case, and the decisions that more can be added to."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.SEE_FIGURES, case, at, allowed=case.sees_figures)
    context = {
        **frame(case, "case-conditions"),
        "head": CONDITIONS_HEAD,
        "rows": rows_of_conditions(case, conditions_of(case), posts_on(case, person, at)),
        "decisions": decisions_of(case),
        "records": _records(case),
    }
    return render(request, "commissioning/conditions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_(request: HttpRequest, reference: str, decision_id: int) -> HttpResponse:
    """Ask for one more condition of a decision."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.RECORD_MEETING, case, at, allowed=_records(case))
    made = next((found for found in decisions_of(case) if found.pk == decision_id), None)
    if made is None:
        raise Http404
    made.case = case
    posts = {post.pk: post for post in owners_of(case)}
    titles = [(pk, post.title) for pk, post in posts.items()]
    form = ConditionForm(request.POST or None, posts=titles, stages=stages_after(Stage.NEEDS))

    def attach() -> None:
        given = form.cleaned_data
        post = posts[given["condition_post"]]
        wanted = Wanted(given["condition"], post, given["condition_due_on"], given["condition_stage"])
        add(made, wanted, by=person, at=at, key=given["key"])

    if form.is_bound and carried_out(form, person, attach):
        messages.success(request, "The condition is added, and its owner is asked to meet it.")
        return redirect("case-conditions", case.reference)
    context = {**frame(case, "case-conditions", ("Add a condition", "")), "form": form, "made": made}
    return render(request, "commissioning/condition_add.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def waive_(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask why a condition is waived, whoever speaks for the body that set it."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.SEE_FIGURES, case, at, allowed=case.sees_figures)
    condition = condition_of(case, number)
    setter(condition, person, at)
    form = ReasonForm(request.POST or None)
    if form.is_bound and carried_out(form, person, lambda: waive(condition, **form.cleaned_data, by=person, at=at)):
        messages.success(request, f"{condition.reference} is waived: no gate looks for it any more.")
        return redirect("case-conditions", case.reference)
    context = {**frame(case, "case-conditions", ("Waive a condition", "")), "form": form, "condition": condition}
    return render(request, "commissioning/condition_waive.html", context, status=status_of(form))
