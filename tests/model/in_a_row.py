"""What takes several acts in a row that chance seldom puts together: a cover used and ended, bodies that hand over.

Each act of a row is done to model and system by itself, so that whatever comes of it is compared as ever.
"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from tests.model import council as told
from tests.model.at_the_gate import SUPPORT
from tests.model.in_the_council import COLLEAGUES, LIMITS, InTheCouncil
from tests.model.moving import move
from tests.model.reorganising import Act, Going

WEEKS = 14  # days of a cover that is ended long before


class InARow(InTheCouncil):
    """The moves that are several acts."""

    def _holders(self, name: str) -> list[str]:
        """Who holds the post of a task as their own."""
        post, today = self.model.tasks()[name].post, self.council.today
        return sorted(who for who in self.people if self.council.own(who, post, today) is not None)

    def _coverable(self) -> list[str]:
        """The tasks that the record and the seats wait for, and whose post somebody holds."""
        if self.model.gate.over:
            return []
        named = [*self.open, *(["write"] if "write" in self.model.tasks() else [])]
        return [name for name in named if self._holders(name)]

    @move(
        lambda self: self._coverable(),
        often=3,
        who=st.sampled_from(COLLEAGUES),
        limit=st.sampled_from([None, *LIMITS]),
        uses=st.sampled_from([False, False, True]),
        ends=st.sampled_from([True, True, True, False]),
    )
    def cover_a_task(self, data: st.DataObject, who: str, limit: int | None, *, uses: bool, ends: bool) -> None:
        """Somebody covers who holds a post that is asked, perhaps answers; it ends, and they try all the same."""
        name = str(data.draw(st.sampled_from(self._coverable()), label="task"))
        principal = str(data.draw(st.sampled_from(self._holders(name)), label="for"))
        post, today = self.model.tasks()[name].post, self.council.today
        terms = told.Holding(who, post, today, today + timedelta(days=WEEKS), principal, limit)
        if not self._offer(terms, principal):
            return
        offer = self.covers.offers[-1]
        self._accept(offer, who)
        if offer.state != "accepted":
            return
        self._same_tasks(self.model.tasks(), closely=True)
        if uses:
            self._try(name, who)
        if ends:
            self._end(offer, str(data.draw(st.sampled_from([principal, who]), label="ended by")), None)
            if not self.model.gate.over:
                self._same_tasks(self.model.tasks(), closely=True)
            self._try(name, who)

    def _try(self, name: str, who: str) -> None:
        """Somebody tries to do a task, if it still waits, be it theirs or not."""
        if self.model.gate.over or name not in self.model.tasks():
            return
        if name == "write":
            self.hand_in(who)
        else:
            self._answer(name, SUPPORT[self.model.gate.seats[name].rule.kind], who, again=False)

    def _waiting(self) -> bool:
        """Whether seats of the body that leads will be asked only later."""
        seats = [] if self.model.gate.over else self.model.gate.seats.values()
        return any(seat.state == "waiting" and not seat.rule.body for seat in seats)

    @move(lambda self: self._waiting(), often=2)
    def hand_over_while_seats_wait(self, data: st.DataObject) -> None:
        """Cases of the body that leads go to another before its seats are asked; then those in front of them answer."""
        former, heir = self.model.lead, self.council.heir
        there = [slug for slug in self.services if slug != former and heir(slug) == slug]
        into = str(data.draw(st.sampled_from(there or self.services), label="into"))
        act = Act("transfer", former, (Going(former, into),), self.council.today, "admin")
        if self._propose_act(act):
            self._confirm(act, "director")
            self.worker_runs()
            if not self.model.gate.over:
                self._same_tasks(self.model.tasks(), closely=True)
                self.all_support(data)
