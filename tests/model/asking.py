"""What a case asks of whom, and who may do what there, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from tests.model.council import Council, Holding, Post
from tests.model.days import days_on
from tests.model.gate import WRITING_DAYS, ModelGate
from tests.model.policy import Policies, Rule

Asked = TypeVar("Asked")


@dataclass(frozen=True)
class Task:
    """What is asked of a post, by when, what is left while its clock stands, and of which seat it is."""

    post: Post
    last: date
    left: int | None = None
    seat: str = ""


@dataclass
class Acceptance:
    """What a body that owns the case together with others says of the stage."""

    last: date
    state: str = "asked"


@dataclass
class Asking:
    """One case at the gate of needs, as everything else about it sees it."""

    council: Council
    policies: Policies
    owners: list[str]  # the lead first
    worth: int
    gate: ModelGate = field(default_factory=ModelGate)
    kept_out: set[str] = field(default_factory=set)
    declared: dict[str, str] = field(default_factory=dict)
    flags: set[tuple[str, str]] = field(default_factory=set)
    accepted: dict[str, Acceptance] = field(default_factory=dict)

    @property
    def lead(self) -> str:
        """The body that leads it."""
        return self.owners[0]

    def begun_by(self, holding: Holding) -> None:
        """Somebody opened it and wrote its record."""
        self.gate.authors |= holding.people
        self.gate.writing_until = days_on(self.council.today, WRITING_DAYS)

    # What is asked.

    def tasks(self) -> dict[str, Task]:
        """Everything that is asked now."""
        return {**dict(self._of_seats()), **dict(self._of_owners())}

    def _of_seats(self) -> Iterator[tuple[str, Task]]:
        gate, writer = self.gate, self.there(self.council.post("commissioner", self.lead))
        for name in gate.open:
            seat = gate.seats[name]
            left = seat.question.left if seat.question else None
            yield name, Task(self.there(self._post_of(seat.rule)), seat.last, left, name)
            if seat.question:
                yield f"question: {name}", Task(writer, seat.question.last)
        if gate.writing_until and (gate.writable or gate.returned):
            yield "write", Task(writer, gate.writing_until)

    def _of_owners(self) -> Iterator[tuple[str, Task]]:
        for body, one in self.accepted.items():
            if one.state == "asked":
                yield f"accept: {body}", Task(self.there(self.council.post("head_of_service", body)), one.last)

    @staticmethod
    def there(found: Asked | None) -> Asked:
        """What is certainly there."""
        assert found is not None
        return found

    def _post_of(self, rule: Rule) -> Post | None:
        return self.council.post(rule.role, rule.body or self.lead)

    # Who may.

    def able(self, task: Task) -> list[str]:
        """Who can do a task, by name."""
        return sorted({held.person for held in self.council.holdings if self._can(held, task)})

    def _can(self, held: Holding, task: Task) -> bool:
        counts = held.post is task.post and self.council.counts(held)
        if not counts or held.people & self.kept_out:
            return False
        if not task.seat:
            return True
        elsewhere = {name for person in held.people for name in self.gate.answered[person]} - {task.seat}
        return held.up_to(self.worth) and not held.people & self.gate.authors and not elsewhere

    def holding(self, task: Task, by: str) -> Holding | None:
        """In which holding somebody can do a task, if in any."""
        return next((held for held in self.council.held_by(by) if self._can(held, task)), None)

    def writers(self) -> list[str]:
        """Who may write in the record."""
        return sorted({held.person for held in self.council.holdings if self.using(held.person, "write")})

    def using(self, by: str, right: str, *, lead: bool = False, not_for: str = "") -> Holding | None:
        """In which holding somebody may do a thing here, at the body that leads or at any owner, if in any."""
        bodies = self.owners[:1] if lead else self.owners
        return self.council.using(by, right, bodies, without=self.kept_out, not_for=not_for)
