"""What happens next in a case, who holds it and since when, and what comes after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from types import MappingProxyType

from accounts.models import Post
from commissioning.asks.models import Ask
from commissioning.case.models import Case, Strand
from commissioning.casefile.overview import earlier_of, name_of
from commissioning.casefile.stages import room_for
from commissioning.casefile.wording import deadline, within
from commissioning.casefile.work import title_of
from commissioning.gates.models import Seat
from commissioning.interests.standing import stages_of
from commissioning.needs.ways import ENDED as ENDED_AS
from commissioning.records.asks import record_ask
from commissioning.vocabulary import Lane, Outcome, SeatKind, SeatState, Stage, State, Way
from govuk.wording import day_in_words, in_words

ANSWERED = (SeatState.SIGNED, SeatState.OBJECTED, SeatState.ADVISED, SeatState.RETURNED)
DOES = {SeatKind.CONSULT: "advises", SeatKind.SIGN: "signs", SeatKind.DECIDE: "decides"}


@dataclass(frozen=True)
class Next:
    """What a case waits for, in the shape of the panel."""

    text: str
    waiting: Sequence[dict[str, object]] = field(default_factory=list)
    signed: Sequence[str] = field(default_factory=list)
    then: str = ""


def next_of(
    case: Case,
    strands: Sequence[Strand],
    tasks: Sequence[Ask],
    seats: Sequence[Seat],
    today: date,
    paused: Mapping[int, str] = MappingProxyType({}),
) -> Next:
    """Return what happens next in a case; `paused` says of tasks whose clock stands why it does."""
    running = [strand for strand in strands if strand.state not in (State.STOPPED, State.CLOSED)]
    if not running:
        return Next(_ended(case))
    told = [_standing(strand, strands, seats) for strand in running]
    told += [f"{name_of(strand, strands)}: {STOPPED_HERE}" for strand in strands if _stopped_for_good(strand)]
    return Next(
        text=" ".join(told if tasks else [*told, NOBODY]),
        waiting=[_waiting(task, strands, today, paused.get(task.pk, "")) for task in tasks],
        signed=[_answered(seat, strands) for seat in seats if seat.state in ANSWERED],
        then=" ".join(_named_then(strand, strands, seats) for strand in running),
    )


def _ended(case: Case) -> str:
    """Why nothing follows in a case."""
    if case.state == State.CLOSED and case.way in ENDED_AS:
        return f"Nothing: the case is closed. {ENDED_AS[Way(case.way)]}, as the gate of its needs agreed."
    ended = PURCHASE_ENDED if case.lane == Lane.FAST else ENDED
    return ended[State(case.state)].format(stage=case.stage_name.lower())


def _stopped_for_good(strand: Strand) -> bool:
    return strand.state == State.STOPPED and not getattr(strand, "passed_on", False)


def _named_then(strand: Strand, strands: Sequence[Strand], seats: Sequence[Seat]) -> str:
    name, then = name_of(strand, strands), _then(strand, seats)
    return f"{name}: {then[:1].lower()}{then[1:]}" if name else then


STOPPED_HERE = "stopped. The trail says by whom and why."
NOBODY = "Nobody holds it at this moment: whoever is next is asked within minutes."
ENDED = {
    State.STOPPED: "Nothing: the case was stopped in {stage}. The trail says by whom and why.",
    State.CLOSED: "Nothing: this cycle of the case is closed. What it taught goes into the next one.",
}
PURCHASE_ENDED = {
    State.STOPPED: "Nothing: the purchase was stopped. The trail says by whom and why.",
    State.CLOSED: "Nothing: the closing question is answered and the purchase is closed.",
}


MARKS = {
    SeatState.OBJECTED: "not supported",
    SeatState.ADVISED: "gave advice",
    SeatState.RETURNED: "returned it",
    SeatState.SILENT: "no advice given",
}


def _answered(seat: Seat, strands: Sequence[Strand]) -> str:
    part = next((name_of(strand, strands) for strand in strands if strand.pk == seat.gate.strand_id), "")
    marks = [part, MARKS.get(SeatState(seat.state), ""), "carried over" if seat.carried else ""]
    told = ", ".join(mark for mark in marks if mark)
    return f"{seat.rule.title} ({told})" if told else seat.rule.title


def _post(post: Post) -> str:
    return f"{post.get_role_display()} ({post.body.name})"


def _standing(strand: Strand, strands: Sequence[Strand], seats: Sequence[Seat]) -> str:
    stage = Stage(strand.stage)
    name = name_of(strand, strands)
    room, earlier = room_for(strand.case, stage), earlier_of(strand)
    if earlier and strand.state == State.DRAFTING:
        told = WITH_EARLIER.format(record=room.record_in_words, earlier=Stage(earlier).label.lower())
    else:
        words = TOGETHER if earlier else WORDS
        told = words[State(strand.state)].format(record=room.at(earlier).record_in_words, stage=room.name.lower())
    if again := _why_again(strand, seats):
        told = f"{room.at(earlier).record_in_words} {'are' if earlier else 'is'} open again. {again}"
    if strand.case.lane == Lane.FAST and stage == Stage.MONITORING:
        told = BOUGHT
    if _is_returned(strand, seats):
        told += RETURNED
    return f"{name}: {told}" if name else f"{told[:1].upper()}{told[1:]}"


WORDS = {
    State.DRAFTING: "{record} is being written.",
    State.IN_GATE: "{record} is at its gate.",
    State.RETURNED: "{record} was returned and is being mended.",
    State.WAITING: "{stage} waits for what must happen before it can go on.",
}
WITH_EARLIER = (
    "{record} is being written; that of {earlier} was handed on, is still open, and goes to its gate with it."
)
TOGETHER = WORDS | {
    State.IN_GATE: "{record} are at one gate.",
    State.RETURNED: "{record} were returned and are being mended.",
}
BOUGHT = "the purchase is decided: order it. Once it is delivered and paid, the closing question closes it."
GOES_BACK = "Then its author mends it and hands it in again."
RETURNED = " It has been returned already: its author may take it back now, or wait for every reason."


def _is_returned(strand: Strand, seats: Sequence[Seat]) -> bool:
    """Whether a record at its gate is sure to go back: a seat has returned it."""
    return strand.state == State.IN_GATE and any(seat.state == SeatState.RETURNED for seat in _of(strand, seats))


def _why_again(strand: Strand, seats: Sequence[Seat]) -> str:
    """Why the gate of a strand was opened again after it had passed, as a sentence; "" where it was not."""
    here = _of(strand, seats) if strand.state == State.RETURNED else []
    why = next((seat.gate.reopened for seat in here if seat.gate.outcome == Outcome.RETURNED), "")
    return f"{why.removesuffix('.')}." if why else ""


def _of(strand: Strand, seats: Sequence[Seat]) -> list[Seat]:
    return [seat for seat in seats if seat.gate.strand_id == strand.pk and seat.gate.stage == strand.stage]


def _waiting(task: Ask, strands: Sequence[Strand], today: date, paused: str) -> dict[str, object]:
    name = name_of(task.strand, strands)
    on_it = f", {task.on_it.full_name} is on it" if task.on_it else ""
    since = f"since {day_in_words(task.opened_at)}"
    title = f"{name}. {title_of(task)}" if name else title_of(task)
    beside = f"{_escalated(task)}{_held_up(task, today)}{_left(task)}"
    return {
        "who": f"{_post(task.post)}{on_it}",
        "note": f"{title}, {since}, {_clock(task, today, paused)}{beside}",
        "late": task.late(today),
    }


def _clock(task: Ask, today: date, paused: str) -> str:
    """How long a task has, or why its clock stands."""
    return f"{paused[:1].lower()}{paused[1:]}" if paused else deadline(task.due_on, today)


def _held_up(task: Ask, today: date) -> str:
    """What has to pass before a task can be done, such as a standstill."""
    waits = record_ask(task).waits(task, today) if task.filled_in else ""
    return f". {waits}" if waits else ""


def _left(task: Ask) -> str:
    """That nobody holds the post of a task, or nobody is left who can do it, and what to do then."""
    if getattr(task, "vacant", False):
        return f". {NOBODY_HOLDS}"
    return f". {NOBODY_LEFT}" if getattr(task, "nobody", False) else ""


NOBODY_HOLDS = (
    "Nobody holds this post. Its deputy and whoever arranges cover there are told; until somebody covers it or is "
    "appointed, nothing goes on here"
)
NOBODY_LEFT = (
    "Nobody who holds this post can do it: they wrote the record, answered already, have a conflict of interest, or "
    "act up to a lower value. Ask the system administrator to appoint somebody"
)


def _escalated(task: Ask) -> str:
    to, at = getattr(task, "escalated_to", None), getattr(task, "escalated_at", None)
    return f", escalated to {to} on {day_in_words(at)}" if to and at else ""


def _then(strand: Strand, seats: Sequence[Seat]) -> str:
    stage = Stage(strand.stage)
    if strand.case.lane == Lane.FAST:
        return FAST_THEN.get(stage, "")
    following = next((found for found in stages_of(strand.case) if found.number > stage.number), None)
    after = f"the next stage begins: {following.label.lower()}" if following else "the cycle closes"
    if vars(strand).get("hands_on") and following is not None:
        return HANDED_ON.format(stage=following.label.lower())
    if strand.state in (State.DRAFTING, State.RETURNED):
        return f"Then it goes to its gate, where those who own the stage together answer. If they agree, {after}."
    if _is_returned(strand, seats):
        return GOES_BACK
    if strand.state != State.IN_GATE:
        return f"Then {after}."
    later = [seat for seat in _of(strand, seats) if seat.state == SeatState.WAITING]
    return " ".join([*_tiers(later), f"If they agree, {after}."])


HANDED_ON = "Then it is handed on, and the next stage begins: {stage}. As the policy stands, one gate decides both."
FAST_THEN = {
    Stage.NEEDS: "Once the budget holder agrees, you can order; one closing question then closes the purchase.",
    Stage.MONITORING: "Then the purchase is closed.",
}


def _tiers(seats: Sequence[Seat]) -> Iterable[str]:
    """A sentence for each tier that is still to be asked."""
    for _, tier in groupby(seats, key=lambda seat: seat.tier):
        asked = list(tier)
        told = in_words(f"{_post(seat.post)} {DOES[SeatKind(seat.kind)]}" for seat in asked)
        yield f"Then {told} {within(max(seat.rule.working_days for seat in asked))}."
