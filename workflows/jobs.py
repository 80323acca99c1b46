"""The job the worker runs every minute."""

from django.utils import timezone

from workflows.sweeping import sweep


def run_sweep() -> str:
    """Sweep now and say what was done."""
    done = sweep(timezone.now())
    return ", ".join(f"{name} {count}" for name, count in done.items())
