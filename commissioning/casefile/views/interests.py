"""The interests of a case: what is declared, declaring one's own, reviewing, asking who has still to declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.casefile.declaring import HEAD, Answers, declaration_of, interests_of, rows_of, tender_of
from commissioning.casefile.frame import frame
from commissioning.casefile.interest_forms import AskForm, DeclareForm, DetailForm, KindForm, ReviewForm
from commissioning.casefile.people import case_of, reader
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.errors import RefusedError
from commissioning.interests.decisions import ask_missing, declare, review
from commissioning.interests.kinds import Conflict
from govuk.wording import in_words

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is declared on a case, what is still missing, and the reader's own declaration."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    found = interests_of(case, person, at)
    context = {
        **frame(case, "case-interests"),
        "found": found,
        "head": HEAD,
        "rows": rows_of(case, found, person),
        "ask": AskForm(),
    }
    return render(request, "commissioning/interests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def declare_(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the reader's own interests, a question a page, and let them check their answers."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    step = request.POST.get("step", "")
    if step == "kind":
        return _after_kind(request, case)
    if step == "detail":
        return _after_detail(request, case)
    if step == "declare":
        form = DeclareForm(request.POST)
        if carried_out(form, person, lambda: declare(case, **form.cleaned_data, by=person, at=at)):
            messages.success(request, "Your interests are declared. What you declared stands in the trail.")
            return redirect("case-interests", case.reference)
        return _check(request, case, form)
    form_of_kind = KindForm(initial={"kind": request.POST.get("kind")})
    return _page(request, case, "kind", form_of_kind)


def _after_kind(request: HttpRequest, case: Seen) -> HttpResponse:
    form = KindForm(request.POST)
    if not form.is_valid():
        return _page(request, case, "kind", form)
    kind = form.cleaned_data["kind"]
    if kind == Conflict.NONE:
        return _check(request, case, DeclareForm(initial={"kind": kind}))
    return _page(request, case, "detail", DetailForm(initial={"kind": kind}))


def _after_detail(request: HttpRequest, case: Seen) -> HttpResponse:
    form = DetailForm(request.POST)
    if not form.is_valid():
        return _page(request, case, "detail", form)
    return _check(request, case, DeclareForm(initial=form.cleaned_data))


def _check(request: HttpRequest, case: Seen, form: DeclareForm) -> HttpResponse:
    said = form.data if form.is_bound else form.initial
    if said.get("kind") not in Conflict.values:
        return _page(request, case, "kind", KindForm(request.POST))
    answers = Answers(Conflict(said["kind"]), said.get("nature", ""), said.get("mitigation", ""))
    return _page(request, case, "declare", form, answers=answers)


def _page(request: HttpRequest, case: Seen, step: str, form: Form, **more: object) -> HttpResponse:
    context = {**frame(case, "case-interests", ("Declare your interests", "")), "step": step, "form": form, **more}
    return render(request, "commissioning/interests_declare.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def review_(request: HttpRequest, reference: str, declaration: int) -> HttpResponse:
    """Ask Procurement whether somebody may act on a case with what they declared."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    found = declaration_of(case, declaration, person)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, person, lambda: review(found, **form.cleaned_data, by=person, at=at)
    ):
        messages.success(request, f"You reviewed what {found.person.full_name} declared. They are told.")
        return redirect("case-interests", case.reference)
    answers = Answers(Conflict(found.kind), found.nature, found.mitigation)
    context = {**frame(case, "case-interests", ("Review", "")), "declaration": found, "form": form, "answers": answers}
    return render(request, "commissioning/interests_review.html", context, status=status_of(form))


@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask everyone who has still to declare."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    strand, facts = tender_of(case)
    form = AskForm(request.POST)
    if carried_out(form, person, lambda: ask_missing(strand, facts, **form.cleaned_data, by=person, at=at)) is None:
        raise RefusedError(in_words(str(text) for texts in form.errors.values() for text in texts))
    messages.success(
        request, "Everyone who has still to declare is asked: it stands in their messages and under My work."
    )
    return redirect("case-interests", case.reference)
