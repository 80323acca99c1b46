"""Seats signers at one gate at the same moment, in four ways, over HTTP: through the API and through the screens.

- mismatched: everyone sends another gate's text, another gate's task, a task that is not there, a text that never was;
- same seat: everyone signs one seat, some of them in their browsers;
- siblings: whoever is left signs a seat of their own, each sending it twice at once under one key; and the one who has
  signed tries another seat;
- replayed: every key is sent once more when the gate is over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier
from uuid import uuid4

from django.utils import timezone

from benchmarks.proofs.asking import Answer, Browser, sign
from benchmarks.proofs.findings import Findings, Form, say
from benchmarks.proofs.serving import served
from benchmarks.proofs.signing import SIGNERS, Seats, Signer, a_council_of_signers, check_all_passed, gates_of
from workflows.demonstration.council import PASSWORD

GATES, FEW_GATES = 200, 2
EVERY = 4  # one in so many sits at a browser
NOWHERE = 10**9
NO_TEXT = "0" * 64
SERVER_ERROR = 500
Act = Callable[[], Answer]


@dataclass
class Race:
    """The site, the people at their browsers and scripts, and every answer they got, by kind of race and status."""

    address: str
    signers: Sequence[Signer]
    browsers: Mapping[int, Browser]
    threads: ThreadPoolExecutor
    findings: Findings = field(default_factory=Findings)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def together(self, kind: str, acts: Sequence[Act]) -> list[Answer]:
        """Do all of it at one moment, and count the answers."""
        moment = Barrier(len(acts))
        found = list(self.threads.map(partial(_at_the_moment, moment), acts))
        self.answers.update((kind, answer.status) for answer in found)
        broken = [answer for answer in found if answer.status == 0 or answer.status >= SERVER_ERROR]
        self.findings.check_none((f"{one.status} {one.words[:300]}" for one in broken), f"{kind}: broke")
        return found

    def script(self, place: int, task: int, digest: str, key: str) -> Act:
        """The signer's script signs."""
        return partial(sign, self.address, self.signers[place].token, task, digest, key)

    def page(self, place: int, task: int, digest: str, key: str) -> Act:
        """The signer signs in the browser."""
        return partial(self.browsers[place].does, task, action="sign", digest=digest, key=key)

    def either(self, place: int, task: int, digest: str, key: str) -> Act:
        """Some sit at a browser."""
        return (self.page if place in self.browsers else self.script)(place, task, digest, key)


def _at_the_moment(moment: Barrier, act: Act) -> Answer:
    moment.wait()
    return act()


def prove(form: Form) -> Findings:
    """Race at every gate, then look at what came of it."""
    now = timezone.now()
    people, signers = a_council_of_signers(now)
    gates = gates_of(people, form.gates_of(FEW_GATES, GATES), now)
    say(f"{len(gates)} gates with {SIGNERS} seats each are ready")
    with served() as (address, _), ThreadPoolExecutor(2 * SIGNERS) as threads:
        browsers = {place: Browser(address) for place in range(0, SIGNERS, EVERY)}
        for place, browser in browsers.items():
            browser.signs_in(signers[place].email, PASSWORD)
        say("the browsers have signed in")
        race = Race(address, signers, browsers, threads)
        for number, gate in enumerate(gates, start=1):
            run(race, gate, gates[number % len(gates)])
            if form.quick or number % 20 == 0:
                say(f"{number} gates are over")
    check_all_passed(gates, race.findings)
    race.findings.figures[:0] = [f"{len(gates)} gates x {SIGNERS} signers", *told(race.answers)]
    return race.findings


def told(answers: Counter[tuple[str, int]]) -> list[str]:
    """Say how many answers of each status came in each kind of race."""
    kinds = list(dict.fromkeys(kind for kind, _ in answers))
    by_kind = {
        kind: " ".join(f"{status}x{n}" for (of, status), n in sorted(answers.items()) if of == kind) for kind in kinds
    }
    return [f"{kind} {counts}" for kind, counts in by_kind.items()]


def run(race: Race, gate: Seats, other: Seats) -> None:
    """All four races at one gate."""
    mismatch(race, gate, other)
    keys = [uuid4().hex for _ in race.signers]
    first = same_seat(race, gate, keys)
    if first is None:
        return
    signed = siblings(race, gate, keys, first)
    replay(race, gate, keys, signed)


def mismatch(race: Race, gate: Seats, other: Seats) -> None:
    """Everyone sends something that does not fit together; nothing of it is done."""
    wrong = (
        (gate.tasks[0], other.digest),
        (other.tasks[0], gate.digest),
        (NOWHERE, gate.digest),
        (gate.tasks[1], NO_TEXT),
    )
    acts = [race.script(place, *wrong[place % len(wrong)], uuid4().hex) for place in range(SIGNERS)]
    found = race.together("mismatched", acts)
    race.findings.same({one.status for one in found}, {404, 409}, f"{gate.case}: answers to what does not fit")


def same_seat(race: Race, gate: Seats, keys: Sequence[str]) -> tuple[int, Answer] | None:
    """Everyone signs the first seat; one may. Returns whose signature stands, and the answer they got."""
    task = gate.tasks[0]
    acts = [race.either(place, task, gate.digest, keys[place]) for place in range(SIGNERS)]
    found = race.together("same seat", acts)
    won = [(place, answer) for place, answer in enumerate(found) if answer.done]
    race.findings.same(len(won), 1, f"{gate.case}: signatures at one seat")
    lost = Counter(answer.status for answer in found if not answer.done)
    race.findings.same(lost, Counter({409: SIGNERS - 1}), f"{gate.case}: answers to those who came second")
    return won[0] if won else None


def siblings(race: Race, gate: Seats, keys: Sequence[str], first: tuple[int, Answer]) -> dict[int, tuple[int, Answer]]:
    """Everyone else signs a seat of their own, twice at once. Returns each one's task and answer."""
    others = [place for place in range(SIGNERS) if place != first[0]]
    tasks = dict(zip(others, gate.tasks[1:], strict=True))
    own = {place: f"{keys[place]}-own" for place in others}
    once = [race.script(place, tasks[place], gate.digest, own[place]) for place in others]
    again = [race.either(place, tasks[place], gate.digest, own[place]) for place in others]
    second_seat = race.script(first[0], gate.tasks[-1], gate.digest, uuid4().hex)
    found = race.together("siblings", [*once, *again, second_seat])
    race.findings.check(found[-1].status in (403, 409), f"{gate.case}: a second seat for one person: {found[-1]}")
    for one, two in zip(found[: len(others)], found[len(others) : -1], strict=True):
        same = one.done and two.done and one.entry == two.entry
        race.findings.check(same, f"{gate.case}: one key at once: {one} and {two}")
        race.findings.check(two.digest in ("", one.digest), f"{gate.case}: one key, two digests: {one} and {two}")
    return {first[0]: (gate.tasks[0], first[1])} | {
        place: (tasks[place], answer) for place, answer in zip(others, found, strict=False)
    }


def replay(race: Race, gate: Seats, keys: Sequence[str], signed: dict[int, tuple[int, Answer]]) -> None:
    """Every key is sent again: those that signed get their first answer, those that came second are refused again."""
    winner = next(place for place, (task, _) in signed.items() if task == gate.tasks[0])
    own = {place: keys[place] if place == winner else f"{keys[place]}-own" for place in signed}
    repeats = [race.script(place, task, gate.digest, own[place]) for place, (task, _) in signed.items()]
    late = [race.script(place, gate.tasks[0], gate.digest, keys[place]) for place in signed if place != winner]
    found = race.together("replayed", [*repeats, *late])
    for (place, (_, answer)), repeated in zip(signed.items(), found, strict=False):
        same = repeated.done and repeated.entry == answer.entry and answer.digest in ("", repeated.digest)
        race.findings.check(same, f"{gate.case}: signer {place} replayed {answer} and got {repeated}")
    refused = Counter(answer.status for answer in found[len(repeats) :])
    race.findings.same(refused, Counter({409: len(late)}), f"{gate.case}: late keys replayed")
