"""guard_ledger: puts missing triggers of the ledger back in place."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from audit import triggers


class Command(BaseCommand):
    """Names what was missing: find out why before trusting what was written meanwhile."""

    help = "Reinstalls the triggers that refuse changes to the ledger and its history."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        """Report what is missing, then install."""
        for name in triggers.missing(connection):
            self.stderr.write(f"was missing: {name}")
        triggers.install(connection)
        self.stdout.write("Every trigger is in place. Now run verify_ledger.")
