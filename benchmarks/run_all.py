"""`make bench`: every benchmark on scratch databases, a table of goals, and everything else as JSON in var/bench.

python -m benchmarks.run_all [NAME...] [--db sqlite,postgres] [--quick|--full]
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.goals import DATABASES, goals, lines, table
from benchmarks.scratch import database, server
from tests.postgres import NoServerError, programs

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "bench"
NAMES = ("decision", "contention", "worklist", "pages", "ledger", "seeding")
TOGETHER = ("worklist", "pages")  # they read the same council
PACKAGES = ("django", "django-viewflow", "django-guardian", "django-simple-history", "psycopg")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, keep, and print the table. Returns 0 when everything was measured, whatever was reached."""
    given = _given(arguments)
    began = environment(given)
    found = measured(given)
    kept = keep({**began, "load_at_end": os.getloadavg(), "databases": found})
    wanted = [goal for goal in goals() if goal.by in given.names]
    figures = {kind: {k: v for one in each.values() for k, v in one["goals"].items()} for kind, each in found.items()}
    sys.stdout.write(f"{table(lines(wanted, figures))}\n\n{said(began)}\nEverything is in {kept}\n")
    return 0


def _given(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="make bench", description="What Tollgate costs, against its goals.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which benchmarks: {', '.join(NAMES)}")
    parser.add_argument("--db", default=",".join(DATABASES), help="which databases")
    for size in ("tiny", "quick", "full"):
        parser.add_argument(f"--{size}", dest="size", action="store_const", const=size)
    given = parser.parse_args(arguments)
    given.names, given.size = given.names or list(NAMES), given.size or "quick"
    given.db = [kind for kind in DATABASES if kind in given.db.split(",")]
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}.")
    if not given.db:
        parser.error(f"Name a database: {', '.join(DATABASES)}.")
    return given


def measured(given: Namespace) -> dict[str, dict[str, Any]]:
    """Return what every benchmark came to, by database. Says so where this machine has no PostgreSQL server."""
    wanted = _there(given.db)
    with server(wanted) as address:
        return {
            kind: {"+".join(names): one(names, kind, address, given.size) for names in _runs(given.names)}
            for kind in wanted
        }


def _there(wanted: Sequence[str]) -> list[str]:
    named = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    if "postgres" in wanted and not named.startswith("postgres"):
        try:
            programs()
        except NoServerError as error:
            sys.stderr.write(f"SKIPPED: PostgreSQL. {error} Or set DATABASE_URL.\n")
            return [kind for kind in wanted if kind != "postgres"]
    return list(wanted)


def _runs(names: Sequence[str]) -> list[list[str]]:
    alone = [[name] for name in names if name not in TOGETHER]
    reading = [name for name in TOGETHER if name in names]
    return [*alone, reading] if reading else alone


def one(names: Sequence[str], kind: str, address: str, size: str) -> dict[str, Any]:
    """Run one benchmark in a process of its own on a scratch database."""
    sys.stderr.write(f"{' and '.join(names)} on {kind}\n")
    with database(kind, address) as url, tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [sys.executable, "-m", "benchmarks.command", *names, f"--{size}", "--out", out.name]
        settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True)  # noqa: S603 - our own module
        found: dict[str, Any] = json.loads(Path(out.name).read_text(encoding="utf-8"))
    return found


def environment(given: Namespace) -> dict[str, Any]:
    """Return what the figures were taken on."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": given.size,
        "commit": _git("rev-parse", "HEAD"),
        "changed_files": len(_git("status", "--porcelain", "--untracked-files=no").splitlines()),
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "load_at_start": os.getloadavg(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603, S607 - git, on the PATH
    return done.stdout.strip()


def keep(found: dict[str, Any]) -> Path:
    """Write everything to a file of its own and return where."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{found['at'].replace(':', '')}-{found['size']}.json"
    path.write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8")
    return path


def said(began: dict[str, Any]) -> str:
    """Return what the table was taken on, in a line."""
    load = ", ".join(f"{number:.1f}" for number in began["load_at_start"])
    commit = began["commit"][:12]
    return f"{began['size']}, {began['at']}, commit {commit}, {began['cores']} cores, load {load} at the start"


if __name__ == "__main__":
    sys.exit(main())
