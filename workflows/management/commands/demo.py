"""demo: loads the demonstration council."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from commissioning.case.models import Case
from workflows.demonstration.loading import Found, found, load

NOT_HERE = "The demonstration is not for production settings: its password is known."
LOADED = "The demonstration council is loaded already. Nothing was changed."
SOMEONES = (
    "This database holds people or records of its own, so the demonstration was not loaded and nothing was changed. "
    "Use an empty database for it."
)
BROKEN_OFF = (
    "The demonstration was not loaded to its end: loading was broken off, or is still running elsewhere. "
    "Nothing was changed now. If nobody else is loading it, {remedy} and load it again."
)


class Command(BaseCommand):
    """Running it again changes nothing. Invented people, never in production settings."""

    help = "Loads the demonstration council with its people, policies and cases."

    def handle(self, *_: Any, **__: Any) -> None:
        """Load into an empty database; say of any other why not."""
        if not settings.DEMONSTRATION:
            raise CommandError(NOT_HERE)
        match found():
            case Found.THE_DEMONSTRATION:
                self.stdout.write(LOADED)
            case Found.SOMEONES_OWN:
                raise CommandError(SOMEONES)
            case Found.A_PART_OF_IT:
                raise CommandError(BROKEN_OFF.format(remedy=_remedy()))
            case Found.NOTHING:
                people = load(timezone.now())
                told = f"{len(people)} people, {Case.objects.count()} cases"
                self.stdout.write(f"The demonstration council is loaded: {told}.")


def _remedy() -> str:
    if connection.vendor == "sqlite":
        return f"remove {connection.settings_dict['NAME']}, run “migrate”"
    return "empty the database, run “migrate”"
