"""The databases' own triggers refuse to change or remove what was recorded; a lost one is reported and restored."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Model

from accounts.models import Holding
from audit import triggers
from audit.verify import verify
from commissioning.gates.models import ChainStep, GatePolicy, PolicyGate, PolicySeat
from commissioning.vocabulary import Lane, Stage
from tests.audit.ledger import some_ledger
from tests.commissioning.gates.published import published_with
from tests.council import People
from tests.council import people as people

pytestmark = pytest.mark.django_db

TABLES = ["audit_entry", "audit_payload", Holding.history.model._meta.db_table]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_database_refuses(table: str, statement: str) -> None:
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE.")
    some_ledger()
    column = {"audit_entry": "verb", "audit_payload": "salt"}.get(table, "history_type")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing pending may refuse before the trigger does
    with pytest.raises(DatabaseError, match="may not be changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))


@pytest.mark.parametrize("model", [GatePolicy, PolicySeat, PolicyGate, ChainStep])
def test_what_a_published_gate_policy_says_is_kept_but_for_its_chains_head(model: type[Model], people: People) -> None:
    published_with(passing=frozenset({(Stage.REVIEW, Lane.STANDARD)}))
    heads = {"head_number", "head_digest"}
    rows = model._base_manager.filter(pk=model._base_manager.values("pk")[:1])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for field in model._meta.concrete_fields:
        if field.name in heads:
            assert rows.update(**{field.name: F(field.name)}) == 1
            continue
        with pytest.raises(DatabaseError, match="may not be changed"), transaction.atomic():
            rows.update(**{field.name: F(field.name)})
    table = connection.ops.quote_name(model._meta.db_table)
    with pytest.raises(DatabaseError, match="may not be changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_a_guard_of_fewer_columns_counts_as_missing() -> None:
    how = {
        "sqlite": [
            "DROP TRIGGER tollgate_keep_update_commissioning_gatepolicy",
            (
                "CREATE TRIGGER tollgate_keep_update_commissioning_gatepolicy BEFORE UPDATE OF version "
                "ON commissioning_gatepolicy BEGIN SELECT RAISE(ABORT, 'What was recorded may not be changed'); END"
            ),
        ],
        "postgresql": [
            (
                f"{KEEP} BEFORE UPDATE OF version OR DELETE ON commissioning_gatepolicy "
                f"FOR EACH ROW EXECUTE FUNCTION {REFUSE}"
            )
        ],
    }
    with connection.cursor() as cursor:
        for statement in how[connection.vendor]:
            cursor.execute(statement)
    assert [found for found in triggers.missing(connection) if "commissioning_gatepolicy" in found]
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_a_lost_trigger_is_reported_and_restored() -> None:
    triggers.lift(connection)
    assert len(triggers.check(["default"])) == len(triggers.missing(connection)) > 0
    said, out = StringIO(), StringIO()
    call_command("guard_ledger", stdout=out, stderr=said)
    assert "was missing: " in said.getvalue()
    assert triggers.check(["default"]) == []


def test_migrate_puts_lost_triggers_back() -> None:
    triggers.lift(connection)
    triggers.reinstall(using="default")
    assert triggers.missing(connection) == []


REFUSE, KEEP = "tollgate_refuse_change()", "CREATE OR REPLACE TRIGGER tollgate_keep_row"
DISARMED = {
    "sqlite": [
        'DROP TRIGGER "tgl_u"; CREATE TRIGGER "tgl_u" BEFORE UPDATE ON "audit_entry" WHEN 0 BEGIN SELECT 1; END',
        'DROP TRIGGER "tgl_u"; CREATE TRIGGER "tgl_u" AFTER UPDATE ON "audit_entry" BEGIN SELECT 1; END',
    ],
    "postgresql": [
        "ALTER TABLE audit_entry DISABLE TRIGGER tollgate_keep_row",
        "ALTER TABLE audit_entry ENABLE REPLICA TRIGGER tollgate_keep_row",
        f"CREATE OR REPLACE FUNCTION {REFUSE} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        f"{KEEP} BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW WHEN (false) EXECUTE FUNCTION {REFUSE}",
        f"{KEEP} BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION {REFUSE}",
    ],
}


@pytest.mark.parametrize("place", range(5))
def test_a_disarmed_trigger_counts_as_missing(place: int) -> None:
    ways = DISARMED[connection.vendor]
    assert triggers.missing(connection) == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in ways[place % len(ways)].split("; CREATE"):
            told = statement if statement.startswith(("DROP", "ALTER", "CREATE")) else f"CREATE{statement}"
            cursor.execute(told.replace("tgl_u", "tollgate_keep_update_audit_entry"))
    assert triggers.missing(connection)
    assert any("audit_entry" in one.what for one in verify().breaks)
    triggers.install(connection)
    assert triggers.missing(connection) == []
