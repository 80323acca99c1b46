"""Who may do what at the council: every right, every role, and the rights each role carries.

A right is granted to a post over named bodies and reaches the services under them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class Right(TextChoices):
    """One thing a post may do, in the words that follow "you may" or "you cannot"."""

    VIEW_CASE = "view_case", "see it"
    SEE_FIGURES = "see_figures", "see its spend, costs and weights"
    SEE_BIDS = "see_bids", "see its bids"
    READ_TRAIL = "read_trail", "read its trail"
    OPEN_CASE = "open_case", "open a case"
    SHARE_CASE = "share_case", "change which bodies own it"
    ACCEPT_OWNERSHIP = "accept_ownership", "answer for its body whether it owns the stage"
    SET_REGIME = "set_regime", "set its regime"
    WRITE_RECORD = "write_record", "write it"
    CONSULT_GATE = "consult_gate", "give advice on it"
    SIGN_GATE = "sign_gate", "sign it"
    DECIDE_GATE = "decide_gate", "decide it"
    RECORD_EVENT = "record_event", "record it"
    RECORD_NOTICE = "record_notice", "record its notices"
    RECORD_CALL_IN = "record_call_in", "record the outcome of its call-in"
    RECORD_MEETING = "record_meeting", "record what a meeting decided on it"
    RECORD_SIGNATURE = "record_signature", "record the signature of its contract"
    MANAGE_CONTRACT = "manage_contract", "manage its contract"
    REPORT_DELIVERY = "report_delivery", "report delivery on it"
    VERIFY_DELIVERY = "verify_delivery", "verify its delivery"
    DRAFT_POLICY = "draft_policy", "draft a policy"
    PUBLISH_POLICY = "publish_policy", "approve a policy"
    MODERATE_IDEAS = "moderate_ideas", "moderate ideas from communities"
    DRAFT_GATE_POLICY = "draft_gate_policy", "draft a gate policy"
    PUBLISH_GATE_POLICY = "publish_gate_policy", "publish a gate policy"
    VERIFY_LEDGER = "verify_ledger", "verify the ledger"
    VIEW_BOARD = "view_board", "see the board of what each body holds"
    ARRANGE_COVER = "arrange_cover", "arrange cover here"
    CONFIRM_REORGANISATION = "confirm_reorganisation", "confirm a reorganisation"
    APPOINT = "appoint", "open bodies, establish posts or appoint people here"


class Role(TextChoices):
    """The part a post plays in the commissioning cycle."""

    COMMISSIONER = "commissioner", "Commissioner"
    HEAD_OF_SERVICE = "head_of_service", "Head of service"
    PROCUREMENT_OFFICER = "procurement_officer", "Procurement officer"
    LEGAL_OFFICER = "legal_officer", "Legal officer"
    FINANCE_OFFICER = "finance_officer", "Finance officer"
    ECONOMIC_DEVELOPMENT_OFFICER = "economic_development_officer", "Economic development officer"
    POLICY_OFFICER = "policy_officer", "Policy officer"
    VOLUNTARY_SECTOR_REPRESENTATIVE = "voluntary_sector_representative", "Voluntary-sector representative"
    BOARD_MEMBER = "board_member", "Board member"
    BOARD_CHAIR = "board_chair", "Board chair"
    CORPORATE_DIRECTOR = "corporate_director", "Corporate director"
    EXECUTIVE_RECORDER = "executive_recorder", "Recorder of executive decisions"
    DEMOCRATIC_SERVICES = "democratic_services", "Democratic services officer"
    CONTRACT_MANAGER = "contract_manager", "Contract manager"
    SUPPLIER_CONTACT = "supplier_contact", "Supplier contact"
    SCRUTINY_OFFICER = "scrutiny_officer", "Scrutiny officer"
    AUDITOR = "auditor", "Auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator", "System administrator"


@dataclass(frozen=True, slots=True)
class Remit:
    """What a role is for, and its rights."""

    prose: str
    rights: frozenset[Right]


# Most of the council reads a case whole.
READING = frozenset({Right.VIEW_CASE, Right.SEE_FIGURES, Right.SEE_BIDS, Right.READ_TRAIL})
# An adviser's profession has a seat at the gates: it advises or signs, as the gate policy asks.
ADVISING = READING | {Right.CONSULT_GATE, Right.SIGN_GATE}
# Whoever leads a service says with whom it shares its cases, and accepts its part in those of others.
SHARING = frozenset({Right.SHARE_CASE, Right.ACCEPT_OWNERSHIP})

REMITS: Mapping[Role, Remit] = {
    Role.COMMISSIONER: Remit(
        "Leads the commissioning of a service: opens and shares cases, says under which law they run and writes their "
        "records.",
        READING | SHARING | {Right.OPEN_CASE, Right.SET_REGIME, Right.WRITE_RECORD, Right.RECORD_EVENT},
    ),
    Role.HEAD_OF_SERVICE: Remit(
        "Answers for a service: opens its cases, accepts its part in shared ones, decides at its gates up to a limit, "
        "and arranges cover.",
        ADVISING | SHARING | {Right.OPEN_CASE, Right.DECIDE_GATE, Right.ARRANGE_COVER, Right.VIEW_BOARD},
    ),
    Role.PROCUREMENT_OFFICER: Remit(
        "Keeps procurement lawful: signs, writes the tender with the service, sets the regime, records notices, and "
        "owns the gate policy: drafts its versions, which others publish.",
        ADVISING
        | {
            Right.WRITE_RECORD,
            Right.SET_REGIME,
            Right.RECORD_NOTICE,
            Right.RECORD_EVENT,
            Right.DRAFT_GATE_POLICY,
            Right.VIEW_BOARD,
        },
    ),
    Role.LEGAL_OFFICER: Remit(
        "Acts for the monitoring officer: states the power to act, signs, arranges execution of the contract, and "
        "publishes the gate policy that Procurement drafted.",
        ADVISING | {Right.SET_REGIME, Right.RECORD_SIGNATURE, Right.RECORD_EVENT, Right.PUBLISH_GATE_POLICY},
    ),
    Role.FINANCE_OFFICER: Remit(
        "Acts for the section 151 officer: states the budget and its approval, and signs.",
        ADVISING,
    ),
    Role.ECONOMIC_DEVELOPMENT_OFFICER: Remit(
        "Holds the social value priorities: signs, and verifies what was delivered.",
        ADVISING | {Right.VERIFY_DELIVERY},
    ),
    Role.POLICY_OFFICER: Remit(
        "Strategy, policy and performance: equalities comments, signs, and owns the council's policies: drafts their "
        "versions, consults on them, and approves what a colleague drafted. Moderates ideas from communities.",
        ADVISING | {Right.DRAFT_POLICY, Right.PUBLISH_POLICY, Right.MODERATE_IDEAS},
    ),
    Role.VOLUNTARY_SECTOR_REPRESENTATIVE: Remit(
        "Advises on needs and social value. Its members may bid, so it sees no figures, no bids and no trail.",
        frozenset({Right.VIEW_CASE, Right.CONSULT_GATE}),
    ),
    Role.BOARD_MEMBER: Remit(
        "Endorses for an officer board, in the board's own seat.",
        ADVISING | {Right.VIEW_BOARD},
    ),
    Role.BOARD_CHAIR: Remit(
        "Chairs an officer board: is told last of what nobody answered, and endorses where the gate policy asks.",
        ADVISING | {Right.VIEW_BOARD},
    ),
    Role.CORPORATE_DIRECTOR: Remit(
        "Decides at the gates under the constitution, publishes the gate policy, approves policies, arranges cover, "
        "and confirms reorganisations.",
        ADVISING
        | {
            Right.ACCEPT_OWNERSHIP,
            Right.DECIDE_GATE,
            Right.PUBLISH_POLICY,
            Right.PUBLISH_GATE_POLICY,
            Right.ARRANGE_COVER,
            Right.VIEW_BOARD,
            Right.CONFIRM_REORGANISATION,
        },
    ),
    Role.EXECUTIVE_RECORDER: Remit(
        "Democratic Services: records what the Mayor in Cabinet decided, and call-in.",
        READING | {Right.DECIDE_GATE, Right.RECORD_CALL_IN, Right.RECORD_EVENT},
    ),
    Role.DEMOCRATIC_SERVICES: Remit(
        "Minutes the meetings of boards and of the executive: records what they decided and what was cleared in the "
        "committee system. Decides nothing.",
        READING | {Right.RECORD_MEETING},
    ),
    Role.CONTRACT_MANAGER: Remit(
        "Runs a contract once it is signed: writes its monitoring, manages it and verifies returns.",
        READING | {Right.WRITE_RECORD, Right.MANAGE_CONTRACT, Right.VERIFY_DELIVERY, Right.RECORD_EVENT},
    ),
    Role.SUPPLIER_CONTACT: Remit(
        "Reports delivery on the supplier's own contracts and sees nothing else.",
        frozenset({Right.REPORT_DELIVERY}),
    ),
    Role.SCRUTINY_OFFICER: Remit(
        "Supports the scrutiny committee: reads, and records call-in.",
        READING | {Right.RECORD_CALL_IN, Right.RECORD_EVENT},
    ),
    Role.AUDITOR: Remit(
        "Internal or external audit: reads everything, changes nothing, verifies the ledger.",
        READING | {Right.VERIFY_LEDGER, Right.VIEW_BOARD},
    ),
    Role.SYSTEM_ADMINISTRATOR: Remit(
        "Keeps bodies, posts and appointments, and proposes reorganisations. Has no rights in any case.",
        frozenset({Right.APPOINT, Right.VERIFY_LEDGER}),
    ),
}


# To a post with one of these nobody is appointed by one person alone: a second one confirms.
TWO_NEEDED = frozenset({Right.DECIDE_GATE, Right.PUBLISH_GATE_POLICY, Right.APPOINT})


def takes_two(role: Role) -> bool:
    """Whether an appointment to a role takes effect only once a second person confirms it."""
    return bool(TWO_NEEDED & REMITS[role].rights)


def rights_of(role: Role) -> list[Right]:
    """Return the rights of a role, in the order they are declared."""
    return [right for right in Right if right in REMITS[role].rights]
