"""Any ask to record can be carried out the same way: its questions, their defaults, and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.forms import DecimalField, IntegerField

from commissioning.asks.models import Ask
from commissioning.award.kinds import CallInOutcome, ExecutedAs
from commissioning.award.models import AwardRecord, Execution
from commissioning.case.models import Strand
from commissioning.errors import RefusedError
from commissioning.notices.models import PublishedProcurement
from commissioning.records.asks import no_defaults, record_ask, type_of
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import Regime
from tests.commissioning.award.awarded import Office, asked, awarded, deciding_on

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 16, 9, 0, tzinfo=UTC)
TODAY = AT.date()


def task_of(strand: Strand) -> Ask:
    task = asked(strand, AT)
    assert task is not None
    return task


def test_the_defaults_of_a_signature_can_be_recorded_as_they_stand(office: Office) -> None:
    strand = awarded(office, regime=Regime.EXEMPT)
    task = task_of(strand)
    fields = record_ask(task).fields_for(task, TODAY)
    assert [(field["name"], field["type"]) for field in fields] == [
        ("signed_on", "date"),
        ("executed_as", "choice"),
        ("starts_on", "date"),
        ("ends_on", "date"),
        ("conflicts_reconfirmed", "choice"),
        ("retrospective_reason", "text"),
    ]
    assert fields[1]["choices"] == ["under_hand", "seal"]
    given = {str(field["name"]): str(field["default"]) for field in fields}
    record_ask(task).carry_out(task, given, by=office.legal, at=AT, key="signature")
    kept = Execution.objects.get(strand=strand)
    assert (kept.signed_on, kept.executed_as, kept.ends_on) == (TODAY, ExecutedAs.UNDER_HAND, date(2027, 10, 15))


def test_the_term_follows_the_tender(office: Office) -> None:
    strand = awarded(office, regime=Regime.EXEMPT)
    with deciding_on(strand.case):
        TenderRecord(strand=strand, starts_on=date(2027, 4, 1), term_months=36).save()
    task = task_of(strand)
    form = record_ask(task).form_for(task, TODAY)
    assert (form.initial["starts_on"], form.initial["ends_on"]) == (date(2027, 4, 1), date(2030, 3, 31))


@pytest.mark.parametrize(
    ("published", "term"),
    [
        ((date(2027, 4, 1), date(2030, 3, 31)), (date(2027, 4, 1), date(2030, 3, 31))),
        ((date(2026, 7, 1), date(2028, 6, 30)), (TODAY, date(2028, 6, 30))),
        ((date(2027, 4, 1), None), (date(2027, 4, 1), date(2028, 3, 31))),
        ((None, date(2028, 6, 30)), (TODAY, date(2028, 6, 30))),
        ((date(2024, 7, 1), date(2026, 6, 30)), (TODAY, date(2027, 10, 15))),
        ((None, None), (TODAY, date(2027, 10, 15))),
    ],
)
def test_without_a_tender_the_term_follows_what_was_published(
    office: Office, published: tuple[date | None, date | None], term: tuple[date, date]
) -> None:
    strand = awarded(office, regime=Regime.EXEMPT)
    with deciding_on(strand.case):
        stated = dict(zip(("starts_on", "ends_on"), published, strict=True))
        PublishedProcurement(case=strand.case, standing="awarded", title="Homecare", **stated).save()
    form = record_ask(task_of(strand)).form_for(task_of(strand), TODAY)
    assert (form.initial["starts_on"], form.initial["ends_on"]) == term


def test_what_a_tender_record_says_goes_before_what_was_published(office: Office) -> None:
    strand = awarded(office, regime=Regime.EXEMPT)
    with deciding_on(strand.case):
        term = {"starts_on": date(2028, 1, 1), "ends_on": date(2028, 12, 31)}
        PublishedProcurement(case=strand.case, standing="awarded", title="Homecare", **term).save()
        TenderRecord(strand=strand, starts_on=date(2027, 4, 1), term_months=36).save()
    form = record_ask(task_of(strand)).form_for(task_of(strand), TODAY)
    assert (form.initial["starts_on"], form.initial["ends_on"]) == (date(2027, 4, 1), date(2030, 3, 31))


def test_the_summaries_default_to_the_day_the_record_gives(office: Office) -> None:
    strand = awarded(office)
    task = task_of(strand)
    defaults = record_ask(task).defaults
    assert defaults(task, TODAY)["summaries_sent_on"] == TODAY
    with deciding_on(strand.case):
        record = AwardRecord.objects.get(strand=strand)
        record.summaries_sent_on = date(2026, 9, 30)
        record.save()
    assert defaults(task, TODAY)["summaries_sent_on"] == date(2026, 9, 30)


def test_answers_come_from_a_page_in_parts(office: Office) -> None:
    strand = awarded(office, key_decision=True)
    task = task_of(strand)
    parts = {"published_on_day": "6", "published_on_month": "10", "published_on_year": "2026"}
    outcome = str(record_ask(task).form_for(task, TODAY).initial["outcome"])
    record_ask(task).carry_out(task, parts | {"outcome": outcome}, by=office.recorder, at=AT, key="call-in")
    assert Execution.objects.get(strand=strand).call_in_outcome == CallInOutcome.NOT_CALLED_IN


def test_missing_answers_are_named(office: Office) -> None:
    task = task_of(awarded(office))
    with pytest.raises(RefusedError) as refused:
        record_ask(task).carry_out(task, {"published_on": "soon"}, by=office.procurement, at=AT, key="notice")
    assert set(refused.value.errors) == {"number", "published_on", "summaries_sent_on"}


def test_an_ask_of_another_kind_records_nothing(office: Office) -> None:
    task = task_of(awarded(office))
    task.source = "write/1/award/1"
    with pytest.raises(LookupError, match="write/1/award/1"):
        record_ask(task)
    assert no_defaults(task, TODAY) == {}


def test_numbers_have_types_of_their_own() -> None:
    assert (type_of(DecimalField()), type_of(IntegerField())) == ("decimal", "integer")
    assert DecimalField().clean("1.5") == Decimal("1.5")
