"""Model and system side by side: whatever people may do at a gate, in any order, compared after each step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.decisions import appoint, end_holding
from accounts.errors import NotAllowedError
from accounts.models import Holding, Person
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.vocabulary import Action, Stage
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, a_case, ask_of, changes, digest_of, does, seats_of, strand_of
from tests.model.gate import ANSWERS, ModelGate, ModelSeat, Where
from workflows.demonstration.walking import answer as usually
from workflows.sweeping import lapse

FORTNIGHT = timedelta(days=14)
# Where a text of each seat's stands that can be written without rows.
WRITTEN = {
    "need": "statement",
    "current_spend": "current_contract",
    "engagement": "market_engagement",
    "lessons": "lessons",
}
BY = {
    "Finance officer": "finance",
    "Policy officer": "policy",
    "Voluntary-sector representative": "voluntary.sector",
    "Decision: head of service": "head.of.service",
}
SEATS = tuple(BY)


class GateMachine(RuleBasedStateMachine):
    """One case at the gate of needs, on the demonstration council's policy."""

    people: ClassVar[People]
    steps: ClassVar[int] = 0
    runs: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        around: Any = transaction.atomic()
        around._from_testcase = True
        around.__enter__()
        self._around = around
        self.at = AT
        self.absent: dict[str, Holding] = {}
        self.last: Callable[[], object] | None = None

    def teardown(self) -> None:
        """The ledger is sound whatever was done; nothing is left behind."""
        report = verify()
        transaction.set_rollback(True)
        self._around.__exit__(None, None, None)
        type(self).runs += 1
        assert report.sound, report.breaks

    @initialize()
    def begin(self) -> None:
        """A case whose needs are written; the model learns from the policy which seats there are."""
        self.case: Case = a_case(self.people)
        usually(ask_of(self.case, "Write"), HOMECARE, at=self.at)
        seats = seats_of(self.case)
        self.model = ModelGate(
            {name: ModelSeat(seat.kind, seat.tier, frozenset(seat.sections)) for name, seat in seats.items()}
        )
        self.model.submit()

    def _ask(self, name: str) -> Ask:
        return ask_of(self.case, name)

    def _person(self, name: str) -> Person:
        return self.people[BY[name]]

    def _write(self, section: str, text: str) -> None:
        values: dict[str, Any] = {WRITTEN[section]: text}
        changes(self.case, section, at=self.at, **values)

    def _refused(self, act: Callable[[], object], *errors: type[Exception]) -> None:
        """Nothing changes where something is refused; what is compared afterwards says so."""
        try:
            act()
        except errors:
            return
        raise AssertionError("it was not refused")

    @precondition(lambda self: self.model.where in (Where.DRAFTING, Where.RETURNED))
    @rule(section=st.sampled_from(sorted(WRITTEN)))
    def write(self, section: str) -> None:
        """The author writes."""
        self.model.write(section)
        text = f"Text {self.model.texts[section]} of {section}."
        self._write(section, text)

    @precondition(lambda self: self.model.where == Where.AT_THE_GATE)
    @rule(section=st.sampled_from(sorted(WRITTEN)))
    def write_at_the_gate(self, section: str) -> None:
        """What lies at its gate is not written in."""
        self._refused(
            lambda: self._write(section, "Too late."),
            RefusedError,
            OvertakenError,
            NotAllowedError,
        )

    @precondition(lambda self: self.model.where in (Where.DRAFTING, Where.RETURNED))
    @rule()
    def submit(self) -> None:
        """The author hands it in."""
        self.model.submit()
        does(ask_of(self.case, "Mend"), Action.SUBMIT, at=self.at)

    @precondition(lambda self: self.model.open)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """A seat answers, if whoever holds its post is there."""
        name = data.draw(st.sampled_from(self.model.open))
        action = data.draw(st.sampled_from(sorted(ANSWERS[self.model.seats[name].kind])))
        ask, by, key = self._ask(name), self._person(name), a_key()
        digest = digest_of(ask)

        def act() -> object:
            return does(ask, Action(action), by=by, at=self.at, key=key, digest=digest, reason="So it is.")

        if name in self.absent:
            self._refused(act, NotAllowedError)
            return
        first = act()
        assert act() == first  # the same request again is answered with the same entry
        self.model.answer(name, action)
        self.last = act

    @precondition(lambda self: self.last is not None)
    @rule()
    def send_it_again(self) -> None:
        """A request of before that comes once more, whatever happened since."""
        assert self.last is not None
        self.last()

    @precondition(lambda self: self.model.open)
    @rule(data=st.data(), who=st.sampled_from([*SEATS, "commissioner"]))
    def answer_for_another(self, data: st.DataObject, who: str) -> None:
        """Nobody answers for a post that they do not hold, and no author for any."""
        name = data.draw(st.sampled_from(self.model.open))
        if who == name:
            return
        ask, by = self._ask(name), self.people[BY.get(who, who)]
        action = data.draw(st.sampled_from(sorted(ANSWERS[self.model.seats[name].kind])))
        self._refused(lambda: does(ask, Action(action), by=by, at=self.at, reason="Let me."), NotAllowedError)

    @precondition(lambda self: self.model.open)
    @rule(data=st.data())
    def sign_another_text(self, data: st.DataObject) -> None:
        """Nobody signs a text other than the one that lies there."""
        name = data.draw(st.sampled_from(self.model.open))
        action = {"sign": "sign", "decide": "pass"}.get(self.model.seats[name].kind)
        if action is None or name in self.absent:
            return
        ask = self._ask(name)
        self._refused(
            lambda: does(ask, Action(action), by=self._person(name), at=self.at, digest="0" * 64, reason="Blind."),
            OvertakenError,
        )

    @precondition(lambda self: self.model.returned)
    @rule()
    def take_back(self) -> None:
        """The author does not wait for the others."""
        does(ask_of(self.case, "Mend"), Action.TAKE_BACK, at=self.at, reason="I have what I need.")
        self.model.take_back()

    @rule()
    def a_fortnight_passes(self) -> None:
        """The worker closes advice that was due."""
        self.at += FORTNIGHT
        self.model.wait()
        lapse(self.at)

    @precondition(lambda self: len(self.absent) < 2)
    @rule(name=st.sampled_from(SEATS))
    def leave(self, name: str) -> None:
        """Somebody gives up their post."""
        post, yesterday = seats_of(self.case)[name].post, (self.at - timedelta(days=1)).date()
        holdings = Holding.objects.filter(person=self._person(name), post=post, ends_on=None)
        held = holdings.filter(starts_on__lte=yesterday).first()
        if held is not None:
            end_holding(held, on=yesterday, by=None, at=self.at, key=a_key())
            self.absent[name] = held

    @precondition(lambda self: self.absent)
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        """They are appointed again."""
        name = data.draw(st.sampled_from(sorted(self.absent)))
        held = self.absent.pop(name)
        appoint(self._person(name), held.post, starts_on=self.at.date(), by=None, at=self.at, key=a_key())

    @invariant()
    def same(self) -> None:
        """Model and system say the same of every seat, of the tier, of the case, and of who is asked."""
        if not hasattr(self, "model"):
            return
        type(self).steps += 1
        seats, strand = seats_of(self.case), strand_of(self.case)
        assert {name: seat.state for name, seat in seats.items()} == {
            name: seat.state for name, seat in self.model.seats.items()
        }
        stage = Stage.SOCIAL_VALUE if self.model.where == Where.PASSED else Stage.NEEDS
        state = "drafting" if self.model.where == Where.PASSED else self.model.where.value
        assert (strand.stage, strand.state) == (stage, state)
        if not self.model.over:
            asked = set(Ask.objects.filter(case=self.case, closed_at=None).values_list("source", flat=True))
            expected = {seats[name].source for name in self.model.open}
            assert {source for source in asked if source.startswith("seat/")} == expected
            mends = self.model.returned or self.model.where in (Where.DRAFTING, Where.RETURNED)
            assert len(asked - expected) == (1 if mends else 0)
