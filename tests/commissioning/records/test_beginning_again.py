"""A stage that begins again goes on with the record it had, and nothing that was written in it changes."""

from typing import Any

import pytest

from audit.deciding import deciding
from commissioning.casefile.stages import room_for
from commissioning.records.beginning import begin
from commissioning.records.decisions import current_record
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.commissioning.fast.bought import a_purchase, written
from tests.council import AT, HOMECARE, People, a_case, strand_of
from workflows.demonstration.writing import write_record

pytestmark = pytest.mark.django_db


def begun_again(case: Any) -> list[str]:
    """Which tables of records change when the case's stage begins once more."""
    with deciding("case.moved", case, by=None, at=AT, key=a_key()) as decision:
        strand = strand_of(case)
        strand.case = case
        begin(room_for(case, Stage(strand.stage)), strand, AT)
    return [change.row.instance_type.__name__ for change in decision.bag.changes]


@pytest.mark.parametrize("stage", list(Stage))
def test_a_record_is_gone_on_with(people: People, stage: Stage) -> None:
    case = a_case(people, until=stage)
    assert begun_again(case) == []
    writer = people["contract.manager" if stage == Stage.MONITORING else "commissioner"]
    write_record(strand_of(case), HOMECARE, by=writer, at=AT)
    assert begun_again(case) == []


def test_the_fast_lanes_page_is_gone_on_with(people: People) -> None:
    case = written(a_purchase(people), people)
    assert begun_again(case) == []
    strand = strand_of(case)
    page: Any = current_record(room_for(case, Stage.NEEDS), strand)
    assert (page.need, page.cpv) == ("A survey of 400 small firms.", "79310000")
