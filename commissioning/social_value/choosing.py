"""Which measures of published frameworks a procurement may choose from, and what of the government's model holds."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from accounts.rules import day_of
from commissioning.measures.government import model_for
from commissioning.measures.models import FrameworkMeasure, FrameworkVersion
from commissioning.records.rooms import Fault
from commissioning.social_value.models import Measure, SocialValueRecord
from commissioning.social_value.rules import Taken
from govuk.wording import day_in_words, in_words


def began(record: SocialValueRecord) -> date:
    """Return the day a procurement commenced, or was opened here while that is not known."""
    case = record.strand.case
    return case.commenced_on or day_of(case.opened_at)


def offered(record: SocialValueRecord) -> QuerySet[FrameworkMeasure]:
    """Return the measures to choose from: of versions not superseded when the case began, and those chosen already.

    The council's own come first, each framework's in its order. Each is read without all that its version says besides.
    """
    versions = FrameworkVersion.objects.offered(began(record))
    own = Measure.objects.filter(record=record, catalogue__isnull=False).values("catalogue")
    found = FrameworkMeasure.objects.filter(Q(version__in=versions) | Q(pk__in=own))
    # "own" comes after "licensed" in the alphabet
    return (
        found.select_related("version__framework")
        .defer("version__document")
        .order_by("-version__framework__kind", "version__framework__name", "version__number", "position")
    )


def taken(measure: Measure) -> Taken | None:
    """Return a measure as the rules against counting twice need it; None for one of the case's own."""
    found = measure.catalogue
    if found is None:
        return None
    framework = found.version.framework.name
    return Taken(
        measure.reference,
        measure.unit.strip(),
        framework,
        found.code,
        found.unit,
        tuple(found.guards),
        measure.direction,
        found.direction,
    )


def of_government(record: SocialValueRecord, section: str) -> list[Fault]:
    """Say which version of the government's Social Value Model a central government body would use: advice alone."""
    model = model_for(began(record))
    if model is None:
        return []
    outcomes = in_words(str(outcome) for theme in model.themes for outcome in theme.outcomes)
    words = (
        f"{model.title} is the government’s for procurements that commence on {day_in_words(began(record))}. It binds "
        f"central government, not this council, and may give you ideas. Its outcomes: {outcomes}. {model.sure}."
    )
    return [Fault(section, words)]
