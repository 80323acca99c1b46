"""Answering for a body whether it owns a stage: accepted by name, or declined with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from accounts.models import Person
from accounts.rights import Role
from accounts.rules import day
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_holder, require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.asks.opening import close
from commissioning.case.models import CaseWarning
from commissioning.ownership.forms import AcceptanceForm
from commissioning.ownership.kinds import AcceptanceAnswer, AcceptanceState
from commissioning.ownership.models import Acceptance
from commissioning.ownership.posts import leaders_of
from commissioning.records.asks import RecordAsk, register
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind
from govuk.wording import in_words

DECLINED: Final = "ownership_declined"


def acceptance_of(task: Ask) -> Acceptance:
    """Return what a task asks a body to accept."""
    found = Acceptance.objects.select_related("body").get(pk=int(task.source.rpartition("/")[2]))
    found.case = task.case
    return found


def answer_ownership(
    task: Ask, *, answer: AcceptanceAnswer, reason: str = "", by: Person, at: datetime, key: str
) -> None:
    """Accept a stage for the body that is asked, or decline it; then whoever leads the case is told, and it is flagged.

    Raises OvertakenError where a colleague answered before or the body no longer owns the case.
    """
    accepts = answer == AcceptanceAnswer.ACCEPT
    verb = Verb.OWNERSHIP_ACCEPTED if accepts else Verb.OWNERSHIP_DECLINED
    asked = {"ask": task.pk, "answer": str(answer), "reason": reason}
    with deciding(verb, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        found = acceptance_of(task)
        found.state = AcceptanceState.ACCEPTED if accepts else AcceptanceState.DECLINED
        found.person, found.answered_at = by, at
        found.capacity, found.on_behalf_of = holding.title, holding.on_behalf_of
        found.reason = reason.strip() if accepts else require_reason(reason, "Say why your body does not own it.")
        found.save()
        close(task, by=by, at=at, as_=found.get_state_display().lower())
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = found.reason
        decision.about(stage=found.stage, body=found.body.name, task=task.title)
        if not accepts:
            _flag(decision, found)


def words_of_decline(found: Acceptance) -> str:
    """Return what the flag on the case says of a stage that was declined."""
    return f"{found.body.name} declined to own {found.get_stage_display().lower()}: {found.reason}"


def _flag(decision: Decision, found: Acceptance) -> None:
    """Put it on the case, and tell who leads it."""
    case, stage, words = found.case, found.get_stage_display().lower(), words_of_decline(found)
    CaseWarning(case=case, code=DECLINED, text=words).save()
    tell(
        [person for person in leaders_of(case, decision.at) if person.pk != (decision.by and decision.by.pk)],
        case=case,
        event=f"ownership/declined/{found.pk}",
        subject=f"{case.reference}: {found.body.name} does not own {stage}",
        text=f"{case.title} ({case.reference}): {words} Agree it with them, or remove them from the case.",
        at=decision.at,
    )


def _told(task: Ask) -> str:
    """Who owns the case together, and what stands behind the question."""
    owners = task.case.owners.select_related("body").order_by("pk")
    names = in_words(owner.body.name for owner in owners)
    return (
        f"{names} own this case together. You answer for {task.post.body.name}, by name, by {day(task.due_on)}: that "
        "its people write, advise and answer in time."
    )


ACCEPT: Final = register(
    RecordAsk(
        source="ownership/accept",
        title="Accept ownership of the stage",
        why="the stage has begun, and each body that owns the case accepts it by name.",
        role=Role.HEAD_OF_SERVICE,
        form=AcceptanceForm,
        record=answer_ownership,
        kind=AskKind.ACCEPT,
        told=_told,
    )
)
