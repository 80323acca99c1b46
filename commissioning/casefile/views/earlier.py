"""Taking a case that came from outside back to a stage it passed before Tollgate."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.rights import Right
from commissioning.casefile.forms import EarlierStageForm
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.records.placing import earlier_stages, take_to_stage


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask to which stage, and why."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
    form = EarlierStageForm(request.POST or None, stages=earlier_stages(case))
    if request.method == "POST" and carried_out(
        form, person, lambda: take_to_stage(case, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, f"{case.reference} is at {case.get_stage_display().lower()} again. Write its record.")
        return redirect("case", case.reference)
    context = {**frame(case, "case", ("Earlier stage", "")), "form": form}
    return render(request, "commissioning/earlier.html", context, status=status_of(form))
