"""Carrying a reorganisation out: the bodies in one decision, then each case in one of its own, then its end.

Every step has a key of its own, so that a worker that is killed leaves nothing half moved, and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Body, Post
from accounts.rules import day_of
from accounts.succession import heir_of, rename, succeed
from audit.deciding import Decision, deciding
from commissioning.asks.models import Ask
from commissioning.asks.opening import close_source
from commissioning.case.models import Case, CaseBody
from commissioning.conditions.kinds import UNMET
from commissioning.conditions.models import Condition
from commissioning.cover.leaving import may_lead
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Seat
from commissioning.ownership.answering import ACCEPT
from commissioning.ownership.asking import end_acceptance, end_asked, settle_owners
from commissioning.ownership.kinds import AcceptanceState
from commissioning.ownership.models import Acceptance
from commissioning.ownership.moving import STILL_ASKED, move_tasks, pass_on
from commissioning.ownership.posts import answering_posts, leaders_of
from commissioning.reorganising.decisions import require_state, told
from commissioning.reorganising.kinds import ReorganisationState
from commissioning.reorganising.models import Move, Reorganisation
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb
from commissioning.vocabulary import BodyPart

BATCH = 500  # cases in one sweep


def due(at: datetime) -> QuerySet[Reorganisation]:
    """Return the acts that are to be begun or gone on with."""
    begun = Q(state=ReorganisationState.MOVING)
    waits = Q(state=ReorganisationState.CONFIRMED, effective_on__lte=day_of(at))
    return Reorganisation.objects.filter(begun | waits).select_related("body").order_by("pk")


def begin_moving(found: Reorganisation, *, at: datetime) -> None:
    """Change the bodies themselves: the new name, what closes, and the posts that go along.

    Raises RefusedError where what was to take over has become part of the body that hands over.
    """
    with deciding(
        Verb.REORGANISATION_BEGUN, found.body, by=None, at=at, key=f"reorganise/{found.pk}/begin"
    ) as decision:
        require_state(found, ReorganisationState.CONFIRMED)
        before = found.body.name
        if found.name:
            rename(found.body, found.name)
        stay: list[Post] = []
        for move in found.moves.select_related("former__successor", "into__successor").order_by("pk"):
            _follow(move)
            if move.closes and move.former.closed_on is None:
                stay += succeed(move.former, move.into, found.effective_on)
        found.state = ReorganisationState.MOVING
        found.save(update_fields=["state"])
        decision.about(**told(found), was=before, posts_left=[post.title for post in stay])


def _follow(move: Move) -> None:
    """Let what goes to a body that was closed since it was proposed go to the one that followed it."""
    heir = heir_of(move.into)
    if heir.pk == move.former_id:
        raise RefusedError(f"{move.into.name} has become part of {heir.name}, so nothing can go to it. Withdraw this.")
    if heir.pk != move.into_id:
        move.into = heir
        move.save(update_fields=["into"])


def cases_left(move: Move) -> QuerySet[Case]:
    """Return the cases of a move that have not gone yet: owned by the former body, or with something asked of it."""
    owned = Exists(CaseBody.objects.filter(case=OuterRef("pk"), body=move.former_id))
    if move.references:
        return Case.objects.filter(owned, reference__in=move.references).order_by("pk")
    if not move.closes:
        return Case.objects.filter(owned).order_by("pk")
    asked = Exists(Ask.objects.filter(case=OuterRef("pk"), closed_at=None, post__body=move.former_id))
    seats = Seat.objects.filter(gate__closed_at=None, state__in=STILL_ASKED, post__body=move.former_id)
    seated = Exists(seats.filter(gate__strand__case=OuterRef("pk")))
    unmet = Exists(Condition.objects.filter(case=OuterRef("pk"), state__in=UNMET, post__body=move.former_id))
    return Case.objects.filter(owned | asked | seated | unmet).order_by("pk")


def left_to_move(found: Reorganisation) -> Iterator[tuple[Move, Case]]:
    """Return what is left of an act, at most so many cases."""
    left = BATCH
    for move in found.moves.select_related("former", "into", "reorganisation").order_by("pk"):
        for case in cases_left(move)[:left]:
            left -= 1
            yield move, case


def move_case(move: Move, case: Case, *, at: datetime) -> None:
    """Let one case go to its new body: as owner, with what is asked and what was accepted. Once for each case."""
    key = f"reorganise/{move.reorganisation_id}/{move.pk}/{case.pk}"
    with deciding(Verb.CASE_REORGANISED, case, by=None, at=at, key=key) as decision:
        if not cases_left(move).filter(pk=case.pk).exists():
            raise OvertakenError(f"{case.reference} has gone already.")
        leads = _own(case, move)
        vars(case).pop("_prefetched_objects_cache", None)
        accepts = _accept(case, move, at)
        passed, kept = move_tasks(case, move.former, move.into, at, named=move.closes)
        led = not leads or case.commissioner is None or may_lead(case.commissioner, case, at)
        decision.reason = move.reorganisation.reason
        former, into = move.former.name, move.into.name
        decision.about(stage=case.stage, former=former, into=into, passed=[*accepts, *passed], kept=kept, led=led)
        _tell(decision, case, move, leads=leads)


def _own(case: Case, move: Move) -> bool:
    """Let the new body own the case in place of the former. Returns whether it leads it now."""
    rows = {row.body_id: row for row in CaseBody.objects.filter(case=case, body__in=[move.former_id, move.into_id])}
    former, into = rows.get(move.former_id), rows.get(move.into_id)
    if former is None:
        return False
    part = former.part
    if into is None:
        former.body = move.into
        former.save(update_fields=["body"])
    else:
        former.delete()
        if part == BodyPart.LEAD:
            into.part = part
            into.save(update_fields=["part"])
    return part == BodyPart.LEAD


def _accept(case: Case, move: Move, at: datetime) -> list[str]:
    """What the former body accepted, declined or is asked stands for the new one, unless that answered itself.

    Where one body owns the case now, nobody is asked any more. Returns the titles of tasks that passed.
    """
    end_asked(case, at)
    own = Acceptance.objects.filter(case=case).exclude(state=AcceptanceState.ENDED)
    answered = set(own.filter(body=move.into).values_list("stage", flat=True))
    passed: list[str] = []
    for found in own.filter(body=move.former).select_related("post").order_by("pk"):
        if found.stage not in answered:
            passed += _hand_over(found, move.into, at)
        elif found.state == AcceptanceState.ASKED:
            end_acceptance(found, at, as_="asked of the body that followed")
    settle_owners(case, at)
    return passed


def _hand_over(found: Acceptance, into: Body, at: datetime) -> list[str]:
    """Let an answer, or the task to give it, be the new body's: of the post of its role there, else of who answers."""
    role = found.post.role if found.post else ""
    same = Post.objects.filter(body=into, role=role).select_related("body").first()
    found.body, found.post = into, same or answering_posts([into.pk]).get(into.pk)
    found.save(update_fields=["body", "post"])
    if found.post is None:
        close_source(ACCEPT.source_of(found.pk), by=None, at=at, as_="nobody to ask there")
        return []
    asked = Ask.objects.filter(source=ACCEPT.source_of(found.pk), closed_at=None).exclude(post=found.post)
    tasks = list(asked.select_related("strand").order_by("pk"))
    for task in tasks:
        task.case = found.case
        pass_on(task, found.post, at)
    return [task.title for task in tasks]


def _tell(decision: Decision, case: Case, move: Move, *, leads: bool) -> None:
    if leads and case.open:
        tell(
            leaders_of(case, decision.at),
            case=case,
            event=f"reorganise/{move.pk}/{case.pk}",
            subject=f"{case.reference} goes to {move.into.name}",
            text=f"{case.title} ({case.reference}) goes from {move.former.name} to {move.into.name}. {decision.reason}",
            at=decision.at,
        )


def end_moving(found: Reorganisation, *, at: datetime) -> None:
    """Close an act once no case is left of it."""
    with deciding(Verb.REORGANISED, found.body, by=None, at=at, key=f"reorganise/{found.pk}/end") as decision:
        require_state(found, ReorganisationState.MOVING)
        if next(left_to_move(found), None) is not None:
            raise OvertakenError("Some cases have not gone yet.")
        found.state, found.ended_at = ReorganisationState.DONE, at
        found.save(update_fields=["state", "ended_at"])
        decision.about(**told(found))
