"""What a tender record takes from its case at the beginning, and settles about it at submission."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit.models import Entry
from commissioning.case.models import Case
from commissioning.social_value.models import Measure, MeasureWeight, SocialValueRecord
from commissioning.tender.models import AwardCriterion, TenderRecord
from commissioning.tender.sections import ROOM
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.social_value.filled import a_measure, filled_social_value
from tests.commissioning.tender.filled import filled_tender


def begun(case: Case) -> TenderRecord:
    """A tender record as the stage begins it."""
    with within_case(case):
        record = TenderRecord(strand=the_strand(case, Stage.TENDER))
        record.save()
        ROOM.prefill(record)
    return TenderRecord.objects.get(pk=record.pk)


def criteria(record: TenderRecord) -> list[tuple[str, str, str, Decimal | None, int | None]]:
    return [(c.reference, c.kind, c.title, c.weight, c.measure_id) for c in record.criteria.all()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (None, None, "", "", None, None)),
        (
            {
                "value_net": Decimal("10.00"),
                "value_gross": Decimal("12.00"),
                "cpv": "85312400",
                "procedure": "open Procedure",
                "light_touch": True,
                "key_decision": True,
            },
            (Decimal("10.00"), Decimal("12.00"), "85312400", "open", True, True),
        ),
        ({"procedure": "Something a notice said"}, (None, None, "", "", None, None)),
        ({"value_gross": Decimal("12.00"), "currency": "AED"}, (None, None, "", "", None, None)),
    ],
)
def test_what_the_case_knows_is_brought_along(facts: dict[str, Any], expected: tuple[object, ...]) -> None:
    """“No” is the case's default, not anybody's answer, so it is not brought along."""
    record = begun(a_case(**facts))
    assert (
        record.value_net,
        record.value_gross,
        record.cpv,
        record.procedure,
        record.light_touch,
        record.key_decision,
    ) == expected
    assert criteria(record) == [("C1", "price", "Price", None, None), ("C2", "quality", "Quality", None, None)]


@pytest.mark.django_db
def test_each_measure_becomes_a_criterion_with_its_share() -> None:
    case = a_case()
    earlier = filled_social_value(case)
    with within_case(case):
        a_measure(earlier, earlier.choices.get(chosen=True), None).save()
        a_measure(earlier, earlier.choices.get(chosen=True), None).save()
    ids = list(Measure.objects.order_by("pk").values_list("pk", flat=True))
    assert criteria(begun(case))[2:] == [
        ("C3", "social_value", "People who start a job", Decimal("3.34"), ids[0]),
        ("C4", "social_value", "People who start a job", Decimal("3.33"), ids[1]),
        ("C5", "social_value", "People who start a job", Decimal("3.33"), ids[2]),
    ]


@pytest.mark.django_db
def test_what_was_set_for_a_measure_begins_its_criterion() -> None:
    """The question, the minimum and the weight come into the tender under the key of the measure."""
    case = a_case()
    filled_social_value(case)
    agreed = MeasureWeight.objects.get()
    with within_case(case):
        agreed.minimum = Decimal("4.50")
        agreed.save()
    record = begun(case)
    last = record.criteria.get(measure=agreed.measure)
    assert (last.question, last.minimum, last.weight) == (agreed.question, Decimal("4.50"), agreed.weight)
    assert [(one.question, one.minimum) for one in record.criteria.filter(measure=None)] == [("", None), ("", None)]
    assert not [one for one in ROOM.advice(record) if "social value record asks" in one.text]


@pytest.mark.django_db
def test_a_tender_that_begins_again_gets_what_is_new_and_keeps_what_was_written() -> None:
    case = a_case()
    record = filled_tender(case)
    record.strand.case = case
    with within_case(case):
        case.value_net, case.value_gross, case.procedure = Decimal(5), Decimal(6), "Direct award"
        record.value_gross, record.cpv, case.cpv = None, "", "77310000"
        case.save()
        record.save()
        AwardCriterion.objects.get(record=record, reference="C3").delete()
    with within_case(case):
        earlier = SocialValueRecord.objects.get()
        added = a_measure(earlier, earlier.choices.get(chosen=True), None)
        added.save()
        ROOM.prefill(record)
    kept = TenderRecord.objects.get()
    assert (kept.value_net, kept.value_gross, kept.cpv) == (Decimal(2_400_000), None, "77310000")
    assert (kept.procedure, kept.light_touch) == ("open", True)
    assert criteria(kept) == [
        ("C1", "price", "Price", Decimal("40.00"), None),
        ("C2", "quality", "Quality of care", Decimal("50.00"), None),
        ("C4", "social_value", "People who start a job", None, added.pk),
    ]
    with within_case(case) as decision:
        ROOM.prefill(record)
    assert decision.bag.changes == []


@pytest.mark.django_db
def test_without_a_weighting_the_share_is_left_open() -> None:
    case = a_case()
    filled_social_value(case)
    with within_case(case):
        earlier = SocialValueRecord.objects.get()
        earlier.weighting = None
        earlier.save()
        earlier.weights.get().delete()
    assert [row[3] for row in criteria(begun(case))] == [None, None, None]


@pytest.mark.django_db
def test_the_case_follows_what_the_tender_states_in_pounds() -> None:
    case = a_case(value_net=Decimal(9_000_000), currency="AED")
    record = filled_tender(case)
    with within_case(case):
        record.strand.case = case
        ROOM.settle(record)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.value_net, kept.value_gross, kept.currency) == (Decimal("2400000.00"), Decimal("2880000.00"), "GBP")
    assert (kept.cpv, kept.procedure) == ("85312400-3 85320000", "Open procedure")
    assert (kept.light_touch, kept.key_decision) == (True, True)


@pytest.mark.django_db
def test_settling_again_writes_nothing() -> None:
    case = a_case()
    record = filled_tender(case)
    for _ in range(2):
        with within_case(case):
            record.refresh_from_db()
            record.strand.case = case
            ROOM.settle(record)
    last = Entry.objects.order_by("-number")[0]
    assert b'"rows":[]' in bytes(last.payload.body)
