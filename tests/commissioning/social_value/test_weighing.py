"""What targets, minimums and weights of measures must hold together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.casefile.forms import rows_form
from commissioning.measures.kinds import Direction
from commissioning.records.rules import faults_of
from commissioning.social_value.models import Measure, MeasureWeight, SocialValueRecord
from commissioning.social_value.sections import ROOM
from commissioning.social_value.weighing import of_minimums, of_targets, of_weights, reaches
from tests.commissioning.needs.filled import a_case, within_case
from tests.commissioning.social_value.filled import filled_social_value


@dataclass(frozen=True)
class AMeasure:
    """A measure as a test gives it."""

    reference: str = "M1"
    direction: str = ""
    target: Decimal | None = None
    left_to_bidders: bool | None = None


@dataclass(frozen=True)
class AWeight:
    """The weight of a measure as a test gives it."""

    measure: AMeasure
    weight: Decimal | None = None
    minimum: Decimal | None = None


@pytest.mark.parametrize(
    ("measure", "found"),
    [
        (AMeasure(target=Decimal(12)), []),
        (AMeasure(target=Decimal(12), left_to_bidders=False), []),
        (AMeasure(left_to_bidders=True), []),
        (AMeasure(), ["Enter the target of measure M1, or say that bidders offer it."]),
        (AMeasure(left_to_bidders=False), ["Enter the target of measure M1, or say that bidders offer it."]),
        (
            AMeasure(target=Decimal(0), left_to_bidders=True),
            ["Measure M1 has a target and leaves it to bidders as well. Take one of the two away."],
        ),
    ],
)
def test_a_target_is_the_councils_or_the_bidders(measure: AMeasure, found: list[str]) -> None:
    assert of_targets([measure]) == found


@pytest.mark.parametrize(
    ("direction", "minimum", "refused"),
    [("", 12, False), ("", 13, True), (Direction.HIGHER, 13, True), (Direction.LOWER, 13, False)]
    + [(Direction.LOWER, 12, False), (Direction.LOWER, 11, True)],
)
def test_a_minimum_asks_no_more_than_the_target(direction: str, minimum: int, refused: bool) -> None:
    measure = AMeasure(direction=direction, target=Decimal(12))
    texts = of_minimums([AWeight(measure, minimum=Decimal(minimum))])
    assert bool(texts) == refused
    assert ("for lower is better" in " ".join(texts)) == (refused and direction == Direction.LOWER)
    assert of_minimums([AWeight(AMeasure(direction=direction), minimum=Decimal(minimum)), AWeight(measure)]) == []


def test_a_minimum_names_both_figures() -> None:
    assert of_minimums([AWeight(AMeasure(target=Decimal("4.00")), minimum=Decimal("4.50"))]) == [
        "A bid must reach 4.5 on measure M1, which asks more than its target of 4. Change one of the two."
    ]


@given(st.sampled_from(["", *Direction]), st.integers(-5, 5), st.integers(-5, 5))
@settings(max_examples=50)
def test_turned_round_a_minimum_holds_the_other_way(direction: str, amount: int, minimum: int) -> None:
    other = Direction.HIGHER if direction == Direction.LOWER else Direction.LOWER
    turned = reaches(Decimal(-amount), Decimal(-minimum), other)
    assert reaches(Decimal(amount), Decimal(minimum), direction) == turned


shares = st.lists(st.decimals(-1, 40, places=2), max_size=5)


@given(shares, st.decimals(0, 100, places=2))
@settings(max_examples=100)
def test_weights_pass_only_where_they_add_up(given: list[Decimal], share: Decimal) -> None:
    """With nothing said against them each weight is above nothing, and together they are the share of the award."""
    rows = [AWeight(AMeasure(f"M{place}"), weight) for place, weight in enumerate(given, start=1)]
    names = [row.measure.reference for row in rows]
    sound = all(weight > 0 for weight in given) and sum(given, Decimal(0)) == share
    assert (of_weights(rows, names, share) == []) == sound
    assert of_weights(rows, names, sum(given, Decimal(0))) == of_weights(rows, names, None)


@given(st.integers(1, 5), st.data())
@settings(max_examples=30)
def test_each_measure_is_weighed_once(count: int, data: st.DataObject) -> None:
    names = [f"M{place}" for place in range(1, count + 1)]
    weighed = data.draw(st.lists(st.sampled_from(names), max_size=6))
    texts = of_weights([AWeight(AMeasure(name), Decimal(1)) for name in weighed], names, Decimal(len(weighed)))
    assert (texts == []) == (sorted(weighed) == names)


@pytest.mark.parametrize(
    ("share", "found"),
    [
        (12, "add up to 10, and social value carries 12 per cent. Add 2 more, or change that share."),
        (5, "add up to 10, and social value carries 5 per cent. Take 5 away, or change that share."),
    ],
)
def test_what_is_wrong_with_the_sum_is_told_in_figures(share: int, found: str) -> None:
    [text] = of_weights([AWeight(AMeasure(), Decimal("10.00"))], ["M1"], Decimal(share))
    assert text == f"The weights of the measures {found}"
    assert of_weights([AWeight(AMeasure(), None)], ["M1"], Decimal(share)) == []


def test_social_value_without_a_measure_carries_nothing() -> None:
    assert of_weights([], [], Decimal(10)) == [
        "Social value carries 10 per cent, and no measure carries it. Add a measure, or enter 0."
    ]
    assert of_weights([], [], Decimal(0)) == []


@pytest.fixture
def record(db: None) -> SocialValueRecord:
    return filled_social_value(a_case())


def test_a_record_is_complete_once_each_measure_is_weighed(record: SocialValueRecord) -> None:
    assert faults_of(ROOM, record) == []
    with within_case(record.strand.case):
        MeasureWeight.objects.get(record=record).delete()
    fresh = SocialValueRecord.objects.get(pk=record.pk)
    assert [(fault.section, fault.field, fault.text) for fault in faults_of(ROOM, fresh)] == [
        ("weighting", "weights", "Say what measure M1 weighs, and what bidders are asked.")
    ]


def test_a_measure_that_is_weighed_is_not_offered_again(record: SocialValueRecord) -> None:
    [row_set] = ROOM.section("weighting").rows
    assert list(row_set.begin(record)) == []
    with within_case(record.strand.case):
        MeasureWeight.objects.get(record=record).delete()
    assert list(row_set.begin(record)) == [{"measure": str(Measure.objects.get(record=record).pk)}]


def test_a_row_that_is_sent_back_as_the_page_began_it_is_not_kept(record: SocialValueRecord) -> None:
    [row_set] = ROOM.section("weighting").rows
    with within_case(record.strand.case):
        MeasureWeight.objects.get(record=record).delete()
    [begun] = rows_form(row_set, record).forms
    measure = Measure.objects.get(record=record)
    assert f'<option value="{measure.pk}" selected>' in str(begun["measure"])
    sent = {"weights-TOTAL_FORMS": "1", "weights-INITIAL_FORMS": "0", "weights-0-measure": str(measure.pk)}
    for weight, kept in (("", []), ("10", [Decimal(10)])):
        fresh = SocialValueRecord.objects.select_related("strand").get(pk=record.pk)
        answered = rows_form(row_set, fresh, {**sent, "weights-0-weight": weight})
        assert answered.is_valid(), answered.errors
        assert [row["weight"] for row in answered.kept()] == kept
