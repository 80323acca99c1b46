"""What follows from the option that the gate of the needs agreed: buying, a grant, or the end of the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from accounts.models import Person
from commissioning.case.models import Strand
from commissioning.errors import RefusedError
from commissioning.gates.combining import handed_on, handed_to
from commissioning.gates.models import SignOff
from commissioning.gates.tiers import found_gate
from commissioning.needs.asking import chosen_kind
from commissioning.needs.kinds import OptionKind
from commissioning.needs.models import NeedsRecord
from commissioning.records.rooms import Fault
from commissioning.telling.outbox import tell
from commissioning.vocabulary import Stage, Way

WAYS: Final[Mapping[str, Way]] = {
    OptionKind.IN_HOUSE: Way.IN_HOUSE,
    OptionKind.DO_NOTHING: Way.NOTHING,
    OptionKind.GRANT: Way.GRANT,
}
ENDING: Final = (Way.IN_HOUSE, Way.NOTHING)
ENDED: Final[Mapping[Way, str]] = {
    Way.IN_HOUSE: "The council does it itself, so nothing is bought",
    Way.NOTHING: "Nothing is done about it, so nothing is bought",
}


NOT_BOUGHT: Final = (
    "The gate policy decides needs together with social value priorities, and what is not bought has none. Choose "
    "another option, or ask Procurement for a gate policy in which needs have a gate of their own."
)


def require_bought(record: NeedsRecord) -> None:
    """Raise RefusedError where the option chosen is not bought: the next stage could not decide it."""
    if chosen_kind(record) in WAYS:
        raise RefusedError(NOT_BOUGHT)


def of_handed_on(record: NeedsRecord) -> list[Fault]:
    """Say that an option chosen after the record was handed on is none that the gate of the next stage can decide."""
    if chosen_kind(record) not in WAYS or handed_on(record.strand, Stage.NEEDS) is None:
        return []
    return [Fault("options", NOT_BOUGHT, "options")]


def way_of(strand: Strand) -> Way:
    """Return how a need is met, by the option that was handed in to its gate; bought where that says no other."""
    submission = found_gate(strand).submissions.order_by("-number")[0]
    return WAYS.get(str(submission.facts.get("option")), Way.BUY)


def settle_way(strand: Strand, at: datetime) -> None:
    """Write on the case how its need is met and why, as its needs state it; tell who worked on it where that ends it.

    Within the decision in which the gate of the needs passed.
    """
    case, way = strand.case, way_of(strand)
    record = NeedsRecord.objects.of_case(case)
    case.way, case.way_why = way, record.option_reason.strip() if record else ""
    case.save(update_fields=["way", "way_why"])
    if way in ENDING:
        _tell_of_end(strand, way, at)


def settle_way_of_earlier(strand: Strand, at: datetime) -> None:
    """Do so where the gate of the next stage passed, and decided the needs too."""
    if handed_to(strand):
        settle_way(strand, at)


def _tell_of_end(strand: Strand, way: Way, at: datetime) -> None:
    case = strand.case
    answered = SignOff.objects.filter(seat__gate__strand=strand, seat__gate__stage=strand.stage)
    people: list[Person] = [given.person for given in answered.select_related("person").order_by("pk")]
    tell(
        [*([case.commissioner] if case.commissioner else []), *people],
        case=case,
        event=f"way/{strand.pk}",
        subject=f"{case.reference}: closed, {way.label.lower()}",
        text=f"{case.title} ({case.reference}): {ENDED[way]}. The gate of its needs agreed, and the case is closed. "
        "Its page and its needs say why.",
        at=at,
    )
