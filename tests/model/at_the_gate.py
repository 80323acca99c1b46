"""What people do with a record and at its gate: write, hand in, answer, ask the author, take back; and time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from audit.models import Entry
from commissioning.case.decisions import open_case
from commissioning.casefile.stages import ROOMS
from commissioning.records.decisions import current_record, save_section
from commissioning.vocabulary import Action, Stage
from tests.accounts.factories import a_key
from tests.council import HOMECARE, body, digest_of, does, strand_of
from tests.model.council import DONE
from tests.model.driving import Driving
from tests.model.gate import ANSWERS
from tests.model.moving import move
from workflows.demonstration.writing import write_record
from workflows.sweeping import go_on_reorganising, lapse, settle_covers

# Where a text of each seat's stands that can be written without rows.
WRITTEN = {
    "need": "statement",
    "current_spend": "current_contract",
    "engagement": "market_engagement",
    "lessons": "lessons",
}
MOST_CASES = 3  # one after the other: a record takes as long to write as ten steps
SUPPORT = {"sign": "sign", "consult": "advise", "decide": "pass"}
EVERY_ANSWER = sorted({action for answers in ANSWERS.values() for action in answers})


class AtTheGate(Driving):
    """The moves at one gate."""

    last: Callable[[], object] | None = None

    @property
    def open(self) -> list[str]:
        """The seats that wait."""
        return [] if self.model.gate.over else self.model.gate.open

    def able(self, task: str) -> list[str]:
        """Who can do a task."""
        return self.model.able(self.model.tasks()[task])

    def _seat(self, data: st.DataObject) -> str:
        return str(data.draw(st.sampled_from(self.open), label="seat"))

    @move(lambda self: not self.model.gate.over, often=2, section=st.sampled_from(sorted(WRITTEN)))
    def write(self, data: st.DataObject, section: str) -> None:
        """Somebody writes; what lies at its gate is not written in."""
        by = self.somebody(data, self.model.writers())
        said = self.model.write(section, by)
        text = f"Text {self.model.gate.texts.get(section, 0)} of {section}."
        self.does("write", said, lambda: self._write(section, text, by))

    def _write(self, section: str, text: str, by: str) -> None:
        room, record = ROOMS[Stage.NEEDS], current_record(ROOMS[Stage.NEEDS], strand_of(self.case))
        values: dict[str, Any] = {WRITTEN[section]: text}
        part, person = room.section(section), self.people[by]
        save_section(room, record, part, values=values, rows={}, by=person, at=self.at, key=a_key())

    @move(lambda self: "write" in self.model.tasks(), often=3)
    def submit(self, data: st.DataObject) -> None:
        """Somebody hands it in."""
        self.hand_in(self.somebody(data, self.able("write")))

    @move(lambda self: "write" in self.model.tasks())
    def take_back(self, data: st.DataObject) -> None:
        """The author does not wait for the others."""
        by = self.somebody(data, self.able("write"))
        ask, said = self.ask("write"), self.model.take_back(by)
        act = lambda: does(ask, Action.TAKE_BACK, by=self.people[by], at=self.at, reason="I have what I need.")  # noqa: E731 - an act that is carried out below
        self.does("take back", said, act)

    @move(lambda self: self.open, often=3)
    def answer(self, data: st.DataObject) -> None:
        """A seat answers, and the same request again is answered with the same entry."""
        name = self._seat(data)
        actions = sorted(ANSWERS[self.model.gate.seats[name].rule.kind])
        self._answer(name, str(data.draw(st.sampled_from(actions))), self.somebody(data, self.able(name)))

    @move(lambda self: self.open, action=st.sampled_from(EVERY_ANSWER), who=st.data())
    def answer_anyhow(self, data: st.DataObject, action: str, who: st.DataObject) -> None:
        """Somebody answers a seat in some way, be it theirs or not."""
        name = self._seat(data)
        self._answer(name, action, self.somebody(who, []))

    @move(lambda self: self.open, often=2)
    def all_support(self, data: st.DataObject) -> None:
        """Whoever can answers every open seat in the usual way."""
        for name in self.open:
            able = self.able(name)
            if able and name in self.open:
                self._answer(name, SUPPORT[self.model.gate.seats[name].rule.kind], able[0], again=False)

    def _answer(self, name: str, action: str, by: str, *, again: bool = True) -> None:
        ask, person, key = self.ask(name), self.people[by], a_key()
        digest = digest_of(ask)
        said = self.model.answer(name, action, by)
        entries: list[Entry] = []

        def act() -> None:
            entries.append(does(ask, Action(action), by=person, at=self.at, key=key, digest=digest, reason="So it is."))
            assert entries[-1] == entries[0], "the same request again is answered with the same entry"

        if self.does(f"answer ({action})", said, act):
            self.last = act
            if again:
                act()

    @move(lambda self: self.last is not None)
    def send_it_again(self, data: st.DataObject) -> None:
        """A request of before that comes once more, whatever happened since."""
        assert self.last is not None
        self.does("send again", DONE, self.last)

    @move(lambda self: self.open)
    def sign_another_text(self, data: st.DataObject) -> None:
        """Nobody signs a text other than the one that lies there."""
        name = self._seat(data)
        action = {"sign": "sign", "decide": "pass"}.get(self.model.gate.seats[name].rule.kind)
        by = self.somebody(data, self.able(name))
        if action is not None:
            ask, said = self.ask(name), self.model.answer(name, action, by, same_text=False)
            act: dict[str, Any] = {"by": self.people[by], "at": self.at, "digest": "0" * 64, "reason": "Blind."}
            self.does("sign another text", said, lambda: does(ask, Action(action), **act))

    @move(lambda self: self.open)
    def ask_the_author(self, data: st.DataObject) -> None:
        """A seat asks the author something, and its clock stands."""
        name = self._seat(data)
        by = self.somebody(data, self.able(name))
        ask, said = self.ask(name), self.model.ask_author(name, by)
        act: dict[str, Any] = {"by": self.people[by], "at": self.at, "text": "Is the second year in it?", "digest": ""}
        self.does("ask the author", said, lambda: does(ask, Action.ASK, **act))

    def _asking(self) -> list[str]:
        seats = self.model.gate.seats
        return [name for name in self.open if seats[name].question is not None]

    @move(lambda self: self._asking())
    def reply(self, data: st.DataObject) -> None:
        """The author answers, and the clock goes on."""
        name = str(data.draw(st.sampled_from(self._asking())))
        by = self.somebody(data, self.able(f"question: {name}"))
        ask, said = self.ask(f"question: {name}"), self.model.reply(name, by)
        act: dict[str, Any] = {"by": self.people[by], "at": self.at, "fields": {"reply": "It is."}}
        self.does("answer a question", said, lambda: does(ask, Action.DONE, **act))

    @move(lambda self: self.open)
    def withdraw_a_question(self, data: st.DataObject) -> None:
        """A seat needs no answer any more, where it has asked anything."""
        name = str(data.draw(st.sampled_from([*self._asking() * 3, *self.open])))
        by = self.somebody(data, self.able(name))
        ask, said = self.ask(name), self.model.withdraw_question(name, by)
        self.does("withdraw a question", said, lambda: does(ask, Action.WITHDRAW, by=self.people[by], at=self.at))

    @move(often=2, days=st.sampled_from([1, 2, 5, 14]))
    def time_passes(self, data: st.DataObject, days: int) -> None:
        """Days pass, and the worker does what is due."""
        self.at += timedelta(days=days)
        self.council.today = self.at.date()
        self.worker_runs()

    def worker_runs(self) -> None:
        """Advice lapses, bodies are reorganised, covers end."""
        if not self.model.gate.over:
            self.model.gate.lapse(self.council.today)
        for act in self.reorganisations.due():
            type(self).moves[f"carry out ({act.kind}): done"] += 1
            for going in act.goings:
                for name, case in (("this", self.model), ("other", self.idle)):
                    if name in going.cases or not going.cases:
                        case.pass_to(going.former, going.into)
        self.covers.settle()
        lapse(self.at)
        go_on_reorganising(self.at)
        settle_covers(self.at)

    @move(lambda self: self.model.gate.over and self.cases < MOST_CASES, often=6, at_once=st.booleans())
    def another_case(self, data: st.DataObject, at_once: bool) -> None:
        """This gate is over; somebody opens the next case, writes its needs and perhaps hands them in."""
        lead = self.council.heir(self.model.lead)
        opening = [who for who in self.people if self.council.using(who, "lead", [lead])]
        opening = [who for who in opening if self.council.using(who, "write", [lead])]
        if not opening:
            return
        by = self.people[opening[0]]
        made: dict[str, Any] = {"value_net": HOMECARE.net, "value_gross": HOMECARE.gross, "at": self.at, "key": a_key()}
        self.case = open_case(title="Homecare again", service=body(lead), by=by, **made)
        write_record(strand_of(self.case), HOMECARE, by=by, at=self.at)
        self.model, self.last, self.cases = self._modelled(lead, opening[0]), None, self.cases + 1
        self.reorganisations.another()
        type(self).moves["another case: done"] += 1
        if at_once:
            self.hand_in(opening[0])
