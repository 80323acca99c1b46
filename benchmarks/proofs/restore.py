"""The restore drill: a council's database and files are dumped, loaded anew, compared, verified; and it goes on.

With each database's own means: pg_dump and psql, or VACUUM INTO a new file. Files are copied after the database, as a
council's backup must: a file is stored before the row that names it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path
from time import perf_counter

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from accounts.models import Person
from audit import triggers
from audit.canonical import sha256
from audit.models import Streamed
from audit.verify import verify
from benchmarks.proofs.findings import Findings, Form, say
from commissioning.case.decisions import open_case
from tests.council import SERVICE, a_case, a_demo_council, ask_of, at_gate, body
from tests.postgres import Server, programs
from workflows.demonstration.enclosing import REQUESTS, enclose

RESTORED = "restored"
Counts = dict[str, int]
Heads = dict[str, tuple[int, str]]


def prove(form: Form) -> Findings:
    """Dump, load, compare, verify, go on."""
    findings = Findings()
    a_council(quick=form.quick)
    before = counts(), heads(), files()
    findings.check(holds=bool(before[2]), fault="no file is attached: the drill would not show that files come back")
    say(f"a database of {sum(before[0].values())} rows in {len(before[0])} tables, {len(before[2])} files")
    began = perf_counter()
    (_postgresql if connection.vendor == "postgresql" else _sqlite)()
    _bring_files_back()
    seconds = perf_counter() - began
    after = counts(), heads(), files()
    findings.same(after, before, "rows, heads and files of the restored database")
    findings.check_none(triggers.missing(connection), "a trigger that did not come back")
    check_sound(findings)
    goes_on(findings)
    findings.figures[:0] = [
        f"{sum(after[0].values())} rows in {len(after[0])} tables and {len(after[1])} heads compared",
        f"every attached file compared ({len(after[2])})",
        f"dumped and loaded in {seconds:.1f} s",
    ]
    return findings


def a_council(*, quick: bool) -> None:
    """The whole demonstration; in the short form a council with one case at a gate, and one with a file."""
    if not quick:
        call_command("demo")
        return
    now = timezone.now()
    people = a_demo_council(now)
    at_gate(people, at=now)
    case = a_case(people, title="With a file", at=now)
    enclose(ask_of(case, "Write"), (REQUESTS,), at=now, pace=timedelta())


def counts() -> Counts:
    """How many rows each table has, those that the application does not know included."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            [(found[table],)] = cursor.fetchall()
    return found


def heads() -> Heads:
    """Where every chain ends."""
    models = [model for model in apps.get_models() if issubclass(model, Streamed)]
    return {
        row.stream_name: (row.head_number, row.head_digest)
        for model in models
        for row in model._base_manager.order_by("pk")
    }


def files() -> dict[str, str]:
    """Every stored file under its name, with the digest of what is in it."""
    here = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(here)): sha256(path.read_bytes()) for path in here.rglob("*") if path.is_file()}


def check_sound(findings: Findings) -> None:
    """The restored ledger is sound, in the words of the command an operator would run."""
    said = StringIO()
    try:
        call_command("verify_ledger", json=True, stdout=said)
    except SystemExit:
        findings.check(holds=False, fault=f"the restored ledger: {said.getvalue()[:500]}")
    report = json.loads(said.getvalue())
    findings.figures.append(f"ledger of {report['entries']} entries and {report['rows']} history rows sound")
    call_command("check", databases=["default"], fail_level="ERROR")


def goes_on(findings: Findings) -> None:
    """The restored database takes the next decision: its numbers go on where they stopped."""
    people, entries = Person.objects.get(email="commissioner@demo.example"), verify().entries
    open_case(title="After the restore", service=body(SERVICE), by=people, at=timezone.now(), key="after-the-restore")
    report = verify()
    findings.check_none(report.breaks, "after the first decision in the restored database")
    findings.same(report.entries, entries + 1, "entries after one more decision")
    findings.figures.append("the next decision taken")


def _sqlite() -> None:
    """Copy the file as it stands at one moment, and open the copy in its place."""
    copy = settings.VAR_DIR / f"{RESTORED}.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    with closing(sqlite3.connect(copy)) as opened:
        [(sound,)] = opened.execute("PRAGMA integrity_check").fetchall()
    if sound != "ok":
        raise ValueError(f"The copy is not sound: {sound}")
    _go_over_to(str(copy))


def _postgresql() -> None:
    """Dump to a file, make an empty database, load the file, and go over to it."""
    server = Server(**json.loads(os.environ["PROOF_SERVER"]))
    dump = settings.VAR_DIR / "dump.sql"
    run("pg_dump", "--dbname", server.url, "--file", str(dump))
    run("psql", server.url, "--quiet", "--command", f"CREATE DATABASE {RESTORED}")
    empty = server.url.rpartition("/")[0] + f"/{RESTORED}"
    run("psql", empty, "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(dump))
    _go_over_to(RESTORED)


def _bring_files_back() -> None:
    """Copy the files elsewhere, lose the folder, and lay the copy in its place."""
    store, copy = Path(settings.MEDIA_ROOT), settings.VAR_DIR / "uploads-copied"
    shutil.copytree(store, copy)
    shutil.rmtree(store)
    shutil.copytree(copy, store)


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs. Raises CalledProcessError where it fails."""
    subprocess.run([str(programs() / program), *arguments], check=True, stdout=subprocess.DEVNULL)


def _go_over_to(name: str) -> None:
    """From here on the restored database is the database."""
    connections["default"].close()
    connections.settings["default"]["NAME"] = name
    connections["default"] = connections.create_connection("default")
