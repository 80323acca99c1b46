"""seed_load: made-up cases by the thousand, for measuring."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workflows.demonstration.loading import Found, found
from workflows.seeding.loading import load, loaded_before

NOT_HERE = "Made-up cases are not for production settings: what stands in a ledger stays there."
SOMEONES = "This database holds people or records of its own. Use an empty one, or one with the demonstration."
BEFORE = "Made-up cases were loaded here already. Nothing was changed; use an empty database for others."


class Command(BaseCommand):
    """The same cases for the same seed and day, in a ledger that verifies. Never in production settings."""

    help = "Loads synthetic cases with their records, gates, tasks and history, for benchmarks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --cases and --seed."""
        parser.add_argument("--cases", type=int, required=True, help="how many")
        parser.add_argument("--seed", type=int, default=1, help="other cases for another number")

    def handle(self, *_: Any, **options: Any) -> None:
        """Load into an empty database, or beside the demonstration."""
        if not settings.DEMONSTRATION:
            raise CommandError(NOT_HERE)
        if options["cases"] < 1:
            raise CommandError("Give a number of cases from 1.")
        if loaded_before():
            raise CommandError(BEFORE)
        if found() not in (Found.NOTHING, Found.THE_DEMONSTRATION):
            raise CommandError(SOMEONES)
        began = monotonic()
        done = load(options["cases"], options["seed"], timezone.now(), lambda line: self._tell(line, began))
        self._tell(f"{done.cases} cases loaded; {done.entries} entries and {done.rows} history rows by copying", began)

    def _tell(self, line: str, began: float) -> None:
        self.stderr.write(f"{monotonic() - began:7.1f} s  {line}")
