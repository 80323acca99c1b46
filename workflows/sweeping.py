"""What the worker does again and again: what is silent lapses, what is late is chased, what can move is moved.

Whoever can help is told of what waits for a post that nobody holds. Waivers expire, and are reminded of before. Then
next cycles are opened, reorganisations gone on with, corrected meetings followed in their cases, offers of cover that
nobody answered lapse, covers that are over are told, old drafts and contacts of ended ideas deleted, replays that
nobody works on any more finished, and messages sent.

Every step is a decision of its own with a key of its own, so that a worker killed in the middle neither loses nor
doubles one. What there is to do is found in one query each, however many cases there are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Body
from accounts.rules import day_of
from audit.deciding import deciding
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.case.models import Case, Strand
from commissioning.chasing.decisions import chase
from commissioning.chasing.due import asks_due, steps_in_force
from commissioning.chasing.vacant import tell_of_vacancy, waiting_for_nobody
from commissioning.cover.decisions import lapse_cover, run_out
from commissioning.cover.reading import over, unanswered
from commissioning.drafts.keeping import clear_old
from commissioning.errors import OvertakenError
from commissioning.gate_policies.replaying import run_replay, unfinished
from commissioning.gates.decisions import lapse_advice
from commissioning.gates.models import ChainStep, Gate, Question, Seat
from commissioning.ideas.forgetting import forget_contacts
from commissioning.meetings.bringing_along import bring_all_along
from commissioning.policies.models import Policy
from commissioning.policies.passing import left_behind as policies_left_behind
from commissioning.policies.passing import pass_on as pass_policy_on
from commissioning.reorganising.carrying_out import begin_moving, due, end_moving, left_to_move, move_case
from commissioning.reorganising.kinds import ReorganisationState
from commissioning.reorganising.models import Reorganisation
from commissioning.review.kinds import ExitDecision
from commissioning.review.models import ReviewRecord
from commissioning.telling.outbox import drain
from commissioning.verbs import Verb
from commissioning.vocabulary import SeatKind, SeatState, Stage, State
from commissioning.waivers.answering import lapse_advice as lapse_waiver_advice
from commissioning.waivers.expiring import expire, expired, expiring, remind, silent
from commissioning.waivers.models import Waiver
from workflows.advancing import advance, begin_next_cycle, left_behind, ready

log = structlog.get_logger(__name__)


def sweep(at: datetime, clock: Callable[[], datetime] | None = None) -> dict[str, int]:
    """Do everything that is due. Returns how many of each were done.

    Emails go last, so that a slow mail server holds up nothing else, each taken at its moment on the `clock`.
    """
    return {
        "lapsed": lapse(at) + _each(silent(at), lapse_waiver_advice, at),
        "expired": _each(expired(at), expire, at),
        "reminded": _each(expiring(at), remind, at),
        "chased": chase_late(at),
        "vacant": tell_of_vacancies(at),
        "moved": move(at),
        "begun": begin_cycles(at),
        "reorganised": go_on_reorganising(at),
        "corrected": bring_all_along(at),
        "covers": settle_covers(at),
        "forgotten": clear_old(at) + forget_contacts(at),
        "replayed": go_on_replaying(at),
        "sent": drain(at, clock),
    }


def go_on_replaying(at: datetime) -> int:
    """Take to its end each replay that a lost job left behind."""
    found = list(unfinished(at))
    for replay in found:
        run_replay(replay, lambda: at)
    return len(found)


def _each(waivers: QuerySet[Waiver], step: Callable[..., None], at: datetime) -> int:
    """Take a step with each of some waivers."""
    return sum(_done(partial(step, waiver, at=at), waiver.case) for waiver in waivers)


def lapse(at: datetime) -> int:
    """Close advice that was due before today."""
    return sum(_done(partial(_lapse, gate, at), gate.strand.case) for gate in overdue_gates(at))


def overdue_gates(at: datetime) -> QuerySet[Gate]:
    """Return the gates with a consult seat that is open, was due before today, and waits for no answer itself."""
    asking = Question.objects.filter(seat=OuterRef("pk"), ask__closed_at=None)
    overdue = Seat.objects.filter(
        ~Exists(asking), kind=SeatKind.CONSULT, state=SeatState.OPEN, due_on__lt=day_of(at), gate=OuterRef("pk")
    )
    return Gate.objects.filter(Exists(overdue), outcome="").select_related("strand__case", "policy").order_by("pk")


def _lapse(gate: Gate, at: datetime) -> None:
    lapse_advice(gate, by=None, at=at, key=f"lapse/{gate.pk}/{gate.strand.case.head_number}")


def chase_late(at: datetime) -> int:
    """Take every step of the escalation chain that is due."""
    return sum(_chase(step, at) for step in steps_in_force(at))


def _chase(step: ChainStep, at: datetime) -> int:
    try:
        asks = list(asks_due(step, day_of(at)))
    except Exception:  # one step that cannot be counted must not hold up every other one
        log.exception("a step of the chain could not be taken", policy=step.policy_id, position=step.position)
        return 0
    return sum(_done(partial(chase, ask, step, at=at), ask.case) for ask in asks)


def tell_of_vacancies(at: datetime) -> int:
    """Tell who can help of each task that waits for a post nobody holds."""
    return sum(_done(partial(tell_of_vacancy, ask, at=at), ask.case) for ask in waiting_for_nobody(at))


def move(at: datetime) -> int:
    """Move every strand whose facts are ahead of the engine."""
    return sum(_done(partial(_move, strand.case, at), strand.case) for strand in left_behind() if ready(strand))


def _move(case: Case, at: datetime) -> None:
    with deciding(Verb.CASE_MOVED, case, by=None, at=at, key=f"move/{case.pk}/{case.head_number}"):
        advance(case, at)


def begin_cycles(at: datetime) -> int:
    """Open the next cycle of every contract whose review asked for one and that has none yet."""
    return sum(_done(partial(begin_next_cycle, strand.pk, at), strand.case) for strand in wanting_next_cycle())


def wanting_next_cycle() -> QuerySet[Strand]:
    """Return the strands whose review decided to buy again and whose next cycle the flow has not begun."""
    review = ReviewRecord.objects.filter(strand=OuterRef("pk"), exit_decision=ExitDecision.RE_PROCURE)
    begun = Entry.objects.filter(person__isnull=True, key=Concat(Value("next-cycle/"), OuterRef("strand_key")))
    closed = Strand.objects.filter(stage=Stage.REVIEW, state=State.CLOSED)
    keyed = closed.annotate(strand_key=Cast("pk", CharField()))
    return keyed.filter(Exists(review), ~Exists(begun)).select_related("case").order_by("pk")


def go_on_reorganising(at: datetime) -> int:
    """Go on with every reorganisation whose day has come: its bodies, then a batch of its cases, then its end.

    The policies that a body kept follow it. Returns how many steps were taken. One that a killed worker left behind is
    gone on with where it was.
    """
    steps = sum(_reorganise(found, at) for found in due(at))
    return steps + sum(_done(partial(pass_policy_on, policy, at=at), policy) for policy in policies_left_behind())


def _reorganise(found: Reorganisation, at: datetime) -> int:
    steps = 0
    if found.state == ReorganisationState.CONFIRMED:
        if not _done(partial(begin_moving, found, at=at), found.body):
            return 0
        steps += 1
    for move, case in list(left_to_move(found)):
        steps += _done(partial(move_case, move, case, at=at), case)
    return steps + _done(partial(end_moving, found, at=at), found.body)


def settle_covers(at: datetime) -> int:
    """Close offers of cover that were not answered in time, and note which covers are over."""
    lapsed = sum(_done(partial(lapse_cover, offer, at=at), offer.post.body) for offer in unanswered(day_of(at)))
    return lapsed + sum(_done(partial(run_out, offer, at=at), offer.post.body) for offer in over(day_of(at)))


def _done(step: Callable[[], None], of: Case | Body | Policy) -> bool:
    """Take one step. Where someone else was first, or it fails, the others are taken all the same."""
    try:
        step()
    except (OvertakenError, RepeatedError):
        return False
    except Exception:  # one case's trouble is told to the operators, and must not hold up all others
        log.exception("a step could not be taken", stream=of.stream_name)
        return False
    return True
