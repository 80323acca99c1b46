"""A case that came from outside is taken back to an earlier stage, and run properly from there."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from zeal import zeal_ignore

from accounts.errors import NotAllowedError
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case, Strand
from commissioning.contract.models import MonitoringRecord, Obligation
from commissioning.errors import RefusedError
from commissioning.records.placing import earlier_stages, take_to_stage
from commissioning.vocabulary import Stage, State
from tests.accounts.factories import a_key
from tests.commissioning.opendata.fixtures import release
from tests.commissioning.opendata.importing import (
    AT,
    PARTIES,
    SUPPLIER,
    TENDER,
    contract_release,
    imported,
    stands,
    the_case,
)
from tests.council import HOMECARE, People, below_threshold, changes
from workflows.demonstration.walking import walk

pytestmark = pytest.mark.django_db

AWARD = {"id": "A1", "status": "active", "date": "2026-10-01T00:00:00Z", "suppliers": [SUPPLIER]}


@pytest.fixture
def awarded(people: People, tmp_path: Path) -> Case:
    """A case imported after its award."""
    imported(tmp_path, release(tag=["award"], tender=TENDER, parties=PARTIES, awards=[AWARD]))
    assert people
    return the_case()


def back(case: Case, stage: Stage, people: People, **more: Any) -> None:
    """Take it back as its service's commissioner."""
    terms = {"reason": "The tender was never agreed by all.", "by": people["commissioner"], "at": AT, "key": a_key()}
    take_to_stage(case, stage, **{**terms, **more})


def test_it_can_go_to_any_stage_it_passed_outside(awarded: Case) -> None:
    assert earlier_stages(awarded) == [Stage.NEEDS, Stage.SOCIAL_VALUE, Stage.TENDER, Stage.AWARD]


def test_what_it_asked_is_closed_and_its_record_is_asked_for(awarded: Case, people: People) -> None:
    back(awarded, Stage.TENDER, people)
    assert stands(awarded) == (Stage.TENDER, State.DRAFTING, Stage.TENDER, False)
    asks = Ask.objects.filter(case=awarded, closed_at=None)
    assert [(found.kind, found.stage) for found in asks] == [("write", "tender")]
    assert verify().sound


def test_from_there_it_walks_to_its_end(awarded: Case, people: People) -> None:
    back(awarded, Stage.NEEDS, people)
    below_threshold(awarded, people, AT)
    walk(awarded, HOMECARE, until=None, at=AT)
    assert Strand.objects.get(case=awarded).state == State.CLOSED


def test_a_record_begun_before_it_was_taken_back_asks_about_what_has_come_since(people: People, tmp_path: Path) -> None:
    """The contract signed here has obligations; the year that was begun for the one found outside asked about none."""
    imported(tmp_path, contract_release())
    case = the_case()
    changes(case, "remedies", remedies="A warning in May.")
    back(case, Stage.NEEDS, people)
    below_threshold(case, people, AT)
    walk(case, HOMECARE, until=Stage.MONITORING, at=AT)
    year = MonitoringRecord.objects.get(strand__case=case)
    assert year.remedies == "A warning in May."
    assert sorted(str(row) for row in year.returns.select_related("obligation")) == [
        f"return on {obligation}" for obligation in Obligation.objects.order_by("reference")
    ]
    assert (year.returns.count(), year.ratings.count()) == (2, 3)


def test_once_a_gate_of_its_own_was_opened_it_stays(awarded: Case, people: People) -> None:
    back(awarded, Stage.NEEDS, people)
    walk(awarded, HOMECARE, until=Stage.SOCIAL_VALUE, at=AT)
    with pytest.raises(RefusedError, match="cannot be taken back"):
        back(awarded, Stage.NEEDS, people)


def test_a_reason_is_needed(awarded: Case, people: People) -> None:
    with pytest.raises(RefusedError, match="Say why"):
        back(awarded, Stage.NEEDS, people, reason=" ")
    assert stands(awarded)[0] == Stage.AWARD


def test_an_auditor_may_not(awarded: Case, people: People) -> None:
    with pytest.raises(NotAllowedError):
        back(awarded, Stage.NEEDS, people, by=people["auditor"])


def test_the_page_asks_and_does_it(awarded: Case, people: People) -> None:
    client = Client()
    client.force_login(people["commissioner"])
    assert "earlier stage" in client.get(f"/cases/{awarded.reference}/").content.decode()
    with zeal_ignore():  # a verb reads and writes its rows one by one
        answer = client.post(
            f"/cases/{awarded.reference}/earlier/",
            {"stage": "needs", "reason": "Nobody here looked at the need.", "key": a_key()},
        )
    assert answer.status_code == 302
    assert stands(awarded)[0] == Stage.NEEDS
