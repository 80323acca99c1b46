"""import_measures: a framework of measures from a file, in force at once: all of it or nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Body
from accounts.rules import day_of
from commissioning.casefile.exporting import csv_of
from commissioning.errors import RefusedError
from commissioning.measures.importing import Given, Report, publish_file, read_file
from commissioning.measures.kinds import FrameworkKind
from commissioning.measures.rules import LONGEST_NAME
from commissioning.measures.tables import COLUMNS, EXAMPLE, Refusal

TEXTS: Final = {
    "label": "what its publisher calls this version",
    "publisher": "who publishes it",
    "source": "where it can be read",
    "licence": "the licence note shown wherever its measures or values are, where the rows have none of their own",
}


class Command(BaseCommand):
    """A file is imported wholly or not at all; again changes nothing. Exit 0, or 1 when anything was refused."""

    help = "Imports a framework of measures, the council's own or licensed, from CSV or XLSX."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, its framework and what is said of it, or --template."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a .csv or .xlsx made from the template")
        parser.add_argument("--framework", default="", metavar="NAME", help="the framework it is a version of")
        parser.add_argument("--template", action="store_true", help="print the header with an example row")
        parser.add_argument("--kind", choices=FrameworkKind.values, help="whose a new framework is")
        parser.add_argument("--owner", default="", metavar="SLUG", help="the body that keeps a new framework")
        for name, words in TEXTS.items():
            parser.add_argument(f"--{name}", default="", help=words)
        parser.add_argument("--from", dest="effective_from", default="", metavar="DATE", help="in force from; today")
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, **options: Any) -> None:
        """Import and report, or print the template."""
        if options["template"]:
            self.stdout.write(csv_of([COLUMNS, EXAMPLE]).decode("utf-8-sig").rstrip("\r\n"))
            return
        if options["file"] is None or not options["framework"].strip():
            raise CommandError("Name the file and, with --framework, the framework it is a version of.")
        report = self.carry_out(options)
        if options["json"]:
            refused = [{"file": str(options["file"]), **asdict(one)} for one in report.refused]
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], **asdict(report), "refused": refused}))
        else:
            self.tell(report)
        if report.refused:
            raise SystemExit(1)

    def carry_out(self, options: dict[str, Any]) -> Report:
        """Import the file. What is refused of it as a whole has neither row nor column."""
        at = timezone.now()
        try:
            effective_from = date.fromisoformat(options["effective_from"]) if options["effective_from"] else day_of(at)
            read = read_file(options["file"].read_bytes(), self.given(options), at)
            if not read.report.refused and not options["dry_run"]:
                publish_file(read, effective_from=effective_from, at=at)
        except RefusedError as error:
            reasons = [text for texts in error.errors.values() for text in texts] or [error.message]
            return Report(refused=[Refusal(None, "", reason) for reason in reasons])
        except (OSError, ValueError) as error:
            return Report(refused=[Refusal(None, "", f"It cannot be read: {error}")])
        if options["dry_run"]:
            self.stderr.write("This was a dry run: nothing was kept.")
        return read.report

    def given(self, options: dict[str, Any]) -> Given:
        """Return what is said of the file beside it. Raises RefusedError for a body that is not there."""
        owner = Body.objects.filter(slug=options["owner"]).first()
        if options["owner"] and owner is None:
            raise RefusedError(f"No body is called {options['owner']}. Name it by its short name, like legal-services.")
        kind = FrameworkKind(options["kind"]) if options["kind"] else None
        texts = {name: options[name] for name in TEXTS}
        return Given(
            name=options["framework"], kind=kind, owner=owner, file=options["file"].name[:LONGEST_NAME], **texts
        )

    def tell(self, report: Report) -> None:
        """Say in words what was done and what was refused."""
        for refusal in report.refused:
            where = f"row {refusal.row}, " if refusal.row else ""
            self.stderr.write(f"refused: {where}{refusal.column or 'whole'}: {refusal.reason}")
        if report.refused:
            self.stdout.write("Nothing was imported.")
            return
        counts = f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged"
        self.stdout.write(f"Measures: {counts}, {report.withdrawn} withdrawn.")
