"""Scratch databases: a SQLite file of its own, or a new database on a PostgreSQL server; gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgres import LASTING, cluster

DATABASES = ("sqlite", "postgres")


@contextmanager
def server(databases: list[str]) -> Iterator[str]:
    """The address of a PostgreSQL server where one is wanted: the one that was named, else a throw-away cluster.

    The cluster writes through to the disk as a council's own would.
    """
    named = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    if "postgres" not in databases:
        yield ""
    elif named.startswith("postgres"):
        yield named
    else:
        with cluster(LASTING) as url:
            yield url


@contextmanager
def database(kind: str, at: str) -> Iterator[str]:
    """A new and empty database, given as DATABASE_URL. `at` is the address of the PostgreSQL server."""
    name = f"tollgate_bench_{token_hex(4)}"
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="tollgate-bench-") as folder:
            yield f"sqlite:///{Path(folder) / name}.sqlite3"
        return
    with psycopg.connect(at, autocommit=True) as made:
        made.execute(f"CREATE DATABASE {name}")
    try:
        there = urlsplit(at)
        yield urlunsplit((there.scheme, there.netloc, f"/{name}", there.query, ""))
    finally:
        with psycopg.connect(at, autocommit=True) as made:
            made.execute(f"DROP DATABASE {name} WITH (FORCE)")
