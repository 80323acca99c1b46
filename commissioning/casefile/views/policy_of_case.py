"""The version of the policy that a case holds, and adopting a newer one before the tender."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.policy_of_case import held_by
from commissioning.casefile.policy_register_forms import AdoptForm
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.social_value.adopting import adopt


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show which version a case holds; ask those who write for it why it adopts a newer one."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    held = held_by(case, day_of(at))
    form = AdoptForm(request.POST or None, initial={"version": held.newer.number if held.newer else None})
    if form.is_bound:
        require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
        if carried_out(form, person, lambda: adopt(case, **form.cleaned_data, by=person, at=at)):
            version = form.cleaned_data["version"]
            messages.success(request, f"The case holds version {version} now. Go over the record, then hand it in.")
            return redirect("case", case.reference)
    context = {**frame(case, "case", ("Policy", "")), "held": held, "form": form}
    return render(request, "commissioning/policy_of_case.html", context, status=status_of(form))
