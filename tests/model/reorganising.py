"""How bodies are reorganised, in plain words: proposed by one, confirmed by another, carried out from a day on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from tests.model.council import COUNCIL, DONE, NOT_ALLOWED, OVERTAKEN, REFUSED, Council

EARLIER = {"this": "the one before", "the one before": "the one before", "other": "other"}


@dataclass(frozen=True)
class Going:
    """What goes from one body to another: the cases named, or all of them."""

    former: str
    into: str
    cases: tuple[str, ...] = ()


@dataclass(eq=False)
class Act:
    """One reorganisation."""

    kind: str
    body: str
    goings: tuple[Going, ...]
    first: date
    by: str
    state: str = "proposed"

    @property
    def bodies(self) -> set[str]:
        """Every body that it concerns."""
        return {self.body} | {body for going in self.goings for body in (going.former, going.into)}

    @property
    def open(self) -> bool:
        """Whether it is still to be carried out."""
        return self.state in ("proposed", "confirmed")


@dataclass
class Reorganisations:
    """The acts there were."""

    council: Council
    acts: list[Act] = field(default_factory=list)

    def propose(self, act: Act, owners: dict[str, list[str]]) -> str:
        """Only of bodies that stand and that no other act concerns, and of cases that the former body owns."""
        if self.council.using(act.by, "appoint", [act.body, COUNCIL]) is None:
            return NOT_ALLOWED
        taken = {body for other in self.acts if other.open for body in other.bodies}
        closed = {body for body in act.bodies if self.council.heir(body) != body}
        foreign = [name for going in act.goings for name in going.cases if going.former not in owners[name]]
        if act.bodies & (taken | closed) or foreign or any(going.former == going.into for going in act.goings):
            return REFUSED
        if act.kind == "split" and len({going.into for going in act.goings}) == 1:
            return REFUSED
        self.acts.append(act)
        return DONE

    def confirm(self, act: Act, by: str) -> str:
        """Confirmed by somebody else, and not in what they hold for the proposer."""
        confirming = [
            self.council.using(by, right, [act.body, COUNCIL], not_for=act.by) for right in ("confirm", "appoint")
        ]
        if not any(confirming):
            return NOT_ALLOWED
        if act.state != "proposed":
            return OVERTAKEN
        if by == act.by:
            return NOT_ALLOWED
        act.state = "confirmed"
        return DONE

    def another(self) -> None:
        """Another case is looked at: acts that name the one before, not carried out yet, do not name it."""
        for act in self.acts:
            act.goings = tuple(
                replace(going, cases=tuple(EARLIER[name] for name in going.cases)) for going in act.goings
            )

    def withdraw(self, act: Act, by: str) -> str:
        """Withdrawn by an administrator until it is carried out."""
        if self.council.using(by, "appoint", [act.body, COUNCIL]) is None:
            return NOT_ALLOWED
        if not act.open:
            return OVERTAKEN
        act.state = "withdrawn"
        return DONE

    def due(self) -> list[Act]:
        """The acts whose day has come, now carried out: bodies that end have ended, and their posts have gone along."""
        found = [act for act in self.acts if act.state == "confirmed" and act.first <= self.council.today]
        for act in found:
            act.state = "done"
            for going in act.goings if act.kind == "merge" else ():
                self.council.merge(going.former, going.into)
        return found
