"""What is decided about the parts of a case and its neighbours: tendering again, linking, taking a link back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.rights import Right
from commissioning.case.linking import link_cases, unlink_cases
from commissioning.casefile.forms import LinkForm, ReasonForm
from commissioning.casefile.frame import frame
from commissioning.casefile.overview import link_of, name_of, strands_of
from commissioning.casefile.people import case_of, reader, require_sight
from commissioning.casefile.reading import first_answer, strand_of
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.tender.again import can_be_tendered_again, tender_again


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask why a part of the case is tendered again."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
    strand = strand_of(case, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, person, lambda: tender_again(strand, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, "A new attempt has begun. Look through its tender record, and give it new dates.")
        return redirect("case", case.reference)
    context = {
        **frame(case, "case", ("Tender again", "")),
        "form": form,
        "name": name_of(strand, strands_of(case)) or case.title,
        "possible": can_be_tendered_again(strand),
    }
    return render(request, "commissioning/again.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask which case this one belongs to, how, and why."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, person, lambda: link_cases(case, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, f"{case.reference} is linked.")
        return redirect("case", case.reference)
    context = {**frame(case, "case", ("Link with another case", "")), "form": form}
    return render(request, "commissioning/link.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, reference: str, link_id: int) -> HttpResponse:
    """Ask why a link is taken back."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
    found = link_of(case, link_id)
    form = ReasonForm(request.POST or None)
    again = first_answer(person, request.POST.get("key", "")) if request.POST else None
    if found is None and (again is None or again.stream != case.stream_name):
        raise Http404
    if request.method == "POST" and carried_out(
        form, person, lambda: unlink_cases(case, link_id, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, "The link is taken back.")
        return redirect("case", case.reference)
    if found is None:
        raise Http404
    context = {
        **frame(case, "case", ("Take a link back", "")),
        "form": form,
        "words": f"{found.get_kind_display()} {found.other.reference}",
    }
    return render(request, "commissioning/unlink.html", context, status=status_of(form))
