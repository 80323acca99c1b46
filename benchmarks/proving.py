"""Running a proof: for each database one of its own, thrown away afterwards, and a last line with the figures.

`python benchmarks/race.py [--quick] [--gates 40] [--db sqlite,postgres]`, and crash, tamper and restore likewise. The
exit code is 0 only when every database is clean.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from threading import Event

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
PROOFS = ("race", "crash", "tamper", "restore")
DATABASES = ("sqlite", "postgres")
# As durable as a council's own server: what was acknowledged must outlive an immediate stop.
DURABLE = "-c max_connections=200"
STOPPED = Event()
UNDER_WAY: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line."""

    proof: str
    quick: bool
    gates: int
    databases: Sequence[str]


def main(arguments: Sequence[str]) -> int:
    """Prove on each database in turn, in the short form side by side; print all figures in one last line."""
    asked = read(arguments)
    with ThreadPoolExecutor(len(asked.databases) if asked.quick else 1) as threads:
        results = list(threads.map(partial(prove_on, asked), asked.databases))
    clean = all(result["clean"] for result in results)
    figures = "; ".join(f"{kind} {result['figures']}" for kind, result in zip(asked.databases, results, strict=True))
    sys.stdout.write(f"{asked.proof}: {'clean' if clean else 'NOT CLEAN'}: {figures}\n")
    return 0 if clean else 1


def read(arguments: Sequence[str]) -> Asked:
    """Read the command line. Ends the process with words where it cannot be read."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("proof", choices=PROOFS)
    parser.add_argument("--quick", action="store_true", help="the short form, for every commit")
    parser.add_argument("--gates", type=int, default=0, help="race and crash: how many gates, instead of the usual")
    parser.add_argument("--db", default=",".join(DATABASES), help="sqlite, postgres or both with a comma")
    given = parser.parse_args(arguments)
    databases = given.db.split(",")
    if unknown := [kind for kind in databases if kind not in DATABASES]:
        parser.error(f"There is no database {unknown[0]!r}. There are: {', '.join(DATABASES)}.")
    return Asked(given.proof, given.quick, given.gates, databases)


def prove_on(asked: Asked, kind: str) -> dict[str, object]:
    """Prove on one database, in a process of its own: Django knows one database a process."""
    if STOPPED.is_set():
        return {"clean": False, "figures": "not begun"}
    with tempfile.TemporaryDirectory(prefix=f"tollgate-{asked.proof}-") as folder, database(kind, folder) as own:
        told = Path(folder) / "figures.json"
        environment = {
            **os.environ,
            **own,
            "DJANGO_SETTINGS_MODULE": "benchmarks.proofs.settings",
            "TOLLGATE_DEBUG": "false",
            "TOLLGATE_VAR": folder,
            "PROOF_QUICK": str(asked.quick),
            "PROOF_GATES": str(asked.gates),
        }
        command = [sys.executable, "-m", "benchmarks.inside", asked.proof, str(told)]
        code = run(command, environment)
        if not told.exists():
            return {"clean": False, "figures": f"broke off with exit code {code}"}
        result: dict[str, object] = json.loads(told.read_text(encoding="utf-8"))
        return result


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command to its end and return its exit code."""
    with subprocess.Popen(command, env=environment, cwd=ROOT) as process:
        UNDER_WAY.append(process)
        return process.wait()


def stop(*_: object) -> None:
    """Ask what is under way to stop, and to clear away what it began. Then it ends here too."""
    STOPPED.set()
    for process in UNDER_WAY:
        process.terminate()


@contextmanager
def database(kind: str, folder: str) -> Iterator[dict[str, str]]:
    """A database in the folder or in a cluster of its own: what the environment must say to reach it."""
    if kind == "sqlite":
        yield {"DATABASE_URL": f"sqlite:///{folder}/tollgate.sqlite3"}
        return
    with postgres.running(DURABLE) as server:
        yield {"DATABASE_URL": server.url, "PROOF_SERVER": json.dumps(asdict(server))}


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    sys.exit(main(sys.argv[1:]))
