"""A decision: one transaction, one entry, once for its key; nothing is written outside one."""

from typing import Any

import pytest
from django.db import IntegrityError
from simple_history.manager import HistoryDescriptor

from accounts.models import Body, Exclusion
from audit import deciding as deciding_module
from audit.canonical import to_bytes
from audit.deciding import deciding
from audit.errors import KeyReusedError, OutsideDecisionError, RepeatedError
from audit.models import Entry, Payload
from audit.verify import verify
from tests.accounts.factories import AT, a_body, a_key, a_person

pytestmark = pytest.mark.django_db


def rename(body: Body, name: str, key: str, **more: Any) -> Entry:
    with deciding("body.renamed", body, by=None, at=AT, key=key, asked={"name": name, **more}) as decision:
        body.name = name
        body.save(update_fields=["name"])
        decision.reason = "because"
        decision.acting("Clerk, Council", "Sam Osei")
        decision.about(name=name)
    return decision.entry


def test_nothing_is_written_outside_a_decision() -> None:
    body = a_body()
    body.name = "Another"
    with pytest.raises(OutsideDecisionError):
        body.save()
    with pytest.raises(OutsideDecisionError):
        Body(slug="x", name="X", kind="service").save()


def test_one_decision_is_one_entry_that_tells_what_changed() -> None:
    body = a_body("Before")
    entry = rename(body, "After", a_key())
    assert (entry.number, entry.actor, entry.capacity, entry.on_behalf_of) == (
        2,
        "Tollgate",
        "Clerk, Council",
        "Sam Osei",
    )
    said = bytes(Payload.objects.get(entry=entry).body)
    assert b'"changes":{"name":["Before","After"]}' in said
    assert b'"reason":"because"' in said
    body.refresh_from_db()
    assert (body.head_number, body.head_digest) == (entry.number, entry.digest)


def test_the_same_request_again_is_answered_with_the_first_entry() -> None:
    body, key = a_body(), a_key()
    first = rename(body, "After", key)
    with pytest.raises(RepeatedError) as again:
        rename(body, "After", key)
    assert again.value.entry == first
    assert Entry.objects.filter(stream=body.stream_name).count() == 2


def test_the_same_key_for_another_request_is_refused() -> None:
    body, key = a_body(), a_key()
    rename(body, "After", key)
    with pytest.raises(KeyReusedError):
        rename(body, "Otherwise", key)
    body.refresh_from_db()
    assert body.name == "After"


def test_two_people_may_use_the_same_key() -> None:
    body, key = a_body(), a_key()
    for person in (a_person("Lin Chen"), a_person("Omar Haddad")):
        with deciding("body.looked_at", body, by=person, at=AT, key=key):
            pass
    assert Entry.objects.filter(key=key).count() == 2


def test_when_the_ledger_cannot_be_written_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    body = a_body("Before")
    monkeypatch.setattr(deciding_module, "entry_digest", fail)
    with pytest.raises(OSError, match="the disk is full"):
        rename(body, "After", a_key())
    body.refresh_from_db()
    assert (body.name, body.head_number) == ("Before", 1)
    assert verify().sound


def fail(_: Entry) -> str:
    raise OSError("the disk is full")


def test_a_failure_of_the_database_that_is_no_repeat_rises() -> None:
    body = a_body()
    with pytest.raises(IntegrityError), deciding("body.copied", body, by=None, at=AT, key=a_key()):
        Body(slug=body.slug, name="Twin", kind="service").save()


def test_a_repeat_is_known_by_its_key_whatever_it_runs_into() -> None:
    body, key = a_body("Before"), a_key()
    first = rename_once(body, key)
    with pytest.raises(RepeatedError) as again:
        rename_once(body, key)
    assert again.value.entry == first
    with pytest.raises(ValueError, match="renamed already"):
        rename_once(body, a_key())


def rename_once(body: Body, key: str) -> Entry:
    with deciding("body.renamed", body, by=None, at=AT, key=key) as decision:
        if body.name == "After":
            raise ValueError("renamed already")
        body.name = "After"
        body.save(update_fields=["name"])
    return decision.entry


def test_a_removed_row_keeps_its_last_history() -> None:
    body, person = a_body(), a_person()
    with deciding("body.closed_to", body, by=None, at=AT, key=a_key()):
        row = Exclusion(person=person, scope="case/1", ground="author", source="a", starts_at=AT)
        row.save()
    with deciding("body.opened_to", body, by=None, at=AT, key=a_key()):
        row.delete()
    assert list(Exclusion.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "-"]
    assert verify().sound


def test_the_history_of_a_model_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The history manager is a class that the library builds anew each time it is asked for."""
    body = a_body()
    rename(body, "After", a_key())
    asked: list[object] = []
    monkeypatch.setattr(HistoryDescriptor, "__get__", lambda *of: asked.append(of))
    rename(body, "Later", a_key())
    assert asked == []


def test_a_float_has_no_exact_text() -> None:
    with pytest.raises(TypeError, match="no exact text"):
        to_bytes({"a": 0.5})


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(TypeError, match="time zone"):
        to_bytes({"a": AT.replace(tzinfo=None)})
