"""The two databases, one code path: the embedded SQLite file and a council's PostgreSQL."""

from pathlib import Path
from typing import Any

from environ import Env

WAIT_SECONDS = 20
CONNECTION_SECONDS = 60

SQLITE = {
    # A transaction that reads first and writes later would otherwise meet "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": WAIT_SECONDS,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
}
# Compiling a query as machine code pays for reports over millions of rows; a page waited forty seconds for it.
POSTGRESQL = {
    "options": f"-c lock_timeout={WAIT_SECONDS}s -c idle_in_transaction_session_timeout={CONNECTION_SECONDS}s "
    "-c jit=off",
}


def database(env: Env, var: Path) -> dict[str, Any]:
    """Django's settings for the database of DATABASE_URL, or for the SQLite file in `var` where there is none."""
    chosen: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{var / 'tollgate.sqlite3'}")
    on_postgresql = chosen["ENGINE"].endswith("postgresql")
    options = POSTGRESQL if on_postgresql else SQLITE
    chosen["OPTIONS"] = {**options, **chosen.get("OPTIONS", {})}
    # Also for SQLite: whoever closes its last connection writes the whole log back first, a fifth of a request's time.
    chosen["CONN_MAX_AGE"] = chosen.get("CONN_MAX_AGE") or CONNECTION_SECONDS
    chosen["CONN_HEALTH_CHECKS"] = on_postgresql
    return chosen
