"""The facts that a gate's conditions may ask about: those of every submission, and those of each stage's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices

from commissioning.gates.terms import EVERY_GATE, FAST_GATE, JOINING_GATE, STANDARD_GATES
from commissioning.joining.kinds import Basis
from commissioning.needs.kinds import OptionKind
from commissioning.review.kinds import ExitDecision
from commissioning.tender.kinds import Procedure
from commissioning.vocabulary import Lane, Regime, Stage

Gate = tuple[Stage, Lane]


class Kind(TextChoices):
    """What a fact is, and so what can be asked of it."""

    AMOUNT = "amount", "an amount in pounds"
    NUMBER = "number", "a number"
    YES_NO = "yes_no", "yes or no"
    CHOICE = "choice", "one of several"
    CODE = "code", "two figures"


OPS: Mapping[Kind, tuple[str, ...]] = {
    Kind.AMOUNT: ("at_least", "below"),
    Kind.NUMBER: ("at_least", "below"),
    Kind.YES_NO: ("is",),
    Kind.CHOICE: ("is", "one_of"),
    Kind.CODE: ("is", "one_of"),
}


@dataclass(frozen=True)
class Fact:
    """One fact: its words as they stand before “is”, what it is, and at which gates it is known."""

    name: str
    words: str
    kind: Kind
    gates: frozenset[Gate]
    choices: Mapping[str, str]


EVERYWHERE: Final = frozenset(EVERY_GATE)


def _at(*stages: Stage) -> frozenset[Gate]:
    return frozenset((stage, Lane.STANDARD) for stage in stages)


def _choices(words: Any) -> dict[str, str]:
    return {str(value): str(label) for value, label in words.choices}


def _fact(name: str, words: str, kind: Kind, gates: frozenset[Gate] = EVERYWHERE, choices: Any = None) -> Fact:
    return Fact(name, words, kind, gates, _choices(choices) if choices else {})


JOINING: Final = frozenset((JOINING_GATE,))
NEEDS, SOCIAL_VALUE, TENDER, AWARD, MONITORING, REVIEW = (_at(stage) for stage in Stage)
FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        _fact("value_gross", "the value with VAT over the whole life", Kind.AMOUNT),
        _fact("value_net", "the value without VAT over the whole life", Kind.AMOUNT),
        _fact("regime", "the regime", Kind.CHOICE, choices=Regime),
        _fact("light_touch", "light touch", Kind.YES_NO),
        _fact("key_decision", "a key decision", Kind.YES_NO),
        _fact("cpv_division", "the category (CPV division)", Kind.CODE),
        _fact("partners", "the number of partner organisations", Kind.NUMBER),
        _fact("conflict", "a conflict of interest declared by the buyer", Kind.YES_NO, frozenset((FAST_GATE,))),
        _fact("wards", "the number of wards affected", Kind.NUMBER, NEEDS),
        _fact("consultation", "a consultation", Kind.YES_NO, NEEDS),
        _fact("equality_assessment", "a full equality impact assessment", Kind.YES_NO, NEEDS),
        _fact("option", "the option chosen", Kind.CHOICE, NEEDS, OptionKind),
        _fact("equality_groups", "the number of protected characteristics affected", Kind.NUMBER, NEEDS),
        _fact("subsidy", "a subsidy", Kind.YES_NO, NEEDS),
        _fact("external_funding", "external funding", Kind.YES_NO, frozenset(STANDARD_GATES)),
        _fact("priorities", "the number of priorities chosen", Kind.NUMBER, SOCIAL_VALUE),
        _fact("measures", "the number of measures", Kind.NUMBER, SOCIAL_VALUE),
        _fact("weighting", "the weighting of social value in per cent", Kind.NUMBER, SOCIAL_VALUE),
        _fact("basis", "the basis for joining", Kind.CHOICE, JOINING, Basis),
        _fact("tupe", "staff transfer (TUPE)", Kind.YES_NO, JOINING | NEEDS | TENDER | AWARD),
        _fact("personal_data", "personal data", Kind.YES_NO, JOINING | NEEDS | TENDER | AWARD),
        _fact("procedure", "the procedure", Kind.CHOICE, TENDER, Procedure),
        _fact("term_months", "the term in months", Kind.NUMBER, JOINING | TENDER),
        _fact("lots", "the number of lots", Kind.NUMBER, TENDER),
        _fact("bids", "the number of bids", Kind.NUMBER, AWARD),
        _fact("award_net", "the price awarded without VAT", Kind.AMOUNT, AWARD),
        _fact("award_gross", "the price awarded with VAT", Kind.AMOUNT, AWARD),
        _fact("departs_from_scores", "a recommendation other than the best score", Kind.YES_NO, AWARD),
        _fact("year", "the year of the contract", Kind.NUMBER, MONITORING),
        _fact("recommends_end", "a recommendation to end", Kind.YES_NO, MONITORING),
        _fact("inadequate", "a KPI rated inadequate", Kind.YES_NO, MONITORING),
        _fact("exit_decision", "what comes next", Kind.CHOICE, REVIEW, ExitDecision),
        _fact("begins_next_cycle", "a next cycle", Kind.YES_NO, REVIEW),
        _fact("contract_net", "the value of the contract without VAT", Kind.AMOUNT, MONITORING | REVIEW),
        _fact("contract_gross", "the value of the contract with VAT", Kind.AMOUNT, MONITORING | REVIEW),
    )
}


def facts_at(*gates: Gate) -> list[Fact]:
    """Return the facts that are known at a gate; of one that decides two records, named as both their gates."""
    return [fact for fact in FACTS.values() if not fact.gates.isdisjoint(gates)]
