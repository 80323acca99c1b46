"""No page on which a record is written asks the database more than twelve questions, in any stage's room."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.award.models import AwardRecord, Offer
from commissioning.case.models import Case
from commissioning.casefile.stages import ROOMS
from commissioning.drafts.models import Draft
from commissioning.gates.models import Gate
from commissioning.records.beginning import writing_post
from commissioning.records.decisions import current_record
from commissioning.records.filing import attach
from commissioning.records.rooms import StageRoom
from commissioning.vocabulary import Action, Lane, Stage
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.documents.files import PDF
from tests.commissioning.fast.bought import a_purchase, written
from tests.commissioning.needs.filled import within_case
from tests.council import AT, HOMECARE, People, a_case, ask_of, asks_of, does, people, people_of, strand_of
from workflows.demonstration.walking import answer
from workflows.demonstration.writing import write_record

__all__ = ["people"]

MOST = 12
AROUND = ("", "records/", "documents/", "gates/", "timetable/", "trail/", "sources/")
LISTS = ("/", "/?show=held", "/?show=done", "/cases/?sort=value&value_from=1", "/contracts/", "/messages/")


@pytest.fixture(autouse=True)
def _then(db: None) -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def writer_of(case: Case, room: StageRoom) -> Reader:
    """Who writes a stage's record."""
    return Reader(people_of(writing_post(room, case))[0])


def asked_by(reader: Reader, path: str) -> int:
    """How many questions a page asks that was opened before."""
    reader.client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answered = reader.client.get(path)
    assert answered.status_code == 200, path
    return len(captured)


def too_many(reader: Reader, paths: list[str]) -> dict[str, int]:
    """The pages that ask too many, with how many."""
    found = {path: asked_by(reader, path) for path in paths}
    return {path: count for path, count in found.items() if count > MOST}


def of_record(case: Case, room: StageRoom) -> list[str]:
    """The pages of a record's sections."""
    base = f"/cases/{case.reference}/records/{room.stage}/"
    return [f"{base}{section.key}/" for section in room.sections]


def all_of_it(case: Case, room: StageRoom, *more: str) -> list[str]:
    """The pages that read a whole record: its list, to check it, and more."""
    base = f"/cases/{case.reference}/records/{room.stage}/"
    return [base, *(f"{base}{page}/" for page in ("check", *more))]


@pytest.mark.parametrize("stage", list(Stage))
def test_a_record_being_written(people: People, stage: Stage) -> None:
    """Empty, then filled in, with a file at each section that takes one."""
    case, room = a_case(people, until=stage), ROOMS[stage]
    reader, strand = writer_of(case, room), strand_of(case)
    assert too_many(reader, of_record(case, room)) == {}
    assert too_many(reader, all_of_it(case, room)) == {}
    write_record(strand, HOMECARE, by=reader.person, at=AT)
    for section in room.sections:
        if section.files:
            record = current_record(room, strand)
            attach(room, record, section, ContentFile(PDF, "a.pdf"), by=reader.person, at=AT, key=a_key())
    assert too_many(reader, of_record(case, room)) == {}
    assert too_many(reader, all_of_it(case, room, "submit")) == {}
    assert too_many(reader, [f"/cases/{case.reference}/{page}" for page in AROUND]) == {}
    assert too_many(reader, [*LISTS]) == {}
    assert too_many(reader, [f"/tasks/{ask.pk}/" for ask in asks_of(case)]) == {}


@pytest.mark.parametrize("key", ["offers", "scores", "bids"])
def test_a_draft_that_was_overtaken(people: People, key: str) -> None:
    """What was typed stands beside what another saved, and it costs no more the more rows there are."""
    case, room = a_case(people, until=Stage.AWARD), ROOMS[Stage.AWARD]
    reader, strand = writer_of(case, room), strand_of(case)
    write_record(strand, HOMECARE, by=reader.person, at=AT)
    path = f"/cases/{case.reference}/records/award/{key}/"
    plain = asked_by(reader, path)
    _add_offers(AwardRecord.objects.get(), 5)
    assert asked_by(reader, path) == plain
    typed = {"TOTAL_FORMS": ["1"], "INITIAL_FORMS": ["0"], "0-title": ["Mine"], "0-reasons": ["Mine"]}
    draft = Draft.objects.get(person=reader.person, section=key)
    sent = json.dumps({f"{key}-{name}": values for name, values in typed.items()})
    draft.typed, draft.typed_at, draft.read = sent, AT, "0" * 64
    draft.save()
    assert asked_by(reader, path) <= MOST


def _add_offers(record: AwardRecord, count: int) -> None:
    bid = record.bids.order_by("pk")[0]
    with within_case(record.strand.case):
        for number in range(count):
            Offer(record=record, bid=bid, reference=f"X{number}", title="Jobs").save()


def test_an_award_at_its_gate(people: People) -> None:
    case = a_case(people, until=Stage.AWARD)
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    reader = writer_of(case, ROOMS[Stage.AWARD])
    gate = Gate.objects.get(stage=Stage.AWARD)
    pages = ["records/award/", f"gates/{gate.pk}/", *AROUND]
    assert too_many(reader, [f"/cases/{case.reference}/{page}" for page in pages]) == {}
    for ask in asks_of(case):
        assert too_many(Reader(people_of(ask.post)[0]), [f"/tasks/{ask.pk}/"]) == {}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.REVIEW])
def test_a_record_that_was_returned(people: People, stage: Stage) -> None:
    """Its pages say who returned it, and why."""
    case, room = a_case(people, until=stage), ROOMS[stage]
    reader, strand = writer_of(case, room), strand_of(case)
    [write] = asks_of(case)
    answer(write, HOMECARE, at=AT)
    does(next(ask for ask in asks_of(case) if ask.kind == "sign"), Action.RETURN, reason="The figures do not add up.")
    given = {"sign": Action.SIGN, "consult": Action.ADVISE}
    for ask in [ask for ask in asks_of(case) if ask.kind in given]:
        does(ask, given[ask.kind], reason="It is sound.")
    pages = [*of_record(case, room), *all_of_it(case, room, "submit")]
    assert too_many(reader, pages) == {}
    assert Gate.objects.filter(strand=strand, stage=stage, outcome="returned").exists()


def test_a_fast_page(people: People) -> None:
    case = a_purchase(people)
    assert case.lane == Lane.FAST
    reader, page = Reader(people["commissioner"]), f"/cases/{case.reference}/fast/"
    assert too_many(reader, [page]) == {}
    written(case, people)
    base = f"/cases/{case.reference}/"
    assert (
        too_many(
            reader,
            [
                page,
                f"{base}records/needs/submit/",
                f"{base}links/",
                f"{base}regime/",
                *(f"{base}{path}" for path in AROUND),
            ],
        )
        == {}
    )
