"""The bodies that own a case, what each says of the stage, and what becomes of both, in plain words."""

from __future__ import annotations

from tests.model.asking import Acceptance, Asking
from tests.model.council import DONE, NOT_ALLOWED, OVERTAKEN, REFUSED
from tests.model.days import days_on

OWNING_DAYS = 5


class Owning(Asking):
    """A case with its owners."""

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
        if self.using(by, "share", lead=True) is None:
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
        if self.holding(self.tasks()[f"accept: {body}"], by) is None:
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
