"""Reading the golden thread of a case from the rows of its records: seven queries, whatever there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from commissioning.award.models import BidScore, Offer
from commissioning.case.models import Case
from commissioning.contract.models import Contract, Obligation
from commissioning.needs.models import NeedOutcome
from commissioning.records.broken import Broken, Spot
from commissioning.review.models import Achievement
from commissioning.social_value import rules as social_value
from commissioning.social_value.models import Measure, PriorityChoice
from commissioning.tender import rules as tender
from commissioning.tender.judging import asked
from commissioning.tender.kinds import CriterionKind
from commissioning.tender.models import AwardCriterion
from commissioning.thread.rules import Row, Thread, weave, without
from commissioning.vocabulary import Lane, Stage, State, ThreadKind

BEFORE = "Its priorities were agreed before Tollgate, so that nothing of what follows leads back to the policy here."
LED = "{lead} leads this procurement: what it asks for social value goes by its own policy, and not by ours."


@dataclass(frozen=True)
class Stated:
    """What the records of a case hold of the thread."""

    case: Case
    choices: Sequence[PriorityChoice]
    outcomes: Sequence[NeedOutcome]
    measures: Sequence[Measure]
    criteria: Sequence[AwardCriterion] = ()
    offers: Sequence[Offer] = ()
    delivered: Sequence[Mapping[str, Any]] = ()
    achievements: Sequence[Achievement] = ()

    def reached(self, stage: Stage) -> bool:
        """Whether the case has come to a stage."""
        return Stage(self.case.stage).number >= stage.number


def thread_of(case: Case, hidden: AbstractSet[ThreadKind] = frozenset()) -> Thread:
    """Return the golden thread of a case, without the kinds that its reader may not see.

    Offers are those of the bids that won. What was stopped, and tendered again, is left out while the case goes on.
    Where criteria are hidden, nothing from the tender on is read.
    """
    stated = _stated(case) if ThreadKind.CRITERION not in hidden else _begun(case)
    told = [*_of_social_value(stated), *_of_tender(stated)]
    return without(weave(_rows(stated), told, rooted=bool(stated.choices), why=_why_rootless(stated)), hidden)


def _begun(case: Case) -> Stated:
    """What stands before the tender: three queries."""
    choices = PriorityChoice.objects.filter(record__strand__case=case)
    measures = Measure.objects.weighed().filter(record__strand__case=case)
    return Stated(
        case,
        list(choices.select_related("record", "priority__version__policy").order_by("priority__position", "pk")),
        list(NeedOutcome.objects.filter(record__strand__case=case).order_by("pk")),
        list(measures.select_related("record", "choice__priority").order_by("pk")),
    )


def _stated(case: Case) -> Stated:
    """All of it: four queries more."""
    won = BidScore.objects.filter(bid=OuterRef("bid"), recommended=True)
    signed = Contract.objects.filter(bid=OuterRef("bid"))
    offers = Offer.objects.filter(Exists(won), record__strand__case=case).annotate(signed=Exists(signed))
    criteria = AwardCriterion.objects.filter(
        Q(kind=CriterionKind.SOCIAL_VALUE) | Q(measure__isnull=False), record__strand__case=case
    )
    gone = Q(record__strand__state=State.STOPPED) if case.open else Q(pk__in=[])
    achievements = Achievement.objects.filter(record__strand__case=case)
    return replace(
        _begun(case),
        criteria=list(criteria.exclude(gone).select_related("record__strand").order_by("pk")),
        offers=list(offers.exclude(gone).select_related("record__strand", "bid").order_by("pk")),
        delivered=_delivered(case),
        achievements=list(achievements.select_related("record__strand").order_by("pk")),
    )


def _delivered(case: Case) -> list[Mapping[str, Any]]:
    """Obligations with their returns: one row a return, or one alone where there is none yet."""
    found = Obligation.objects.filter(contract__case=case).order_by("pk", "returns__record__sequence", "returns__pk")
    return list(
        found.values(
            *("pk", "reference", "title", "quantity", "unit", "offer", "measure", "contract__strand__number"),
            *("returns__pk", "returns__claimed_quantity", "returns__verified_quantity", "returns__record__sequence"),
        )
    )


def _why_rootless(stated: Stated) -> str:
    case = stated.case
    if not stated.reached(Stage.TENDER) or case.lane == Lane.FAST:
        return ""
    return LED.format(lead=case.led_by) if case.led_by else BEFORE


def _of_social_value(stated: Stated) -> list[tuple[Stage, Broken]]:
    """What the gate of the social value priorities refuses; of what ended it asks nothing."""
    choices = [choice for choice in stated.choices if choice.record.holds(choice)]
    ended = {choice.pk for choice in stated.choices} - {choice.pk for choice in choices}
    measures = [measure for measure in stated.measures if measure.choice_id not in ended]
    names = {choice.pk: str(choice) for choice in choices}
    sought = [outcome.reference for outcome in stated.outcomes]
    return [(Stage.SOCIAL_VALUE, link) for link in social_value.broken(measures, choices, names, sought)]


def _of_tender(stated: Stated) -> list[tuple[Stage, Broken]]:
    """What the gate of the tender refuses, once there is one."""
    if not (stated.criteria or stated.reached(Stage.TENDER)):
        return []
    return [(Stage.TENDER, link) for link in tender.broken(stated.criteria, asked(stated.measures))]


def _rows(stated: Stated) -> Iterator[Row]:
    yield from _chosen(stated)
    yield from _sought(stated)
    for criterion in stated.criteria:
        yield _criterion(criterion, awaits=bool(stated.offers) or stated.reached(Stage.MONITORING))
    for offer in stated.offers:
        yield _offer(offer)
    yield from _obliged(stated)


def _chosen(stated: Stated) -> Iterator[Row]:
    """The versions of the policy and their priorities: those chosen, and those that a measure serves all the same."""
    served = {measure.choice_id for measure in stated.measures}
    for choice in stated.choices:
        if not (choice.chosen or choice.pk in served):
            continue
        priority, version = choice.priority, choice.priority.version
        held = choice.record.holds(choice)
        policy = (ThreadKind.POLICY, version.pk)
        called = f"{version.policy.code}/{version.number}"
        yield Row(*policy, called, str(version), note="" if held else "An earlier version")
        note = ("" if choice.chosen else "Not chosen") if held else "Ended with a newer version"
        yield Row(ThreadKind.PRIORITY, priority.pk, priority.code, priority.title, [policy], note=note)


def _sought(stated: Stated) -> Iterator[Row]:
    """The outcomes that the need seeks, and the measures."""
    awaits = [ThreadKind.MEASURE] if stated.choices and stated.reached(Stage.SOCIAL_VALUE) else []
    for outcome in stated.outcomes:
        yield Row(ThreadKind.OUTCOME, outcome.pk, outcome.reference, outcome.title, awaits=awaits)
    for measure in stated.measures:
        choice = (ThreadKind.PRIORITY, measure.choice.priority_id) if measure.choice else None
        above = [*([choice] if choice else []), *_keys((ThreadKind.OUTCOME, measure.outcome_id))]
        ended = measure.choice is not None and not measure.record.holds(measure.choice)
        note = "It counts no more" if ended else _target(measure)
        yield Row(ThreadKind.MEASURE, measure.pk, measure.reference, measure.title, above, note=note)


def _target(measure: Measure) -> str:
    if measure.target is None:
        return "Left to bidders"
    return f"Target: {amount(measure.target, measure.unit)}"


def _criterion(criterion: AwardCriterion, *, awaits: bool) -> Row:
    return Row(
        ThreadKind.CRITERION,
        criterion.pk,
        criterion.reference,
        criterion.title,
        _keys((ThreadKind.MEASURE, criterion.measure_id)),
        [ThreadKind.OFFER] if awaits else [],
        f"{tender.figure(criterion.weight)} per cent" if criterion.weight is not None else "",
        criterion.record.strand.number,
    )


def _offer(offer: Offer) -> Row:
    return Row(
        ThreadKind.OFFER,
        offer.pk,
        offer.reference,
        offer.title,
        _keys((ThreadKind.CRITERION, offer.criterion_id), (ThreadKind.MEASURE, offer.measure_id)),
        [ThreadKind.OBLIGATION] if vars(offer)["signed"] else [],
        f"{offer.bid.supplier_name}: {amount(offer.quantity, offer.unit)}".strip(": "),
        offer.record.strand.number,
    )


def _obliged(stated: Stated) -> Iterator[Row]:
    """Obligations with what was claimed and verified in each year, and what came of it."""
    told = {one.obligation_id for one in stated.achievements}
    verified: dict[int, list[Spot]] = {}
    for row in stated.delivered:
        yield _obligation(row, reviewed=row["pk"] in told)
        for one in _returned(row):
            yield one
            if one.kind == ThreadKind.VERIFIED:
                verified.setdefault(row["pk"], []).append(one.spot)
    for achieved in stated.achievements:
        if achieved.outcome.strip():
            above = verified.get(achieved.obligation_id) or [(ThreadKind.OBLIGATION, achieved.obligation_id)]
            strand = achieved.record.strand.number
            yield Row(ThreadKind.IMPACT, achieved.pk, "", achieved.outcome, above, strand=strand)


def _obligation(row: Mapping[str, Any], *, reviewed: bool) -> Row:
    awaits = [ThreadKind.RETURN] if row["returns__pk"] else []
    return Row(
        ThreadKind.OBLIGATION,
        row["pk"],
        row["reference"],
        row["title"],
        _keys((ThreadKind.OFFER, row["offer"]), (ThreadKind.MEASURE, row["measure"])),
        [*awaits, *([ThreadKind.IMPACT] if reviewed else [])],
        amount(row["quantity"], row["unit"]),
        row["contract__strand__number"],
    )


def _returned(row: Mapping[str, Any]) -> Iterator[Row]:
    """What was claimed and verified on an obligation in one year; nothing while the year's row is empty."""
    pk, year, claimed = row["returns__pk"], row["returns__record__sequence"], row["returns__claimed_quantity"]
    if claimed is None:
        return
    place = {"strand": row["contract__strand__number"], "sequence": year}
    words, obligation = f"Year {year}", (ThreadKind.OBLIGATION, row["pk"])
    given = amount(claimed, row["unit"])
    yield Row(ThreadKind.RETURN, pk, words, f"{given} claimed", [obligation], [ThreadKind.VERIFIED], **place)
    if row["returns__verified_quantity"] is not None:
        sound = amount(row["returns__verified_quantity"], row["unit"])
        yield Row(ThreadKind.VERIFIED, pk, words, f"{sound} verified", [(ThreadKind.RETURN, pk)], **place)


def _keys(*keys: tuple[ThreadKind, int | None]) -> list[Spot]:
    return [(kind, pk) for kind, pk in keys if pk is not None]


def amount(quantity: Decimal | None, unit: str) -> str:
    """Return a quantity with its unit, such as `1,200 hours`; "" where there is none."""
    if quantity is None:
        return ""
    figures = f"{quantity:,f}"
    return f"{figures.rstrip('0').rstrip('.') if '.' in figures else figures} {unit}".strip()
