"""Both databases are set up for several processes at once."""

from pathlib import Path

import pytest
from environ import Env

from config.databases import database


def test_without_an_address_everything_stays_in_one_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The embedded database begins its transactions by locking, so that readers who go on to write do not collide."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    chosen = database(Env(), tmp_path)
    assert chosen["NAME"] == str(tmp_path / "tollgate.sqlite3")
    assert chosen["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in chosen["OPTIONS"]["init_command"]
    assert chosen["CONN_MAX_AGE"]


def test_postgresql_waits_for_a_lock_only_so_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A council's database gives up on a lock instead of hanging, and connections are kept and looked after."""
    monkeypatch.setenv("DATABASE_URL", "postgres://tollgate@db.council.example/tollgate")
    chosen = database(Env(), tmp_path)
    assert chosen["ENGINE"] == "django.db.backends.postgresql"
    assert "lock_timeout" in chosen["OPTIONS"]["options"]
    assert chosen["CONN_HEALTH_CHECKS"]
    assert chosen["CONN_MAX_AGE"]


def test_what_the_address_says_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Options and ages in DATABASE_URL win over ours."""
    monkeypatch.setenv("DATABASE_URL", "postgres://db/tollgate?sslmode=verify-full&conn_max_age=5")
    chosen = database(Env(), tmp_path)
    assert chosen["OPTIONS"]["sslmode"] == "verify-full"
    assert chosen["CONN_MAX_AGE"] == 5
