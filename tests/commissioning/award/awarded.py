"""A case whose award passed its gate, with the people who record what follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import Body, Person
from accounts.rights import Role
from audit.deciding import Decision, deciding
from commissioning.asks.models import Ask
from commissioning.award.execution import next_step
from commissioning.award.models import AwardRecord
from commissioning.award.sections import BIDS, OFFERS, SCORES
from commissioning.case.decisions import place_case
from commissioning.case.models import Case, Strand
from commissioning.gates.models import Gate, GatePolicy
from commissioning.verbs import Verb
from commissioning.vocabulary import Outcome, Regime, Stage, State
from tests.accounts.factories import LONG_AGO, a_body, a_council, a_key, in_post

DECIDED = datetime(2026, 10, 1, 14, 0, tzinfo=UTC)
DECIDED_ON = date(2026, 10, 1)
_versions = count(1)


@dataclass
class Office:
    """A council's people around an award."""

    service: Body
    commissioner: Person
    procurement: Person
    legal: Person
    recorder: Person


def an_office() -> Office:
    """A council with a service that buys, and with Procurement, Legal and Democratic Services."""
    council = a_council()
    service = a_body(parent=council)

    def holder(role: Role, place: str, name: str) -> Person:
        return in_post(role, a_body(place, parent=council), name, over=[council])

    return Office(
        service=service,
        commissioner=in_post(Role.COMMISSIONER, service, "Jo Rahman"),
        procurement=holder(Role.PROCUREMENT_OFFICER, "Procurement", "Omar Haddad"),
        legal=holder(Role.LEGAL_OFFICER, "Legal Services", "Lin Chen"),
        recorder=holder(Role.EXECUTIVE_RECORDER, "Democratic Services", "Mo Ali"),
    )


@contextmanager
def deciding_on(case: Case, at: datetime = DECIDED) -> Iterator[Decision]:
    """An open decision on a case, for what is written only inside one."""
    with deciding(Verb.CASE_MOVED, case, by=None, at=at, key=a_key()) as decision:
        yield decision


def a_case(office: Office, **facts: Any) -> Case:
    """A new case of the office's service, under the Procurement Act and above its threshold unless told otherwise."""
    told = {
        "title": "Homecare",
        "description": "Help at home.",
        "regime": Regime.PA2023,
        "value_net": None if "value_gross" in facts else Decimal(500_000),
        "value_gross": Decimal(600_000),
        "commenced_on": date(2026, 3, 2),
        "commissioner": office.commissioner,
        **facts,
    }
    with deciding(Verb.CASE_OPENED, None, by=None, at=datetime(2026, 3, 2, tzinfo=UTC), key=a_key()) as decision:
        return place_case(decision, [office.service], **told)


def placed(case: Case, stage: Stage, state: State, sequence: int = 1) -> Strand:
    """The case's only strand, put at a stage."""
    with deciding_on(case):
        strand = Strand.objects.get(case=case)
        strand.stage, strand.state, strand.sequence = stage, state, sequence
        strand.save()
        case.stage, case.state = stage, state
        case.save()
    strand.case = case
    return strand


PRICE = Decimal("576000.00")


def an_award(strand: Strand, price_gross: Decimal = PRICE) -> AwardRecord:
    """A record with two bids, the better one recommended, and two commitments by it."""
    with deciding_on(strand.case):
        record = AwardRecord(strand=strand)
        record.save()
        best = BIDS.place(
            record,
            supplier_name="Acme Care Ltd",
            company_number="01234567",
            price_net=min(price_gross, Decimal("480000.00")),
            price_gross=price_gross,
        )
        other = BIDS.place(record, supplier_name="Brook Homecare", price_net=Decimal("470000.00"))
        SCORES.place(record, bid=best, total_score=Decimal(82), recommended=True, reason="Clear rotas.")
        SCORES.place(record, bid=other, total_score=Decimal(74), recommended=False, reason="No rota at weekends.")
        OFFERS.place(record, bid=best, title="Apprenticeships", quantity=Decimal(6), unit="apprentices")
        OFFERS.place(record, bid=best, title="Real living wage for all care workers")
        OFFERS.place(record, bid=other, title="Apprenticeships", quantity=Decimal(2), unit="apprentices")
    return record


def passed(strand: Strand, stage: Stage = Stage.AWARD) -> Gate:
    """The strand's gate, passed on 1 October 2026."""
    with deciding_on(strand.case):
        policy = GatePolicy(version=next(_versions), title="Gates", effective_from=LONG_AGO, published_at=DECIDED)
        policy.save()
        gate = Gate(strand=strand, stage=stage, policy=policy, opened_at=DECIDED)
        gate.outcome, gate.closed_at = Outcome.PASSED, DECIDED
        gate.save()
        return gate


def awarded(office: Office, *, price_gross: Decimal = PRICE, **facts: Any) -> Strand:
    """A strand that waits for what follows the decision to award it."""
    strand = placed(a_case(office, **facts), Stage.AWARD, State.WAITING)
    an_award(strand, price_gross)
    passed(strand)
    return strand


def asked(strand: Strand, at: datetime = DECIDED) -> Ask | None:
    """The one thing the strand now asks; None when the contract is signed."""
    with deciding_on(strand.case, at):
        if next_step(strand, at) is not None:
            return None
    return Ask.objects.get(strand=strand, closed_at=None)
