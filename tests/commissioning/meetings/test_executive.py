"""What the Mayor in Cabinet decided is recorded at the deciding seat, which then nobody else answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.trail import event_of
from commissioning.errors import RefusedError
from commissioning.meetings.kinds import Result
from commissioning.meetings.meeting import Held, record_meeting
from commissioning.meetings.models import Meeting
from commissioning.verbs import Verb
from commissioning.vocabulary import Outcome, SeatState, Stage, State
from tests.accounts.factories import a_key
from tests.commissioning.interests.panels import COMPARED
from tests.commissioning.meetings.met import ON, takes
from tests.council import AT, HOMECARE, People, asks_of, at_gate, body, gate_of, strand_of
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db
KEY = replace(HOMECARE, key_decision=True)
MAYOR = "Mayor in Cabinet"


@pytest.fixture
def case(people: People, db: None) -> Case:
    """A key decision to award that the officers signed."""
    found = at_gate(people, purchase=KEY, stage=Stage.AWARD)
    for ask in asks_of(found):
        answer(ask, KEY, at=AT)
    found.refresh_from_db()
    return found


@pytest.fixture
def cabinet(people: People, db: None) -> Meeting:
    held = Held(held_on=ON, minutes="CAB/2026/04", members=(("Joan Marsh", "Mayor"), ("Ali Reed", "")), decider=MAYOR)
    return record_meeting(body("democratic-services"), held, by=people["democratic.services"], at=AT, key=a_key())


def seat(case: Case) -> Ask:
    """The seat of the decision maker in law."""
    [found] = [ask for ask in asks_of(case) if ask.kind == "decide"]
    return found


def test_the_decision_passes_the_gate_and_names_the_power(case: Case, cabinet: Meeting, people: People) -> None:
    takes(cabinet, seat(case), people, result=Result.AMENDED, reason="For 3 years.", text="Award for 3 years.")
    assert gate_of(case, Stage.AWARD).outcome == Outcome.PASSED
    told = event_of(Entry.objects.get(verb=Verb.MEETING_DECISION_RECORDED))
    assert "recorded that the Mayor in Cabinet agreed the record of award as amended" in told.sentence
    assert "Power: The Mayor in Cabinet, under the executive's functions in the constitution" in told.text
    assert "Decided: Award for 3 years." in told.text


def test_a_rejection_stops_the_procurement(case: Case, cabinet: Meeting, people: People) -> None:
    takes(cabinet, seat(case), people, result=Result.STOPPED, reason="It costs too much.")
    assert strand_of(case).state == State.STOPPED
    assert gate_of(case, Stage.AWARD).seats.get(kind="decide").state == SeatState.STOPPED


def test_the_executive_supports_or_does_not(case: Case, cabinet: Meeting, people: People) -> None:
    with pytest.raises(RefusedError, match="is no answer to this seat"):
        takes(cabinet, seat(case), people, result=Result.NOT_SUPPORTED, reason="No.")


def test_work_that_began_on_the_day_of_the_decision_is_in_time(case: Case, cabinet: Meeting, people: People) -> None:
    assert not takes(cabinet, seat(case), people, started_on=ON).retrospective


def test_a_member_who_evaluated_the_bids_has_left_for_their_award(people: People) -> None:
    compared = replace(COMPARED, key_decision=True)
    case = at_gate(people, purchase=compared, stage=Stage.AWARD)
    for ask in asks_of(case):
        answer(ask, compared, at=AT)
    held = Held(held_on=ON, minutes="CAB/2026/05", members=(("Ruth Okafor", ""), ("Ali Reed", "")), decider=MAYOR)
    at_home, by = body("democratic-services"), people["democratic.services"]
    met = record_meeting(at_home, held, by=by, at=AT, key=a_key())
    with pytest.raises(RefusedError, match="Ruth Okafor evaluated these bids"):
        takes(met, seat(case), people)
    ruth = met.attendees.get(name="Ruth Okafor")
    takes(met, seat(case), people, left=(ruth.pk,))
    assert gate_of(case, Stage.AWARD).outcome == Outcome.PASSED
