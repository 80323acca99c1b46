"""Writing the needs record through the decisions every stage shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from accounts.rights import Role
from commissioning.case.models import CaseLink
from commissioning.errors import RefusedError
from commissioning.needs.models import NeedLesson, NeedOutcome, NeedsRecord
from commissioning.needs.prefill import prefill
from commissioning.needs.rows import LESSONS
from commissioning.needs.sections import ROOM
from commissioning.records.decisions import save_section
from commissioning.records.rules import read_rows
from commissioning.vocabulary import LinkKind
from tests.accounts.factories import AT, a_key, in_post
from tests.commissioning.needs.filled import a_case, answered_in_full, filled_needs, the_strand, within_case


def save(record: NeedsRecord, key: str, by: Person, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    save_section(ROOM, record, ROOM.section(key), values={}, rows=rows, by=by, at=AT, key=a_key())


@pytest.fixture
def record(db: None) -> NeedsRecord:
    return filled_needs(a_case())


@pytest.fixture
def writer(record: NeedsRecord) -> Person:
    return in_post(Role.COMMISSIONER, record.strand.case.lead)


def references(record: NeedsRecord) -> list[str]:
    return [outcome.reference for outcome in NeedOutcome.objects.filter(record=record)]


def test_a_new_outcome_gets_the_next_number(record: NeedsRecord, writer: Person) -> None:
    kept = [{"id": outcome.pk} for outcome in record.outcomes.all()]
    save(record, "outcomes", writer, {"outcomes": [*kept, {"title": "Carers rest"}, {"title": "Fewer falls"}]})
    assert references(record) == ["O1", "O2", "O3", "O4"]


def test_a_reference_is_never_used_again(record: NeedsRecord, writer: Person) -> None:
    first = record.outcomes.order_by("pk").first()
    assert first is not None
    save(record, "outcomes", writer, {"outcomes": [{"id": first.pk}]})
    save(record, "outcomes", writer, {"outcomes": [{"id": first.pk}, {"title": "Carers rest"}]})
    assert references(record) == ["O1", "O3"]


def test_an_option_with_a_cost_stays_until_its_cost_is_gone(record: NeedsRecord, writer: Person) -> None:
    with pytest.raises(RefusedError, match="The option “Let it end” must stay"):
        save(record, "options", writer, {"options": []})
    assert record.options.count() == 2
    save(record, "option_costs", writer, {"option_costs": []})
    save(record, "options", writer, {"options": []})
    assert record.options.count() == 0


@pytest.mark.django_db
def test_a_record_begins_with_the_cases_own_words() -> None:
    case = a_case(description="Help at home after hospital.")
    with within_case(case):
        record = NeedsRecord(strand=the_strand(case))
        record.save()
        prefill(record)
    assert NeedsRecord.objects.get().statement == "Help at home after hospital."


def test_the_next_cycle_begins_with_what_the_last_one_knew(record: NeedsRecord) -> None:
    case = a_case("Homecare, next cycle", description="Again.")
    with within_case(case):
        CaseLink(case=case, kind=LinkKind.NEXT_CYCLE_OF, other=record.strand.case).save()
        following = NeedsRecord(strand=the_strand(case))
        following.save()
        prefill(following)
    kept = NeedsRecord.objects.get(pk=following.pk)
    assert kept.statement == record.statement
    assert kept.wards == ["Mill Ward", "Harbour Ward"]
    assert kept.annual_spend is None
    assert [str(outcome) for outcome in kept.outcomes.all()] == ["O1 At home within two days", "O2 Less alone"]
    with within_case(case):
        kept.statement = "Another need."
        kept.save()
        kept.outcomes.all()[1].delete()
    with within_case(case) as decision:
        prefill(kept)
    assert decision.bag.changes == []
    assert (kept.statement, kept.outcomes.count()) == ("Another need.", 1)


@pytest.mark.django_db
def test_the_first_cycle_follows_nothing() -> None:
    case, earlier = a_case(), a_case("Never written down")
    with within_case(case):
        CaseLink(case=case, kind=LinkKind.NEXT_CYCLE_OF, other=earlier).save()
        record = NeedsRecord(strand=the_strand(case))
        record.save()
        prefill(record)
    assert record.outcomes.count() == 0


def test_a_lesson_of_a_review_is_answered_and_neither_added_nor_removed(record: NeedsRecord, writer: Person) -> None:
    with within_case(record.strand.case):
        for text in ("Weekends were thin.", "Returns came late."):
            LESSONS.place(record, review_of="TG-2026-0001", text=text)
    first, second = record.lesson_rows.all()
    save(record, "lessons", writer, {"lesson_rows": [{"id": second.pk, "adopted": True, "text": "Another."}]})
    told = [(row.text, row.adopted) for row in NeedLesson.objects.filter(record=record)]
    assert told == [("Weekends were thin.", None), ("Returns came late.", True)]
    with pytest.raises(RefusedError, match="No lesson can be added here"):
        save(record, "lessons", writer, {"lesson_rows": [{"adopted": True, "reason": "Mine."}]})


def test_an_option_is_scored_where_it_stands(record: NeedsRecord, writer: Person) -> None:
    chosen = record.options.get(chosen=True)
    save(record, "option_scores", writer, {"options": [{"id": chosen.pk, "benefit_score": 5, "title": "Other"}]})
    assert [(row.title, row.benefit_score) for row in record.options.all()] == [("Let it end", 1), ("Two lots", 5)]


def test_rows_that_are_read_together_are_as_those_read_apart(db: None) -> None:
    record = answered_in_full()
    together = NeedsRecord.objects.get(pk=record.pk)
    with CaptureQueriesContext(connection) as captured:
        read_rows(together, ROOM.sections)
    assert len(captured) == 1
    kinds = [rows for section in ROOM.sections for rows in section.rows]
    for rows in kinds:
        names = [field.attname for field in rows.model._meta.concrete_fields]
        apart = rows.model.objects.filter(record=record).order_by("pk").values_list(*names)
        assert [tuple(getattr(row, name) for name in names) for row in rows.of(together)] == list(apart)
