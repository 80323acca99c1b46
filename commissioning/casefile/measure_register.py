"""Frameworks of measures as people read them: which there are, each version in words, and the cases that use one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.rules import day_of
from commissioning.casefile.policy_register import Register
from commissioning.casefile.wording import capital, stacked
from commissioning.measures.government import Model
from commissioning.measures.kinds import OPEN, Counts, Direction, EditionState, FrameworkKind
from commissioning.measures.models import Framework, FrameworkVersion
from commissioning.measures.rules import Change, Edition, MeasureTerms, changes, group_name
from commissioning.measures.tables import COLUMNS, FIELDS, row_of
from commissioning.social_value.models import Measure
from commissioning.social_value.sight import with_figures_within
from commissioning.vocabulary import State
from govuk.wording import day_in_words, exact_pounds, fingerprint, how_many, in_words, moment_in_words

COLOURS = {EditionState.DRAFT: "yellow", EditionState.PROPOSED: "purple", EditionState.WITHDRAWN: "grey"}
NEXT = {
    EditionState.DRAFT: (
        "Whoever keeps the framework drafts it now. Then it is put forward, and published by somebody who wrote "
        "nothing of it."
    ),
    EditionState.PROPOSED: (
        "It waits for somebody who may publish it and wrote nothing of it, such as the corporate director. Its "
        "measures stay as they are."
    ),
    EditionState.WITHDRAWN: "It was withdrawn. Nothing of it came into force.",
}
MEASURE_HEAD = [{"text": text} for text in ("Measure", "Unit", "Counts", "Theme", "Serves")]
VERSION_HEAD = [{"text": text} for text in ("Version", "State", "In force from", "Until", "Measures")]
USE_HEAD = [{"text": text} for text in ("Case", "As measure", "For the priority", "Of")]
CHANGE_HEAD = [{"text": text} for text in ("Measure", "What changes", "Before", "After")]
WORDS = {str(one.value): str(one.label) for kind in (Counts, Direction) for one in kind}
MOST_USES = 200
Row = dict[str, object]


def frameworks_read(register: Register) -> list[tuple[Framework, list[FrameworkVersion]]]:
    """Return each framework with those of its versions that the reader may read, the newest first. One query."""
    versions = FrameworkVersion.objects.visible_to(register.reach).select_related("framework__owner")
    found = versions.order_by("-framework__kind", "framework__name", "framework", "-number")
    return [
        (rows[0].framework, rows) for rows in (list(same) for _, same in groupby(found, lambda one: one.framework_id))
    ]


def framework_read(register: Register, code: str) -> tuple[Framework, list[FrameworkVersion]]:
    """Return a framework and those of its versions that the reader may read, the newest first.

    Raises Http404 where there is none for them to know of.
    """
    versions = FrameworkVersion.objects.visible_to(register.reach).filter(framework__code=code)
    found = list(versions.select_related("framework__owner", "begun_by", "published_by").order_by("-number"))
    if not found:
        raise Http404
    return found[0].framework, found


def version_read(register: Register, code: str, number: int) -> FrameworkVersion:
    """Return a version that the reader may read. Raises Http404 where there is none for them to know of."""
    versions = FrameworkVersion.objects.visible_to(register.reach).filter(framework__code=code)
    return get_object_or_404(versions.select_related("framework__owner", "begun_by", "published_by"), number=number)


def measure_read(version: FrameworkVersion, code: str) -> MeasureTerms:
    """Return a measure of a version by its code. Raises Http404 where it has none."""
    found = next((one for one in version.edition.measures if one.code == code), None)
    if found is None:
        raise Http404
    return found


def current_of(versions: Iterable[FrameworkVersion], today: date) -> FrameworkVersion | None:
    """Return the one of these versions that is in force on a day."""
    begun = [
        one
        for one in versions
        if one.state == EditionState.PUBLISHED and one.effective_from and one.effective_from <= today
    ]
    return max(begun, key=lambda one: (one.effective_from, one.number), default=None)


def open_of(versions: Iterable[FrameworkVersion]) -> FrameworkVersion | None:
    """Return the one of these versions that is being drafted or waits to be published."""
    return next((one for one in versions if one.state in OPEN), None)


def standing_of(version: FrameworkVersion, today: date) -> tuple[str, str]:
    """Return how a version stands on a day, in words and a colour."""
    state = EditionState(version.state)
    if state != EditionState.PUBLISHED:
        return str(state.label), COLOURS[state]
    if version.effective_from and version.effective_from > today:
        return "Not in force yet", "blue"
    ended = version.superseded_from is not None and version.superseded_from <= today
    return ("Superseded", "grey") if ended else ("In force", "green")


def facts_of(version: FrameworkVersion, today: date) -> list[dict[str, str]]:
    """Return what is to be known of a version, for a summary list; what is not known is left out."""
    framework, by = version.framework, version.published_by
    told = {
        "Whose it is": str(FrameworkKind(framework.kind).label),
        "Publisher": version.publisher,
        "Where it can be read": version.source,
        "Licence": version.licence,
        "Kept by": framework.owner.name,
        "Begun by": f"{version.begun_by.full_name}, {moment_in_words(version.begun_at)}" if version.begun_by else "",
        "Read from the file": version.file,
        "Why it changes": version.reason,
        "In force from": day_in_words(version.effective_from) if version.effective_from else "",
        "Published": moment_in_words(version.published_at) if version.published_at else "",
        "Published by": f"{by.full_name} ({version.published_as})" if by else "",
        "Superseded from": day_in_words(version.superseded_from) if version.superseded_from else "",
        "Fingerprint": fingerprint(version.digest),
    }
    return [{"key": key, "value": value} for key, value in told.items() if value]


def facts_of_model(model: Model) -> list[dict[str, str]]:
    """Return what is to be known of a version of the government's model, for a summary list."""
    until = f" to {day_in_words(model.holds_until)}" if model.holds_until else ""
    told = {
        "Published": day_in_words(model.published_on),
        "Chosen for": f"Procurements that commence from {day_in_words(model.holds_from)}{until}",
        "Applies to": model.applies,
        "Weight": model.weight,
        "Source": model.source,
        "How sure this is": model.sure,
    }
    return [{"key": key, "value": value} for key, value in told.items()]


def version_rows(versions: Sequence[FrameworkVersion], today: date) -> list[list[Row]]:
    """Return the versions of a framework as rows of a table."""
    rows: list[list[Row]] = [
        [
            {"text": capital(one.called), "href": address(one), "header": True},
            {"text": standing_of(one, today)[0]},
            {"text": day_in_words(one.effective_from) if one.effective_from else "Not said yet"},
            {"text": _until(one)},
            {"text": len(one.document["measures"])},
        ]
        for one in versions
    ]
    return stacked(VERSION_HEAD, rows)


def _until(version: FrameworkVersion) -> str:
    if version.superseded_from is not None:
        return day_in_words(version.superseded_from)
    return "Further notice" if version.state == EditionState.PUBLISHED else ""


def measure_rows(version: FrameworkVersion, edition: Edition, *, writes: bool) -> list[list[Row]]:
    """Return the measures of a version as rows of a table; for whoever `writes` each leads to where it is changed."""
    base = address(version)
    rows: list[list[Row]] = [
        [
            {
                "text": f"{one.code} {one.title}".strip() or f"Number {place}",
                "href": f"{base}draft/{place}/" if writes else f"{base}measures/{one.code}/",
                "header": True,
            },
            {"text": one.unit},
            {"text": WORDS.get(one.counts, "").partition(":")[0]},
            {"text": one.theme},
            {"text": ", ".join(one.priorities)},
        ]
        for place, one in enumerate(edition.measures, start=1)
    ]
    return stacked(MEASURE_HEAD, rows)


def about_measure(one: MeasureTerms, edition: Edition) -> list[dict[str, str]]:
    """Return all that a measure states, for a summary list; the licence of its values stands with them."""
    told = {
        "Definition": one.definition,
        "Unit": one.unit,
        "Counts": WORDS.get(one.counts, ""),
        "Better": WORDS.get(one.direction, ""),
        "What counts as evidence": one.evidence,
        "Baseline": one.baseline,
        "Theme": one.theme,
        "Priorities it serves": ", ".join(one.priorities),
        "Guarded against counting twice": guarded(one, edition),
        "Proxy value": _value(one),
        "Licence": one.licence or edition.licence,
    }
    return [{"key": key, "value": value} for key, value in told.items() if value]


def guarded(one: MeasureTerms, edition: Edition) -> str:
    """Return the groups of a measure, and with which others of its version one activity counts under one alone."""
    own = {group_name(name) for name in one.guards}
    others = [
        other.code for other in edition.measures if other.code != one.code and own & set(map(group_name, other.guards))
    ]
    beside = f"; never together with {in_words(others)}" if others else ""
    return f"{', '.join(one.guards)}{beside}" if one.guards else ""


def _value(one: MeasureTerms) -> str:
    if not one.proxy_value:
        return ""
    return f"{exact_pounds(Decimal(one.proxy_value))} for one unit, at {one.price_year} prices. {one.proxy_source}"


def uses_of(register: Register, framework: Framework, code: str) -> list[Measure]:
    """Return the measures of live cases that were taken from this one, in any of its versions.

    Only of cases whose figures the reader sees: how a case measures is not for those who may bid. The first 200, by
    case. One query.
    """
    taken = Measure.objects.filter(catalogue__version__framework=framework, catalogue__code=code)
    found = with_figures_within(taken, register.reach).exclude(
        record__strand__case__state__in=(State.STOPPED, State.CLOSED)
    )
    related = ("record__strand__case", "catalogue__version", "choice__priority")
    found = found.select_related(*related).defer("catalogue__version__document")
    return list(found.order_by("record__strand__case__reference", "pk")[:MOST_USES])


def use_rows(found: Iterable[Measure]) -> list[list[Row]]:
    """Return the live cases that use a measure as rows of a table."""
    rows: list[list[Row]] = []
    for one in found:
        case = one.record.strand.case
        rows.append(
            [
                {
                    "text": f"{case.title} ({case.reference})",
                    "href": reverse("case", args=[case.reference]),
                    "header": True,
                },
                {"text": f"{one.reference} {one.title}"},
                {"text": str(one.choice.priority) if one.choice else "None"},
                {"text": capital(one.catalogue.version.called) if one.catalogue else ""},
            ]
        )
    return stacked(USE_HEAD, rows)


def change_rows(before: FrameworkVersion, after: FrameworkVersion) -> tuple[list[list[Row]], int]:
    """Return what is different between two versions as rows of a table, and how many measures are the same."""
    found = changes(before.edition.measures, after.edition.measures)
    rows = [row for change in found if not change.same for row in _changed(change)]
    return stacked(CHANGE_HEAD, rows), sum(change.same for change in found)


def _changed(change: Change) -> list[list[Row]]:
    title = next(f"{one.code} {one.title}" for one in (change.after, change.before) if one)
    if change.before is None or change.after is None:
        what = "New" if change.before is None else "Withdrawn"
        return [[{"text": title, "header": True}, {"text": what}, {"text": ""}, {"text": ""}]]
    return [
        [
            {"text": title, "header": True},
            {"text": column_words(name)},
            {"text": said(change.before, name)},
            {"text": said(change.after, name)},
        ]
        for name in change.columns
    ]


def column_words(name: str) -> str:
    """Return what a column of a measure is called by people."""
    column = next((column for column, field in FIELDS.items() if field == name), name)
    return capital(column.replace("_", " "))


def said(one: MeasureTerms, name: str) -> str:
    """Return what a measure says in a column, in words."""
    value = getattr(one, name)
    text = ", ".join(value) if isinstance(value, tuple) else value
    return WORDS.get(text, text) or "Nothing"


def exported(version: FrameworkVersion) -> list[Sequence[str]]:
    """Return the measures of a version as rows of the template, its licence note with each of them."""
    edition = version.edition
    return [COLUMNS, *(row_of(one, edition.licence) for one in edition.measures)]


def address(version: FrameworkVersion) -> str:
    """Return where a version is shown."""
    return reverse("measure-version", args=[version.framework.code, version.number])


def in_short(framework: Framework, versions: Sequence[FrameworkVersion], register: Register) -> Mapping[str, object]:
    """Return a framework as the list tells it: what is in force, what is to come, and what is open."""
    today = day_of(register.at)
    current, going = current_of(versions, today), open_of(versions)
    coming = [one for one in versions if standing_of(one, today)[0] == "Not in force yet"]
    return {
        "framework": framework,
        "kind": str(FrameworkKind(framework.kind).label),
        "current": current,
        "count": how_many(len(current.document["measures"]), "measure,measures") if current else "",
        "coming": coming[-1] if coming else None,
        "open": going,
        "licence": current.licence if current else "",
    }
