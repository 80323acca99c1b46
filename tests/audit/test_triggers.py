"""The databases' own triggers refuse to change or remove what was recorded; a lost one is reported and restored."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Holding
from audit import triggers
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
