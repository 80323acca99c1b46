"""demo: loads the demonstration council."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Body, Person
from audit.models import Entry
from workflows.demonstration import cases, council, gate_policy, policy


class Command(BaseCommand):
    """Running it again changes nothing. Invented people, never in production settings."""

    help = "Loads the demonstration council with its people, policies and cases."

    def handle(self, *_: Any, **__: Any) -> None:
        """Load, unless it is there already."""
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration is not for production settings: its password is known.")
        if Entry.objects.filter(key=cases.PREPARED).exists():
            self.stdout.write("The demonstration council is loaded already. Nothing was changed.")
            return
        if Person.objects.exists():
            raise CommandError(
                "This database has people in it, so the demonstration was not loaded. Use an empty database; "
                "if loading was interrupted, remove var/tollgate.sqlite3 and start again."
            )
        self.load()

    def load(self) -> None:
        """Found the council, publish its policies, and tell its cases' stories."""
        now = timezone.now()
        founded = now - cases.FOUNDED
        people = council.found_council(founded)
        gate_policy.publish(Body.objects.get(slug=council.COUNCIL), founded)
        policy.publish(Body.objects.get(slug="strategy-policy-performance"), founded)
        cases.tell_stories(people, now)
        self.stdout.write(f"The demonstration council is loaded: {len(people)} people, {len(cases.STORIES)} cases.")
