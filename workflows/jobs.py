"""The jobs the worker runs: one every minute, one every day, and replays of gate policies."""

from django.utils import timezone

from commissioning.documents.clearing import clear_unnamed
from commissioning.gate_policies import replaying
from commissioning.gate_policies.models import Replay
from workflows.sweeping import sweep


def run_sweep() -> str:
    """Sweep now and say what was done."""
    done = sweep(timezone.now(), timezone.now)
    return ", ".join(f"{name} {count}" for name, count in done.items())


def run_clearing() -> str:
    """Delete stored bytes that no document names, and say how many: it reads the whole store."""
    return f"cleared {clear_unnamed(timezone.now())}"


def run_replay(replay_id: int) -> str:
    """Take a replay to its end, or go on where a worker that was killed left off."""
    replay = Replay.objects.filter(pk=replay_id).first()
    if replay is None:
        return "forgotten meanwhile"
    return f"{replaying.run_replay(replay, timezone.now).done} submissions"
