"""import_ocds: notices published as OCDS packages become cases, and update those they are about."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils import timezone

from commissioning.errors import RefusedError
from commissioning.opendata.importing import Report, Terms, import_files
from commissioning.opendata.leading import leading_body
from commissioning.opendata.packages import Refusal
from govuk.wording import how_many

SECOND: Final = 1.0


class Command(BaseCommand):
    """Each ocid is imported wholly or not at all; again changes nothing. Exit 0, or 1 when any was refused."""

    help = "Imports OCDS release and record packages: a case for each ocid, merged from its releases."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, --service, --dry-run and --json."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an OCDS 1.1 package")
        parser.add_argument(
            "--service",
            default="",
            metavar="SLUG",
            help="the service that leads new cases; without it the setting IMPORT_SERVICE, else the first by name",
        )
        parser.add_argument("--dry-run", action="store_true", help="do everything and take it back")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, **options: Any) -> None:
        """Import and report."""
        report = self.carry_out(options["files"], options["service"], rehearsal=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], **asdict(report)}))
        else:
            self.tell(report)
        if report.refused:
            raise SystemExit(1)

    def carry_out(self, files: list[Path], service: str, *, rehearsal: bool) -> Report:
        """Import, or refuse every file where no body of this council can lead the cases."""
        try:
            leading = leading_body(service)
        except RefusedError as error:
            return Report(refused=[Refusal(str(file), "", "", error.message) for file in files])
        self.stderr.write(f"New cases are led by {leading.name} ({leading.slug}); --service SLUG chooses another.")
        terms = Terms(service=leading, by=None, at=timezone.now(), rehearsal=rehearsal)
        report = import_files(files, terms, self.watch())
        if rehearsal:
            self.stderr.write("This was a dry run: nothing was kept.")
        return report

    def watch(self) -> Callable[[str], None]:
        """Return what tells of each step that comes a second or more after the last one told."""
        last = monotonic()

        def tell(step: str) -> None:
            nonlocal last
            if monotonic() - last >= SECOND:
                last = monotonic()
                self.stderr.write(f"{step} ...")

        return tell

    def tell(self, report: Report) -> None:
        """Say in words what was done and what was refused."""
        for refusal in report.refused:
            where = " ".join(part for part in (refusal.file, refusal.ocid, refusal.path) if part)
            self.stderr.write(f"refused: {where}: {refusal.reason}")
        counts = f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged"
        self.stdout.write(f"Procurements: {counts}. Refused: {len(report.refused)}.")
        if report.warnings:
            self.stdout.write(f"{how_many(report.warnings, 'warning,warnings')} to look at: each stands on its case.")
