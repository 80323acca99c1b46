"""What is decided about joining: opening a case that somebody outside the council leads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import deciding
from commissioning.case.decisions import place_case, require_values, required
from commissioning.case.models import Case
from commissioning.case.ports import moved
from commissioning.errors import RefusedError
from commissioning.gates.policy import of_policy, policy_on
from commissioning.joining.kinds import Basis
from commissioning.joining.models import JoiningRecord
from commissioning.joining.rules import why_joining
from commissioning.records.rooms import fill
from commissioning.verbs import Verb
from commissioning.vocabulary import Lane

NO_GATE = (
    "The gate policy in force has no gate for joining a procurement that another body leads, so nobody could agree to "
    "it. Ask Procurement to draft a policy with seats at “Joining: another body leads”, and to have it published."
)


@dataclass(frozen=True)
class Lead:
    """Who leads a procurement outside the council, as it is known when our case is opened."""

    name: str
    basis: Basis
    contact: str = ""
    notice: str = ""
    ocid: str = ""


def open_joining(  # noqa: PLR0913 - what a case cannot be opened without
    *,
    title: str,
    service: Body,
    lead: Lead,
    value_net: Decimal | None = None,
    value_gross: Decimal | None = None,
    description: str = "",
    by: Person,
    at: datetime,
    key: str,
) -> Case:
    """Open a case for our part of a procurement that a body outside the council leads; `service` leads it here.

    It begins with the joining record. Raises RefusedError where the gate policy has no gate for that.
    """
    told = {"title": title, "service": service.slug, "net": value_net, "gross": value_gross, "text": description}
    with deciding(Verb.CASE_OPENED, None, by=by, at=at, key=key, asked={**told, "lead": asdict(lead)}) as decision:
        holding = require(by, Right.OPEN_CASE, on=Over([service.pk]), at=at)
        name = _required_name(lead.name)
        require_values(value_net, value_gross)
        _require_gate(at)
        decision.acting(holding.title, holding.on_behalf_of)
        case = place_case(
            decision,
            [service],
            title=required(title),
            description=description,
            value_net=value_net,
            value_gross=value_gross,
            commissioner=by,
            lane=Lane.JOINING,
            lane_why=why_joining(name),
            led_by=name,
        )
        told_of_lane = {"lane": case.lane, "lane_why": case.lane_why, "led_by": name, "basis": lead.basis}
        decision.about(title=case.title, service=service.name, **told_of_lane)
        moved(case, at)
        _tell_record(case, lead)
    return case


def _required_name(name: str) -> str:
    if not name.strip():
        words = "Enter the body that leads the procurement."
        raise RefusedError(words, {"led_by": [words]})
    return name.strip()


def _require_gate(at: datetime) -> None:
    policy = policy_on(day_of(at))
    if policy is None or not of_policy(policy).joins:
        raise RefusedError(NO_GATE, {"led_by": [NO_GATE]})


def _tell_record(case: Case, lead: Lead) -> None:
    """Put what is known of the lead into the record with which the flow has begun."""
    record = JoiningRecord.objects.get(strand__case=case)
    known = {
        "basis": lead.basis,
        "lead_contact": lead.contact.strip(),
        "lead_notice": lead.notice.strip(),
        "lead_ocid": lead.ocid.strip(),
    }
    fill(record, known)
