"""Model and system side by side: the council both begin with, one act done to both, and what is compared after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from accounts.authority import eligible
from accounts.models import Body, Holding, Person, Post
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case, CaseWarning
from commissioning.cover.models import CoverOffer
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.gates.models import Gate, GatePolicy, Seat
from commissioning.interests.keeping_out import SIGNED_BEFORE
from commissioning.ownership.models import Acceptance
from commissioning.vocabulary import Action, BodyPart, Stage
from tests.commissioning.ownership.owned import a_service
from tests.council import AT, HOMECARE, People, a_new_case, asks_of, does, strand_of
from tests.model import council as told
from tests.model.asking import Task
from tests.model.case import ModelCase
from tests.model.council import DONE, NOT_ALLOWED, OVERTAKEN, REFUSED
from tests.model.cover import Covers, Offer
from tests.model.moving import happens
from tests.model.policies import told_of
from tests.model.policy import Policies, Version
from tests.model.reorganising import Reorganisations
from workflows.demonstration.writing import write_record

NOES: Mapping[type[Exception], str] = {
    NotAllowedError: NOT_ALLOWED,
    OvertakenError: OVERTAKEN,
    RefusedError: REFUSED,
}
# Who tries things; the others are only there.
TRYING = [
    "commissioner",
    "head.of.service",
    "finance",
    "policy",
    "voluntary.sector",
    "procurement",
    "legal",
    "director",
    "admin",
    "auditor",
    "leo",
    "nia",
]


VERIFIED = 4  # of so many runs the ledger of one is verified: it reads the whole council's


def two_cases(people: People) -> tuple[Body, Case, Case]:
    """A second service with people of its own, a case whose needs are written, and another that was just opened."""
    service = a_service()
    case, other = (a_new_case(people, HOMECARE, title, AT) for title in ("Homecare, north", "Homecare, south"))
    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    return service, case, other


class Driving(RuleBasedStateMachine):
    """One case after the other at the gate of needs, in one council, from the demonstration's policy on."""

    founded: ClassVar[People]
    begun: ClassVar[tuple[Body, Case, Case]]  # made once: what a run does to them is taken back at its end
    read: ClassVar[Any] = None  # what the model is told as a run begins
    steps: ClassVar[int] = 0
    runs: ClassVar[int] = 0
    moves: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        around: Any = transaction.atomic()
        around._from_testcase = True
        around.__enter__()
        self._around = around
        self.at = AT
        self.titles: dict[int, str] = {}
        self.cases = 1

    def teardown(self) -> None:
        """The ledger is sound whatever was done, looked at by turns; nothing is left behind."""
        report = verify() if type(self).runs % VERIFIED == 0 else None
        transaction.set_rollback(True)
        self._around.__exit__(None, None, None)
        type(self).runs += 1
        assert report is None or report.sound, report.breaks

    @initialize(at_once=st.sampled_from([True, True, True, False]))
    def begin(self, at_once: bool) -> None:
        """Model and system begin with the same council and the same cases, one of them mostly handed in at once."""
        service, self.case, self.other = deepcopy(self.begun)
        named = {"leo": "Leo Marsh", "nia": "Nia Boateng"}
        joined = {name: Person.objects.get(full_name=full) for name, full in named.items()}
        self.people: dict[str, Person] = {**self.founded, **joined}
        self.names = {person.pk: name for name, person in self.people.items()}
        self.services = ["adult-social-care", service.slug, "youth-services"]
        self.council, self.posts, self.held, versions = self._told_once()
        self.offers: dict[Offer, int] = {}
        self.covers = Covers(self.council)
        self.policies = Policies(self.council, versions)
        self.reorganisations = Reorganisations(self.council)
        self.model, self.idle = (self._modelled("adult-social-care", "commissioner") for _ in range(2))
        if at_once:
            self.hand_in("commissioner")

    def _told_once(self) -> tuple[told.Council, dict[int, told.Post], dict[told.Holding, int], list[Version]]:
        """What the model is told as a run begins: asked of the system once, for every run begins alike."""
        cls = type(self)
        if cls.read is None:
            cls.read = (*self._council(), [told_of(policy) for policy in GatePolicy.objects.all()])
        council, posts, held, versions = deepcopy(cls.read)
        return council, posts, dict(held), versions

    def _council(self) -> tuple[told.Council, dict[int, told.Post], list[tuple[told.Holding, int]]]:
        """The council as it stands: who holds what is told, what follows from it is not."""
        bodies = {
            body.slug: told.Body(body.slug, body.parent.slug if body.parent else "")
            for body in Body.objects.select_related("parent")
        }
        posts = {post.pk: self._told(post) for post in Post.objects.select_related("body", "group")}
        held = [
            (told.Holding(self.names[row.person_id], posts[row.post_id], row.starts_on), row.pk)
            for row in Holding.objects.order_by("pk")
        ]
        council = told.Council(self.at.date(), bodies, list(posts.values()), [holding for holding, _ in held])
        return council, posts, held

    @staticmethod
    def _told(post: Post) -> told.Post:
        over = post.group.bodygrouppermission_set.values_list("content_object__slug", flat=True)
        return told.Post(post.role, post.body.slug, set(over))

    def _modelled(self, service: str, by: str) -> ModelCase:
        """A case that somebody of a service has opened and written."""
        assert HOMECARE.gross is not None
        found = ModelCase(self.council, self.policies, [service], int(HOMECARE.gross))
        held = self.council.using(by, "write", [service])
        assert held is not None
        found.begun_by(held)
        return found

    def hand_in(self, by: str) -> None:
        """Somebody hands the record in."""
        ask, said = self.ask("write"), self.model.submit(by)
        self.does("submit", said, lambda: does(ask, Action.SUBMIT, by=self.people[by], at=self.at))

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """One of the moves."""
        happens(self, data)

    # One act, done to both.

    def does(self, move: str, said: str, act: Callable[[], object]) -> bool:
        """Carry out an act, of which the model has said what comes of it. Returns whether anything did."""
        word = why = DONE
        try:
            act()
        except tuple(NOES) as no:
            word, why = NOES[type(no)], str(no)
        assert word == said, f"{move}: {said} by the model, {word} by the system: {why}"
        type(self).moves[f"{move}: {word}"] += 1
        return word == DONE

    def somebody(self, data: st.DataObject, able: Sequence[str]) -> str:
        """Mostly somebody who can, sometimes anybody."""
        anybody = not able or data.draw(st.integers(0, 5), label="0: anybody") == 0
        return str(data.draw(st.sampled_from(TRYING if anybody else sorted(able)), label="who"))

    def may(self, right: str, bodies: Sequence[str]) -> list[str]:
        """Who may do a thing at one of these bodies, by name."""
        return [who for who in TRYING if self.council.using(who, right, bodies, without=self.model.kept_out)]

    def ask(self, name: str) -> Ask:
        """The open ask of a task."""
        return next(ask for ask in asks_of(self.case) if self._named(ask) == name)

    def _named(self, ask: Ask) -> str:
        kind, _, number = ask.source.partition("/")
        if kind in ("seat", "question"):
            title = self._title(int(number))
            return title if kind == "seat" else f"question: {title}"
        if kind == "ownership":
            return (
                f"accept: {Acceptance.objects.select_related('body').get(pk=int(number.rpartition('/')[2])).body.slug}"
            )
        return kind

    def _title(self, seat: int) -> str:
        if seat not in self.titles:
            self.titles[seat] = Seat.objects.select_related("rule").get(pk=seat).rule.title
        return self.titles[seat]

    # What is compared.

    @invariant()
    def same(self) -> None:
        """Model and system say the same of the gate, of what is asked, of whom, until when, and of the council."""
        if not hasattr(self, "model"):
            return
        type(self).steps += 1
        self._same_gate()
        self._same_council()
        if not self.model.gate.over:
            self._same_tasks(self.model.tasks())

    def _same_gate(self) -> None:
        model, strand = self.model.gate, strand_of(self.case)
        passed = model.where == "passed"
        expected = ("social_value", "drafting") if passed else ("needs", model.where.value)
        assert (strand.stage, strand.state) == expected
        gate = Gate.objects.filter(strand=strand, stage=Stage.NEEDS).select_related("policy").first()
        seats = Seat.objects.filter(gate=gate).select_related("rule") if gate else ()
        mine = {name: (seat.state, seat.carried) for name, seat in model.seats.items()}
        assert {seat.rule.title: (seat.state, seat.carried) for seat in seats} == mine
        if gate is not None and model.version is not None:
            assert (gate.policy.version, gate.tier) == (model.version.number, model.tier)
        texts = CaseWarning.objects.filter(case=self.case, code=SIGNED_BEFORE).values_list("text", flat=True)
        flags = {f"{self.people[who].full_name} answered as {seat} at" for who, seat in self.model.flags}
        assert {text.partition(" at the gate")[0] + " at" for text in texts} == flags

    def _same_council(self) -> None:
        owners = list(self.case.owners.select_related("body").order_by("pk"))
        lead = [owner.body.slug for owner in owners if owner.part == BodyPart.LEAD]
        assert (lead, {owner.body.slug for owner in owners}) == ([self.model.lead], set(self.model.owners))
        states = dict(CoverOffer.objects.values_list("pk", "state"))
        assert states == {number: offer.state for offer, number in self.offers.items()}
        stands = Acceptance.objects.filter(case=self.case, stage=Stage.NEEDS).exclude(state="ended")
        if not self.model.gate.over:
            mine = {body: one.state for body, one in self.model.accepted.items()}
            assert dict(stands.values_list("body__slug", "state")) == mine

    def _same_tasks(self, tasks: dict[str, Task], *, closely: bool = False) -> None:
        asks = {self._named(ask): ask for ask in asks_of(self.case)}
        found = {name: (ask.post.role, ask.post.body.slug, ask.due_on, ask.days_left) for name, ask in asks.items()}
        assert found == {name: (task.post.role, task.post.body, task.last, task.left) for name, task in tasks.items()}
        able = {name: self.model.able(task) for name, task in tasks.items()}
        if closely or type(self).steps % 2:  # by turns who can do each task, and what one of them finds to do
            self._same_people(asks, able)
        else:
            self._same_work(TRYING[type(self).steps // 2 % len(TRYING)], able)

    def _same_people(self, asks: Mapping[str, Ask], able: Mapping[str, list[str]]) -> None:
        for name, ask in asks.items():
            assert sorted(self.names[who.pk] for who in eligible(ask.post, on=ask, at=self.at)) == able[name]

    def _same_work(self, who: str, able: Mapping[str, list[str]]) -> None:
        listed = work_list(self.people[who], self.at, case=self.case.reference).asks
        assert sorted(map(self._named, listed)) == sorted(name for name in able if who in able[name])
