"""Whatever people may do at a gate and around it, in any order, by model and system side by side.

What the owners of a case do and what people declare stands here; the rest in what it is made of.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from commissioning.interests.decisions import declare, review
from commissioning.interests.kinds import Conflict, Verdict
from commissioning.interests.models import Declaration
from commissioning.ownership.decisions import add_partner, change_lead, remove_partner
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key
from tests.council import body, does
from tests.model.driving import TRYING
from tests.model.in_a_row import InARow
from tests.model.moving import move

WHY = "Both commission for the same people."
VERDICTS = ("may_act", "may_act", "keep_out")
KINDS = ("actual", "actual", "actual", "none", "potential", "perceived")


class GateMachine(InARow):
    """Cases at the gate of needs, in the demonstration council with a second service."""

    # Interests.

    @move(lambda self: not self.model.gate.over, who=st.sampled_from(TRYING), kind=st.sampled_from(KINDS))
    def declare(self, data: st.DataObject, who: str, kind: str) -> None:
        """Somebody declares their interests, before or after they have answered."""
        said, person = self.model.declare(kind, who), self.people[who]
        words = {"nature": "My sister works there.", "mitigation": "I leave the room."}
        act: dict[str, Any] = {**words, "by": person, "at": self.at, "key": a_key()}
        self.does(f"declare ({kind})", said, lambda: declare(self.case, kind=Conflict(kind), **act))

    @move(lambda self: self.open)
    def declare_at_a_seat(self, data: st.DataObject) -> None:
        """Somebody declares a conflict instead of answering."""
        name = self._seat(data)
        by = self.somebody(data, self.able(name))
        ask, said = self.ask(name), self.model.declare_at(name, by)
        act: dict[str, Any] = {"by": self.people[by], "at": self.at, "reason": "My sister works there.", "digest": ""}
        self.does("declare at a seat", said, lambda: does(ask, Action.DECLARE, **act))

    @move(
        lambda self: self.model.declared and not self.model.gate.over,
        verdict=st.sampled_from(["may_act", "may_act", "keep_out"]),
    )
    def review(self, data: st.DataObject, verdict: str) -> None:
        """Procurement looks at what somebody declared last."""
        whose = str(data.draw(st.sampled_from(sorted(self.model.declared))))
        by = self.somebody(data, ["procurement"])
        said, found = self.model.review(whose, verdict, by), Declaration.objects.filter(case=self.case)
        newest = found.filter(person=self.people[whose]).select_related("case", "person").order_by("-pk")[0]
        act: dict[str, Any] = {"reason": "As it is declared.", "by": self.people[by], "at": self.at, "key": a_key()}
        self.does(f"review ({verdict})", said, lambda: review(newest, verdict=Verdict(verdict), **act))

    # Owners.

    @move(lambda self: not self.model.gate.over, move=st.sampled_from(["share", "share", "let go", "let lead"]))
    def change_owners(self, data: st.DataObject, move: str) -> None:
        """Another body owns the case too, owns it no more, or leads it."""
        partners = self.model.owners[1:]
        other = str(data.draw(st.sampled_from([*(partners * 3 if move != "share" else []), *self.services])))
        by = self.somebody(data, self.may("share", self.model.owners[:1]))
        leader = str(data.draw(st.sampled_from(["commissioner", "leo", "finance"]))) if move == "let lead" else ""
        said = {
            "share": lambda: self.model.share(other, by),
            "let go": lambda: self.model.let_go(other, by),
            "let lead": lambda: self.model.let_lead(other, leader, by),
        }[move]()
        given: dict[str, Any] = {"reason": WHY, "by": self.people[by], "at": self.at, "key": a_key()}
        act = {
            "share": lambda: add_partner(self.case, body(other), **given),
            "let go": lambda: remove_partner(self.case, body(other), **given),
            "let lead": lambda: change_lead(self.case, body(other), commissioner=self.people[leader], **given),
        }[move]
        self.does(move, said, act)

    def _asked(self) -> list[str]:
        accepted = self.model.accepted
        return [] if self.model.gate.over else [owner for owner in accepted if accepted[owner].state == "asked"]

    @move(lambda self: self._asked(), yes=st.sampled_from([True, True, False]))
    def accept_the_stage(self, data: st.DataObject, yes: bool) -> None:
        """Somebody answers for a body whether it owns the stage."""
        owner = str(data.draw(st.sampled_from(self._asked())))
        by = self.somebody(data, self.able(f"accept: {owner}"))
        ask, said = self.ask(f"accept: {owner}"), self.model.accept(owner, by, yes=yes)
        fields = {"answer": "accept" if yes else "decline", "reason": "" if yes else "It is not ours."}
        act: dict[str, Any] = {"by": self.people[by], "at": self.at, "fields": fields}
        self.does("accept the stage" if yes else "decline the stage", said, lambda: does(ask, Action.DONE, **act))
