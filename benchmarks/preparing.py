"""What benchmarks stand on: the demonstration council, a gate of four seats, and cases grown to it by verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from django.utils.timezone import now

from accounts.models import Body, Person
from accounts.rights import Role
from benchmarks.site import Reader
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case, set_regime
from commissioning.case.models import Case
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import PolicyTerms, SeatTerms
from commissioning.vocabulary import Regime, Stage
from workflows.demonstration import council, gate_policy, policy
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.stories import BEFRIENDING
from workflows.demonstration.walking import answer, digest_of, open_asks

People = Mapping[str, Person]

FOUNDED = 60  # working days ago
SERVICE = "adult-social-care"
SIGNERS = {
    Role.PROCUREMENT_OFFICER: "procurement",
    Role.LEGAL_OFFICER: "legal",
    Role.FINANCE_OFFICER: "finance",
    Role.ECONOMIC_DEVELOPMENT_OFFICER: "economic.development",
}


@dataclass(frozen=True)
class Seat:
    """One seat that was asked: who signs, at which address, on which text."""

    ask: Ask
    person: Person
    digest: str

    @property
    def path(self) -> str:
        """The address of its task."""
        return f"/tasks/{self.ask.pk}/"

    def form(self) -> dict[str, object]:
        """What the task's page sends when its seat is signed."""
        return {"action": "sign", "digest": self.digest, "reason": "", "key": token_hex(16)}


def found_council() -> People:
    """Found the demonstration council with its policies."""
    founded = moment(days_ago(now(), FOUNDED), 0)
    people = council.found_council(founded)
    gate_policy.publish(founded)
    policy.publish(Body.objects.get(slug="strategy-policy-performance"), founded)
    return people


def ask_four(*, decided: bool) -> None:
    """From now on four posts sign at the gate of needs, in one tier; then, where wanted, the head of service decides.

    Without a decider the last signature passes the gate and begins the next stage.
    """
    at = now()
    rules = [gate_policy.sign(role, "The four of them together.") for role in SIGNERS]
    if decided:
        why = "Whoever answers for the service decides."
        rules.append(gate_policy.decide(Role.HEAD_OF_SERVICE, why, gate_policy.HEAD_POWER))
    publish_gate_policy(
        PolicyTerms("A gate of four seats", tuple(SeatTerms(stage=Stage.NEEDS, **rule) for rule in rules)),
        effective_from=at.date(),
        reason="To measure what a gate costs.",
        at=at,
        key=token_hex(16),
    )


def at_gate(people: People) -> list[Seat]:
    """Open a case, write its needs and hand them in. Returns the seats that are asked."""
    by, at = people["commissioner"], now() - timedelta(minutes=1)
    purchase = BEFRIENDING.purchase
    case = open_case(
        title=BEFRIENDING.title,
        service=Body.objects.get(slug=SERVICE),
        value_net=purchase.net,
        value_gross=purchase.gross,
        by=by,
        at=at,
        key=token_hex(16),
    )
    why = "The estimated value with VAT is below the threshold for services."
    set_regime(case, regime=Regime.BELOW_THRESHOLD, reason=why, by=by, at=at, key=token_hex(16))
    [write] = open_asks(case)
    answer(write, purchase, at=at)
    return seats_of(case, people)


def seats_of(case: Case, people: People) -> list[Seat]:
    """Return the open seats of a case with who signs each."""
    asks = open_asks(case)
    digest = digest_of(asks[0])
    return [Seat(ask, people[SIGNERS[Role(ask.post.role)]], digest) for ask in asks]


def readers_of(people: People) -> dict[int, Reader]:
    """Sign in everyone who signs."""
    return {people[name].pk: Reader(people[name]) for name in SIGNERS.values()}


def cases_at_gate(count: int, people: People, *, decided: bool) -> Sequence[list[Seat]]:
    """Return the seats of as many cases at a gate of four as wanted."""
    ask_four(decided=decided)
    return [at_gate(people) for _ in range(count)]
