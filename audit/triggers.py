"""The databases' own guard: triggers that refuse to change or remove what was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, connections

from audit.history import HistoryRow
from audit.models import Appended, Entry, Payload, Streamed

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

REFUSAL = "What was recorded may not be changed or removed."
FUNCTION = "tollgate_refuse_change"
PREFIX = "tollgate_keep"


def guarded_tables() -> dict[str, list[str]]:
    """Return the tables nobody may change: ledger, history and acts. With each, the columns that are kept.

    None are named where all are: of an act with a chain of its own, the chain's head moves on.
    """
    kinds = (Entry, Payload, Appended, HistoryRow)
    found = (model for model in apps.get_models() if issubclass(model, kinds))
    return {model._meta.db_table: _columns(model) for model in sorted(found, key=lambda model: model._meta.db_table)}


def _columns(model: type[Model]) -> list[str]:
    if not issubclass(model, Streamed):
        return []
    return [field.column for field in model._meta.concrete_fields if field.name not in Streamed.untracked]


def names_of(table: str, vendor: str) -> list[str]:
    """Return the names of a table's triggers. Raises KeyError for a database that is not supported.

    SQLite keeps trigger names per database, PostgreSQL per table and at most 63 bytes long.
    """
    if vendor == "sqlite":
        return [f"{PREFIX}_update_{table}", f"{PREFIX}_delete_{table}"]
    return {"postgresql": [f"{PREFIX}_row", f"{PREFIX}_truncate"]}[vendor]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place; one that stands is made anew."""
    tables = _existing(connection)
    with connection.cursor() as cursor:
        for statement in _install_statements(connection, tables):
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger. Tests that flush tables need it; nothing else calls it."""
    with connection.cursor() as cursor:
        for table in _existing(connection):
            for statement in _drop_statements(connection, table):
                cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that should stand and do not: gone, disarmed, or made to do something else."""
    standing = _standing(connection)
    return [
        f"{name} on {table}"
        for table in _existing(connection)
        for name in names_of(table, connection.vendor)
        if (table, name) not in standing
    ]


def reinstall(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Install after a migrate, which may have rebuilt a table and lost its triggers."""
    install(connections[using])


def check(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report a missing trigger as a system check error."""
    return [
        Error(
            f"Trigger {name} is missing or altered: the ledger is not guarded.",
            hint="Find out why, then run guard_ledger.",
            id="audit.E001",
        )
        for alias in databases or ()
        for name in missing(connections[alias])
    ]


def _existing(connection: BaseDatabaseWrapper) -> list[str]:
    present = set(connection.introspection.table_names())
    return [table for table in guarded_tables() if table in present]


def _standing(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    """The triggers that stand as they were made."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            made = set(_install_statements(connection, _existing(connection)))
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {(table, name) for table, name, sql in cursor.fetchall() if sql in made}
        cursor.execute(POSTGRESQL_STANDING, [f"{PREFIX}_row", FUNCTION, BODY])
        kept = {(table, f"{PREFIX}_row"): set(columns) for table, columns in guarded_tables().items()}
        return {(table, name) for table, name, of in cursor.fetchall() if set(of) == kept.get((table, name), set())}


# Fires in every session before each row or statement of its kind, on no condition, with our function as it was made;
# an update of some columns alone where only these are kept.
# 27 is a trigger for each row before update or delete, 34 one before truncate.
POSTGRESQL_STANDING = """
    SELECT c.relname, t.tgname, ARRAY(
        SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr::int2[])
    )
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL
      AND t.tgtype = CASE t.tgname WHEN %s THEN 27 ELSE 34 END
      AND pg_table_is_visible(c.oid) AND p.proname = %s AND p.prosrc = %s
"""
BODY = f" BEGIN RAISE EXCEPTION '{REFUSAL}'; END "


def _drop_statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    quoted = connection.ops.quote_name(table)
    names = [connection.ops.quote_name(name) for name in names_of(table, connection.vendor)]
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in names]
    return [f"DROP TRIGGER IF EXISTS {name} ON {quoted}" for name in names]


def _install_statements(connection: BaseDatabaseWrapper, tables: list[str]) -> list[str]:
    create = _create_sqlite if connection.vendor == "sqlite" else _create_postgresql
    statements = [] if connection.vendor == "sqlite" else [_postgresql_function()]
    for table in tables:
        quoted = connection.ops.quote_name(table)
        first, second = (connection.ops.quote_name(name) for name in names_of(table, connection.vendor))
        kept = ", ".join(connection.ops.quote_name(column) for column in guarded_tables()[table])
        of = f" OF {kept}" if kept else ""
        statements += [*_drop_statements(connection, table), *create(quoted, first, second, of)]
    return statements


def _create_sqlite(table: str, update: str, delete: str, of: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        f"CREATE TRIGGER {update} BEFORE UPDATE{of} ON {table} {refuse}",
        f"CREATE TRIGGER {delete} BEFORE DELETE ON {table} {refuse}",
    ]


def _create_postgresql(table: str, row: str, truncate: str, of: str) -> list[str]:
    return [
        f"CREATE TRIGGER {row} BEFORE UPDATE{of} OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
        f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
    ]


def _postgresql_function() -> str:
    return f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$"
