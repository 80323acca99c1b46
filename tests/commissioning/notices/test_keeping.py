"""Rows follow what notices state, a notice itself never changes, and its bytes are checked."""

import pytest
from django.db import DatabaseError, IntegrityError, connection

from audit.canonical import sha256
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.notices.keeping import change, keep
from commissioning.notices.models import (
    FieldSource,
    Notice,
    PublishedAward,
    PublishedContract,
    PublishedLot,
    PublishedParty,
    PublishedProcurement,
)
from tests.accounts.factories import AT, a_body, within
from tests.audit.ledger import found_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    with within(a_body()):
        found = Case(reference="TG-2026-0001", title="Home care", opened_at=AT)
        found.save()
    return found


def a_notice(case: Case, **columns: object) -> Notice:
    body = b'{"id": "1"}'
    digests = {"digest": "d" * 64, "body_digest": sha256(body)}
    notice = Notice(case=case, ocid="ocds-1", number="1-2026", published_at=AT, body=body, **{**digests, **columns})
    with within(a_body()):
        notice.save()
    return notice


def test_rows_are_brought_to_what_is_stated_one_by_one(case: Case) -> None:
    with within(a_body()):
        keep(PublishedLot, case, "identity", {"1": {"title": "North"}, "2": {"title": "South"}})
    with within(a_body()) as decision:
        keep(PublishedLot, case, "identity", {"3": {"title": "East"}, "2": {"title": "South, all"}})
    rows = PublishedLot.objects.filter(case=case)
    assert [(row.identity, str(row)) for row in rows] == [("2", "South, all"), ("3", "East")]
    assert [found.row.history_type for found in decision.bag.changes] == ["-", "+", "~"]


def test_what_is_as_stated_already_is_not_written(case: Case) -> None:
    with within(a_body()) as decision:
        assert change(case, {"title": "Home care"}) is False
        assert decision.bag.changes == []
        assert change(case, {"title": "Care"}) is True


def test_a_notice_reads_as_its_kind_and_number(case: Case) -> None:
    assert str(a_notice(case, notice_type="UK6")) == "UK6 1-2026"
    assert str(Notice()) == "a notice without a number"
    assert str(FieldSource(field="title", path="/tender/title")) == "title: /tender/title"
    assert [str(kind(identity="7")) for kind in (PublishedParty, PublishedLot, PublishedAward)] == ["7"] * 3
    assert (str(PublishedContract(title="Care")), str(PublishedProcurement(title="Home care"))) == ("Care", "Home care")


def test_a_notice_is_kept_once_and_never_changed(case: Case) -> None:
    notice = a_notice(case)
    with pytest.raises(IntegrityError):
        a_notice(case)
    notice.number = "2-2026"
    with pytest.raises(DatabaseError), within(a_body()):
        notice.save()


def test_other_bytes_than_were_published_are_found(case: Case) -> None:
    notice = a_notice(case)
    assert not [found for found in verify().breaks if "bytes" in found.what]
    table = connection.ops.quote_name(Notice._meta.db_table)
    found = found_after(
        lambda cursor: cursor.execute(f"UPDATE {table} SET body = %s WHERE id = %s", [b'{"id": "2"}', notice.pk])
    )
    assert "holds other bytes than were published" in " ".join(broken.what for broken in found)
