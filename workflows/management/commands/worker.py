"""worker: sees to it that the sweep is scheduled, then works until it is stopped."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_q.models import Schedule

SWEEP, CLEARING = 1, 2  # their keys, so that two first workers cannot make two


class Command(BaseCommand):
    """Any number of these may run, on any number of hosts, over one database."""

    help = "Runs a worker: reminders, lapses, messages and whatever else is due."

    def handle(self, *_: Any, **__: Any) -> None:
        """Schedule the sweep and the clearing once, then hand over to the queue."""
        what = {"name": "sweep", "func": "workflows.jobs.run_sweep", "schedule_type": Schedule.MINUTES, "minutes": 1}
        Schedule.objects.get_or_create(pk=SWEEP, defaults=what)
        daily = {"name": "clearing", "func": "workflows.jobs.run_clearing", "schedule_type": Schedule.DAILY}
        Schedule.objects.get_or_create(pk=CLEARING, defaults=daily)
        call_command("qcluster")
