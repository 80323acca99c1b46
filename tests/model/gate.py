"""A gate as it is told in plain words, written without a look at the code that runs it: what that code is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Where(StrEnum):
    """Where the record is: with its author, at its gate, or through with it."""

    DRAFTING = "drafting"
    AT_THE_GATE = "in_gate"
    RETURNED = "returned"
    PASSED = "passed"
    STOPPED = "stopped"


STANDS = {"signed", "objected", "advised", "silent"}
ANSWERS = {
    "sign": {"sign": "signed", "object": "objected", "return": "returned"},
    "consult": {"advise": "advised"},
    "decide": {"pass": "passed", "return": "returned", "stop": "stopped"},
}


@dataclass
class ModelSeat:
    """One seat: what it does, when it is asked, what it reads, what came of it, and when it was asked last."""

    kind: str
    tier: int
    sections: frozenset[str]
    state: str = "waiting"
    asked_at: int = -1


@dataclass
class ModelGate:
    """A record and its gate. Texts are numbers: another number is another text. Time counts in fortnights."""

    seats: dict[str, ModelSeat]
    where: Where = Where.DRAFTING
    texts: dict[str, int] = field(default_factory=dict)
    handed_in: Mapping[str, int] | None = None
    tier: int = 0
    fortnight: int = 0

    @property
    def open(self) -> list[str]:
        """The seats that wait for an answer, in their order."""
        return [name for name, seat in self.seats.items() if seat.state == "open"]

    @property
    def returned(self) -> bool:
        """Whether a seat at the gate has said that the record is not ready."""
        return self.where == Where.AT_THE_GATE and any(seat.state == "returned" for seat in self.seats.values())

    @property
    def over(self) -> bool:
        """Whether nothing more can be done at this gate."""
        return self.where in (Where.PASSED, Where.STOPPED)

    def write(self, section: str) -> None:
        """Change the text of a section."""
        self.texts[section] = self.texts.get(section, 0) + 1

    def submit(self) -> None:
        """Hand the record in: everybody is asked at first; later those whose text changed, whose answer does not
        stand, and everyone who comes after them.
        """
        before, self.handed_in = self.handed_in, dict(self.texts)
        changed = {name for name, text in self.texts.items() if before is not None and before.get(name, 0) != text}
        again = {
            name
            for name, seat in self.seats.items()
            if before is None or seat.state not in STANDS or seat.sections & changed
        }
        first = min((self.seats[name].tier for name in again), default=None)
        for name, seat in self.seats.items():
            if name in again or (first is not None and seat.tier > first):
                seat.state = "waiting"
        self.where = Where.AT_THE_GATE
        self._ask_next()

    def answer(self, name: str, action: str) -> None:
        """Answer an open seat."""
        seat = self.seats[name]
        seat.state = ANSWERS[seat.kind][action]
        self._judge()

    def take_back(self) -> None:
        """The author takes the record back once a seat has returned it; whoever has not answered is asked next time."""
        for name in self.open:
            self.seats[name].state = "waiting"
        self.where = Where.RETURNED

    def wait(self) -> None:
        """A fortnight passes: advice that nobody gave in it is not waited for."""
        self.fortnight += 1
        silent = [seat for seat in self._at(self.tier) if seat.state == "open" and seat.kind == "consult"]
        for seat in silent:
            if seat.asked_at < self.fortnight:
                seat.state = "silent"
        if silent and self.where == Where.AT_THE_GATE:
            self._judge()

    def _at(self, tier: int) -> Iterator[ModelSeat]:
        return (seat for seat in self.seats.values() if seat.tier == tier)

    def _judge(self) -> None:
        """A tier is through when each of its seats has answered; one that returned or stopped it decides where to."""
        states = {seat.state for seat in self._at(self.tier)}
        if states & {"open", "waiting"}:
            return
        if "returned" in states:
            self.where = Where.RETURNED
        elif "stopped" in states:
            self.where = Where.STOPPED
        else:
            self._ask_next()

    def _ask_next(self) -> None:
        waiting = [seat for seat in self.seats.values() if seat.state == "waiting"]
        if not waiting:
            self.where = Where.PASSED
            return
        self.tier = min(seat.tier for seat in waiting)
        for seat in waiting:
            if seat.tier == self.tier:
                seat.state, seat.asked_at = "open", self.fortnight
