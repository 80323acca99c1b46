"""What an insider with the database's own rights can do to a ledger, and whether verification finds it, and where.

Every column of every row is altered: entries, payloads, history rows, and the council's facts themselves. Rows are
removed, added and swapped. Verification judges row by row, so that rows which do not touch each other are altered
together, column by column; each must be named by itself. Every attempt is rolled back.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from audit.models import Entry
from audit.verify import verify
from benchmarks.proofs import altering, moving
from benchmarks.proofs.findings import Findings, Form, say
from benchmarks.proofs.insider import Tally, attempt
from benchmarks.proofs.unseen import unseen
from commissioning.case.models import Case
from tests.council import a_case, a_demo_council, at_gate

ENTRIES = 300
ONE_IN = 8
NOTICE = Path(__file__).resolve().parent.parent.parent / "tests/fixtures/ocds/odd/signed_in_standstill.json"
WAYS: dict[str, Callable[[], Iterator[altering.Batch]]] = {
    "columns of entries": altering.entries,
    "columns of payloads": altering.payloads,
    "columns of history rows": altering.history,
    "columns of facts": altering.facts,
    "rows removed": moving.removals,
    "rows added": moving.additions,
    "rows swapped": moving.swaps,
}


def prove(form: Form) -> Findings:
    """Try everything, and count what was found where it was."""
    findings, now = Findings(), timezone.now()
    case = a_ledger(0 if form.quick else ENTRIES, now)
    report = verify()
    findings.check_none(report.breaks, "before anybody touched it")
    say(f"a ledger of {report.entries} entries and {report.rows} history rows")
    findings.figures.append(f"{report.entries} entries, {report.rows} history rows")
    for way, batches in WAYS.items():
        tally = Tally()
        for batch in chosen(list(batches()), quick=form.quick):
            findings.check_none(attempt(batch, tally), f"{way}: not found or not located")
        say(f"{way}: {tally.told}")
        for what, times in Counter(what.rstrip("0123456789 ") for what in tally.refused).items():
            say(f"  refused {times}x: {what}")
        findings.figures.append(f"{way} {tally.told}")
    findings.figures.append(unseen(case, now))
    return findings


def chosen(batches: list[altering.Batch], *, quick: bool) -> list[altering.Batch]:
    """All of them; in the short form one in so many, others each time."""
    return batches[random.randrange(min(ONE_IN, len(batches))) :: ONE_IN] if quick else batches


def a_ledger(entries: int, now: datetime) -> Case:
    """A council with a case at its gate, one from outside, and others walked to their end for so many entries."""
    people = a_demo_council(now)
    case = at_gate(people, at=now)
    call_command("import_ocds", NOTICE, verbosity=0)
    while Entry.objects.count() < entries:
        a_case(people, until=None, at=now)
    return case
