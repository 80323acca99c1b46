"""A body that declined a stage accepts it after all, while the stage is open: what it said before stays in history."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import Over, require
from accounts.models import Person
from accounts.rights import Right
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_reason
from commissioning.case.models import Case, CaseWarning, Strand
from commissioning.errors import OvertakenError, RefusedError
from commissioning.ownership.answering import DECLINED, words_of_decline
from commissioning.ownership.kinds import AcceptanceState
from commissioning.ownership.models import Acceptance
from commissioning.ownership.posts import answering_posts, leaders_of
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb
from commissioning.vocabulary import State

OVER = (State.STOPPED, State.CLOSED)
ANSWER = ["state", "person", "capacity", "on_behalf_of", "reason", "answered_at"]


def accept_after_all(found: Acceptance, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Accept a stage for the body that declined it; the flag goes, and whoever leads the case is told.

    Whoever holds the post that answers for the body does so, in the stage in which it was declined. Raises
    OvertakenError where it stands declined no more or the body owns the case no more, RefusedError once no part of the
    case is in the stage.
    """
    case = found.case
    asked = {"acceptance": found.pk, "reason": reason}
    with deciding(Verb.OWNERSHIP_RECONSIDERED, case, by=by, at=at, key=key, asked=asked) as decision:
        over = Over(case.bodies, scopes=case.scopes, post_id=post_that_answers(found))
        holding = require(by, Right.ACCEPT_OWNERSHIP, on=over, at=at)
        _require_changeable(case, found)
        was, said_by, flag = found.reason, found.signed_by, words_of_decline(found)
        found.state, found.reason = AcceptanceState.ACCEPTED, require_reason(reason, "Say why your body owns it now.")
        found.person, found.answered_at = by, at
        found.capacity, found.on_behalf_of = holding.title, holding.on_behalf_of
        found.save(update_fields=ANSWER)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = found.reason
        decision.about(stage=found.stage, body=found.body.name, was=was, said_by=said_by)
        _take_flag_away(case, flag)
        _tell(decision, found)


def post_that_answers(found: Acceptance) -> int | None:
    """Return the id of the post that answers for a body: the one that was asked, else the one that would be now."""
    if found.post_id is not None:
        return found.post_id
    post = answering_posts([found.body_id]).get(found.body_id)
    return post.pk if post else None


def stages_open(case: Case) -> set[str]:
    """Return the stages in which a part of a case is now. One query."""
    running = Strand.objects.filter(case=case, heirs=None).exclude(state__in=OVER)
    return set(running.order_by().values_list("stage", flat=True))


def _require_changeable(case: Case, found: Acceptance) -> None:
    if found.body_id not in case.bodies:
        raise OvertakenError(f"{found.body.name} owns {case.reference} no more. Nothing was changed.")
    found.refresh_from_db(fields=ANSWER)
    if found.state != AcceptanceState.DECLINED:
        told = f"{found.get_state_display().lower()}{f' by {found.signed_by}' if found.person else ''}"
        raise OvertakenError(f"This is {told} by now, so there is nothing to take back. Nothing was changed.")
    if found.stage not in stages_open(case):
        raise RefusedError(
            f"No part of {case.reference} is in {found.get_stage_display().lower()} any more, so what was said of that "
            "stage stands. Your body is asked again for the next one."
        )


def _take_flag_away(case: Case, words: str) -> None:
    for flag in CaseWarning.objects.filter(case=case, code=DECLINED, text=words).order_by("pk"):
        flag.delete()


def _tell(decision: Decision, found: Acceptance) -> None:
    case, stage = found.case, found.get_stage_display().lower()
    by = decision.by and decision.by.pk
    tell(
        [person for person in leaders_of(case, decision.at) if person.pk != by],
        case=case,
        event=f"ownership/reconsidered/{found.pk}/{case.head_number}",
        subject=f"{case.reference}: {found.body.name} owns {stage} after all",
        text=f"{case.title} ({case.reference}): {found.body.name} had declined {stage}, and accepts it now: "
        f"{found.reason}",
        at=decision.at,
    )
