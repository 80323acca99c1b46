"""Everything is killed while people sign: processes of web and worker, both whole, and the database on PostgreSQL.

Each signature has a key of its own. Afterwards every key is sent once more: one that was acknowledged must give the
same entry and digest; one that was not, was done once or is done now. The worker has reminders to see to meanwhile, for
every task is late, and sends them to a mail server: each reaches whom it is for, and whatever was handed over just
before a kill comes again under the same id, which mail programs show once.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from time import sleep
from uuid import uuid4

from django.db.models import Count
from django.utils import timezone

from audit.models import Entry
from benchmarks.proofs.asking import Answer, sign
from benchmarks.proofs.findings import Findings, Form, say
from benchmarks.proofs.post import Post, post
from benchmarks.proofs.serving import served
from benchmarks.proofs.signing import Seats, Signer, a_council_of_signers, check_all_passed, gates_of
from benchmarks.proofs.striking import striking
from commissioning.chasing.models import Chase
from commissioning.telling.letters import letter_of
from commissioning.telling.models import Message
from commissioning.telling.outbox import drain
from workflows.sweeping import sweep

SEATS = 4
GATES, FEW_GATES = 200, 8
AT_ONCE = 8  # signatures under way when something is killed
LATE = timedelta(days=30)
LATER = timedelta(hours=7)  # when whatever was not sent is tried again
BOUND_S = 5.0
SLOW = 2.0  # times its first start, on a machine too busy to start anything sooner
UNTIL_STRUCK_S = 0.25
HARMLESS = {0, 200, 503}  # no answer, done, busy


@dataclass
class Signature:
    """One signature: who, where, under which key; and what came back while everything was being killed."""

    address: str
    signer: Signer
    seat: tuple[int, str]
    key: str = field(default_factory=lambda: uuid4().hex)
    answer: Answer = field(default_factory=lambda: Answer(0))

    def send(self) -> Answer:
        """Send it, under its own key."""
        return sign(self.address, self.signer.token, *self.seat, self.key)

    def given(self) -> None:
        """Send it as people do: half of those who get no good answer try again at once."""
        self.answer = self.send()
        if not self.answer.done and random.random() < 0.5:
            self.answer = self.send()


def prove(form: Form) -> Findings:
    """Sign while everything is killed, then send every key again and look at what came of it."""
    findings, now = Findings(), timezone.now()
    people, signers = a_council_of_signers(now - LATE, SEATS, chain=True)
    gates = gates_of(people, form.gates_of(FEW_GATES, GATES), now - LATE)
    say(f"{len(gates)} gates with {SEATS} seats each are ready")
    with post() as mail:
        sign_under_strikes(signers, gates, findings)
        check_chased(findings)
    check_told(mail, findings)
    check_all_passed(gates, findings)
    return findings


def sign_under_strikes(signers: Sequence[Signer], gates: Sequence[Seats], findings: Findings) -> None:
    """Let everyone sign everywhere while one thing after another is killed; then send every key again."""
    with served(processes=2) as (address, web), striking(address, web) as striker:
        given = shuffled(address, signers, gates)
        striker.waits_for_work()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for batch in batches(given):
                threads.map(Signature.given, batch)
                sleep(random.uniform(0, UNTIL_STRUCK_S))
                striker.strikes()
        say(f"{striker.struck.total()} strikes are over")
        within = max(BOUND_S, SLOW * web.start_s)
        findings.check(striker.slowest_s <= within, f"the site was back only after {striker.slowest_s:.1f} s")
        findings.figures += [f"{len(given)} signatures", *striker.told(), f"a first start takes {web.start_s:.1f} s"]
        findings.figures += outcomes(given, findings)
        replay(given, findings)


def shuffled(address: str, signers: Sequence[Signer], gates: Sequence[Seats]) -> list[Signature]:
    """Everyone's signature at every gate, in no order: the first signs the first seat, and so on."""
    found = [
        Signature(address, signer, (task, gate.digest))
        for gate in gates
        for signer, task in zip(signers, gate.tasks, strict=True)
    ]
    random.shuffle(found)
    return found


def batches(given: Sequence[Signature]) -> Iterator[list[Signature]]:
    """So many at a time."""
    left = iter(given)
    while batch := list(islice(left, AT_ONCE)):
        yield batch


def outcomes(given: Sequence[Signature], findings: Findings) -> list[str]:
    """Count what was acknowledged, and what was done although nobody was told."""
    statuses = Counter(signature.answer.status for signature in given)
    wrong = [one.answer for one in given if one.answer.status not in HARMLESS]
    findings.check_none((f"{answer.status} {answer.words[:300]}" for answer in wrong), "while everything was killed")
    unknown = [one for one in given if not one.answer.done]
    silent = sum(Entry.objects.filter(person_id=one.signer.person, key=one.key).exists() for one in unknown)
    counts = " ".join(f"{status}x{n}" for status, n in sorted(statuses.items()))
    return [f"answers {counts}", f"{silent} done but never acknowledged"]


def replay(given: Sequence[Signature], findings: Findings) -> None:
    """Send every key again."""
    lost = 0
    for one in given:
        again = one.send()
        same = (again.entry, again.digest) == (one.answer.entry, one.answer.digest)
        lost += one.answer.done and not same
        findings.check(again.done, f"{one.key} cannot be sent again: {again}")
        findings.check(same or not one.answer.done, f"{one.key} was answered {one.answer}, and is now {again}")
    findings.figures += [f"{lost} lost", f"{len(given)} keys replayed"]


def check_chased(findings: Findings) -> None:
    """Every reminder was recorded once, and every message goes out in the end."""
    now = timezone.now()
    sweep(now)
    while drain(now + LATER):
        pass
    doubled = Chase.objects.values("ask", "position", "due_on").annotate(times=Count("pk")).filter(times__gt=1)
    findings.check_none(doubled, "a reminder twice")
    findings.same(Message.objects.filter(sent_at=None).count(), 0, "messages that never went out")
    findings.figures.append(f"{Chase.objects.count()} reminders, none twice")


def check_told(mail: Post, findings: Findings) -> None:
    """Every message arrived as one email to its person; one that came again came under the same id."""
    events = Message.objects.values("person", "event").annotate(times=Count("pk")).filter(times__gt=1)
    findings.check_none(events, "an event told twice to one person")
    due = {(letter_of([one]).extra_headers["Message-ID"], one.addressee[1]) for one in Message.objects.order_by("pk")}
    findings.same(sorted(set(mail.arrived) ^ due), [], "emails that did not arrive, or that nobody wrote")
    again = mail.arrived.total() - len(mail.arrived)
    findings.figures.append(f"{len(due)} emails arrived, {again} of them again under the same id")
