"""Four signers at one gate at the same moment, beside the same four one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.crowd import Act, crowd
from benchmarks.decision import Desk
from benchmarks.figures import Figures, Size
from benchmarks.measuring import spread
from benchmarks.preparing import SIGNERS, Seat, cases_at_gate, found_council, readers_of

ROUNDS = {Size.TINY: 1, Size.QUICK: 8, Size.FULL: 40}
WARMING = 2  # rounds that only bring four new processes up


def measure(size: Size) -> Figures:
    """Return the figures of goal 4. In every other round one of them signs for all, so that both are taken alike."""
    people = found_council()
    rounds = WARMING + 2 * ROUNDS[size]
    gates = [seats[: len(SIGNERS)] for seats in cases_at_gate(rounds, people, decided=True)]
    desk = Desk(people, readers_of(people))

    turns = crowd([_signer(desk, gates, place) for place in range(len(SIGNERS))], rounds)[WARMING:]
    alone = spread([ms for each in turns[0::2] for turn in each for ms in turn.taken])
    together = spread([ms for each in turns[1::2] for turn in each for ms in turn.taken])
    goals = {"crowded_median": together.median / alone.median, "crowded_worst": together.worst}
    return Figures(goals, {"alone": alone, "together": together})


def _signer(desk: Desk, gates: Sequence[list[Seat]], place: int) -> Act:
    """Return what the signer of one seat does in a round: sign it, or in an even round the first signs for all."""

    def sign(number: int) -> list[float]:
        for_all = gates[number] if place == 0 else []
        return [desk.sign(seat) for seat in (for_all if number % 2 == 0 else [gates[number][place]])]

    return sign
