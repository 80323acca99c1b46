"""A seat that is asked anew is asked of the body that leads the case by then, whoever answered it before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Body, Person
from accounts.rights import Role
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy, publish_gate_policy, with_terms
from commissioning.ownership.decisions import change_lead
from commissioning.reorganising.rules import Going
from commissioning.vocabulary import Action, Lane, SeatState, Stage
from tests.accounts.factories import a_key
from tests.commissioning.interests.declared import declares
from tests.commissioning.ownership.owned import shares
from tests.commissioning.reorganising.reorganised import carried_out
from tests.council import AT, People, answered, ask_of, at_gate, does, gate_of, states_of

pytestmark = pytest.mark.django_db
HEAD = "Decision: head of service"


def test_a_decider_who_returned_the_record_is_followed_by_the_new_one(
    people: People, case: Case, lead: Body, health: Body
) -> None:
    answered(case)
    answered(case, decision=Deed(Action.RETURN, reason="Say who else was asked."))
    carried_out(people, "transfer", lead, Going(lead.slug, health.slug))
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert ask_of(case, HEAD).post.body == health
    does(ask_of(case, HEAD), Action.PASS)
    assert gate_of(case).outcome == "passed"
    assert verify().breaks == []


def test_a_void_signature_is_asked_of_the_new_body(people: People, lead: Body, health: Body) -> None:
    """The head of the leading service signs first here, and another decides."""
    terms = of_policy(with_terms(GatePolicy.objects.all())[0])
    here = [(seat.stage, seat.lane, seat.role) for seat in terms.seats]
    wanted = (Stage.NEEDS, Lane.STANDARD, Role.FINANCE_OFFICER)
    seats = [
        replace(seat, role=Role.HEAD_OF_SERVICE, body="") if which == wanted else seat
        for seat, which in zip(terms.seats, here, strict=True)
    ]
    changed = replace(terms, seats=tuple(seats), one_person_many_seats=True)
    publish_gate_policy(changed, effective_from=AT.date(), reason="Another order.", at=AT, key=a_key())
    case = at_gate(people, at=AT + timedelta(minutes=1))
    does(ask_of(case, "Finance officer"), Action.SIGN)
    shared = shares(case, health, people)
    leo = Person.objects.get(full_name="Leo Marsh")
    by, why = people["commissioner"], "It is theirs more than ours."
    change_lead(shared, health, commissioner=leo, reason=why, by=by, at=AT, key=a_key())
    declares(shared, people["head.of.service"])
    assert states_of(case)["Finance officer"] == SeatState.OPEN
    assert ask_of(case, "Finance officer").post.body == health
    assert verify().breaks == []
