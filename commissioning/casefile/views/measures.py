"""Frameworks of measures read: which there are, their versions and measures, the government's facts, as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.errors import NotAllowedError
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.handing_out import Table, table
from commissioning.casefile.measure_forms import CompareForm
from commissioning.casefile.measure_register import (
    CHANGE_HEAD,
    MEASURE_HEAD,
    NEXT,
    USE_HEAD,
    VERSION_HEAD,
    about_measure,
    address,
    change_rows,
    current_of,
    exported,
    facts_of,
    facts_of_model,
    framework_read,
    frameworks_read,
    in_short,
    measure_read,
    measure_rows,
    open_of,
    standing_of,
    use_rows,
    uses_of,
    version_read,
    version_rows,
)
from commissioning.casefile.people import reader
from commissioning.casefile.policy_register import Register, history_of, register_for
from commissioning.casefile.policy_use import sees_cases
from commissioning.casefile.refusals import status_of
from commissioning.measures.government import model_named, models
from commissioning.measures.kinds import EditionState
from commissioning.measures.models import FrameworkVersion
from commissioning.measures.publishing import against
from commissioning.measures.tables import COLUMNS, EXAMPLE


def opened(request: HttpRequest) -> Register:
    """Return the register as the reader of a page reads it, now."""
    return register_for(reader(request), timezone.now())


def open_version(request: HttpRequest, code: str, number: int) -> tuple[Register, FrameworkVersion]:
    """Return the register as a reader reads it, and the version. Raises Http404 for what is not theirs to know of."""
    register = opened(request)
    return register, version_read(register, code, number)


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """List the frameworks with the version that is in force, and the government's facts."""
    register = opened(request)
    context = {
        "frameworks": [in_short(framework, versions, register) for framework, versions in frameworks_read(register)],
        "models": models(),
        "today": day_of(register.at),
        "drafts": bool(register.reach.over(Right.DRAFT_POLICY)),
    }
    return render(request, "commissioning/measures.html", context)


@require_safe
def government(request: HttpRequest, model: str) -> HttpResponse:
    """Show what is held of one version of the government's Social Value Model, and how sure it is."""
    opened(request)
    found = model_named(model)
    if found is None:
        raise Http404
    context = {"model": found, "facts": facts_of_model(found)}
    return render(request, "commissioning/measures_government.html", context)


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show a framework: its versions, and the measures of the one in force."""
    register = opened(request)
    today = day_of(register.at)
    framework, versions = framework_read(register, code)
    current = current_of(versions, today)
    context = {
        "framework": framework,
        "current": current,
        "facts": facts_of(current or versions[0], today),
        "head": MEASURE_HEAD,
        "rows": measure_rows(current, current.edition, writes=False) if current else [],
        "version_head": VERSION_HEAD,
        "versions": version_rows(versions, today),
        "several": len(versions) > 1,
        "open": open_of(versions),
        "keeps": register.keeps(framework),
        "reads_history": register.reads_history(framework),
    }
    return render(request, "commissioning/measure_framework.html", context)


@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a version: what happens next, its measures, and what stands against it."""
    register, found = open_version(request, code, number)
    today, keeps = day_of(register.at), register.keeps(found.framework)
    state = EditionState(found.state)
    standing, colour = standing_of(found, today)
    drafting = state == EditionState.DRAFT and keeps
    context = {
        **frame(found),
        "standing": standing,
        "colour": colour,
        "next": NEXT.get(state, ""),
        "facts": facts_of(found, today),
        "against": [{"text": text} for text in against(found, today)] if drafting else [],
        "head": MEASURE_HEAD,
        "rows": measure_rows(found, found.edition, writes=drafting),
        "drafting": drafting,
        "proposed": state == EditionState.PROPOSED and (keeps or register.approves(found.framework)),
        "withdraws": found.open and keeps,
    }
    return render(request, "commissioning/measure_version.html", context)


def frame(found: FrameworkVersion) -> dict[str, object]:
    """Return what every page of a version shows around its own."""
    return {"version": found, "framework": found.framework, "back": address(found)}


@require_safe
def measure(request: HttpRequest, code: str, number: int, measure: str) -> HttpResponse:
    """Show a measure with all that it states, and the live cases whose figures the reader sees that use it."""
    register, found = open_version(request, code, number)
    one = measure_read(found, measure)
    uses = uses_of(register, found.framework, measure) if sees_cases(register.reach) else None
    context = {
        **frame(found),
        "measure": one,
        "facts": about_measure(one, found.edition),
        "use_head": USE_HEAD,
        "uses": use_rows(uses or ()),
        "sees": uses is not None,
    }
    return render(request, "commissioning/measure.html", context)


@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Show two versions of a framework side by side: the newest two where none are named."""
    register = opened(request)
    framework, versions = framework_read(register, code)
    newest = {"after": str(versions[0].number), "before": str(versions[min(1, len(versions) - 1)].number)}
    form = CompareForm({**newest, **request.GET.dict()}, versions=versions)
    context: dict[str, object] = {"framework": framework, "form": form}
    if form.is_valid():
        known = {str(one.number): one for one in versions}
        before, after = (known[form.cleaned_data[name]] for name in ("before", "after"))
        rows, same = change_rows(before, after)
        context |= {"head": CHANGE_HEAD, "rows": rows, "same": same, "before": before, "after": after}
    return render(request, "commissioning/measures_compare.html", context, status=status_of(form))


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was done to a framework, from the ledger."""
    register = opened(request)
    framework, _ = framework_read(register, code)
    if not register.reads_history(framework):
        raise NotAllowedError("The history of a framework is read by those who keep, publish or audit it.")
    context = {"framework": framework, "events": history_of(framework.stream_name)}
    return render(request, "commissioning/measures_history.html", context)


@require_safe
def as_csv(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The measures of a version as CSV, as the template has them."""
    return _file(request, code, number, Table.CSV)


@require_safe
def as_workbook(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The measures of a version as a workbook, as the template has them."""
    return _file(request, code, number, Table.XLSX)


def _file(request: HttpRequest, code: str, number: int, kind: Table) -> HttpResponse:
    register, found = open_version(request, code, number)
    return table(exported(found), kind, name="measures", on=day_of(register.at))


@require_safe
def template_as_csv(request: HttpRequest) -> HttpResponse:
    """The template as CSV: its first row, and a row that shows how it is filled in."""
    return table([COLUMNS, EXAMPLE], Table.CSV, name="template", on=day_of(opened(request).at))


@require_safe
def template_as_workbook(request: HttpRequest) -> HttpResponse:
    """The template as a workbook."""
    return table([COLUMNS, EXAMPLE], Table.XLSX, name="template", on=day_of(opened(request).at))
