"""The databases' own triggers refuse to change or remove what was recorded; a lost one is reported and restored."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Holding
from audit import triggers
from audit.verify import verify
from tests.audit.ledger import some_ledger

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
