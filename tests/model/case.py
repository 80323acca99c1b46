"""A case as it is told in plain words: its record, its gate, and who declares which interests."""

from __future__ import annotations

from datetime import date

from tests.model.asking import Task
from tests.model.council import DONE, NOT_ALLOWED, OVERTAKEN, REFUSED
from tests.model.gate import ANSWERS, MOST_QUESTIONS
from tests.model.owning import Owning
from tests.model.policy import Version

BINDING = {"sign", "object", "pass"}


class ModelCase(Owning):
    """One case at the gate of needs, and what people do there: each act is answered with a word."""

    # The record.

    def write(self, section: str, by: str) -> str:
        """Write in the record; who does so is one of its authors."""
        held = self.using(by, "write")
        if held is None:
            return NOT_ALLOWED
        if not self.gate.writable:
            return OVERTAKEN
        self.gate.write(section, held.people)
        return DONE

    def submit(self, by: str) -> str:
        """Hand it in: under the policy of that day at first, under the same one whenever it comes back."""
        held = self.holding(self.tasks()["write"], by)
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
        if self.holding(self.tasks()["write"], by) is None:
            return NOT_ALLOWED
        if not self.gate.returned:
            return OVERTAKEN
        self.gate.take_back()
        return DONE

    # Its gate.

    def answer(self, name: str, action: str, by: str, *, same_text: bool = True) -> str:
        """Answer a seat, for the text that lies there."""
        held = self.holding(self.tasks()[name], by)
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
        held, seat = self.holding(self.tasks()[name], by), self.gate.seats[name]
        if held is None:
            return NOT_ALLOWED
        if seat.question is not None:
            return OVERTAKEN
        reply = Task(self.there(self.council.post("commissioner", self.lead)), date.max)
        others = set(self.able(reply)) - held.people
        if seat.last < self.council.today or seat.asked == MOST_QUESTIONS or not others:
            return REFUSED
        self.gate.ask_author(name, by, self.council.today)
        return DONE

    def reply(self, name: str, by: str) -> str:
        """Answer for the record, as another than who asked and who has answered a seat; that makes one an author."""
        held, question = self.holding(self.tasks()[f"question: {name}"], by), self.gate.seats[name].question
        if held is None or question is None:
            return NOT_ALLOWED
        if question.by in held.people or any(self.gate.answered[person] for person in held.people):
            return REFUSED
        self.gate.authors |= held.people
        self.gate.seats[name].clock_goes_on(self.council.today)
        return DONE

    def withdraw_question(self, name: str, by: str) -> str:
        """Whoever may answer the seat may withdraw its question."""
        if self.holding(self.tasks()[name], by) is None:
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
        if self.holding(self.tasks()[name], by) is None:
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
        held = self.using(by, "review interests", not_for=person)
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
