"""What was cleared in another system answers its seat, unless the text has changed since."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.errors import NotAllowedError
from accounts.models import Exclusion
from accounts.rights import Role
from accounts.vocabulary import Ground
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed
from commissioning.casefile.meeting import newest_of
from commissioning.casefile.trail import event_of
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import SignOff
from commissioning.interests.kinds import Conflict
from commissioning.meetings.clearing import Cleared, record_clearance
from commissioning.meetings.models import Clearance
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, Recorded, SeatState, Stage
from tests.accounts.factories import a_key
from tests.commissioning.interests.declared import declares
from tests.commissioning.meetings.met import LARGE, ON, later
from tests.commissioning.questions.asked import another
from tests.council import AT, People, ask_of, at_gate, does, gate_of, states_of
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db
LEGAL = "Legal officer"


@pytest.fixture
def tendered(people: People, db: None) -> Case:
    """A case whose tender was just submitted."""
    return at_gate(people, purchase=LARGE, stage=Stage.TENDER)


def clears(ask: Ask, people: People, *, by: str = "democratic.services", **more: Any) -> Clearance:
    """Record that it was cleared in the committee system."""
    cleared = Cleared(
        system="Committee system",
        reference="CR/1182",
        cleared_on=ON,
        cleared_by="Omar Haddad",
        cleared_as="Legal officer",
        version="Draft 3 of 1 April",
        digest=newest_of(ask).digest,
    )
    return record_clearance(ask, replace(cleared, **more), by=people[by], at=AT, key=a_key())


def test_a_clearance_answers_the_seat_and_says_so(tendered: Case, people: People) -> None:
    clears(ask_of(tendered, LEGAL), people)
    assert states_of(tendered, Stage.TENDER)[LEGAL] == SeatState.SIGNED
    signed = SignOff.objects.get(recorded=Recorded.ELSEWHERE)
    assert (signed.on_behalf_of, signed.person) == ("Omar Haddad", people["democratic.services"])
    told = event_of(Entry.objects.get(verb=Verb.CLEARANCE_RECORDED))
    assert "recorded that Omar Haddad (Legal officer) had cleared the record of tender in Committee system" in (
        told.sentence
    )
    assert "It covered: Draft 3 of 1 April" in told.text
    with pytest.raises(NotAllowedError):  # whoever cleared it signed in this seat, and in no other of the gate
        does(ask_of(tendered, "Finance officer"), Action.SIGN, by=people["legal"])


def test_a_text_written_after_its_clearance_is_asked_as_it_stands(tendered: Case, people: People) -> None:
    with pytest.raises(RefusedError, match="changed after 31 March 2026, when this was cleared"):
        clears(ask_of(tendered, LEGAL), people, cleared_on=ON - timedelta(days=1))
    assert states_of(tendered, Stage.TENDER)[LEGAL] == SeatState.OPEN


def test_a_resubmission_that_changed_nothing_of_it_is_covered(tendered: Case, people: People) -> None:
    """Cleared while an earlier submission lay at the gate, whose sections are the same bytes now."""
    does(ask_of(tendered, "Procurement officer"), Action.RETURN, reason="Mend it.")
    does(ask_of(tendered, "Finance officer"), Action.SIGN)
    does(ask_of(tendered, LEGAL), Action.RETURN, reason="Mend it.")
    answer(ask_of(tendered, "Mend"), LARGE, at=later(5), deed=Deed(Action.SUBMIT))
    ask = ask_of(tendered, LEGAL)
    clears_later = replace_at(ask, people)
    assert clears_later.cleared_on == ON


def replace_at(ask: Ask, people: People) -> Clearance:
    """Record it five days on."""
    cleared = Cleared("Committee system", "CR/1182", ON, "Omar Haddad", "Legal officer", "1", newest_of(ask).digest)
    return record_clearance(ask, cleared, by=people["democratic.services"], at=later(5), key=a_key())


def test_an_author_clears_nothing(tendered: Case, people: People) -> None:
    scope = gate_of(tendered, Stage.TENDER).scope
    author = Exclusion.objects.filter(scope=scope, ground=Ground.AUTHOR).select_related("person")[0].person
    with pytest.raises(RefusedError, match=f"{author.full_name} wrote this record") as refused:
        clears(ask_of(tendered, LEGAL), people, cleared_by=author.full_name)
    assert list(refused.value.errors) == ["cleared_by"]


def test_who_has_not_declared_clears_nothing(tendered: Case, people: People) -> None:
    late = another(Role.LEGAL_OFFICER, people["legal"].holdings.get().post.body.slug)
    with pytest.raises(RefusedError, match=f"{late.full_name} has not declared their interests") as refused:
        clears(ask_of(tendered, LEGAL), people, cleared_by=late.full_name)
    assert list(refused.value.errors) == ["cleared_by"]
    assert not Clearance.objects.exists()
    declares(tendered, late, Conflict.NONE)
    clears(ask_of(tendered, LEGAL), people, cleared_by=late.full_name)
    assert states_of(tendered, Stage.TENDER)[LEGAL] == SeatState.SIGNED


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"system": ""}, "system"),
        ({"reference": " "}, "reference"),
        ({"version": ""}, "version"),
        ({"cleared_on": ON + timedelta(days=1)}, "cleared_on"),
    ],
)
def test_what_is_missing_is_named(tendered: Case, people: People, given: dict[str, Any], field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        clears(ask_of(tendered, LEGAL), people, **given)
    assert list(refused.value.errors) == [field]


def test_another_text_and_another_person_record_nothing(tendered: Case, people: People) -> None:
    with pytest.raises(OvertakenError):
        clears(ask_of(tendered, LEGAL), people, digest="0" * 64)
    with pytest.raises(NotAllowedError):
        clears(ask_of(tendered, LEGAL), people, by="commissioner")
    assert not Clearance.objects.exists()


def test_a_decision_is_no_clearance(tendered: Case, people: People) -> None:
    case = at_gate(people)  # at its needs, where the head of service decides after the officers
    for title in ("Finance officer", "Policy officer"):
        does(ask_of(case, title), Action.SIGN)
    does(ask_of(case, "Voluntary-sector"), Action.ADVISE, reason="Ask again.")
    with pytest.raises(RefusedError, match="A decision is not recorded as a clearance"):
        clears(ask_of(case, "Decision: head of service"), people)
