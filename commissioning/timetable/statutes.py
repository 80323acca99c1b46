"""The duties Tollgate shows on a case, chosen by its regime and by the day its procurement commenced.

A regime that is not among `REGIMES_HELD` has no rules here: its case says so and is shown no other regime's duties.
"""

from datetime import date
from typing import Final

from commissioning.timetable.counting import Counting
from commissioning.timetable.duties import Confidence, Duty, DutyKey, Facts
from commissioning.timetable.rules import (
    CALL_IN_CLEAR_WORKING_DAYS,
    DETAILS_DAYS,
    DETAILS_DAYS_LIGHT_TOUCH,
    KEY_DECISION_CLEAR_DAYS,
    STANDSTILL_WORKING_DAYS,
)
from commissioning.vocabulary import Regime

ABOVE: Final = frozenset({Regime.PA2023})
BELOW: Final = frozenset({Regime.BELOW_THRESHOLD})
REGIMES_HELD: Final = ABOVE | BELOW
ACT_COMMENCED: Final = date(2025, 2, 24)

DUTIES: Final = (
    Duty(
        key=DutyKey.SOCIAL_VALUE,
        title="Consider social value",
        reference="Public Services (Social Value) Act 2012 s.1(1) and (2)",
        regimes=ABOVE,
        effective_from=date(2013, 1, 31),
        trigger="A contract for services at or above the threshold, not a call-off, not urgent beyond our making",
        deadline="Before the first invitation, advertisement or approach to a supplier",
        holder="Commissioning service",
        confidence=Confidence.LEGISLATION,
        applies=lambda facts: facts.services and not (facts.call_off or facts.urgent),
    ),
    Duty(
        key=DutyKey.CONFLICTS_ASSESSMENT,
        title="Prepare a conflicts assessment",
        reference="Procurement Act 2023 ss.81-83",
        regimes=ABOVE,
        effective_from=ACT_COMMENCED,
        trigger="A covered procurement",
        deadline="Before the tender notice or transparency notice; then kept under review",
        holder="Procurement",
        confidence=Confidence.GUIDANCE,
        guards="Publishing the tender notice or transparency notice",
    ),
    Duty(
        key=DutyKey.TENDER_NOTICE,
        title="Publish the tender notice (UK4)",
        reference="Procurement Act 2023 s.21",
        regimes=ABOVE,
        effective_from=ACT_COMMENCED,
        trigger="A competitive tendering procedure",
        deadline="When tenders are first invited",
        holder="Procurement",
        confidence=Confidence.GUIDANCE,
        guards="Inviting tenders",
        applies=lambda facts: facts.competitive and not facts.call_off,
    ),
    Duty(
        key=DutyKey.TENDER_NOTICE,
        title="Publish the below-threshold tender notice (UK4)",
        reference="Procurement Act 2023 ss.84-88",
        regimes=BELOW,
        effective_from=ACT_COMMENCED,
        trigger="A notifiable contract (£30,000 or more including VAT) that is advertised",
        deadline="Before it is advertised anywhere else",
        holder="Procurement",
        confidence=Confidence.SECONDARY,
        guards="Advertising elsewhere",
        applies=lambda facts: facts.notifiable and facts.advertised,
    ),
    Duty(
        key=DutyKey.KEY_DECISION_NOTICE,
        title="Publish notice of the key decision",
        reference="SI 2012/2089 reg. 9",
        regimes=REGIMES_HELD,
        effective_from=date(2012, 9, 10),
        trigger="An executive decision with significant spending or savings, or significant in two or more wards",
        deadline="28 clear days before the decision",
        holder="Democratic Services",
        confidence=Confidence.LEGISLATION,
        counting=Counting.CLEAR,
        days=KEY_DECISION_CLEAR_DAYS,
        guards="Making the key decision",
        applies=lambda facts: facts.key_decision,
    ),
    Duty(
        key=DutyKey.CALL_IN,
        title="Wait for call-in",
        reference="Local Government Act 2000 s.9F and the council's constitution",
        regimes=REGIMES_HELD,
        effective_from=date(2012, 5, 4),
        trigger="A key decision is published",
        deadline="5 clear working days after publication, unless the constitution gives another number",
        holder="Scrutiny",
        confidence=Confidence.RECORDS,
        counting=Counting.CLEAR_WORKING,
        days=CALL_IN_CLEAR_WORKING_DAYS,
        guards="Carrying out the decision",
        applies=lambda facts: facts.key_decision,
    ),
    Duty(
        key=DutyKey.CONTRACT_AWARD_NOTICE,
        title="Publish the contract award notice (UK6)",
        reference="Procurement Act 2023 s.50",
        regimes=ABOVE,
        effective_from=ACT_COMMENCED,
        trigger="A decision to award a public contract",
        deadline="After every assessed supplier has its assessment summary, and before the contract is entered into",
        holder="Procurement",
        confidence=Confidence.LEGISLATION,
        guards="Entering into the contract",
    ),
    Duty(
        key=DutyKey.STANDSTILL,
        title="Keep the mandatory standstill",
        reference="Procurement Act 2023 s.51",
        regimes=ABOVE,
        effective_from=ACT_COMMENCED,
        trigger="The contract award notice is published; not light touch, a call-off or an urgent direct award",
        deadline="8 working days beginning with the day of publication; a bank holiday anywhere in the UK is none",
        holder="Procurement; Legal holds the signature",
        confidence=Confidence.LEGISLATION,
        counting=Counting.WORKING_BEGINNING_WITH,
        days=STANDSTILL_WORKING_DAYS,
        guards="Entering into the contract",
        applies=lambda facts: not (facts.light_touch or facts.call_off or facts.urgent),
    ),
    Duty(
        key=DutyKey.CONTRACT_DETAILS_NOTICE,
        title="Publish the contract details notice (UK7)",
        reference="Procurement Act 2023 s.53",
        regimes=ABOVE,
        effective_from=ACT_COMMENCED,
        trigger="The contract is entered into",
        deadline="30 days beginning with the day of signature",
        holder="Procurement",
        confidence=Confidence.GUIDANCE,
        counting=Counting.BEGINNING_WITH,
        days=DETAILS_DAYS,
        applies=lambda facts: not facts.light_touch,
    ),
    Duty(
        key=DutyKey.CONTRACT_DETAILS_NOTICE,
        title="Publish the contract details notice (UK7)",
        reference="Procurement Act 2023 s.53",
        regimes=ABOVE,
        effective_from=ACT_COMMENCED,
        trigger="The light touch contract is entered into",
        deadline="120 days beginning with the day of signature",
        holder="Procurement",
        confidence=Confidence.GUIDANCE,
        counting=Counting.BEGINNING_WITH,
        days=DETAILS_DAYS_LIGHT_TOUCH,
        applies=lambda facts: facts.light_touch,
    ),
    Duty(
        key=DutyKey.CONTRACT_DETAILS_NOTICE,
        title="Publish the contract details notice (UK7)",
        reference="Procurement Act 2023 ss.84-88",
        regimes=BELOW,
        effective_from=ACT_COMMENCED,
        trigger="A notifiable contract (£30,000 or more including VAT) is entered into",
        deadline="As soon as reasonably practicable",
        holder="Procurement",
        confidence=Confidence.SECONDARY,
        applies=lambda facts: facts.notifiable,
    ),
)


def rules_held(regime: str) -> bool:
    """Whether any duty is held for the regime; where not, the case says so and shows none."""
    return regime in REGIMES_HELD


def duties_for(regime: str, commenced_on: date, facts: Facts) -> list[Duty]:
    """The duties of a procurement under the regime that commenced on the day, in the order of the cycle."""
    return [duty for duty in DUTIES if regime in duty.regimes and duty.holds_on(commenced_on) and duty.applies(facts)]
