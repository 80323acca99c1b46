"""Writing a published version as rows, and what its publication does to the one before. Inside a decision."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.db.models import Max

from commissioning.measures.documents import digest_of, to_document
from commissioning.measures.models import Framework, FrameworkMeasure, FrameworkVersion, MeasurePriority
from commissioning.measures.rules import Edition, MeasureTerms
from commissioning.policies.models import Priority
from commissioning.policies.register import SOCIAL_VALUE as POLICY
from commissioning.policies.register import version_in_force, versions_of


def next_number(framework: Framework) -> int:
    """Return the number of a framework's next version: one that was withdrawn keeps its own."""
    highest: int | None = framework.versions.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def newest_published(framework: Framework) -> FrameworkVersion | None:
    """Return the version that was published last, whether or not it is in force yet."""
    return framework.versions.published().select_related("framework").order_by("-number").first()


def priorities_on(day: date) -> dict[str, Priority]:
    """Return the priorities of the social value policy in force on a day, by code; of the newest while none is yet."""
    version = version_in_force(day) or versions_of(POLICY).last()
    return {one.code: one for one in version.priorities.order_by("position")} if version else {}


def say(version: FrameworkVersion, edition: Edition) -> None:
    """Let a version say this, in its document and in the columns that repeat it."""
    settled = edition.settled()
    version.document, version.digest = to_document(settled), digest_of(settled)
    for name in SAID:
        setattr(version, name, getattr(settled, name))


SAID = ("label", "publisher", "source", "licence")


def write_rows(version: FrameworkVersion, edition: Edition, priorities: dict[str, Priority]) -> None:
    """Write each measure of a version as a row, with the priorities it serves."""
    for position, terms in enumerate(edition.measures, start=1):
        measure = FrameworkMeasure(version=version, position=position, **_columns(terms))
        measure.save()
        for code in terms.priorities:
            MeasurePriority(measure=measure, priority=priorities[code]).save()


def _columns(terms: MeasureTerms) -> dict[str, object]:
    said = {name: value for name, value in asdict(terms).items() if name != "priorities"}
    return {
        **said,
        "guards": list(terms.guards),
        "proxy_value": Decimal(terms.proxy_value) if terms.proxy_value else None,
        "price_year": int(terms.price_year) if terms.price_year else None,
    }


def supersede(earlier: FrameworkVersion | None, later: FrameworkVersion) -> None:
    """Write on a version from which day the next one takes its place."""
    if earlier is not None:
        earlier.superseded_from = later.effective_from
        earlier.save(update_fields=["superseded_from"])
