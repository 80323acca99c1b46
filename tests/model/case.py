"""A case as it is told in plain words: who owns it, what it asks of whom, and who may do what there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from tests.model.council import DONE, NOT_ALLOWED, OVERTAKEN, REFUSED, Council, Holding, Post
from tests.model.days import days_on
from tests.model.gate import ANSWERS, MOST_QUESTIONS, WRITING_DAYS, ModelGate
from tests.model.policy import Policies, Rule, Version

BINDING = {"sign", "object", "pass"}
OWNING_DAYS = 5
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
class ModelCase:
    """One case at the gate of needs."""

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
        gate, writer = self.gate, self._there(self.council.post("commissioner", self.lead))
        for name in gate.open:
            seat = gate.seats[name]
            left = seat.question.left if seat.question else None
            yield name, Task(self._there(self._post_of(seat.rule)), seat.last, left, name)
            if seat.question:
                yield f"question: {name}", Task(writer, seat.question.last)
        if gate.writing_until and (gate.writable or gate.returned):
            yield "write", Task(writer, gate.writing_until)

    def _of_owners(self) -> Iterator[tuple[str, Task]]:
        for body, one in self.accepted.items():
            if one.state == "asked":
                yield f"accept: {body}", Task(self._there(self.council.post("head_of_service", body)), one.last)

    @staticmethod
    def _there(found: Asked | None) -> Asked:
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

    def _holding(self, task: Task, by: str) -> Holding | None:
        return next((held for held in self.council.held_by(by) if self._can(held, task)), None)

    def writers(self) -> list[str]:
        """Who may write in the record."""
        return sorted({held.person for held in self.council.holdings if self._using(held.person, "write")})

    def _using(self, by: str, right: str, *, lead: bool = False, not_for: str = "") -> Holding | None:
        bodies = self.owners[:1] if lead else self.owners
        return self.council.using(by, right, bodies, without=self.kept_out, not_for=not_for)

    # The record.

    def write(self, section: str, by: str) -> str:
        """Write in the record; who does so is one of its authors."""
        held = self._using(by, "write")
        if held is None:
            return NOT_ALLOWED
        if not self.gate.writable:
            return OVERTAKEN
        self.gate.write(section, held.people)
        return DONE

    def submit(self, by: str) -> str:
        """Hand it in: under the policy of that day at first, under the same one whenever it comes back."""
        held = self._holding(self.tasks()["write"], by)
        if held is None:
            return NOT_ALLOWED
        if not self.gate.writable:
            return OVERTAKEN
        version = self._version()
        accepted = len(self.owners) == 1 or all(self.accepted[body].state == "accepted" for body in self.owners)
        if version.owners_accept and not accepted:
            return REFUSED
        self.gate.submit(version, held.people, self.kept_out, self.council.today)
        return DONE

    def _version(self) -> Version:
        return self.gate.version or self.policies.governs(self.council.today)

    def take_back(self, by: str) -> str:
        """Take it back once a seat has returned it."""
        if self._holding(self.tasks()["write"], by) is None:
            return NOT_ALLOWED
        if not self.gate.returned:
            return OVERTAKEN
        self.gate.take_back()
        return DONE

    # Its gate.

    def answer(self, name: str, action: str, by: str, *, same_text: bool = True) -> str:
        """Answer a seat, for the text that lies there."""
        held = self._holding(self.tasks()[name], by)
        if held is None:
            return NOT_ALLOWED
        if action not in ANSWERS[self.gate.seats[name].rule.kind]:
            return REFUSED
        if action in BINDING and not same_text:
            return OVERTAKEN
        self.gate.answer(name, action, held.people, self.council.today)
        return DONE

    def ask_author(self, name: str, by: str) -> str:
        """Ask the author instead: one question at a time, in time, and only where another could answer."""
        held, seat = self._holding(self.tasks()[name], by), self.gate.seats[name]
        if held is None:
            return NOT_ALLOWED
        if seat.question is not None:
            return OVERTAKEN
        reply = Task(self._there(self.council.post("commissioner", self.lead)), date.max)
        others = set(self.able(reply)) - held.people
        if seat.last < self.council.today or seat.asked == MOST_QUESTIONS or not others:
            return REFUSED
        self.gate.ask_author(name, by, self.council.today)
        return DONE

    def reply(self, name: str, by: str) -> str:
        """Answer for the record, as another than who asked and who has answered a seat; that makes one an author."""
        held, question = self._holding(self.tasks()[f"question: {name}"], by), self.gate.seats[name].question
        if held is None or question is None:
            return NOT_ALLOWED
        if question.by in held.people or any(self.gate.answered[person] for person in held.people):
            return REFUSED
        self.gate.authors |= held.people
        self.gate.seats[name].clock_goes_on(self.council.today)
        return DONE

    def withdraw_question(self, name: str, by: str) -> str:
        """Whoever may answer the seat may withdraw its question."""
        if self._holding(self.tasks()[name], by) is None:
            return NOT_ALLOWED
        if self.gate.seats[name].question is None:
            return OVERTAKEN
        self.gate.seats[name].clock_goes_on(self.council.today)
        return DONE

    # Interests.

    def declare(self, kind: str, by: str) -> str:
        """Declare one's interests, as anybody may who may see the case."""
        if self.council.using(by, "see", self.owners) is None:
            return NOT_ALLOWED
        self._declare(kind, by)
        return DONE

    def declare_at(self, name: str, by: str) -> str:
        """Declare an actual conflict instead of answering a seat."""
        if self._holding(self.tasks()[name], by) is None:
            return NOT_ALLOWED
        self._declare("actual", by)
        return DONE

    def _declare(self, kind: str, by: str) -> None:
        self.declared[by] = kind
        if kind == "actual":
            self._keep_out(by)

    def _keep_out(self, person: str) -> None:
        """From now on they do nothing here, nor anybody for them; what they answered and has counted is flagged."""
        self.kept_out.add(person)
        self.gate.void(person, self.council.today)
        self.flags |= {(person, name) for name in self.gate.counted(person)}

    def review(self, person: str, verdict: str, by: str) -> str:
        """Procurement says of what another declared last whether they may act; an actual conflict stands."""
        held = self._using(by, "review interests", not_for=person)
        if held is None or by == person:
            return NOT_ALLOWED
        kind = self.declared[person]
        if kind == "actual" or (kind == "none" and person not in self.kept_out):
            return REFUSED
        if verdict == "keep_out":
            self._keep_out(person)
        else:
            self.kept_out.discard(person)
        return DONE

    # Owners.

    def share(self, body: str, by: str) -> str:
        """Let another body own the case too; then each owner is asked to accept the stage."""
        word = self._may_share(by)
        if not word and (body in self.owners or self.council.heir(body) != body):
            return REFUSED
        if not word:
            self.owners.append(body)
            self.ask_owners()
        return word or DONE

    def _may_share(self, by: str) -> str:
        if self._using(by, "share", lead=True) is None:
            return NOT_ALLOWED
        return REFUSED if self.gate.over else ""

    def let_go(self, body: str, by: str) -> str:
        """Let a partner go, whom nothing but the stage waits for."""
        word = self._may_share(by)
        if not word and body not in self.owners:
            return OVERTAKEN
        others = [task for name, task in self.tasks().items() if not name.startswith("accept: ")]
        if not word and (body == self.lead or any(task.post.body == body for task in others)):
            return REFUSED
        if not word:
            self.owners.remove(body)
            if body in self.accepted and self.accepted[body].state != "accepted":
                del self.accepted[body]
            self._end_asking()
        return word or DONE

    def let_lead(self, body: str, leader: str, by: str) -> str:
        """Let a partner lead, and one of its people in a post of their own; its posts have what waits for the lead."""
        word = self._may_share(by)
        if not word and (body not in self.owners or body == self.lead):
            return OVERTAKEN
        if not word and not self._leads(leader, body):
            return REFUSED
        if not word:
            self.owners.remove(body)
            self.owners.insert(0, body)
        return word or DONE

    def _leads(self, person: str, body: str) -> bool:
        own = [held.post for held in self.council.held_by(person) if not held.principal]
        leading = [post for post in own if post.role in ("commissioner", "head_of_service")]
        return person not in self.kept_out and any(self.council.reaches(post, [body]) for post in leading)

    def accept(self, body: str, by: str, *, yes: bool) -> str:
        """Accept the stage for a body, or decline it."""
        if self._holding(self.tasks()[f"accept: {body}"], by) is None:
            return NOT_ALLOWED
        self.accepted[body].state = "accepted" if yes else "declined"
        return DONE

    def ask_owners(self) -> None:
        """Ask every owner that was not asked yet, where there are several and the stage goes on."""
        if len(self.owners) > 1 and not self.gate.over:
            for body in self.owners:
                self.accepted.setdefault(body, Acceptance(days_on(self.council.today, OWNING_DAYS)))

    def _end_asking(self) -> None:
        """One that owns it alone is asked nothing."""
        if len(self.owners) == 1:
            self.accepted = {body: one for body, one in self.accepted.items() if one.state != "asked"}

    def pass_to(self, former: str, into: str) -> None:
        """Another body owns it in the place of one, with what that said of the stage, unless it is asked itself."""
        if former not in self.owners:
            return
        led = self.lead == former
        if into not in self.owners:
            self.owners[self.owners.index(former)] = into
        else:
            self.owners.remove(former)
        if led:
            self.owners.remove(into)
            self.owners.insert(0, into)
        self._end_asking()
        said = self.accepted.get(former)
        if said is not None and into not in self.accepted:
            self.accepted[into] = self.accepted.pop(former)
        elif said is not None and said.state == "asked":
            del self.accepted[former]
        self.ask_owners()
