"""The demonstration council with its policies, and a case of it on its way: what tests of the whole stand on."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.authority import eligible
from accounts.models import Body, Holding, Person, Post
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case import ports
from commissioning.case.decisions import open_case, set_regime
from commissioning.case.models import Case, Strand
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.casefile.stages import ROOMS
from commissioning.contract.kinds import NextYear
from commissioning.gates.models import Gate, Seat
from commissioning.records.decisions import current_record, save_section, writing_post
from commissioning.vocabulary import Action, Regime, Stage
from tests.accounts.factories import a_key
from tests.kept import made_once
from workflows.demonstration import council as demonstration
from workflows.demonstration import gate_policy, policy
from workflows.demonstration.content import Purchase
from workflows.demonstration.walking import answer, declare_nothing, walk

People = Mapping[str, Person]

AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
SERVICE = "adult-social-care"
HOMECARE = Purchase(
    what="home care",
    whom="older people",
    where="in the north of the borough",
    net=Decimal("200000.00"),
    gross=Decimal("240000.00"),
    cpv="85312400",
    supplier="Harbour Care Ltd",
    light_touch=True,
    next_year=NextYear.END,
)


def a_demo_council(at: datetime = AT) -> People:
    """The demonstration's bodies, posts and people, its gate policy and its social value policy."""

    def founded() -> People:
        people = demonstration.found_council(at)
        gate_policy.publish(at)
        policy.publish(body("strategy-policy-performance"), at)
        return people

    return made_once(("the demonstration council", at), founded)


def body(slug: str) -> Body:
    """The council's body of that name."""
    return Body.objects.get(slug=slug)


def a_case(
    people: People,
    *,
    purchase: Purchase = HOMECARE,
    title: str = "Homecare, north",
    until: Stage | None = Stage.NEEDS,
    at: datetime = AT,
) -> Case:
    """A case opened by the commissioner, below the threshold, and walked in the usual way to a stage's beginning."""

    def walked() -> Case:
        before = list(Stage)[list(Stage).index(until) - 1] if until else Stage.REVIEW
        if until == Stage.NEEDS:
            return a_new_case(people, purchase, title, at)
        case = a_case(people, purchase=purchase, title=title, until=before, at=at)
        walk(case, purchase, until=until, at=at)
        return case

    # Some tests let the flow stand still: whoever is told that a case has moved is part of what comes of it.
    return made_once(("case", purchase, title, until, at, *ports._movers), walked)


def a_new_case(people: People, purchase: Purchase, title: str, at: datetime) -> Case:
    """A case just opened, whose needs are asked for."""
    case = open_case(
        title=title,
        service=body(SERVICE),
        value_net=purchase.net,
        value_gross=purchase.gross,
        by=people["commissioner"],
        at=at,
        key=a_key(),
    )
    below_threshold(case, people, at)
    case.refresh_from_db()
    return case


def below_threshold(case: Case, people: People, at: datetime = AT) -> None:
    """Let the commissioner say that the case runs below the threshold, so that its tender can be handed in."""
    why = "The estimated value with VAT is below the threshold for services."
    set_regime(case, regime=Regime.BELOW_THRESHOLD, reason=why, by=people["commissioner"], at=at, key=a_key())


def at_gate(people: People, *, purchase: Purchase = HOMECARE, stage: Stage = Stage.NEEDS, at: datetime = AT) -> Case:
    """A case whose record of a stage lies at its gate, nobody having answered yet."""

    def handed_in() -> Case:
        case = a_case(people, purchase=purchase, until=stage, at=at)
        answer(ask_of(case, "Write"), purchase, at=at)
        return case

    return made_once(("at gate", purchase, stage, at, *ports._movers), handed_in)


def asks_of(case: Case) -> list[Ask]:
    """What a case asks now, the longest open first."""
    return list(
        Ask.objects.filter(case=case, closed_at=None).select_related("case", "strand", "post__body").order_by("pk")
    )


def ask_of(case: Case, title: str) -> Ask:
    """The one open ask of a case with these words in its title."""
    [found] = [ask for ask in asks_of(case) if title.lower() in ask.title.lower()]
    return found


def strand_of(case: Case) -> Strand:
    """The case's only strand, read anew."""
    return Strand.objects.select_related("case").get(case=case)


def gate_of(case: Case, stage: Stage = Stage.NEEDS, sequence: int = 1) -> Gate:
    """The gate of a stage, read anew."""
    return Gate.objects.get(strand__case=case, stage=stage, sequence=sequence)


def seats_of(case: Case, stage: Stage = Stage.NEEDS, sequence: int = 1) -> dict[str, Seat]:
    """The seats of a gate by their title, read anew."""
    seats = Seat.objects.filter(gate=gate_of(case, stage, sequence)).select_related("rule", "post__body")
    return {seat.rule.title: seat for seat in seats}


def states_of(case: Case, stage: Stage = Stage.NEEDS) -> dict[str, str]:
    """What each seat of a gate has come to."""
    return {title: seat.state for title, seat in seats_of(case, stage).items()}


def digest_of(ask: Ask) -> str:
    """The digest of the text that the ask of a seat is about."""
    gate = Gate.objects.get(seats=int(ask.source.removeprefix("seat/")))
    return gate.submissions.order_by("-number")[0].digest


def does(ask: Ask, action: Action, *, by: Person | None = None, at: datetime = AT, key: str = "", **more: Any) -> Entry:
    """Carry out an ask, having read what it is about, by whoever can where nobody is named."""
    deed = {"digest": digest_of(ask) if ask.source.startswith("seat/") else "", **more}
    person = by or eligible(ask.post, on=ask, at=at)[0]
    if action == Action.SUBMIT:
        declare_nothing(ask.strand_id, at)
    return carry_out(ask, Deed(action, **deed), by=person, at=at, key=key or a_key())


def answered(case: Case, *, at: datetime = AT, purchase: Purchase = HOMECARE, **deeds: Deed) -> None:
    """Answer everything the case asks now, in the usual way but for those named by a word of their title."""
    for ask in asks_of(case):
        named = [deed for word, deed in deeds.items() if word.lower() in ask.title.lower()]
        answer(ask, purchase, at=at, deed=named[0] if named else None)


def changes(case: Case, section: str, *, by: Person | None = None, at: datetime = AT, **values: Any) -> None:
    """Save other answers in a section of the case's current record; its rows stay as they are."""
    strand = strand_of(case)
    room = ROOMS[Stage(strand.stage)]
    record = current_record(room, strand)
    writer = by or people_of(writing_post(room, strand.case))[0]
    save_section(room, record, room.section(section), values=values, rows={}, by=writer, at=at, key=a_key())


def people_of(post: Post) -> list[Person]:
    """Who holds a post, covers included."""
    return [holding.person for holding in Holding.objects.filter(post=post).select_related("person").order_by("pk")]


def entry_of(case: Case, number: int = 0) -> dict[str, Any]:
    """What an entry of a case's chain states, the newest where no number is given."""
    entries = Entry.objects.filter(stream=f"case/{case.reference}").select_related("payload")
    entry = entries.get(number=number) if number else entries.order_by("-number")[0]
    stated: dict[str, Any] = json.loads(bytes(entry.payload.body))
    return stated


@contextmanager
def for_a_while(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows that many tests find in place: a transaction around theirs, rolled back at the end."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # so that a durable transaction may begin inside
    with blocker.unblock():
        around.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    """The demonstration council, founded once for all tests of a module."""
    with for_a_while(django_db_blocker):
        with django_db_blocker.unblock():
            found = a_demo_council()
        yield found


@pytest.fixture(scope="module")
def at_the_gate(people: People, django_db_blocker: DjangoDbBlocker) -> int:
    """The id of a case whose needs record lies at its gate, made once for all tests of a module."""
    with django_db_blocker.unblock():
        found: int = at_gate(people).pk
    return found


@pytest.fixture
def case(at_the_gate: int, db: None) -> Case:
    """That case, read anew for each test."""
    return Case.objects.get(pk=at_the_gate)
