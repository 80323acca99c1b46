"""Indexes for the search of cases on PostgreSQL: by trigrams, so that a word is found wherever it stands.

The search works without them, only slower; so a database where the extension cannot be had goes without.
"""

import structlog
from django.db import DatabaseError

log = structlog.get_logger(__name__)
COLUMNS = ("reference", "title", "ocid", "supplier_names")


def add(apps, editor):
    """Create the extension and the indexes, without holding up who writes."""
    if editor.connection.vendor != "postgresql":
        return
    try:
        editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for column in COLUMNS:
            editor.execute(f"DROP INDEX IF EXISTS case_words_{column}")
            editor.execute(
                f"CREATE INDEX CONCURRENTLY case_words_{column} ON commissioning_case "
                f"USING gin (UPPER({column}::text) gin_trgm_ops)"
            )
    except DatabaseError as fault:
        remove(apps, editor)
        log.warning("no search indexes: ask for the extension pg_trgm and migrate anew", fault=str(fault))


def remove(apps, editor):
    """Drop the indexes; the extension may be others' too."""
    if editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            editor.execute(f"DROP INDEX IF EXISTS case_words_{column}")
