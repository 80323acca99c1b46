"""How a case follows its strands, and what it can be worth at most."""

from decimal import Decimal

import pytest

from commissioning.case.models import Case
from commissioning.case.rules import at_most, furthest_behind, largest, state_of
from commissioning.vocabulary import Stage, State


@pytest.mark.parametrize(
    ("strands", "stage", "state"),
    [
        ([(Stage.TENDER, State.IN_GATE)], Stage.TENDER, State.IN_GATE),
        ([(Stage.AWARD, State.DRAFTING), (Stage.MONITORING, State.WAITING)], Stage.AWARD, State.DRAFTING),
        ([(Stage.AWARD, State.STOPPED), (Stage.MONITORING, State.WAITING)], Stage.MONITORING, State.WAITING),
        ([(Stage.NEEDS, State.STOPPED)], Stage.NEEDS, State.STOPPED),
        ([(Stage.REVIEW, State.CLOSED), (Stage.REVIEW, State.DRAFTING)], Stage.REVIEW, State.DRAFTING),
        ([(Stage.REVIEW, State.CLOSED), (Stage.AWARD, State.STOPPED)], Stage.REVIEW, State.CLOSED),
    ],
)
def test_a_case_stands_where_its_last_running_strand_stands(
    strands: list[tuple[Stage, State]], stage: Stage, state: State
) -> None:
    assert furthest_behind(strands) == stage
    assert state_of(strands) == state


def test_the_stages_in_order() -> None:
    assert [stage.number for stage in Stage] == [1, 2, 3, 4, 5, 6]
    assert Stage.NEEDS.following == Stage.SOCIAL_VALUE
    assert Stage.REVIEW.following is None


@pytest.mark.parametrize(
    ("net", "gross", "most"),
    [
        (None, None, None),
        ("100", "100", "100.00"),
        ("100", "120", "120.00"),
        (None, "120", "120.00"),
        ("100", None, "120.00"),
        ("0.01", None, "0.02"),
        ("100", "0", "120.00"),
        ("100", "90", "100.00"),
        ("0", "0", None),
        ("-5", None, None),
        ("999999999999999.99", None, "999999999999999.99"),
    ],
)
def test_a_value_without_vat_counts_at_the_highest_rate(net: str | None, gross: str | None, most: str | None) -> None:
    given = [None if amount is None else Decimal(amount) for amount in (net, gross)]
    found = at_most(*given)
    assert (found if found is None else str(found)) == most


def test_an_amount_in_another_currency_is_not_known_in_pounds() -> None:
    assert Case(value_net=Decimal(100), value_gross=Decimal(120)).amount == Decimal(120)
    assert Case(value_net=Decimal(100), value_gross=Decimal(120), currency="AED").amount is None


def test_the_largest_of_what_is_known() -> None:
    assert largest(None, Decimal(1), Decimal(2)) == Decimal(2)
    assert largest(None, None) is None
