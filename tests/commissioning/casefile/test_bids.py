"""Bids are for those who may see bids: on the record's pages, at its gate, among its files and on the trail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from accounts.models import BodyGroupPermission
from commissioning.case.models import Case
from commissioning.gates.models import Gate, Seat
from commissioning.vocabulary import Stage
from tests.accounts.factories import within
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.council import AT, HOMECARE, People, a_case, ask_of, body, people
from workflows.demonstration.walking import answer
from workflows.demonstration.writing import write_record

__all__ = ["people"]


@pytest.fixture(autouse=True)
def _then(db: None) -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def award(people: People) -> Case:
    """A case whose award is being written; scrutiny, which has no seat at its gate, may see figures and no bids."""
    own = {"permission__codename": "see_bids", "group__post__holdings__person": people["scrutiny"]}
    with within(body("council")):
        for grant in BodyGroupPermission.objects.filter(**own).order_by("pk"):
            grant.delete()
    return a_case(people, until=Stage.AWARD)


def test_a_record_being_written_is_not_read(award: Case, people: People) -> None:
    write_record(award.strands.get(), HOMECARE, by=people["commissioner"], at=AT)
    scrutiny, auditor = Reader(people["scrutiny"]), Reader(people["auditor"])
    base = f"/cases/{award.reference}/records/award/"
    assert HOMECARE.supplier in auditor.get(f"{base}bids/")
    assert "see its bids" in scrutiny.get(f"{base}bids/", 403)
    assert "There is nothing for you to read here." in scrutiny.get(base)
    assert "Homecare" in scrutiny.get(f"/cases/{award.reference}/records/tender/")
    trail = f"/cases/{award.reference}/trail/"
    assert HOMECARE.supplier in auditor.get(trail)
    for told in (scrutiny.get(trail), scrutiny.get(f"{trail}?stage=award")):
        assert "“Bids received” in the record of award" in told
        assert HOMECARE.supplier not in told
    assert HOMECARE.supplier not in Caller(scrutiny.person).get(f"cases/{award.reference}/trail/").content.decode()


def test_what_was_submitted_is_not_read_either(award: Case, people: People) -> None:
    answer(ask_of(award, "Write"), HOMECARE, at=AT)
    scrutiny, auditor = Reader(people["scrutiny"]), Reader(people["auditor"])
    gate = Gate.objects.get(stage=Stage.AWARD)
    assert not Seat.objects.filter(gate=gate, post__holdings__person=scrutiny.person).exists()
    page = f"/cases/{award.reference}/records/award/"
    assert HOMECARE.supplier in auditor.get(page)
    assert HOMECARE.supplier not in scrutiny.get(page)
    assert HOMECARE.supplier not in scrutiny.get(f"/cases/{award.reference}/gates/{gate.pk}/")
    needs = Gate.objects.get(stage=Stage.NEEDS)
    assert "Finance" in scrutiny.get(f"/cases/{award.reference}/gates/{needs.pk}/")
