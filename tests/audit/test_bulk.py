"""A mass load writes what decisions one by one would have written, byte for byte, or nothing at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, models, transaction

from accounts.models import Body, Exclusion
from audit.bulk import Load
from audit.deciding import Decision, deciding
from audit.errors import MovedOnError, OutsideDecisionError
from audit.ids import Ids
from audit.models import Entry, Payload
from audit.verify import verify
from tests.accounts.factories import AT, a_body, a_key, a_person

pytestmark = pytest.mark.django_db


class Given(Ids):
    """Ids that were used before, given out once more in the same order."""

    def __init__(self, used: Mapping[type[models.Model], list[int]]) -> None:
        super().__init__()
        self.used = {model: iter(ids) for model, ids in used.items()}

    def next(self, model: type[models.Model]) -> int:
        return next(self.used[model])


@contextmanager
def undone() -> Iterator[None]:
    """What is written here is gone afterwards, as if it had never been."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # so that a durable transaction may begin inside
    around.__enter__()
    try:
        yield
    finally:
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def used() -> dict[type[models.Model], list[int]]:
    """The ids of every row that is kept here, by table."""
    kept: list[Any] = [Body, Body.history.model, Exclusion.history.model, Entry]
    found = {model: list(model._base_manager.order_by("pk").values_list("pk", flat=True)) for model in kept}
    return {**found, Exclusion: list(Exclusion.history.filter(history_type="+").values_list("id", flat=True))}


def ledger() -> list[tuple[str, int, str, str, bytes]]:
    """Every entry with what hangs on it."""
    found = Entry.objects.order_by("stream", "number").select_related("payload")
    return [(row.stream, row.number, row.digest, row.request, bytes(row.payload.body)) for row in found]


def test_the_same_decisions_have_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries, requests, payloads and digests agree once the salt is the same."""
    monkeypatch.setattr("audit.deciding.secrets.token_bytes", lambda count: bytes(count))
    person = a_person("Ruth Okafor")
    council = Body.objects.get()
    first = {model: set(ids) for model, ids in used().items()}
    with undone():
        one_by_one(council, person.pk, person)
        written, ids = ledger(), used()
    assert ledger() != written
    council.refresh_from_db()
    load = Load()
    load.ids = Given({model: [pk for pk in found if pk not in first[model]] for model, found in ids.items()})
    in_bulk(load, council, person.pk, person)
    load.flush()
    assert ledger() == written
    assert verify().sound
    assert (load.entries, load.rows) == (3, 4)


def one_by_one(council: Body, person: int, by: Any) -> None:
    with deciding("body.opened", None, by=by, at=AT, key="open", asked={"slug": "s"}) as decision:
        body = Body(slug="s", name="A Service", kind="service", parent=council, email="a@example.org")
        body.save()
        decision.opens(body)
        told(decision)
    with deciding("body.renamed", body, by=None, at=AT, key="rename") as decision:
        body.name, body.closed_on = "Another", date(2026, 10, 5)
        body.save(update_fields=["name", "closed_on"])
        barred = Exclusion(person_id=person, scope="x", ground="author", source="y", starts_at=AT)
        barred.save()
    with deciding("council.looked_at", council, by=by, at=AT, key="look") as decision:
        barred.delete()


def in_bulk(load: Load, council: Body, person: int, by: Any) -> None:
    with load.decision("body.opened", None, by=by, at=AT, key="open", asked={"slug": "s"}) as decision:
        body = Body(slug="s", name="A Service", kind="service", parent=council, email="a@example.org")
        load.add(body)
        decision.opens(body)
        told(decision)
    with load.decision("body.renamed", body, by=None, at=AT, key="rename") as decision:
        body.name, body.closed_on = "Another", date(2026, 10, 5)
        load.change(body)
        barred = Exclusion(person_id=person, scope="x", ground="author", source="y", starts_at=AT)
        load.add(barred)
    with load.decision("council.looked_at", council, by=by, at=AT, key="look") as decision:
        load.remove(barred)


def told(decision: Decision) -> None:
    decision.acting("Clerk, Council", "Sam Osei")
    decision.reason = "because"
    decision.about(body="A Service", on=date(2026, 10, 6))


def test_rows_that_stand_are_changed_and_removed() -> None:
    """A load may go on with what is there; what it wrote can then be gone on with."""
    body, person = a_body("Before"), a_person()
    load = Load()
    with load.decision("body.barred", body, by=None, at=AT, key=a_key()):
        barred = Exclusion(person=person, scope="x", ground="author", source="y", starts_at=AT)
        load.add(barred)
    load.flush()
    with load.decision("body.renamed", body, by=None, at=AT, key=a_key()):
        body.name = "After"
        load.change(body)
        load.change(barred)
        load.remove(barred)
    load.flush()
    assert Body.objects.get(pk=body.pk).name == "After"
    assert not Exclusion.objects.exists()
    with deciding("body.renamed", body, by=None, at=AT, key=a_key()):
        body.name = "Later"
        body.save(update_fields=["name"])
    assert Entry.objects.filter(stream=body.stream_name).count() == 4
    assert verify().sound


def test_a_chain_may_be_written_in_several_batches() -> None:
    """Wherever a batch ends, the chain goes on."""
    load = Load(batch=1)
    with load.decision("body.opened", None, by=None, at=AT, key=a_key()) as decision:
        body = Body(slug="s", name="A Service", kind="service")
        load.add(body)
        decision.opens(body)
    for number in range(3):
        with load.decision("body.renamed", body, by=None, at=AT, key=a_key()):
            body.name = f"Name {number}"
            load.change(body)
    assert Entry.objects.count() == 4
    assert Body.objects.get().head_number == 4
    assert verify().sound


def test_a_chain_that_moved_on_meanwhile_is_not_broken() -> None:
    """Somebody decided on the same stream before the batch was written: nothing of it is."""
    body = a_body("Before")
    load = Load()
    with load.decision("body.renamed", body, by=None, at=AT, key=a_key()):
        body.name = "By the load"
        load.change(body)
    with deciding("body.renamed", Body.objects.get(), by=None, at=AT, key=a_key()):
        pass
    with pytest.raises(MovedOnError, match="Load again"):
        load.flush()
    assert Body.objects.get().name == "Before"
    assert verify().sound


def test_a_key_is_used_once() -> None:
    """A load run twice is refused whole."""
    body, person, key = a_body(), a_person(), a_key()
    with deciding("body.looked_at", body, by=person, at=AT, key=key):
        pass
    load = Load()
    with load.decision("body.looked_at", body, by=person, at=AT, key=key):
        pass
    with pytest.raises(IntegrityError):
        load.flush()
    assert Payload.objects.count() == Entry.objects.count()
    assert verify().sound


def test_nothing_is_kept_outside_a_decision() -> None:
    """As one by one, so in bulk."""
    load = Load()
    with pytest.raises(OutsideDecisionError):
        load.add(Body(slug="x", name="X", kind="service"))


def test_rows_beside_the_facts_are_placed() -> None:
    """They get an id, and neither history nor ledger tell of them."""
    load = Load()
    group = Group(name="readers")
    load.place(group)
    load.flush()
    assert list(Group.objects.values_list("pk", flat=True)) == [group.pk]
    assert not Entry.objects.exists()


def test_ids_are_nobody_elses() -> None:
    """A block that was handed out is not given to rows that are saved meanwhile, nor twice."""
    ids = Ids(block=2)
    taken = [ids.next(Body) for _ in range(3)]
    saved = a_body()
    taken += [ids.next(Body), ids.next(Body), saved.pk]
    assert len(set(taken)) == len(taken)
