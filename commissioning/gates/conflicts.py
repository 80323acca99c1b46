"""Declaring a conflict of interest at a seat: whoever does so no longer answers there, and others of the post can."""

from __future__ import annotations

from datetime import datetime

from accounts.exclusions import exclusion
from accounts.models import Person
from accounts.vocabulary import Ground
from audit.deciding import deciding
from commissioning.asks.decisions import require_holder, require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.asks.opening import acted_on
from commissioning.errors import RefusedError
from commissioning.gates.models import Seat
from commissioning.verbs import Verb
from commissioning.vocabulary import Lane, SeatKind


def asks_for_conflicts(seat: Seat) -> bool:
    """Whether a seat asks about conflicts of interest as it answers: the decision in the fast lane."""
    return seat.kind == SeatKind.DECIDE and seat.rule.lane == Lane.FAST


def declare_conflict(task: Ask, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Declare a conflict of interest instead of deciding: the task waits for another who holds the post."""
    asked = {"ask": task.pk, "reason": reason}
    with deciding(Verb.CONFLICT_DECLARED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        seat = Seat.objects.select_related("gate", "rule").get(pk=int(task.source.removeprefix("seat/")))
        if not asks_for_conflicts(seat):
            raise RefusedError("Only who decides in the fast lane declares a conflict of interest here.")
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason, "Say what your conflict of interest is.")
        decision.about(stage=task.stage, lane=seat.rule.lane, seat=seat.rule.title, task=task.pk)
        for person in filter(None, (by, holding.principal)):
            exclusion(person, scope=seat.gate.scope, ground=Ground.CONFLICT, source=f"conflict/{task.pk}", at=at)
        acted_on(task, by)
        if task.taken_by_id == by.pk:
            task.taken_by = None
            task.save(update_fields=["taken_by"])
