"""The award record's rules: each bid scored once, one recommended, and a reason where it is not the best."""

from decimal import Decimal

import pytest

from commissioning.award.rules import Marked, departs, of_scores

BIDS = {1: "B1 Acme", 2: "B2 Brook"}


def marked(bid: int, total: int | None, *, recommended: bool = False) -> Marked:
    return Marked(bid, None if total is None else Decimal(total), recommended)


def test_every_bid_is_scored_once_and_one_is_recommended() -> None:
    assert of_scores(BIDS, [marked(1, 80, recommended=True), marked(2, 70)]) == []


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([marked(1, 80, recommended=True)], ["Enter the scores of B2 Brook."]),
        (
            [marked(1, 80, recommended=True), marked(1, 70), marked(2, 60)],
            ["B1 Acme is scored 2 times. Remove all but one."],
        ),
        ([marked(1, 80), marked(2, 60)], ["Recommend one bid; none is recommended now."]),
        (
            [marked(1, 80, recommended=True), marked(2, 60, recommended=True)],
            ["Recommend one bid; you recommend 2 now."],
        ),
    ],
)
def test_what_is_wrong_is_said(marks: list[Marked], expected: list[str]) -> None:
    assert of_scores(BIDS, marks) == expected


def test_without_bids_nothing_is_said_of_scores() -> None:
    assert of_scores({}, []) == []


def test_the_best_bid_needs_no_reason() -> None:
    assert not departs([marked(1, 80, recommended=True), marked(2, 80)])
    assert not departs([marked(1, None, recommended=True), marked(2, 80)])
    assert departs([marked(1, 79, recommended=True), marked(2, 80)])
