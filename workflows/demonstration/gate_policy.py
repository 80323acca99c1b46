"""The demonstration council's gate policy: who is asked at which gate, under which conditions, for which sections."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.rights import Role
from accounts.rules import day_of
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import FastTerms, PolicyTerms, SeatTerms, StepTerms, alternatives
from commissioning.vocabulary import Lane, SeatKind, Stage, Whom

CONSULT_DAYS, SIGN_DAYS, DECIDE_DAYS, FAST_DAYS = 5, 5, 10, 1
FAST = FastTerms(limit=Decimal(50_000), check_one_in=10)
EFFECTIVE_FROM = date(2025, 4, 1)
BOARD_VALUE = {"fact": "value_gross", "at_least": "250000"}
CABINET_VALUE = "1000000"
FUNDED = {"fact": "external_funding", "is": True}
SUBSIDY = {"fact": "subsidy", "is": True}
OFFICER_DECIDES = ({"fact": "value_gross", "below": CABINET_VALUE}, {"fact": "key_decision", "is": False})
HOMES = {
    Role.PROCUREMENT_OFFICER: "procurement",
    Role.LEGAL_OFFICER: "legal-services",
    Role.FINANCE_OFFICER: "finance",
    Role.ECONOMIC_DEVELOPMENT_OFFICER: "economic-development",
    Role.POLICY_OFFICER: "strategy-policy-performance",
    Role.VOLUNTARY_SECTOR_REPRESENTATIVE: "voluntary-service",
    Role.BOARD_MEMBER: "strategic-procurement-board",
    Role.CORPORATE_DIRECTOR: "corporate-resources",
    Role.EXECUTIVE_RECORDER: "democratic-services",
}
DAYS = {SeatKind.CONSULT: CONSULT_DAYS, SeatKind.SIGN: SIGN_DAYS, SeatKind.DECIDE: DECIDE_DAYS}
BUDGET_POWER = "Budget holder, under the contract rules and the scheme of delegation to officers"
HEAD_POWER = "Head of service, under the scheme of delegation to officers"
DIRECTOR_POWER = "Corporate director, under the scheme of delegation to officers"
CABINET_POWER = "The Mayor in Cabinet, under the executive's functions in the constitution"

Rule = dict[str, Any]
JOINING: Rule = {"lane": Lane.JOINING}


def sign(role: Role, why: str, *sections: str, tier: int = 1, **more: Any) -> Rule:
    """A seat that signs."""
    return _rule(SeatKind.SIGN, role, role.label, why, sections, tier, more)


def consult(role: Role, why: str, *sections: str, **more: Any) -> Rule:
    """A seat that is consulted in the first tier."""
    return _rule(SeatKind.CONSULT, role, role.label, why, sections, 1, more)


def decide(role: Role, why: str, power: str, *, tier: int = 2, **more: Any) -> Rule:
    """A seat that decides."""
    return _rule(SeatKind.DECIDE, role, f"Decision: {role.label.lower()}", why, (), tier, {"power": power, **more})


def _rule(kind: SeatKind, role: Role, title: str, why: str, sections: tuple[str, ...], tier: int, more: Rule) -> Rule:
    return {
        "kind": kind,
        "role": role,
        "title": title,
        "why": why,
        "sections": sections,
        "tier": tier,
        "working_days": DAYS[kind],
        "body": HOMES.get(role, ""),
        **more,
        "conditions": alternatives(more.get("conditions", ())),
    }


def endorse(tier: int, **more: Any) -> Rule:
    """The Board's seat above its value."""
    why = "The Strategic Procurement Board endorses procurements from £250,000."
    return sign(Role.BOARD_MEMBER, why, tier=tier, conditions=[BOARD_VALUE], **more)


# Where another body leads: who answers for joining, which stands for needs, social value and tender.
JOINING_SEATS = (
    sign(Role.PROCUREMENT_OFFICER, "Procurement answers for a lawful way into the lead’s procurement.", **JOINING),
    sign(Role.LEGAL_OFFICER, "Legal answers for the power to join and for what the agreement binds us to.", **JOINING),
    sign(
        Role.FINANCE_OFFICER,
        "Finance answers for the budget and for what the lead charges.",
        "value",
        "tender",
        **JOINING,
    ),
    sign(
        Role.ECONOMIC_DEVELOPMENT_OFFICER,
        "Economic Development answers for what the lead asks for social value, and what it leaves open.",
        "social_value",
        **JOINING,
    ),
    consult(
        Role.VOLUNTARY_SECTOR_REPRESENTATIVE,
        "The voluntary sector knows whom the need touches and what already helps.",
        "need",
        "social_value",
        **JOINING,
    ),
    endorse(2, **JOINING),
    decide(
        Role.CORPORATE_DIRECTOR,
        "The corporate director decides whether we join what another body leads.",
        DIRECTOR_POWER,
        tier=3,
        **JOINING,
    ),
)


GATES: dict[Stage, tuple[Rule, ...]] = {
    Stage.NEEDS: (
        sign(
            Role.FINANCE_OFFICER,
            "Finance answers for what is spent now and what the options would cost.",
            "current_spend",
            "options",
            "option_scores",
            "option_costs",
            "in_house",
        ),
        sign(
            Role.POLICY_OFFICER,
            "Policy answers for evidence, consultation, equality and the outcomes sought.",
            "need",
            "evidence",
            "screening",
            "data_protection",
            "staff",
            "market",
            "consultation",
            "equality",
            "equality_impact",
            "outcomes",
            "lessons",
        ),
        sign(
            Role.LEGAL_OFFICER,
            "Legal answers for the conditions that come with external funding.",
            "funding",
            conditions=[FUNDED],
        ),
        sign(
            Role.LEGAL_OFFICER,
            "Legal answers for a grant under subsidy control.",
            "grant",
            conditions=[SUBSIDY],
        ),
        consult(
            Role.VOLUNTARY_SECTOR_REPRESENTATIVE,
            "The voluntary sector knows whom the need touches and what already helps.",
            "need",
            "evidence",
            "market",
            "engagement",
            "equality",
            "equality_impact",
            "outcomes",
        ),
        decide(Role.HEAD_OF_SERVICE, "The head of the owning service decides whether to go on.", HEAD_POWER),
        decide(
            Role.HEAD_OF_SERVICE,
            "The budget holder decides small purchases alone, within their own limit.",
            BUDGET_POWER,
            tier=1,
            lane=Lane.FAST,
            working_days=FAST_DAYS,
        ),
        *JOINING_SEATS,
    ),
    Stage.SOCIAL_VALUE: (
        sign(Role.ECONOMIC_DEVELOPMENT_OFFICER, "Economic Development holds the council's social value priorities."),
        sign(
            Role.POLICY_OFFICER,
            "Policy answers for how the priorities follow from the council's policy.",
            "relevance",
            "wellbeing",
            "priorities",
        ),
        sign(Role.PROCUREMENT_OFFICER, "Procurement answers for what can be asked of bidders, and with what weight."),
        consult(
            Role.VOLUNTARY_SECTOR_REPRESENTATIVE,
            "The voluntary sector advises on what would help communities most.",
            "relevance",
            "wellbeing",
            "priorities",
            "measures",
        ),
        decide(
            Role.HEAD_OF_SERVICE, "The head of the owning service decides what the purchase must bring.", HEAD_POWER
        ),
    ),
    Stage.TENDER: (
        sign(Role.PROCUREMENT_OFFICER, "Procurement answers for a lawful procedure."),
        sign(Role.LEGAL_OFFICER, "Legal answers for the power to act and the law of the procurement."),
        sign(Role.FINANCE_OFFICER, "Finance answers for the budget.", "value", "term", "lots"),
        endorse(2),
        decide(Role.CORPORATE_DIRECTOR, "The corporate director gives leave to go to market.", DIRECTOR_POWER, tier=3),
    ),
    Stage.AWARD: (
        sign(Role.LEGAL_OFFICER, "Legal states the power to award."),
        sign(Role.FINANCE_OFFICER, "Finance states the budget and its approval."),
        sign(Role.PROCUREMENT_OFFICER, "Procurement answers for a fair assessment."),
        sign(Role.ECONOMIC_DEVELOPMENT_OFFICER, "Economic Development answers for what bidders commit to."),
        endorse(2),
        decide(
            Role.CORPORATE_DIRECTOR,
            "The corporate director awards below £1 million where it is not a key decision.",
            DIRECTOR_POWER,
            tier=3,
            conditions=list(OFFICER_DECIDES),
        ),
        decide(
            Role.EXECUTIVE_RECORDER,
            "The Mayor in Cabinet awards from £1 million; Democratic Services records it.",
            CABINET_POWER,
            tier=3,
            conditions=[{"fact": "value_gross", "at_least": CABINET_VALUE}],
        ),
        decide(
            Role.EXECUTIVE_RECORDER,
            "The Mayor in Cabinet takes key decisions; Democratic Services records it.",
            CABINET_POWER,
            tier=3,
            conditions=[{"fact": "value_gross", "below": CABINET_VALUE}, {"fact": "key_decision", "is": True}],
        ),
    ),
    Stage.MONITORING: (
        sign(Role.FINANCE_OFFICER, "Finance answers for what was paid."),
        sign(Role.ECONOMIC_DEVELOPMENT_OFFICER, "Economic Development verifies what was delivered."),
        decide(Role.HEAD_OF_SERVICE, "The head of the owning service answers for the contract each year.", HEAD_POWER),
    ),
    Stage.REVIEW: (
        endorse(1),
        decide(Role.HEAD_OF_SERVICE, "The head of the owning service decides what comes next.", HEAD_POWER),
    ),
}


def publish(at: datetime) -> GatePolicy:
    """Publish the demonstration council's gate policy."""
    return publish_gate_policy(
        terms(),
        effective_from=min(EFFECTIVE_FROM, day_of(at)),
        reason="The cabinet's action plan asks for collective ownership through the whole cycle.",
        at=at,
        key="demo/gate-policy",
    )


def terms() -> PolicyTerms:
    """The demonstration's gate policy as a document has it."""
    return PolicyTerms(
        title="Gates of the commissioning cycle",
        seats=tuple(SeatTerms(stage=stage, **rule) for stage, rules in GATES.items() for rule in rules),
        fast=FAST,
        chain=CHAIN,
    )


# Remind who holds the post two working days before; then tell its deputy, its head of service, the Board chair.
CHAIN = (
    StepTerms(-2, Whom.HOLDER),
    StepTerms(1, Whom.DEPUTY),
    StepTerms(3, Whom.ROLE, Role.HEAD_OF_SERVICE),
    StepTerms(8, Whom.ROLE, Role.BOARD_CHAIR, HOMES[Role.BOARD_MEMBER]),
)
