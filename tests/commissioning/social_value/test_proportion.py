"""How much social value is in proportion: the guide as data, and what it advises."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.records.rules import faults_of
from commissioning.social_value.kinds import Bidders
from commissioning.social_value.models import Measure, SocialValueRecord
from commissioning.social_value.proportion import UNKNOWN_BIDDERS, UNKNOWN_VALUE, Burden, burden, guide, proportion
from commissioning.social_value.sections import ROOM, proportion_of
from tests.commissioning.needs.filled import a_case, within_case
from tests.commissioning.social_value.filled import filled_social_value

MANY = Burden(9, 19)


def test_the_guide_says_its_basis_and_covers_every_value() -> None:
    held = guide()
    assert "without a source in law" in held.basis
    assert (held.bands[0].start, held.bands[-1].below) == (Decimal(0), None)
    for one, other in zip(held.bands, held.bands[1:], strict=False):
        assert one.below == other.start
        assert one.usual.measures < other.usual.measures
        assert one.usual.evidence < other.usual.evidence
    assert all(band.small.measures <= band.usual.measures for band in held.bands)
    assert [str(band) for band in held.bands][::5] == ["Below £30,000", "£5,000,000 or more"]


def test_too_much_is_told_in_figures_and_less_for_small_bidders() -> None:
    found = proportion(MANY, Decimal("612000.50"), Bidders.MIXED)
    [text] = found.advice
    assert text == (
        "This record asks for 9 measures with 19 pieces of evidence. For a contract of £612,000.50 the council’s guide "
        "is at most 4 measures with 8 pieces of evidence. Each one costs every bidder, also those who lose. Take some "
        "away, or say under proportionality why they are worth it."
    )
    small = proportion(Burden(4, 8), Decimal("612000.50"), Bidders.SMALL)
    assert small.over
    assert "at most 3 measures with 5 pieces of evidence, where bidders are mostly small" in small.advice[0]
    assert small.advice[1:] == [guide().small]
    assert proportion(Burden(4, 8), Decimal("612000.50"), Bidders.LARGE).advice == []


def test_what_is_not_known_is_said() -> None:
    assert proportion(MANY, None, "").advice == [UNKNOWN_VALUE, UNKNOWN_BIDDERS]
    assert proportion(Burden(0, 0), None, "").advice == []


@given(st.decimals(0, 10**9, places=2), st.integers(0, 30), st.integers(0, 60), st.sampled_from(["", *Bidders]))
@settings(max_examples=60)
def test_asking_less_of_a_larger_contract_is_never_more_out_of_proportion(
    value: Decimal, measures: int, evidence: int, bidders: str
) -> None:
    asked = proportion(Burden(measures, evidence), value, bidders)
    less = proportion(Burden(max(measures - 1, 0), evidence), value + 1000, bidders)
    assert asked.over or not less.over
    assert proportion(Burden(0, 0), value, bidders).over is False


def test_evidence_is_counted_by_the_line() -> None:
    assert burden(["A list\n\n  \nA note", "", "One"]) == Burden(3, 3)


@pytest.mark.django_db
def test_it_advises_and_never_refuses() -> None:
    record = filled_social_value(a_case(value_gross=Decimal(20_000)))
    assert proportion_of(record).asked == Burden(1, 1)
    with within_case(record.strand.case):
        measure = Measure.objects.get(record=record)
        measure.evidence = "A list\nA note\nA third"
        measure.save()
    found = SocialValueRecord.objects.get(pk=record.pk)
    assert any("1 measure with 3 pieces of evidence" in fault.text for fault in ROOM.advice(found))
    assert faults_of(ROOM, found) == []
