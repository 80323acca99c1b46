"""The jobs the worker runs: one every minute, one every day."""

from django.utils import timezone

from commissioning.documents.clearing import clear_unnamed
from workflows.sweeping import sweep


def run_sweep() -> str:
    """Sweep now and say what was done."""
    done = sweep(timezone.now())
    return ", ".join(f"{name} {count}" for name, count in done.items())


def run_clearing() -> str:
    """Delete stored bytes that no document names, and say how many: it reads the whole store."""
    return f"cleared {clear_unnamed(timezone.now())}"
