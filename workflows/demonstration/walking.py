"""Walking a case through its stages as the demonstration's people would, one decision after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from accounts.authority import eligible
from accounts.models import Person
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.models import Case, Strand
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.casefile.stages import room_for
from commissioning.contract.kinds import NextYear
from commissioning.gates.models import Seat
from commissioning.interests.decisions import declare
from commissioning.interests.kinds import Conflict
from commissioning.interests.standing import assessed_at, declares_before_tender, missing
from commissioning.ownership.kinds import AcceptanceAnswer
from commissioning.records.asks import record_ask
from commissioning.records.decisions import current_record, facts_of
from commissioning.vocabulary import Action, AskKind, Stage, State
from workflows.demonstration.content import Purchase
from workflows.demonstration.writing import write_record

USUAL = {AskKind.CONSULT: Action.ADVISE, AskKind.SIGN: Action.SIGN, AskKind.DECIDE: Action.PASS}
ADVICE = "Build on what local groups do already, and ask them again before the tender."
MOST_STEPS = 200


class NobodyError(Exception):
    """An ask that nobody can answer."""


def walk(
    case: Case,
    purchase: Purchase,
    *,
    until: Stage | None,
    at: datetime,
    pace: timedelta = timedelta(0),
    while_: Callable[[Case], bool] = bool,
) -> None:
    """Answer whatever the case asks, in the usual way, until it reaches a stage or nothing is asked any more.

    The first answer is given at `at`, each later one `pace` after the one before.
    """
    for step in range(MOST_STEPS):
        case.refresh_from_db()
        asks = open_asks(case)
        if case.stage == until or not asks or not while_(case):
            return
        answer(asks[0], purchase, at=at + step * pace)


def open_asks(case: Case) -> list[Ask]:
    """Return what the case asks, the longest open first."""
    return list(Ask.objects.filter(case=case, closed_at=None).order_by("pk").select_related("case", "strand", "post"))


def answer(
    ask: Ask, purchase: Purchase, *, at: datetime, deed: Deed | None = None, pace: timedelta = timedelta(0)
) -> None:
    """Answer one ask by whoever can: as told, or in the usual way. What is written takes `pace` a section."""
    person = who(ask, at)
    if ask.kind == AskKind.WRITE:
        declare_nothing(ask.strand_id, at, pace=pace)
        write_if_open(ask, purchase, by=person, at=at, pace=pace)
    carry_out(
        ask, deed or usual(ask, purchase, at), by=person, at=at, key=f"demo/ask/{ask.pk}/{deed.action if deed else ''}"
    )


def declare_nothing(strand_id: int, at: datetime, *, pace: timedelta = timedelta(0)) -> None:
    """Let everyone who is still to declare say, before the tender is written, that they have no conflict."""
    strand = Strand.objects.select_related("case__commissioner").get(pk=strand_id)
    if strand.stage != assessed_at(strand.case) or not declares_before_tender(strand.case):
        return
    room = room_for(strand.case, Stage(strand.stage))
    begun = at - len(room.sections) * pace
    all_declare_nothing(strand, facts_of(room, current_record(room, strand)), begun)


def all_declare_nothing(strand: Strand, facts: Mapping[str, object], at: datetime) -> None:
    """Let everyone who is still to declare before the tender gate, for these facts, say that they have no conflict."""
    for named in missing(strand, facts, at):
        key = f"demo/interests/{strand.case_id}/{named.person.pk}"
        declare(strand.case, kind=Conflict.NONE, by=named.person, at=at, key=key)


def who(ask: Ask, at: datetime) -> Person:
    """Return the first person who can answer. Raises NobodyError where there is none."""
    people = eligible(ask.post, on=ask, at=at)
    if not people:
        raise NobodyError(f"Nobody can answer “{ask.title}” of {ask.case.reference}.")
    return people[0]


def write_if_open(ask: Ask, purchase: Purchase, *, by: Person, at: datetime, pace: timedelta = timedelta(0)) -> None:
    """Write the record unless it was written before: a returned one is handed in again as it stands."""
    strand = Strand.objects.select_related("case").get(pk=ask.strand_id)
    if strand.state == State.DRAFTING:
        write_record(strand, purchase, by=by, at=at, pace=pace)


def usual(ask: Ask, purchase: Purchase, at: datetime) -> Deed:
    """The usual answer to an ask: submit, record with the defaults, advise, sign, agree; end where that was advised."""
    if ask.kind == AskKind.WRITE:
        return Deed(Action.SUBMIT)
    if ask.kind == AskKind.RECORD:
        return Deed(Action.DONE, fields=defaults_of(ask, at))
    if ask.kind == AskKind.ACCEPT:
        return Deed(Action.DONE, fields={"answer": AcceptanceAnswer.ACCEPT.value, "reason": ""})
    digest = digest_of(ask)
    if (ask.kind, ask.stage, purchase.next_year) == (AskKind.DECIDE, Stage.MONITORING, NextYear.END):
        return Deed(Action.END, reason="The contract has run its term.", digest=digest)
    return Deed(USUAL[AskKind(ask.kind)], reason=ADVICE if ask.kind == AskKind.CONSULT else "", digest=digest)


def digest_of(ask: Ask) -> str:
    """Return the digest of the text that a seat's ask is about."""
    seat = Seat.objects.select_related("gate").get(pk=ask.source.removeprefix("seat/"))
    return seat.gate.submissions.order_by("-number")[0].digest


def defaults_of(ask: Ask, at: datetime) -> Mapping[str, object]:
    """The offered defaults of a record ask, as its form takes them."""
    asked = record_ask(ask)
    offered = {"number": f"012345-{at.year}", "published_on": day_of(at), **asked.defaults(ask, day_of(at))}
    return {name: value for name, value in offered.items() if name in asked.form.base_fields}
