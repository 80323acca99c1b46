"""Conditions of decisions go along when bodies are reorganised: whose they are to meet, and who confirms them."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.errors import NotAllowedError
from accounts.models import Body, Person
from accounts.rights import Role
from accounts.vocabulary import BodyKind
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.conditions.models import Condition
from commissioning.meetings.conditions import waive
from commissioning.reorganising.rules import Going
from commissioning.vocabulary import Action
from tests.accounts.factories import a_body, a_key, in_post
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.meetings.met import BOARD, a_condition, a_meeting, at_the_board, board_ask, post, takes
from tests.commissioning.reorganising.reorganised import carried_out
from tests.council import AT, People, ask_of, body

pytestmark = pytest.mark.django_db
MEET, CONFIRM = "Meet a condition", "Confirm that a condition"


def says(task: Ask, person: Person, **fields: Any) -> None:
    carry_out(task, Deed(Action.DONE, fields=fields), by=person, at=AT, key=a_key())


def under_a_condition(people: People, lead: Body) -> Case:
    """A case that the Board agreed under a condition, which the commissioner of its service is to meet."""
    case = at_the_board(people)
    wanted = a_condition(post=post(Role.COMMISSIONER, lead.slug))
    takes(a_meeting(people), board_ask(case), people, conditions=(wanted,))
    return case


def boards_merge(people: People) -> Person:
    """Another board takes the Board's place. Returns its member."""
    new = a_body("Commissioning Board", BodyKind.BOARD, parent=body("council"))
    member = in_post(Role.BOARD_MEMBER, new, "Mia Archer", over=[body("council")])
    carried_out(people, "merge", new, Going(BOARD, new.slug))
    return member


def test_a_condition_that_is_sent_back_waits_for_the_body_that_followed(
    people: People, lead: Body, health: Body
) -> None:
    case = under_a_condition(people, lead)
    carried_out(people, "transfer", lead, Going(lead.slug, health.slug))
    leo = Person.objects.get(full_name="Leo Marsh")
    says(ask_of(case, MEET), leo, evidence="Published.")
    says(ask_of(case, CONFIRM), people["board"], answer="not_met", reason="It cannot be opened.")
    again = ask_of(case, MEET)
    assert again.post.title == Condition.objects.get().post.title == "Commissioner, Public Health"
    says(again, leo, evidence="Published anew.")
    says(ask_of(case, CONFIRM), people["board"], answer="met", reason="")
    assert Condition.objects.get().state == "met"
    assert verify().breaks == []


def test_a_condition_that_is_said_to_be_met_goes_along_when_its_owner_is_merged(
    people: People, lead: Body, health: Body
) -> None:
    """Nothing of the case waits for Procurement but the condition that it may have to meet again."""
    case = at_the_board(people)
    takes(a_meeting(people), board_ask(case), people, conditions=(a_condition(),))
    says(ask_of(case, MEET), people["procurement"], evidence="Published.")
    new = a_body("Commercial", parent=body("council"))
    kim = in_post(Role.PROCUREMENT_OFFICER, new, "Kim Lowe", over=[body("council")])
    found = carried_out(people, "merge", new, Going("procurement", new.slug))
    says(ask_of(case, CONFIRM), people["board"], answer="not_met", reason="It cannot be opened.")
    assert (found.state, ask_of(case, MEET).post.body) == ("done", new)
    says(ask_of(case, MEET), kim, evidence="Published anew.")


def test_what_a_board_set_is_confirmed_by_the_board_that_followed(people: People, lead: Body) -> None:
    case = under_a_condition(people, lead)
    member = boards_merge(people)
    says(ask_of(case, MEET), people["commissioner"], evidence="Published.")
    task = ask_of(case, CONFIRM)
    assert task.post.body.name == "Commissioning Board"
    with pytest.raises(NotAllowedError):
        says(task, people["board"], answer="met", reason="")
    says(task, member, answer="met", reason="")
    assert Condition.objects.get().state == "met"


def test_what_a_board_set_is_waived_by_the_board_that_followed(people: People, lead: Body) -> None:
    case = under_a_condition(people, lead)
    member = boards_merge(people)
    where = f"/cases/{case.reference}/conditions/"
    shown = [Reader(who).client.get(where).content.decode() for who in (member, people["board"])]
    assert [f"{where}1/waive/" in page for page in shown] == [True, False]
    found = Condition.objects.get()
    with pytest.raises(NotAllowedError):
        waive(found, reason="No longer needed.", by=people["board"], at=AT, key=a_key())
    waive(found, reason="No longer needed.", by=member, at=AT, key=a_key())
    assert Condition.objects.get().state == "waived"
