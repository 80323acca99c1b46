"""What the flow does to a gate when a tier opens or concludes. Called by the engine inside a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef

from accounts.authority import eligible
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.asks.opening import ask
from commissioning.case.models import Strand, scope_of_evaluation
from commissioning.gates.combining import handed_on, in_sentence
from commissioning.gates.models import ChainStep, Gate, Seat
from commissioning.gates.pausing import put_away
from commissioning.gates.rules import judge, next_tier, spared
from commissioning.gates.seating import places
from commissioning.gates.submitting import current_gate
from commissioning.telling.outbox import tell
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import AskKind, Duties, Outcome, SeatKind, SeatState, Stage, WayOn

CLOSING = (Outcome.PASSED, Outcome.ENDED, Outcome.STOPPED)


def submitted(strand: Strand) -> bool:
    """Whether the record of the strand's current stage lies at its gate."""
    gate = current_gate(strand)
    return gate is not None and gate.outcome == ""


def way_on(strand: Strand) -> WayOn | None:
    """Return which way the record of the strand's current stage went once it was written; None while it waits."""
    if submitted(strand):
        return WayOn.GATE
    return WayOn.NEXT if handed_on(strand, Stage(strand.stage)) else None


def open_tier(strand: Strand, at: datetime) -> None:
    """Open the next tier in which a seat waits: its seats are asked, each by its own working days.

    Where every answer carried over there is nothing to ask, and the gate is judged at once.
    """
    gate = found_gate(strand)
    gate.strand = strand
    seats = list(gate.seats.select_related("rule", "post__body"))
    tier = next_tier(places(seats))
    if tier is None:
        conclude(gate, seats, at)
        return
    gate.tier, gate.outcome = tier, ""
    gate.save(update_fields=["tier", "outcome"])
    ask_waiting(gate, seats, at)


def ask_waiting(gate: Gate, seats: Sequence[Seat], at: datetime) -> None:
    """Ask the seats of the open tier that wait to be asked."""
    asked = [found for found in seats if found.tier == gate.tier and found.state == SeatState.WAITING]
    amount, chained = _amount(gate.strand, gate), _with_own_chain(asked)
    for found in asked:
        _ask(gate.strand, gate, found, amount, found.rule_id if found.rule_id in chained else None, at)


def _with_own_chain(seats: Sequence[Seat]) -> set[int]:
    """The ids of the rules whose seats are chased by a chain of their own."""
    own = ChainStep.objects.filter(seat__in=[found.rule_id for found in seats])
    return set(own.values_list("seat", flat=True).distinct())


def _amount(strand: Strand, gate: Gate) -> Decimal | None:
    """What value limits are held against: the value as it was submitted, else the case's own."""
    stated = gate.submissions.order_by("-number")[0].facts.get("value_gross")
    return Decimal(str(stated)) if stated is not None else strand.case.amount


def found_gate(strand: Strand) -> Gate:
    """Return the strand's current gate. Raises LookupError where nothing was submitted."""
    gate = current_gate(strand)
    if gate is None:
        raise LookupError(f"Strand {strand.pk} has no gate in {strand.stage}.")
    return gate


def _ask(strand: Strand, gate: Gate, seat: Seat, amount: Decimal | None, chain: int | None, at: datetime) -> None:
    today = day_of(at)
    calendar = england_calendar()
    seat.state = SeatState.OPEN
    seat.due_on = calendar.add_working_days(today, seat.rule.working_days)
    seat.save(update_fields=["state", "due_on"])
    opened = ask(
        strand,
        seat.post,
        AskKind(seat.kind),
        title=seat.rule.title,
        source=seat.source,
        scope=gate.scope,
        due_on=seat.due_on,
        amount=amount,
        at=at,
        chain=chain,
        apart=_apart(strand, gate, seat),
        earlier=gate.earlier,
    )
    _tell(opened, seat, at)


def _apart(strand: Strand, gate: Gate, seat: Seat) -> str:
    """What a seat that decides on an award is kept apart from: evaluating its bids, unless the policy allows both."""
    decides = seat.kind == SeatKind.DECIDE and gate.stage == Stage.AWARD
    if not decides or Duties.EVALUATE_DECIDE in (gate.policy.together or ()):
        return ""
    return scope_of_evaluation(strand.pk)


def _tell(opened: Ask, seat: Seat, at: datetime) -> None:
    case = opened.case
    tell(
        eligible(seat.post, on=opened, at=at),
        case=case,
        ask=opened,
        event=f"ask/{opened.pk}",
        subject=f"{case.reference}: {opened.get_kind_display().lower()}, {seat.rule.title}",
        text=(
            f"{case.title} ({case.reference}) is at the gate of {in_sentence(seat.gate.stages)}. "
            f"You are asked as {seat.post.title}: {seat.rule.own_why} Please answer by {seat.due_on:%-d %B %Y}."
        ),
        at=at,
    )


def spare(gate: Gate, seats: Sequence[Seat], at: datetime) -> list[str]:
    """Close the asks of the open tier's seats whose group has enough answers. Returns what the seats are called."""
    enough = spared([place for place in places(seats) if place.tier == gate.tier])
    found = [seat for seat in seats if seat.pk in enough]
    for seat in found:
        seat.state = SeatState.SPARED
        seat.save(update_fields=["state"])
        put_away(seat, at, as_="not needed: enough others have answered")
    return [seat.rule.title for seat in found]


def conclude(gate: Gate, seats: Sequence[Seat], at: datetime) -> Outcome | None:
    """Judge the open tier and write what it came to. Returns None while it waits."""
    outcome = judge(places(seats), gate.tier)
    if outcome is None:
        return None
    gate.outcome = outcome
    gate.closed_at = at if outcome in CLOSING else None
    if outcome == Outcome.RETURNED:
        gate.reopened = ""  # it comes back for reasons of its own now
    gate.save(update_fields=["outcome", "closed_at", "reopened"])
    return outcome


def reopen(strand: Strand, reason: str) -> None:
    """Return a passed gate to its author; the record's next submission asks the decider again, and who else must be."""
    gate = found_gate(strand)
    gate.outcome, gate.closed_at, gate.reopened = Outcome.RETURNED, None, reason
    gate.save(update_fields=["outcome", "closed_at", "reopened"])


def reopened(**where: OuterRef) -> Exists:
    """Return the condition that a gate which had passed was opened again and not submitted to since."""
    return Exists(Gate.objects.filter(**where, outcome=Outcome.RETURNED).exclude(reopened=""))


def outcome_of(strand: Strand) -> Outcome | None:
    """Return what the open tier of the strand's gate came to, or None while it waits."""
    gate = current_gate(strand)
    return Outcome(gate.outcome) if gate is not None and gate.outcome else None


def withdraw(seat: Seat, at: datetime) -> None:
    """Close a seat's ask without an answer: the record was taken back."""
    seat.state = SeatState.WAITING
    seat.save(update_fields=["state"])
    put_away(seat, at, as_="taken back")
