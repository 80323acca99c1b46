"""How far a procurement has come, by the tags of its newest release."""

from enum import StrEnum
from typing import Final

from commissioning.vocabulary import Stage


class Standing(StrEnum):
    """Where an imported procurement stands, in the order of the cycle."""

    PLANNED = "planned"
    TENDERED = "tendered"
    AWARDED = "awarded"
    IN_FORCE = "in_force"
    ENDED = "ended"
    CANCELLED = "cancelled"

    @property
    def stage(self) -> Stage:
        """The stage the case is in. One that was cancelled stops in award, its tender having been published."""
        return STAGES[self]


STAGES: Final = {
    Standing.PLANNED: Stage.NEEDS,
    Standing.TENDERED: Stage.AWARD,
    Standing.AWARDED: Stage.AWARD,
    Standing.IN_FORCE: Stage.MONITORING,
    Standing.ENDED: Stage.REVIEW,
    Standing.CANCELLED: Stage.AWARD,
}
# OCDS 1.1 release tags (closed codelist) in the order of the cycle: of several on one release the last one counts.
TAGS: Final = {
    "planning": Standing.PLANNED,
    "planningUpdate": Standing.PLANNED,
    "tender": Standing.TENDERED,
    "tenderUpdate": Standing.TENDERED,
    "tenderAmendment": Standing.TENDERED,
    "award": Standing.AWARDED,
    "awardUpdate": Standing.AWARDED,
    "contract": Standing.IN_FORCE,
    "contractUpdate": Standing.IN_FORCE,
    "contractAmendment": Standing.IN_FORCE,
    "implementation": Standing.IN_FORCE,
    "implementationUpdate": Standing.IN_FORCE,
    "contractTermination": Standing.ENDED,
    "tenderCancellation": Standing.CANCELLED,
    "awardCancellation": Standing.CANCELLED,
}
ORDER: Final = list(Standing)


def standing_by_tags(tags: tuple[str, ...]) -> Standing | None:
    """The standing that a release's tags state; None where none of them is a tag of OCDS 1.1."""
    return max((TAGS[tag] for tag in tags if tag in TAGS), key=ORDER.index, default=None)
