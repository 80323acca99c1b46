"""Whatever is altered, removed, added or swapped behind the application's back is found and located."""

from contextlib import suppress
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, models, transaction

from accounts.models import Body, Holding
from audit import triggers
from audit.models import Entry, Payload
from audit.verify import verify
from tests.audit.ledger import found_after, some_ledger, tampered

pytestmark = pytest.mark.django_db

HISTORY = Holding.history.model


def columns(model: Any) -> list[models.Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def cases() -> list[Any]:
    return [
        pytest.param(model, field, id=f"{model.__name__}.{field.attname}")
        for model in (Entry, Payload, HISTORY)
        for field in columns(model)
    ]


def change(model: Any, field: Any, row: Any, cursor: Any) -> None:
    quote = connection.ops.quote_name
    table, column, key = model._meta.db_table, field.column, model._meta.pk.column
    value = another_row(field, row) if field.is_relation else tampered(getattr(row, field.attname), field)
    cursor.execute(f"UPDATE {quote(table)} SET {quote(column)} = %s WHERE {quote(key)} = %s", [value, row.pk])


def another_row(field: Any, row: Any) -> object:
    """A row that exists, so that no foreign key gives the change away."""
    others = field.related_model._base_manager.exclude(pk=getattr(row, field.attname))
    return others.order_by("pk").values_list("pk", flat=True)[0]


def test_a_ledger_nobody_touched_is_sound() -> None:
    some_ledger()
    report = verify()
    assert report.breaks == []
    assert report.entries > 6
    assert report.rows > 6


@pytest.mark.parametrize(("model", "field"), cases())
def test_a_changed_column_is_found_and_located(model: Any, field: Any) -> None:
    service = some_ledger()
    if field is Payload._meta.pk:
        pytest.skip("A payload moved to another entry is the swap tested below.")
    rows = model._base_manager.order_by("-pk")
    row = rows.filter(stream=service.stream_name).first() if model is Entry else rows.first()
    places = {(found.stream, found.number) for found in found_after(partial(change, model, field, row))}
    assert place_of(row, service) & places


def place_of(row: Any, service: Body) -> set[tuple[str, int]]:
    """Where a break of this row may be named: its own entry, or the one after the gap it leaves."""
    if isinstance(row, HISTORY):
        return {(row.history_stream, row.history_number)}
    entry = row.entry if isinstance(row, Payload) else row
    return {(entry.stream, number) for number in (entry.number, entry.number + 1, entry.number - 1, entry.number + 7)}


def remove(entry: Entry, cursor: Any) -> None:
    cursor.execute("DELETE FROM audit_payload WHERE entry_id = %s", [entry.pk])
    cursor.execute("DELETE FROM audit_entry WHERE id = %s", [entry.pk])


def test_a_removed_entry_is_located_by_the_one_after_it() -> None:
    service = some_ledger()
    gone = Entry.objects.filter(stream=service.stream_name).order_by("number")[1]
    found = found_after(partial(remove, gone))
    expected = (service.stream_name, gone.number + 1, f"entry {gone.number} is missing before it")
    assert expected in {(one.stream, one.number, one.what) for one in found}


def test_a_removed_last_entry_does_not_match_the_head() -> None:
    service = some_ledger()
    last = Entry.objects.filter(stream=service.stream_name).order_by("-number")[0]
    found = found_after(partial(remove, last))
    assert any("head" in one.what and one.stream == service.stream_name for one in found)


def test_two_payloads_swapped_are_found_at_both() -> None:
    service = some_ledger()
    one, two = Payload.objects.filter(entry__stream=service.stream_name).order_by("pk").select_related("entry")[:2]

    def swap(cursor: Any) -> None:
        for payload, other in ((one, two), (two, one)):
            cursor.execute(
                "UPDATE audit_payload SET salt = %s, body = %s WHERE entry_id = %s",
                [bytes(other.salt), bytes(other.body), payload.pk],
            )

    located = {found.number for found in found_after(swap) if found.stream == service.stream_name}
    assert {one.entry.number, two.entry.number} <= located


def test_an_added_history_row_is_found_where_it_claims_to_belong() -> None:
    some_ledger()
    row = HISTORY._base_manager.order_by("pk")[0]
    row.pk = None
    found = found_after(lambda _: HISTORY._base_manager.bulk_create([row]) and None)
    assert any("was added" in one.what and one.stream == row.history_stream for one in found)


def test_a_removed_history_row_is_found() -> None:
    some_ledger()
    row = HISTORY._base_manager.order_by("pk")[0]
    statement = f"DELETE FROM {HISTORY._meta.db_table} WHERE history_id = %s"
    found = found_after(lambda cursor: cursor.execute(statement, [row.pk]))
    assert any("is missing" in one.what and one.number == row.history_number for one in found)


def test_a_fact_changed_without_a_decision_is_found() -> None:
    service = some_ledger()
    statement = "UPDATE accounts_body SET name = 'Another name' WHERE id = %s"
    found = found_after(lambda cursor: cursor.execute(statement, [service.pk]))
    assert [one.stream for one in found] == [service.stream_name]


def test_a_fact_removed_without_a_decision_is_found() -> None:
    some_ledger()
    statement = "DELETE FROM accounts_holding WHERE id = (SELECT MIN(id) FROM accounts_holding)"
    found = found_after(lambda cursor: cursor.execute(statement))
    assert [one.what.endswith("was removed outside any decision") for one in found] == [True]


def test_a_fact_added_without_a_decision_is_found() -> None:
    some_ledger()
    statement = (
        "INSERT INTO accounts_exclusion (person_id, scope, ground, source, starts_at)"
        " SELECT MIN(id), 'a', 'author', 'b', MIN(date_joined) FROM accounts_person"
    )
    found = found_after(lambda cursor: cursor.execute(statement))
    assert any("added outside any decision" in one.what for one in found)


def test_a_missing_trigger_is_itself_a_break() -> None:
    some_ledger()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER tollgate_keep_update_audit_entry")
        else:
            cursor.execute(f"DROP TRIGGER tollgate_keep_row ON {quote('audit_entry')}")
    assert [one.stream for one in verify().breaks] == ["database"]


def test_every_tracked_model_has_a_guarded_history_table() -> None:
    tracked = [model for model in apps.get_models() if hasattr(model, "history") and hasattr(model, "untracked")]
    assert len(tracked) > 4


def garbage() -> list[Any]:
    return [
        pytest.param(model, field, id=f"{model.__name__}.{field.attname}")
        for model in (Entry, Payload, HISTORY, Holding, Body)
        for field in columns(model)
        if not (field.primary_key or field.is_relation)
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no text where a number or a day stands.")
@pytest.mark.parametrize(("model", "field"), garbage())
def test_what_no_column_could_hold_is_told_of_like_any_change(model: Any, field: Any) -> None:
    """SQLite takes any text anywhere; a row that cannot be read must not end the verification of the others."""
    some_ledger()
    row = model._base_manager.order_by("-pk").first()

    def spoil(cursor: Any) -> None:
        quote = connection.ops.quote_name
        table, column, key = model._meta.db_table, field.column, model._meta.pk.column
        value = CAST_AS_TEXT if isinstance(field, models.BinaryField) else "%s"
        spoiled = [] if isinstance(field, models.BinaryField) else ["no such thing"]
        cursor.execute(
            f"UPDATE {quote(table)} SET {quote(column)} = {value.format(column=quote(column))} WHERE {quote(key)} = %s",
            [*spoiled, row.pk],
        )

    try:
        found = found_after(spoil)
    except IntegrityError:
        return  # the database itself refuses it
    assert found


CAST_AS_TEXT = "CAST({column} AS TEXT)"


ODD = ["abc", -5, 1.5, b"\xff\xfe", 10**18]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps each column to its kind.")
@pytest.mark.parametrize("model", [Entry, Payload, HISTORY])
def test_whatever_stands_in_a_cell_the_rest_is_verified_all_the_same(model: Any) -> None:
    some_ledger()
    row, entries = model._base_manager.order_by("-pk")[0], Entry.objects.count()
    for field, value in product(columns(model), ODD):
        with suppress(UndoneError), transaction.atomic():
            put_odd(model, field, row, value)
            report = verify()
            assert report.entries >= entries - 1, (field, value)
            assert report.breaks == sorted(report.breaks)
            raise UndoneError
    assert verify().sound


class UndoneError(Exception):
    """What a change was tried in is undone."""


def put_odd(model: Any, field: Any, row: Any, value: Any) -> None:
    """Put something into a cell that no application would; some of it the database refuses."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        triggers.lift(connection)
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        with suppress(IntegrityError, OperationalError), transaction.atomic():
            cursor.execute(f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s', [value, row.pk])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
