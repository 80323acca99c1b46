"""What the gate of the needs agreed: in house and nothing close the case with reasons, a grant goes on as one."""

from __future__ import annotations

from typing import Any

import pytest

from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.needs.models import NeedsRecord, Option
from commissioning.needs.sections import ROOM
from commissioning.records.decisions import save_section
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, Stage, State, Way
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.needs.filled import EVERY_ANSWER
from tests.council import AT, HOMECARE, People, a_case, answered, ask_of, asks_of, changes, does, states_of, strand_of
from tests.council import people as people
from workflows.demonstration.writing import write_record

pytestmark = pytest.mark.django_db
WHY = "Only a contract can begin in time with the staff that are needed."


def agreed(people: People, kind: str, section: str = "", **answers: Any) -> Case:
    """A case whose needs were agreed at their gate, with an option of a kind chosen."""
    case = a_case(people)
    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    record = NeedsRecord.objects.get(strand__case=case)
    chosen, other = Option.objects.filter(record=record).order_by("-chosen")
    rows: list[dict[str, Any]] = [
        {"id": chosen.pk, "kind": kind},
        {"id": other.pk, "kind": "do_nothing" if kind != "do_nothing" else "shared"},
    ]
    options = ROOM.section("options")
    save_section(
        ROOM, record, options, values={}, rows={"options": rows}, by=people["commissioner"], at=AT, key=a_key()
    )
    if section:
        told = {name: value for name, value in EVERY_ANSWER.items() if name.startswith(section)}
        changes(case, section, **{**told, **answers})
    does(ask_of(case, "Write"), Action.SUBMIT)
    if kind == "grant" and answers:
        assert states_of(case)["Legal officer"] == "open"
    for _ in range(2):
        answered(case)
    case.refresh_from_db()
    return case


@pytest.mark.parametrize(
    ("kind", "section", "way", "words"),
    [
        ("in_house", "in_house", Way.IN_HOUSE, "The council does it itself, so nothing is bought"),
        ("do_nothing", "", Way.NOTHING, "Nothing is done about it, so nothing is bought"),
    ],
)
def test_the_case_closes_with_its_reasons(people: People, kind: str, section: str, way: Way, words: str) -> None:
    case = agreed(people, kind, section)
    assert (case.stage, case.state, case.way, case.way_why) == (Stage.NEEDS, State.CLOSED, way, WHY)
    assert not Ask.objects.filter(case=case, closed_at=None).exists()
    told = Message.objects.filter(case=case, event=f"way/{strand_of(case).pk}")
    assert {people["commissioner"], people["finance"]} <= {message.person for message in told}
    assert words in told[0].text
    page = Reader(people["commissioner"]).get(f"/cases/{case.reference}/")
    assert f"Nothing: the case is closed. {words}, as the gate of its needs agreed." in page
    assert f"Why: {WHY}" in page
    assert "Not needed" in page
    assert WHY not in Reader(people["voluntary.sector"]).get(f"/cases/{case.reference}/")
    assert verify().sound


def test_a_grant_goes_on_and_says_which_stage_holds_what(people: People) -> None:
    case = agreed(people, "grant", "grant", grant_subsidy="minimal")
    assert (case.stage, case.way) == (Stage.SOCIAL_VALUE, Way.GRANT)
    assert asks_of(case)
    page = Reader(people["commissioner"]).get(f"/cases/{case.reference}/")
    assert "By a grant. It passes the stages of a procurement: the tender holds the call for applications" in page


def test_what_is_bought_goes_on_as_ever(people: People) -> None:
    case = agreed(people, "contract")
    assert (case.stage, case.way) == (Stage.SOCIAL_VALUE, Way.BUY)
