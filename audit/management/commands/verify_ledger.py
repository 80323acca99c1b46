"""verify_ledger: is what was recorded still what stands there?"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from audit.finding import Report
from audit.verify import verify


class Command(BaseCommand):
    """Exit 0 when sound, 1 when broken; names stream and number of the first break."""

    help = "Checks every chain, payload, history row, head and trigger of the ledger."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, **options: Any) -> None:
        """Verify and report."""
        alone = not connection.in_atomic_block
        with transaction.atomic():
            if alone and connection.vendor == "postgresql":  # one moment of it all, while others go on deciding
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            report = verify()
        if options["json"]:
            self.stdout.write(json.dumps({"sound": report.sound, **asdict(report)}))
        else:
            self.tell(report)
        if not report.sound:
            raise SystemExit(1)

    def tell(self, report: Report) -> None:
        """Say in words what was found."""
        read = f"{report.entries} entries in {report.streams} streams, {report.rows} history rows"
        if report.sound:
            self.stdout.write(f"Sound: {read}.")
            return
        first = report.breaks[0]
        self.stderr.write(f"Broken: {read}; first break in {first.stream}, number {first.number}: {first.what}.")
        for found in report.breaks:
            self.stderr.write(f"  {found.stream} {found.number}: {found.what}")
