"""What a tender record must hold together. Pure: values and rows in, texts out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Protocol, TypeVar

from commissioning.records.broken import Broken
from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.timetable.calendar import LAST_COUNTED
from commissioning.vocabulary import ThreadKind
from govuk.wording import day_in_words, exact_pounds

WHOLE: Final = Decimal(100)
HUNDREDTH: Final = Decimal("0.01")
FEWEST_LOTS: Final = 2
FEWEST_KPIS: Final = 3
KPIS_ABOVE: Final = Decimal(5_000_000)
CPV_CODE: Final = re.compile(r"\d{8}(-\d)?")


class Weighted(Protocol):
    """An award criterion, as the rules need it."""

    @property
    def pk(self) -> int: ...
    @property
    def reference(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def weight(self) -> Decimal | None: ...
    @property
    def measure_id(self) -> int | None: ...


@dataclass(frozen=True)
class Asked:
    """A measure of the social value record, as the tender needs it.

    `offered` says whether bidders offer on it: it is left to them, or weighs in the award; `idle` why nobody counts it
    any more, if so.
    """

    pk: int
    name: str
    offered: bool
    idle: str = ""


def broken(criteria: Sequence[Weighted], measures: Sequence[Asked]) -> list[Broken]:
    """Return the links of the golden thread that a tender leaves broken.

    A social value criterion names its measure, and none that counts no more; what bidders offer on is judged.
    """
    judged = {criterion.measure_id for criterion in criteria}
    unjudged = [
        Broken(
            ThreadKind.CRITERION,
            (ThreadKind.MEASURE, measure.pk),
            f"Bidders are to offer on measure {measure.name}, but no criterion judges what they offer. Add one.",
        )
        for measure in measures
        if measure.offered and not measure.idle and measure.pk not in judged
    ]
    return [*_unmeasured(criteria), *_idle(criteria, {measure.pk: measure for measure in measures}), *unjudged]


def _unmeasured(criteria: Sequence[Weighted]) -> list[Broken]:
    return [
        Broken(
            ThreadKind.MEASURE,
            (ThreadKind.CRITERION, criterion.pk),
            f"Criterion {criterion.reference} judges social value. Name the measure it stands for.",
        )
        for criterion in criteria
        if criterion.kind == CriterionKind.SOCIAL_VALUE and criterion.measure_id is None
    ]


def _idle(criteria: Sequence[Weighted], measures: Mapping[int, Asked]) -> list[Broken]:
    return [
        Broken(
            ThreadKind.MEASURE,
            (ThreadKind.CRITERION, criterion.pk),
            f"Criterion {criterion.reference} stands for measure {measure.name}, {measure.idle}. Remove the criterion, "
            "or let it stand for another measure.",
        )
        for criterion in criteria
        if (measure := measures.get(criterion.measure_id or 0)) is not None and measure.idle
    ]


def of_criteria(criteria: Sequence[Weighted]) -> list[str]:
    """There are criteria, and their weights add up to 100."""
    if not criteria:
        return ["Add the criteria by which tenders are judged, with weights that add up to 100."]
    return of_weights([criterion.weight for criterion in criteria])


def of_weights(weights: Sequence[Decimal | None]) -> list[str]:
    """Weights, in per cent, are above nothing and add up to 100; one not given yet counts as nothing."""
    idle = [weight for weight in weights if weight is not None and weight <= 0]
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    texts = ["Every weight must be more than 0. Raise it, or remove the criterion."] if idle else []
    if total < WHOLE:
        texts.append(f"Weights add up to {figure(total)}. Add {figure(WHOLE - total)} more, or lower another weight.")
    elif total > WHOLE:
        texts.append(f"Weights add up to {figure(total)}. Take {figure(total - WHOLE)} away.")
    return texts


def shares(total: Decimal, count: int) -> list[Decimal]:
    """Split a weight over `count` criteria, to the hundredth; the first take what does not divide evenly."""
    each, left = divmod(int(total / HUNDREDTH), count)
    return [(each + (1 if place < left else 0)) * HUNDREDTH for place in range(count)]


def figure(number: Decimal) -> str:
    """A number without idle zeros: 95, 97.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def of_values(net: Decimal | None, gross: Decimal | None) -> list[str]:
    """The value without VAT is no more than the value with it."""
    if net is None or gross is None or net <= gross:
        return []
    return [f"Without VAT it is {exact_pounds(net)}, with VAT only {exact_pounds(gross)}. Check both."]


def of_cpv(codes: str) -> list[str]:
    """Each code has 8 figures, perhaps with a check figure."""
    return [
        f"“{code}” is not a CPV code. A code has 8 figures, like 85312400."
        for code in codes.split()
        if not CPV_CODE.fullmatch(code)
    ]


def of_lots(divided: bool | None, reason: str, count: int) -> list[str]:  # noqa: FBT001 -- the answer as it was given
    """Lots where the contract is divided, and the reason where it is not (Procurement Act 2023 s.18)."""
    if divided and count < FEWEST_LOTS:
        return ["Add the lots, at least two."]
    if divided is False and not reason.strip():
        return ["Say why the contract is not divided into lots."]
    if divided is False and count:
        return ["You said the contract is not divided. Remove its lots, or change the answer."]
    return []


class Grouped(Protocol):
    """A lot, as the rules need it to say which are awarded together."""

    @property
    def awarded_with(self) -> str: ...


AnyLot = TypeVar("AnyLot", bound=Grouped)


def awarded_together(lots: Sequence[AnyLot]) -> list[list[AnyLot]]:
    """Return lots in the groups that are awarded in one decision each, in the order of their first lots."""
    groups: dict[object, list[AnyLot]] = {}
    for place, lot in enumerate(lots):
        groups.setdefault(lot.awarded_with.strip().casefold() or place, []).append(lot)
    return list(groups.values())


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of amounts; None where one is not known, or where there are none."""
    given = list(amounts)
    known = [amount for amount in given if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(given) else None


def of_lots_together(lots: Decimal | None, whole: Decimal | None) -> list[str]:
    """Advice: the lots together are worth no more than the whole that they are parts of, both without VAT."""
    if lots is None or whole is None or lots <= whole:
        return []
    more = f"The lots together come to {exact_pounds(lots)} without VAT, more than the {exact_pounds(whole)} estimated."
    return [f"{more} Check both: limits and thresholds go by the whole."]


Dated = tuple[str, str, date | None]


def of_dates(dates: Sequence[Dated]) -> list[tuple[str, str]]:
    """Each date comes after the one before; one not given is passed. (field, words, day) in, (field, text) out.

    None lies beyond the years through which working days can be counted: what a date asks of people is due by then.
    """
    given = [(field, words, day) for field, words, day in dates if day is not None]
    far = [
        (field, f"{words} on {day_in_words(day)}, which is too far away. Check the year.")
        for field, words, day in given
        if day > LAST_COUNTED
    ]
    return far or [
        (field, f"{words} on {day_in_words(day)}. Choose a day after {day_in_words(before)}, when {earlier.lower()}.")
        for (_, earlier, before), (field, words, day) in zip(given, given[1:], strict=False)
        if day <= before
    ]


def of_missing_dates(procedure: str, opens: date | None, due: date | None) -> list[tuple[str, str]]:
    """A tender opens and closes, unless the contract is awarded directly."""
    if procedure == Procedure.DIRECT_AWARD:
        return []
    asked = (
        ("tender_opens_on", opens, "Enter when the tender opens."),
        ("tenders_due_on", due, "Enter when tenders are due."),
    )
    return [(field, text) for field, day, text in asked if day is None]


def of_kpis(gross: Decimal | None, count: int, reason: str, *, light_touch: bool) -> list[str]:
    """Advice: more than £5 million calls for three KPIs, or the reason for fewer; light touch does not (s.52)."""
    if light_touch or gross is None or gross <= KPIS_ABOVE or count >= FEWEST_KPIS or reason.strip():
        return []
    text = (
        "The contract is worth more than £5 million: set at least three KPIs before it is entered into "
        "(Procurement Act 2023 s.52), or say why performance cannot be assessed by KPIs."
    )
    return [text]


def of_social_value(criteria: Sequence[Weighted], weighting: Decimal | None) -> list[str]:
    """Advice: the social value criteria weigh what the social value record said they would."""
    social = [c.weight or Decimal(0) for c in criteria if c.kind == CriterionKind.SOCIAL_VALUE]
    total = sum(social, Decimal(0))
    if weighting is None or total == weighting:
        return []
    text = (
        f"Social value weighs {figure(total)} per cent here, and {figure(weighting)} in the social value record that "
        "was agreed. Bring the two together, or say why they differ."
    )
    return [text]
