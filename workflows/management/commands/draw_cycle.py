"""draw_cycle: docs/cycle.md and its pictures from the flows."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.drawing import documents


class Command(BaseCommand):
    """With --check it writes nothing and exits 1 when a document is stale."""

    help = "Draws the commissioning cycle from the flows."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="only say whether the documents are up to date")

    def handle(self, *_: Any, **options: Any) -> None:
        """Draw or check."""
        docs = settings.BASE_DIR / "docs"
        stale = [(docs / name, text) for name, text in documents() if not same(docs / name, text)]
        if options["check"]:
            if stale:
                raise CommandError("docs/cycle.md is stale: run make draw_cycle.")
            return
        for path, text in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"drew {path.relative_to(settings.BASE_DIR)}")


def same(path: Any, text: str) -> bool:
    """Whether a document stands as it would be drawn now."""
    return bool(path.is_file() and path.read_text(encoding="utf-8") == text)
