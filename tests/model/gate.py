"""A gate as it is told in plain words, written without a look at the code that runs it: what that code is held to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tests.model.days import days_left, days_on
from tests.model.policy import Rule, Version


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
WRITING_DAYS, REPLY_DAYS, MOST_QUESTIONS = 20, 3, 3


@dataclass
class Question:
    """What a seat asks the author: who asks, by when it is answered, and what its own clock has left meanwhile."""

    by: str
    last: date
    left: int


@dataclass
class ModelSeat:
    """One seat: what it is asked, what came of it, from whom, and by when."""

    rule: Rule
    state: str = "waiting"
    people: frozenset[str] = frozenset()
    carried: bool = False
    last: date = date.min
    question: Question | None = None
    asked: int = 0

    def ask(self, today: date) -> None:
        """Ask it anew."""
        self.state, self.last = "open", days_on(today, self.rule.days)

    def wait(self) -> None:
        """It is asked later; an answer it had, and what it asked, is gone."""
        self.state, self.carried, self.question, self.people = "waiting", False, None, frozenset()

    def clock_goes_on(self, today: date) -> None:
        """What it asked is settled: the days it had left begin today."""
        assert self.question is not None
        self.last, self.question = days_on(today, self.question.left), None


@dataclass
class ModelGate:
    """A record and its gate. Texts are numbers: another number is another text."""

    seats: dict[str, ModelSeat] = field(default_factory=dict)
    where: Where = Where.DRAFTING
    texts: dict[str, int] = field(default_factory=dict)
    handed_in: Mapping[str, int] | None = None
    version: Version | None = None
    tier: int = 0
    writing_until: date | None = None
    authors: set[str] = field(default_factory=set)
    answered: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

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

    @property
    def writable(self) -> bool:
        """Whether the record is with its author."""
        return self.where in (Where.DRAFTING, Where.RETURNED)

    def write(self, section: str, people: Collection[str]) -> None:
        """Change the text of a section."""
        self.texts[section] = self.texts.get(section, 0) + 1
        self.authors |= set(people)

    def submit(self, version: Version, people: Collection[str], kept_out: Collection[str], today: date) -> None:
        """Hand the record in: everybody is asked at first; later those whose text changed, whose answer does not
        stand, or was given by an author or by somebody who is kept out now, and everyone who comes after them.
        """
        before, self.handed_in = self.handed_in, dict(self.texts)
        self.authors |= set(people)
        if self.version is None:
            self.version = version
            self.seats = {rule.title: ModelSeat(rule) for rule in version.rules}
        changed = {name for name, text in self.texts.items() if before is not None and before.get(name, 0) != text}
        bad = self.authors | set(kept_out)
        again = [
            seat
            for seat in self.seats.values()
            if seat.state not in STANDS or seat.rule.sections & changed or seat.people & bad
        ]
        first = min((seat.rule.tier for seat in again), default=None)
        for seat in self.seats.values():
            seat.asked, seat.carried = 0, True
            if seat in again or (first is not None and seat.rule.tier > first):
                seat.wait()
        self.where, self.writing_until = Where.AT_THE_GATE, None
        self._ask_next(today)

    def answer(self, name: str, action: str, people: Collection[str], today: date) -> None:
        """Answer an open seat."""
        seat = self.seats[name]
        seat.state, seat.carried, seat.question = ANSWERS[seat.rule.kind][action], False, None
        seat.people = frozenset(people)
        for person in people if self.version and not self.version.many_seats else ():
            self.answered[person].add(name)
        if action == "return":
            self._offer_to_author(today)
        self._judge(today)

    def take_back(self) -> None:
        """The author takes the record back once a seat has returned it; whoever has not answered is asked next time."""
        for name in self.open:
            self.seats[name].wait()
        self.where = Where.RETURNED

    def lapse(self, today: date) -> None:
        """Advice that nobody gave by its last day is not waited for, unless it waits for its author itself."""
        silent = [seat for seat in self._at(self.tier) if seat.state == "open" and seat.rule.kind == "consult"]
        silent = [seat for seat in silent if seat.last < today and seat.question is None]
        for seat in silent:
            seat.state = "silent"
        if silent and self.where == Where.AT_THE_GATE:
            self._judge(today)

    def void(self, person: str, today: date) -> None:
        """What somebody answered who is kept out now is asked again, with all that comes after it, where it has not
        counted yet. A record that goes back to its author finds it void when it is handed in next.
        """
        if self.where != Where.AT_THE_GATE or self.returned:
            return
        own = [seat for seat in self.seats.values() if person in seat.people and seat.state in STANDS]
        void = [seat for seat in own if seat.carried or seat.rule.tier == self.tier]
        if void:
            self.tier = min(seat.rule.tier for seat in void)
            for seat in self.seats.values():
                if seat in void or seat.rule.tier > self.tier:
                    seat.wait()
            self._ask(self.tier, today)

    def counted(self, person: str) -> list[str]:
        """The seats whose answer by somebody was counted in a tier that is over."""
        here = self.where == Where.AT_THE_GATE
        earlier = {name: seat for name, seat in self.seats.items() if here and seat.rule.tier < self.tier}
        return [name for name, s in earlier.items() if person in s.people and s.state in ("signed", "objected")]

    def ask_author(self, name: str, by: str, today: date) -> None:
        """Ask the author instead of answering: the clock of the seat stands."""
        seat = self.seats[name]
        seat.question, seat.asked = (
            Question(by, days_on(today, REPLY_DAYS), days_left(today, seat.last)),
            seat.asked + 1,
        )

    def _at(self, tier: int) -> Iterator[ModelSeat]:
        return (seat for seat in self.seats.values() if seat.rule.tier == tier)

    def _offer_to_author(self, today: date) -> None:
        self.writing_until = self.writing_until or days_on(today, WRITING_DAYS)

    def _judge(self, today: date) -> None:
        """A tier is through when each of its seats has answered; one that returned or stopped it decides where to."""
        states = {seat.state for seat in self._at(self.tier)}
        if states & {"open", "waiting"}:
            return
        if "returned" in states:
            self.where = Where.RETURNED
        elif "stopped" in states:
            self.where = Where.STOPPED
        else:
            self._ask_next(today)

    def _ask_next(self, today: date) -> None:
        waiting = [seat.rule.tier for seat in self.seats.values() if seat.state == "waiting"]
        if not waiting:
            self.where = Where.PASSED
            return
        self.tier = min(waiting)
        self._ask(self.tier, today)

    def _ask(self, tier: int, today: date) -> None:
        for seat in self._at(tier):
            if seat.state == "waiting":
                seat.ask(today)
