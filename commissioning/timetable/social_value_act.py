"""What the Public Services (Social Value) Act 2012 asks to be considered, part by part, as dated rules.

Which procurements it binds, and when, is a duty among the others (`statutes`), read in the legislation (s.1(1) and
(2)); these are the parts of that duty. None of them is verified by its own wording, so they advise and never block.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from commissioning.timetable.duties import Confidence


class Part(StrEnum):
    """The parts of s.1 of the Act."""

    WELLBEING = "wellbeing"
    PROCESS = "process"
    CONSULTATION = "consultation"


@dataclass(frozen=True, kw_only=True)
class PartRule:
    """One part of what is to be considered: in words, with its section, its dates, and how sure we are of it."""

    part: Part
    title: str
    reference: str
    effective_from: date
    confidence: Confidence
    effective_to: date | None = None

    def holds_on(self, commenced_on: date) -> bool:
        """Whether it governs a procurement that commenced on the day."""
        return self.effective_from <= commenced_on and (self.effective_to is None or commenced_on <= self.effective_to)


IN_FORCE: Final = date(2013, 1, 31)
PARTS: Final = (
    PartRule(
        part=Part.WELLBEING,
        title=(
            "How what is procured might improve the economic, social and environmental well-being of the relevant area"
        ),
        reference="Public Services (Social Value) Act 2012 s.1(3)(a)",
        effective_from=IN_FORCE,
        confidence=Confidence.UNVERIFIED,
    ),
    PartRule(
        part=Part.PROCESS,
        title="How, in the process of procurement, the council might act to secure that improvement",
        reference="Public Services (Social Value) Act 2012 s.1(3)(b)",
        effective_from=IN_FORCE,
        confidence=Confidence.UNVERIFIED,
    ),
    PartRule(
        part=Part.CONSULTATION,
        title="Whether to consult on both",
        reference="Public Services (Social Value) Act 2012 s.1(7)",
        effective_from=IN_FORCE,
        confidence=Confidence.UNVERIFIED,
    ),
)


def parts_on(commenced_on: date) -> Sequence[PartRule]:
    """Return the parts that govern a procurement which commenced on the day."""
    return [rule for rule in PARTS if rule.holds_on(commenced_on)]
