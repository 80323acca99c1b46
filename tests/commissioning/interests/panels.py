"""Evaluation panels, in the words of the tests."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from accounts.models import Person
from commissioning.award.models import AwardRecord
from commissioning.case.models import Case
from commissioning.casefile.stages import ROOMS
from commissioning.records.decisions import current_record, save_section
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import Action, Stage
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, a_case, ask_of, asks_of, does, strand_of
from workflows.demonstration.walking import answer, walk, write_if_open

COMPARED = replace(HOMECARE, light_touch=False, net=Decimal("100000.00"), gross=Decimal("120000.00"))
WRITE, DIRECTOR = "Write", "Decision: corporate director"
Record = TenderRecord | AwardRecord


def a_tender(people: People, *, written: bool = True) -> Case:
    """A case whose tender is written, a panel of five among it; nobody has declared yet."""
    case = a_case(people, purchase=COMPARED, until=Stage.TENDER)
    if written:
        write_if_open(ask_of(case, WRITE), COMPARED, by=people["commissioner"], at=AT)
    return case


def record_of(case: Case) -> Any:
    """The case's current record, read anew."""
    strand = strand_of(case)
    return current_record(ROOMS[Stage(strand.stage)], strand)


def saves(case: Case, section: str, *, by: Person, **rows: list[dict[str, Any]]) -> None:
    """Save rows of a section of the current record."""
    record = record_of(case)
    room = ROOMS[record.stage]
    save_section(room, record, room.section(section), values={}, rows=rows, by=by, at=AT, key=a_key())


def standing(case: Case) -> list[dict[str, Any]]:
    """The panel as it stands, row by row, to be kept."""
    return [{"id": row.pk} for row in record_of(case).evaluators.order_by("pk")]


def joins(case: Case, person: Person, *, by: Person, **assessed: bool) -> None:
    """Name somebody on the panel beside those who stand there."""
    rows = [*standing(case), {"person": person, **(assessed or {"quality": True})}]
    saves(case, "panel", by=by, evaluators=rows)


def replaces(case: Case, reference: str, person: Person, *, by: Person) -> None:
    """Name another in the place of somebody."""
    rows = [
        {"id": row.pk, **({"person": person} if row.reference == reference else {})}
        for row in record_of(case).evaluators.order_by("pk")
    ]
    saves(case, "panel", by=by, evaluators=rows)


def to_award(case: Case) -> Case:
    """Hand the tender in as it is written and take the case to its award, whose record nobody has written."""
    does(ask_of(case, WRITE), Action.SUBMIT)
    walk(case, COMPARED, until=Stage.AWARD, at=AT)
    case.refresh_from_db()
    return case


def to_award_gate(case: Case) -> Case:
    """Write the award and hand it in."""
    answer(ask_of(to_award(case), WRITE), COMPARED, at=AT)
    return case


def to_decision(case: Case) -> Case:
    """Let everyone sign until only the decision is left."""
    for ask in asks_of(to_award_gate(case)):
        answer(ask, COMPARED, at=AT)
    assert [ask.title for ask in asks_of(case)] == [DIRECTOR]
    return case


def returned_from_award(case: Case) -> Case:
    """Hand the award in and have it returned by Legal, everyone else having signed."""
    to_award_gate(case)
    does(ask_of(case, "Legal officer"), Action.RETURN, reason="Who evaluated?")
    for ask in asks_of(case):
        if ask.title.endswith("officer"):
            does(ask, Action.SIGN)
    return case
