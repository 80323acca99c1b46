"""Verification reads in pieces: what it finds does not hang on how large they are."""

from typing import Any

import pytest

from accounts.models import Body
from audit import finding, kept, live
from audit.kept import Ids
from audit.verify import verify
from tests.audit.ledger import found_after, some_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 2, 2000])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (finding, kept, live):
        monkeypatch.setattr(module, "CHUNK", request.param)


def test_a_sound_ledger_is_sound_in_pieces(pieces: None) -> None:
    some_ledger()
    report = verify()
    assert report.breaks == []
    assert report.rows > 6


def test_the_first_and_the_last_row_of_a_table_are_compared(pieces: None) -> None:
    some_ledger()
    bodies = list(Body.objects.order_by("pk").values_list("pk", flat=True))

    def rename(cursor: Any) -> None:
        cursor.execute("UPDATE accounts_body SET name = 'Another name' WHERE id IN (%s, %s)", [bodies[0], bodies[-1]])

    found = found_after(rename)
    assert len(found) == 2
    assert all(one.what.endswith("was changed outside any decision") for one in found)


def test_a_row_added_between_others_is_found_alone(pieces: None) -> None:
    some_ledger()
    statement = (
        "INSERT INTO accounts_exclusion (person_id, scope, ground, source, starts_at)"
        " SELECT MIN(id), 'a', 'author', 'b', MIN(date_joined) FROM accounts_person"
    )
    found = found_after(lambda cursor: cursor.execute(statement))
    assert [one.what.endswith("was added outside any decision") for one in found] == [True]


def test_an_id_counts_once() -> None:
    ids = Ids()
    for found in (1, 1, 4095, 4096, 10**12):
        ids.add(found)
    assert ids.count == 4
    assert [found in ids for found in (1, 2, 4095, 4096, 4097, 10**12)] == [True, False, True, True, False, True]
