"""The rules of waivers. Pure: facts in, sentences out. Amounts are pounds with VAT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Protocol

from accounts.rules import day, day_of, pounds
from commissioning.award.timing import months_later
from commissioning.timetable.calendar import Calendar
from commissioning.timetable.thresholds import ThresholdKind, threshold
from commissioning.vocabulary import Regime
from commissioning.waivers.kinds import URGENT, WaivedRule, WaiverGround
from commissioning.waivers.terms import APPROVERS, LONGEST_YEARS, ORAL_DAYS, Approver
from govuk.wording import in_words

Flaw = tuple[str, str]  # which question, and what is wrong with its answer


class Stated(Protocol):
    """What a waiver states."""

    rule: str
    rule_detail: str
    ground: str
    value_net: Decimal
    value_gross: Decimal
    starts_on: date
    ends_on: date
    expires_on: date
    begun_on: date | None
    retrospective_reason: str


def flaws(stated: Stated, today: date) -> list[Flaw]:
    """Return what does not hold together in a waiver, each with the question that it stands at."""
    return [*_of_words(stated), *_of_value(stated), *_of_term(stated), *_of_begin(stated, today)]


def _of_words(stated: Stated) -> Iterator[Flaw]:
    if stated.rule == WaivedRule.OTHER and not stated.rule_detail.strip():
        yield "rule_detail", "Say which rule it is, by its number in the contract procedure rules."


def _of_value(stated: Stated) -> Iterator[Flaw]:
    if stated.value_gross <= 0:
        yield "value_gross", "Enter what it is worth with VAT: a waiver of nothing is no waiver."
    if stated.value_gross < stated.value_net:
        yield "value_gross", f"With VAT it cannot be less than the {pounds(stated.value_net)} without VAT. Check both."


def _of_term(stated: Stated) -> Iterator[Flaw]:
    if stated.ends_on < stated.starts_on:
        yield "ends_on", f"It cannot end before it starts on {day(stated.starts_on)}. Change one of the days."
    elif stated.ends_on > months_later(stated.starts_on, LONGEST_YEARS * 12):
        words = (
            f"A waiver may cover {LONGEST_YEARS} years at most. Enter an earlier day, and buy the rest by the rules."
        )
        yield "ends_on", words
    if stated.expires_on < stated.starts_on:
        yield "expires_on", f"It cannot expire before it starts on {day(stated.starts_on)}. Enter a later day."
    elif stated.expires_on > stated.ends_on:
        yield (
            "expires_on",
            f"It cannot be relied upon after its term ends on {day(stated.ends_on)}. Enter that day at most.",
        )


def _of_begin(stated: Stated, today: date) -> Iterator[Flaw]:
    if stated.begun_on is not None and stated.begun_on > today:
        yield "begun_on", "This day is still to come. Leave it empty where nothing has begun."
    if begun(stated, today) and not stated.retrospective_reason.strip():
        yield "retrospective_reason", "It began before it was approved, which makes it retrospective. Say why that was."


def begun(stated: Stated, today: date) -> bool:
    """Whether what a waiver covers has begun by a day: then its approval is retrospective."""
    return stated.begun_on is not None or stated.starts_on < today


def approvers_for(amount: Decimal) -> tuple[Approver, ...]:
    """Return who may approve waivers of this amount, the lowest first."""
    return tuple(found for found in APPROVERS if found.up_to is None or amount <= found.up_to)


def place_of(role: str) -> int:
    """Return how high a role stands among those who approve waivers; -1 for one that does not."""
    return next((place for place, found in enumerate(APPROVERS) if found.role == role), -1)


@dataclass(frozen=True)
class Law:
    """What the law says to a waiver: why it is refused, or what must be looked at; "" for neither."""

    refusal: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Worth:
    """What a procurement is worth in all, with VAT, for the Act's threshold.

    `bound` with the earlier waivers of its case and of those linked with it, `alike` with all for the same need.
    """

    bound: Decimal
    alike: Decimal


COVERED: Final = (Regime.PA2023, Regime.UNKNOWN, Regime.BELOW_THRESHOLD)
INSTEAD: Final = (
    "The council's own rules can be waived, the Act never. For a direct award use one of the Act's own grounds (s.41 "
    "with Sch. 5, or s.43) and publish a transparency notice first (s.44); for a change to a contract, s.74. Ask Legal."
)


def law_of(
    regime: Regime, amount: Decimal, kind: ThresholdKind, commenced_on: date, *, light_touch_said: bool = True
) -> Law:
    """Return what the Procurement Act 2023 says to a waiver of a procurement that is worth this much in all.

    From its threshold on (s.3, Sch. 1) it is covered, and no waiver helps. That a contract is one for works is read off
    its CPV code, which is not verified: between the two thresholds it advises only. So it does for services of which
    nobody has said yet whether they are light touch, where no threshold is held for the day, and under other law, whose
    rules are not held.
    """
    if regime not in COVERED:
        words = f"This case runs under another law ({regime.label}). The waiver sets aside none of its rules."
        return Law(advice="" if regime in (Regime.GRANT, Regime.EXEMPT) else words)
    highest = kind if light_touch_said or kind == ThresholdKind.WORKS else ThresholdKind.LIGHT_TOUCH
    lowest, own = (threshold(found, commenced_on) for found in (_sure(kind), highest))
    if lowest is None or own is None:
        return Law(advice=f"No thresholds of the Act are held for {day(commenced_on)}. Ask Legal whether it applies.")
    if amount >= own:
        return Law(refusal=f"{_reached(regime, amount, own)} {INSTEAD}")
    return Law(advice=_between(amount, lowest, own, highest)) if amount >= lowest else Law()


def _between(amount: Decimal, lowest: Decimal, highest: Decimal, kind: ThresholdKind) -> str:
    """What hangs on the kind of contract, where it is not sure."""
    if kind == ThresholdKind.WORKS:
        words = f"It is worth {pounds(amount)}, below the Act's threshold for works and above that for services."
        return f"{words} Ask Legal whether it is a contract for works."
    return (
        f"It is worth {pounds(amount)}. If it is a light touch contract, that is below the Act's threshold of "
        f"{pounds(highest)} and the rule can be waived; if not, it is at or above {pounds(lowest)} and the Act covers "
        "it. Nobody has said yet which it is: ask Legal."
    )


def law_of_all(
    regime: Regime, worth: Worth, kind: ThresholdKind, commenced_on: date, *, light_touch_said: bool = True
) -> Law:
    """Return what the Act says to a waiver beside earlier ones: a need is not split to escape it (s.4, Sch. 3).

    Within one case, or cases that people have linked, it is one procurement, and refused. That others of one service
    and one kind belong to it is not verified: then it advises only.
    """
    law, alike = (
        law_of(regime, amount, kind, commenced_on, light_touch_said=light_touch_said)
        for amount in (worth.bound, worth.alike)
    )
    if law.refusal or not alike.refusal:
        return law
    words = f"With the waivers of twelve months for the same kind of thing it comes to {pounds(worth.alike)}, which the"
    words += " Act would cover as one procurement. Ask Legal whether they are one."
    return Law(advice=" ".join(filter(None, (law.advice, words))))


def _sure(kind: ThresholdKind) -> ThresholdKind:
    return ThresholdKind.GOODS_AND_SERVICES if kind == ThresholdKind.WORKS else kind


def _reached(regime: Regime, amount: Decimal, limit: Decimal) -> str:
    worth = f"This procurement is worth {pounds(amount)} with VAT, at or above the threshold of {pounds(limit)}"
    under = "" if regime == Regime.PA2023 else f" (the case says its regime is {regime.label.lower()})"
    return f"{worth}, so the Procurement Act 2023 covers it{under}."


def oral_flaws(ground: str, approved_at: datetime, at: datetime, late_reason: str, calendar: Calendar) -> list[Flaw]:
    """Return what keeps an oral approval from being recorded at a moment.

    It was not urgent, it is still to come, it lies before what working days are counted from, or it comes too late. It
    may lie before its case was opened: what cannot wait for the weekend to end is approved by telephone first.
    """
    if ground not in URGENT:
        grounds = in_words([f"“{WaiverGround(found).label}”" for found in URGENT]).replace(" and ", " or ")
        words = f"Only what is urgent can be approved orally. Submit the waiver, or change its ground to {grounds}."
        return [("approved_on", words)]
    if approved_at > at:
        return [("approved_on", "This moment is still to come. Enter when it was approved.")]
    approved_on, today, first = day_of(approved_at), day_of(at), date(calendar.years.start, 1, 1)
    if approved_on < first:
        return [("approved_on", f"Check the year: enter {day(first)} or a later day.")]
    last = calendar.add_working_days(approved_on, ORAL_DAYS)
    if today > last and not late_reason.strip():
        words = (
            f"An oral approval is recorded within {ORAL_DAYS} working days: this one until {day(last)}. "
            "Say why it comes late; it is then recorded as retrospective."
        )
        return [("late_reason", words)]
    return []


@dataclass(frozen=True)
class Earlier:
    """A waiver of earlier days, as a later one shows it. `named` where whoever reads of that one may read its name."""

    reference: str
    supplier: str
    amount: Decimal
    counted_on: date
    state: str
    same_need: bool
    same_supplier: bool
    named: bool
    bound: bool = False  # of the same case, or of one that is linked with it

    @property
    def why(self) -> str:
        """What it has in common with the later one."""
        return in_words([word for word, so in (("need", self.same_need), ("supplier", self.same_supplier)) if so])


def total(earlier: Sequence[Earlier]) -> Decimal:
    """Return what waivers come to together."""
    return sum((found.amount for found in earlier), Decimal(0))


def counted_since(earlier: Sequence[Earlier], since: date) -> list[Earlier]:
    """Return those that count when it is decided who approves."""
    return [found for found in earlier if found.counted_on >= since]
