"""Duties in law as people read them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.casefile.statutory import Owed
from commissioning.casefile.wording import capital
from commissioning.timetable.duties import Confidence, Duty, DutyKey
from commissioning.timetable.social_value_act import PARTS, PartRule
from govuk.wording import day_in_words, days_left

SURE = {
    Confidence.LEGISLATION: "Read in the legislation",
    Confidence.GUIDANCE: "Read in official guidance",
    Confidence.RECORDS: "Reproduced against real records",
    Confidence.SECONDARY: "From a secondary source",
    Confidence.UNVERIFIED: "Not verified: it advises and never blocks",
}


@dataclass(frozen=True)
class Told:
    """One duty in words, its particulars in the shape of a summary list."""

    title: str
    status: str
    colour: str
    rows: Sequence[dict[str, str]]


def duty_in_words(owed: Owed, names: Mapping[int, str], today: date) -> Told:
    """Return a duty with how far it is; `names` tell the parts of a case from one another, by their numbers."""
    duty = owed.duty
    status, colour = status_of(owed, today)
    particulars = (
        ("What brings it about", duty.trigger),
        ("By when", duty.deadline),
        ("Who owes it", duty.holder),
        ("What must wait for it", duty.guards),
        ("Source", source_of(duty)),
        ("What is to be considered", _considered(duty)),
    )
    rows = [{"key": key, "value": value} for key, value in particulars if value]
    part = names.get(owed.strand or 0, "")
    return Told(f"{duty.title}, {part}" if part else duty.title, status, colour, rows)


def source_of(rule: Duty | PartRule) -> str:
    """Return where a rule stands, and how sure we are of it: in the same words wherever it is shown."""
    return f"{rule.reference}. {SURE[rule.confidence]}."


def _considered(duty: Duty) -> str:
    """Of the Social Value Act its parts, each with its own source; "" of any other duty."""
    parts = PARTS if duty.key == DutyKey.SOCIAL_VALUE else ()
    return "\n".join(f"{part.title}: {source_of(part)}" for part in parts)


def status_of(owed: Owed, today: date) -> tuple[str, str]:
    """Return how far a duty is, with the date and how long is left, and its colour."""
    if owed.done_on:
        return f"Done on {day_in_words(owed.done_on)}", "green"
    if owed.due_on is None:
        return "No date yet", "grey"
    if owed.duty.key == DutyKey.STANDSTILL:
        return f"Runs until the end of {day_in_words(owed.due_on)}", "blue"
    late = owed.due_on < today
    return f"{capital(days_left(owed.due_on, today))}, {day_in_words(owed.due_on)}", "red" if late else "blue"
