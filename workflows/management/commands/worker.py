"""worker: sees to it that the sweep is scheduled, then works until it is stopped."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_q.models import Schedule

SWEEP = "sweep"


class Command(BaseCommand):
    """Any number of these may run, on any number of hosts, over one database."""

    help = "Runs a worker: reminders, lapses, messages and whatever else is due."

    def handle(self, *_: Any, **__: Any) -> None:
        """Schedule the sweep once, then hand over to the queue."""
        Schedule.objects.get_or_create(
            name=SWEEP, defaults={"func": "workflows.jobs.run_sweep", "schedule_type": Schedule.MINUTES, "minutes": 1}
        )
        call_command("qcluster")
