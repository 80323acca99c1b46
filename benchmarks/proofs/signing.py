"""A council in which many people hold one post, and gates with as many seats of that post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from rest_framework.authtoken.models import Token
from viewflow.workflow.models import Task

from accounts.models import Person
from accounts.rights import Role
from audit.models import Entry
from audit.verify import verify
from benchmarks.proofs.findings import Findings, say
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.gates.models import Gate, SignOff
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import PolicyTerms, SeatTerms, StepTerms
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind, Outcome, SeatState, Stage, Whom
from tests.accounts.factories import a_key, a_person, a_post, appointed
from tests.council import HOMECARE, People, a_demo_council, asks_of, at_gate, body, digest_of
from workflows.demonstration.council import PASSWORD, SINCE
from workflows.demonstration.gate_policy import sign
from workflows.sweeping import move

SIGNERS = 16
FOUNDED = timedelta(days=60)
TOLD_EVERY = 20


@dataclass(frozen=True)
class Signer:
    """Someone who signs: by name, and with the token that scripts show for them."""

    person: int
    email: str
    token: str


@dataclass(frozen=True)
class Seats:
    """A case at a gate with a seat for everyone: the tasks that ask for them, the digest of the text they are about."""

    case: str
    tasks: tuple[int, ...]
    digest: str


def a_council_of_signers(now: datetime, count: int = SIGNERS, *, chain: bool = False) -> tuple[People, list[Signer]]:
    """The demonstration council with so many finance officers, all of whom every gate of needs asks to sign."""
    people = a_demo_council(now - FOUNDED)
    finance = body("finance")
    post = a_post(Role.FINANCE_OFFICER, finance)
    others = [a_person(f"Officer {number}", body=finance, password=PASSWORD) for number in range(2, count + 1)]
    for person in others:
        appointed(person, post, starts_on=SINCE)
    rule = SeatTerms(stage=Stage.NEEDS, **sign(Role.FINANCE_OFFICER, "All of them together."))
    publish_gate_policy(
        PolicyTerms(
            title="All at once",
            seats=tuple(replace(rule, title=f"Seat {place}") for place in range(1, count + 1)),
            chain=(StepTerms(-2, Whom.HOLDER), StepTerms(1, Whom.DEPUTY)) if chain else (),
        ),
        effective_from=(now - FOUNDED).date(),
        reason="Everyone is asked.",
        at=now - FOUNDED,
        key=a_key(),
    )
    return people, [_signer(person) for person in (people["finance"], *others)]


def _signer(person: Person) -> Signer:
    return Signer(person.pk, person.email, Token.objects.get_or_create(user=person)[0].key)


def gates_of(people: People, count: int, at: datetime) -> list[Seats]:
    """So many cases at their gates. Each says something else, so that no two texts have one digest."""
    gates = []
    for number in range(count):
        purchase = replace(HOMECARE, where=f"in ward {number}")
        case = at_gate(people, purchase=purchase, at=at)
        asks = asks_of(case)
        gates.append(Seats(case.reference, tuple(ask.pk for ask in asks), digest_of(asks[0])))
        if (number + 1) % TOLD_EVERY == 0:
            say(f"{number + 1} gates are ready")
    return gates


def check_all_passed(gates: list[Seats], findings: Findings) -> None:
    """Every gate came to what its seats say, once, nothing is left behind, and the ledger holds."""
    for gate in gates:
        for what, found, expected in _outcome(gate):
            findings.same(found, expected, f"{gate.case}: {what}")
    findings.same(move(timezone.now()), 0, "cases that were stuck")
    report = verify()
    findings.check_none(report.breaks, "the ledger")
    findings.figures.append(f"ledger of {report.entries} entries {'sound' if report.sound else 'BROKEN'}")


def _outcome(gate: Seats) -> Iterator[tuple[str, object, object]]:
    """What there is at a gate, and what there should be once each seat was signed once."""
    case, seats = Case.objects.get(reference=gate.case), len(gate.tasks)
    found = Gate.objects.prefetch_related("seats").get(strand__case=case, stage=Stage.NEEDS)
    acts = SignOff.objects.filter(seat__gate=found)
    yield "sign-offs", acts.count(), seats
    yield "seats with a sign-off", acts.values("seat").distinct().count(), seats
    yield "people who signed", acts.values("person").distinct().count(), seats
    yield "states of seats", {seat.state for seat in found.seats.all()}, {SeatState.SIGNED}
    yield "outcome", found.outcome, Outcome.PASSED
    yield "answers in the ledger", Entry.objects.filter(stream=case.stream_name, verb=Verb.SEAT_ANSWERED).count(), seats
    open_now = list(Ask.objects.filter(case=case, closed_at=None).values_list("kind", "stage"))
    yield "open tasks", open_now, [(AskKind.WRITE, Stage.SOCIAL_VALUE)]
    engine = Task.objects.filter(process__stageprocess__strand__case=case, finished__isnull=True)
    yield "engine tasks that wait", engine.count(), 1
