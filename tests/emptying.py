"""The database as it was before the first test, once one has committed to it: without the minutes that flushes take.

A flush lifts every trigger, empties every table, makes all permissions anew and puts the triggers back. Here SQLite
gets back the copy that was taken at the beginning; PostgreSQL loses the rows of whatever table has any.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

STANDING = {model._meta.db_table for model in (ContentType, Permission, MigrationRecorder.Migration)}
_copy: list[sqlite3.Connection] = []


def remember() -> None:
    """Keep a copy of the database, before any test; on PostgreSQL nothing is needed."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        _raw().backup(kept)
        _copy[:] = [kept]


def empty() -> None:
    """Put the database back as it was."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _copy[0].backup(_raw())
        return
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in STANDING]
        quoted = {name: connection.ops.quote_name(name) for name in tables}
        some = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted[name]})" for name in tables)
        cursor.execute(some)
        filled = [name for (name,) in cursor.fetchall()]
        # Neither guards nor foreign keys are looked at meanwhile.
        cursor.execute("SET session_replication_role = replica")
        try:
            for name in filled:
                cursor.execute(f"DELETE FROM {quoted[name]}")
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def _raw() -> Any:
    return connection.connection
