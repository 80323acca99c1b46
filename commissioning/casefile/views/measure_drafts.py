"""Drafts of frameworks on screen: begun, changed measure by measure, brought in from a file, put forward, published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.errors import NotAllowedError
from accounts.rules import day_of
from audit.models import Entry
from commissioning.casefile.forms import ReasonForm, SendForm
from commissioning.casefile.measure_forms import (
    AboutForm,
    BeginFrameworkForm,
    ImportForm,
    MeasureForm,
    PublishForm,
    PutForwardForm,
)
from commissioning.casefile.measure_register import address, facts_of, framework_read, frameworks_read, open_of
from commissioning.casefile.policy_register import NOT_KEPT, Register, bodies_kept
from commissioning.casefile.policy_register_forms import WrittenForm, placed, without
from commissioning.casefile.refusals import UNPROCESSABLE, carried_out, status_of
from commissioning.casefile.trail import body_of
from commissioning.casefile.views.measures import frame, open_version, opened
from commissioning.casefile.wording import stacked
from commissioning.errors import RefusedError
from commissioning.measures.drafting import begin_framework, begin_version, require_state, save_draft, withdraw
from commissioning.measures.importing import Read, bring_in, read_file
from commissioning.measures.kinds import EditionState, FrameworkKind
from commissioning.measures.models import FrameworkVersion
from commissioning.measures.publishing import against, publish, put_forward, send_back, why_not_publish
from commissioning.measures.rules import Edition
from commissioning.measures.writing import SAID, priorities_on
from govuk.wording import how_many

BESIDE = ("csrfmiddlewaretoken", "key")
REFUSED_HEAD = [{"text": text} for text in ("Row", "Column", "Why")]


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for a new catalogue's name and the body that keeps it, and begin its draft."""
    register = opened(request)
    bodies = bodies_kept(register)
    if not bodies:
        raise NotAllowedError(NOT_KEPT)
    form = BeginFrameworkForm(request.POST or None, bodies=bodies)
    by, at = register.person, register.at
    entry = carried_out(form, by, lambda: begin_framework(**form.cleaned_data, by=by, at=at)) if form.is_bound else None
    if entry:
        return _to_draft(request, entry, "The catalogue is begun. Add its measures.")
    return render(request, "commissioning/measures_begin.html", {"form": form}, status=status_of(form))


def _to_draft(request: HttpRequest, entry: Entry, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("measure-version", entry.stream.rpartition("/")[2], body_of(entry)["about"]["version"])


@require_http_methods(["GET", "HEAD", "POST"])
def begin_next(request: HttpRequest, code: str) -> HttpResponse:
    """Ask whether to begin the next version of a framework, and begin it as the newest one reads."""
    register = opened(request)
    framework, versions = framework_read(register, code)
    register.require_keeper(framework)
    form, by = SendForm(request.POST or None), register.person
    act = partial(begin_version, framework, by=by, at=register.at)
    entry = carried_out(form, by, lambda: act(**form.cleaned_data)) if form.is_bound else None
    if entry:
        return _to_draft(request, entry, "The version is begun as the newest one reads. Change what should change.")
    context = {"form": form, "framework": framework, "open": open_of(versions)}
    return render(request, "commissioning/measures_begin_version.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: HttpRequest) -> HttpResponse:
    """Ask for a file of measures; show what of it is refused, row by row, or begin a draft of all of it."""
    register = opened(request)
    bodies = bodies_kept(register)
    if not bodies:
        raise NotAllowedError(NOT_KEPT)
    initial = _of_framework(register, request.GET.get("framework", ""))
    form = ImportForm(request.POST or None, request.FILES or None, bodies=bodies, initial=initial)
    read = _read(form, register) if form.is_bound and form.is_valid() else None
    whole = read is not None and not read.report.refused
    if read is not None and whole and "check" not in request.POST:
        by, key = register.person, form.cleaned_data["key"]
        entry = carried_out(form, by, lambda: bring_in(read, by=by, at=register.at, key=key), key=key)
        if entry:
            words = "The file is read. Nothing of it is in force until somebody else publishes it."
            return _to_draft(request, entry, words)
    context = {
        "form": form,
        "report": read.report if read and whole else None,
        "refused_head": REFUSED_HEAD,
        "refused": _refused(read) if read else [],
    }
    status = UNPROCESSABLE if read is not None and not whole else status_of(form)
    return render(request, "commissioning/measures_import.html", context, status=status)


def _of_framework(register: Register, code: str) -> dict[str, object]:
    """What is filled in for the next version of a framework that is there already."""
    found = [(framework, versions[0]) for framework, versions in frameworks_read(register) if framework.code == code]
    if not found:
        return {}
    framework, newest = found[0]
    about = {name: getattr(newest, name) for name in SAID if name != "label"}
    return {**about, "name": framework.name, "kind": framework.kind, "owner": framework.owner.slug}


def _read(form: ImportForm, register: Register) -> Read | None:
    """Read the file; where anything of it is refused, or it cannot be read at all, the form says so."""
    try:
        found = read_file(form.cleaned_data["file"].read(), form.given(), register.at)
    except RefusedError as refused:
        for name, texts in refused.errors.items():
            form.add_error(name if name in form.fields else None, texts)
        return None
    if count := len(found.report.refused):
        form.add_error("file", f"{how_many(count, 'thing is,things are')} wrong with the file, told row by row below.")
    return found


def _refused(read: Read) -> list[list[dict[str, object]]]:
    rows: list[list[dict[str, object]]] = [
        [
            {"text": f"Row {one.row}" if one.row else "The file", "header": True},
            {"text": one.column},
            {"text": one.reason},
        ]
        for one in read.report.refused
    ]
    return stacked(REFUSED_HEAD, rows)


@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask what a version is called, who publishes it, and under which licence."""
    register, version = to_write(request, code, number)
    initial = {**{name: getattr(version, name) for name in SAID}, "read": version.digest}
    form = AboutForm(request.POST or None, initial=initial)
    if form.is_bound and _saved(form, version, lambda: form.changed(version.edition), "what it is called", register):
        return _done(request, version)
    return _asks(request, version, form, "About this version")


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, code: str, number: int, place: int = 0) -> HttpResponse:
    """Ask for one measure with all that it states; without a place a new one is added."""
    register, version = to_write(request, code, number)
    edition = version.edition
    if place > len(edition.measures) and request.POST.get("read") in (None, version.digest):
        raise Http404
    found = edition.measures[place - 1] if 0 < place <= len(edition.measures) else None
    removes = "remove" in request.POST and found is not None
    form = MeasureForm(
        request.POST or None,
        initial={**(MeasureForm.initial_of(found) if found else {}), "read": version.digest},
        priorities=priorities_on(day_of(register.at)),
        own=version.framework.kind == FrameworkKind.OWN,
        withdraws=removes,
    )

    def new() -> Edition:
        rows = edition.measures
        return replace(edition, measures=without(rows, place) if removes else placed(rows, place, form.measure()))

    what = f"measure {form['code'].value()}{' withdrawn' if removes else ''}"
    if form.is_bound and _saved(form, version, new, what, register):
        return _done(request, version)
    return _asks(request, version, form, "Measure", removable=found is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask from which day a version is to be in force and why, and put it forward."""
    register, version = to_write(request, code, number)
    today, by = day_of(register.at), register.person
    form = PutForwardForm(request.POST or None, initial={"effective_from": today})
    act = partial(put_forward, version, by=by, at=register.at)
    if form.is_bound and carried_out(form, by, lambda: act(**form.cleaned_data)):
        messages.success(request, "The version is put forward. Whoever may publish it is told.")
        return redirect(address(version))
    context = {**frame(version), "form": form, "against": [] if form.is_bound else against(version, today)}
    return render(request, "commissioning/measures_propose.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask whoever may publish a version to do so, or to send it back; tell its writers who can."""
    register, version = open_version(request, code, number)
    by, at, back = register.person, register.at, "send_back" in request.POST
    form = PublishForm(None if back else request.POST or None, initial={"read": version.digest})
    reason = ReasonForm(request.POST if back else None, auto_id="back_%s")
    if form.is_bound and carried_out(form, by, lambda: publish(version, **form.cleaned_data, by=by, at=at)):
        messages.success(request, "The version is published. What it says never changes from now on.")
        return redirect(address(version))
    if reason.is_bound and carried_out(reason, by, lambda: send_back(version, **reason.cleaned_data, by=by, at=at)):
        messages.success(request, "The version is sent back, with your reason.")
        return redirect(address(version))
    context = {
        **frame(version),
        "form": form,
        "reason": reason,
        "facts": facts_of(version, day_of(at)),
        "proposed": version.state == EditionState.PROPOSED,
        "why_not": why_not_publish(by, version, at),
        "may_send_back": register.keeps(version.framework) or register.approves(version.framework),
    }
    status = max(status_of(form), status_of(reason))
    return render(request, "commissioning/measures_publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask why a version is withdrawn, and withdraw it."""
    register, version = open_version(request, code, number)
    register.require_keeper(version.framework)
    form, by = ReasonForm(request.POST or None), register.person
    if form.is_bound and carried_out(form, by, lambda: withdraw(version, **form.cleaned_data, by=by, at=register.at)):
        messages.success(request, "The version is withdrawn.")
        return redirect("measures")
    context = {**frame(version), "form": form}
    return render(request, "commissioning/measures_withdraw.html", context, status=status_of(form))


def to_write(request: HttpRequest, code: str, number: int) -> tuple[Register, FrameworkVersion]:
    """Return the register and a version that its reader may change now. Raises where they may not, saying why."""
    register, version = open_version(request, code, number)
    register.require_keeper(version.framework)
    if request.method != "POST":  # the verb asks again, and knows what was sent before
        require_state(version, EditionState.DRAFT)
    return register, version


def _saved(
    form: WrittenForm, version: FrameworkVersion, new: Callable[[], Edition], what: str, register: Register
) -> bool:
    sent: Any = form.data
    answers = {name: sent.getlist(name) for name in sent if name not in BESIDE}
    by, at = register.person, register.at

    def save() -> None:
        read, key = form.cleaned_data["read"], form.cleaned_data["key"]
        save_draft(version, new(), read=read, what=what, answers=answers, by=by, at=at, key=key)

    return carried_out(form, by, save) is not None


def _done(request: HttpRequest, version: FrameworkVersion) -> HttpResponse:
    messages.success(request, "The draft is saved.")
    return redirect(address(version))


def _asks(
    request: HttpRequest, version: FrameworkVersion, form: Any, title: str, *, removable: bool = False
) -> HttpResponse:
    context = {**frame(version), "form": form, "title": title, "removable": removable}
    status = UNPROCESSABLE if form.is_bound and form.errors else status_of(form)
    return render(request, "commissioning/measures_write.html", context, status=status)
