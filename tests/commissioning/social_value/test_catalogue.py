"""Measures taken from a framework: what comes along, what is offered, and that nothing counts twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Body
from commissioning.casefile.measure_register import uses_of
from commissioning.casefile.policy_register import register_for
from commissioning.measures.kinds import Direction
from commissioning.measures.models import FrameworkMeasure
from commissioning.needs.models import NeedOutcome
from commissioning.records.gathering import gather
from commissioning.records.rules import faults_of
from commissioning.social_value.choosing import of_government, offered
from commissioning.social_value.forms import MeasureForm
from commissioning.social_value.models import Measure, MeasureWeight, SocialValueRecord
from commissioning.social_value.rules import Taken, of_catalogue
from commissioning.social_value.sections import MEASURES, ROOM, measures
from tests.accounts.factories import a_person
from tests.commissioning.measures.framed import HIRES, HOURS, JOBS, NOTE, a_catalogue
from tests.commissioning.needs.filled import a_case, within_case
from tests.commissioning.social_value.filled import a_measure, a_weight, filled_social_value

OWN = replace(JOBS, priorities=())


@pytest.fixture
def record(db: None) -> SocialValueRecord:
    return filled_social_value(a_case())


def catalogue(record: SocialValueRecord, *measures: Any, days: int = 0, **more: Any) -> dict[str, FrameworkMeasure]:
    """A catalogue in force since some days after the case was opened; its measures by code."""
    at = record.strand.case.opened_at + timedelta(days=days)
    made = a_catalogue(*(measures or (OWN, HIRES, HOURS)), owner=Body.objects.order_by("pk")[0], at=at, **more)
    return {one.code: one for one in made.measures.select_related("version__framework")}


def takes(record: SocialValueRecord, *found: FrameworkMeasure) -> None:
    """Let each of these be a measure of the record, in place of what it had."""
    choice = record.choices.get(priority__code="SV1")
    outcome = NeedOutcome.objects.get(record__strand__case=record.strand.case, reference="O1")
    vars(record).pop("_prefetched_objects_cache", None)
    with within_case(record.strand.case):
        MeasureWeight.objects.filter(record=record).delete()
        Measure.objects.filter(record=record).delete()
        for one in found:
            measure = a_measure(record, choice, outcome)
            measure.catalogue, measure.unit, measure.direction = one, one.unit, one.direction
            measure.save()
            a_weight(measure, Decimal(10) / len(found)).save()


def test_unit_title_and_evidence_come_along_and_one_may_write_another_title(record: SocialValueRecord) -> None:
    jobs = catalogue(record)["J1"]
    form = MeasureForm({"catalogue": jobs.pk, "title": "", "unit": "", "evidence": ""}, record=record)
    assert form.is_valid(), form.errors
    assert {name: form.cleaned_data[name] for name in ("title", "unit", "evidence")} == {
        "title": OWN.title,
        "unit": OWN.unit,
        "evidence": OWN.evidence,
    }
    form = MeasureForm({"catalogue": jobs.pk, "title": "Ours", "unit": "", "evidence": ""}, record=record)
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Ours"
    free = MeasureForm({"title": "Ours alone"}, record=record)
    assert free.is_valid()
    assert (free.cleaned_data["catalogue"], free.cleaned_data["unit"]) == (None, "")


def test_what_was_signed_says_what_the_measure_meant_and_under_which_licence(record: SocialValueRecord) -> None:
    takes(record, catalogue(record)["J1"])
    body = ROOM.section("measures").freeze(record).body.decode()
    for words in (
        '"code":"J1"',
        '"framework":"Our catalogue"',
        '"guard_groups":["jobs"]',
        '"proxy_value":"15000.00"',
        '"price_year":2025',
        "The council’s own.",
        '"version":"Version 1"',
    ):
        assert words in body
    assert faults_of(ROOM, record) == []


def test_two_measures_of_one_guard_group_are_refused_with_the_reason(record: SocialValueRecord) -> None:
    found = catalogue(record)
    takes(record, found["J1"], found["J2"])
    [fault] = faults_of(ROOM, record)
    assert (fault.section, fault.field) == ("measures", "measures")
    assert fault.text == (
        "M1 (J1 of Our catalogue) and M2 (J2 of Our catalogue) are guarded against counting twice, in the group "
        "“jobs”: one activity counts under one of them alone. Keep one of them."
    )
    takes(record, found["J1"], found["V1"])
    assert faults_of(ROOM, record) == []


def test_the_unit_is_that_of_the_catalogue(record: SocialValueRecord) -> None:
    takes(record, catalogue(record)["V1"])
    with within_case(record.strand.case):
        measure = Measure.objects.get(record=record)
        measure.unit = "days"
        measure.save()
    [fault] = faults_of(ROOM, record)
    assert fault.text == (
        "Measure M1 counts in “days”, but V1 of Our catalogue counts in “hours”. Use that unit, or let the measure be "
        "one of your own."
    )


def test_the_direction_is_that_of_the_catalogue(record: SocialValueRecord) -> None:
    takes(record, catalogue(record)["V1"])
    with within_case(record.strand.case):
        measure = Measure.objects.get(record=record)
        measure.direction = Direction.LOWER
        measure.save()
    [fault] = faults_of(ROOM, record)
    assert fault.text == (
        "Measure M1 says that lower is better, but of V1 of Our catalogue higher is better. Turn it round, or let the "
        "measure be one of your own."
    )


def test_versions_not_superseded_when_the_case_began_are_offered_and_what_was_chosen(record: SocialValueRecord) -> None:
    old = catalogue(record, days=-20)
    new = catalogue(record, replace(OWN, title="Renamed"), HOURS, days=-10)
    assert {one.pk for one in offered(record)} == {one.pk for one in new.values()}
    takes(record, old["J2"])
    assert {one.pk for one in offered(record)} == {old["J2"].pk, *(one.pk for one in new.values())}
    later = catalogue(record, HOURS, days=10)
    assert {one.pk for one in offered(record)} >= {one.pk for one in (*new.values(), *later.values())}


def test_the_whole_of_a_version_is_read_with_none_of_its_measures(record: SocialValueRecord) -> None:
    takes(record, catalogue(record)["V1"])
    apart = MEASURES.of(record)
    gather(record, [MEASURES])
    with CaptureQueriesContext(connection) as asked:
        together = MEASURES.of(record)
        assert "V1" in str(measures(record))
    assert len(asked) == 0
    for one in (*offered(record), *(measure.catalogue for measure in (*apart, *together))):
        assert one.version.get_deferred_fields() == {"document"}


def test_the_governments_model_is_told_as_advice_alone(record: SocialValueRecord) -> None:
    [advice] = of_government(record, "relevance")
    assert "It binds central government, not this council" in advice.text
    assert "5 Reducing crime (title not verified)" in advice.text
    assert advice.text in [one.text for one in ROOM.advice(record)]
    assert advice.text not in [one.text for one in faults_of(ROOM, record)]
    record.strand.case.commenced_on = record.strand.case.opened_at.date().replace(year=2024)
    assert of_government(record, "relevance") == []


def test_a_measures_page_knows_only_cases_in_sight(record: SocialValueRecord) -> None:
    hours = catalogue(record)["V1"]
    takes(record, hours)
    register = register_for(a_person(), record.strand.case.opened_at)
    assert uses_of(register, hours.version.framework, "V1") == []


groups = st.lists(st.sampled_from(["jobs", "Jobs ", "hours", "waste"]), max_size=2, unique=True).map(tuple)
taken = st.builds(
    Taken,
    reference=st.just("M"),
    unit=st.just("people"),
    framework=st.sampled_from(["Ours", "Valley"]),
    code=st.sampled_from(["J1", "j1", "J2", "V1"]),
    catalogue_unit=st.just("people"),
    guards=groups,
)


@given(st.lists(taken, max_size=5))
def test_nothing_passes_that_would_count_twice(found: list[Taken]) -> None:
    """Two measures clash where they are the same one, or share a group however it is written: then it is said."""
    numbered = [replace(one, reference=f"M{place}") for place, one in enumerate(found, start=1)]

    def names(one: Taken) -> set[str]:
        return {name.strip().lower() for name in one.guards}

    clashes = [
        (one, other)
        for one, other in combinations(numbered, 2)
        if names(one) & names(other) or (one.framework, one.code.lower()) == (other.framework, other.code.lower())
    ]
    texts = of_catalogue(numbered)
    assert bool(texts) == bool(clashes)
    told = " ".join(texts)
    assert all(one.reference in told for pair in clashes for one in pair[:1])


def test_licence_of_a_version_holds_where_a_measure_has_none(record: SocialValueRecord) -> None:
    hours = catalogue(record, HOURS, licence=NOTE)["V1"]
    assert hours.under == NOTE
