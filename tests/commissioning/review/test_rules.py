"""A review's rules: the contract's own figures, and at least one lesson."""

from decimal import Decimal

from commissioning.review.rules import Achieved, of_achievements, of_lessons


def test_what_was_committed_is_what_the_contract_says() -> None:
    same = [Achieved("OB1", Decimal("6.00"), Decimal(6)), Achieved("OB2", None, None)]
    assert of_achievements(same) == []
    other = [Achieved("OB1", Decimal(5), Decimal(6)), Achieved("OB2", Decimal(1), None)]
    assert of_achievements(other) == [
        "OB1: the contract commits to 6. Enter the committed quantity as it stands there.",
        "OB2: the contract commits to no quantity. Enter the committed quantity as it stands there.",
    ]


def test_something_was_learned() -> None:
    assert of_lessons(1) == []
    assert of_lessons(0) == ["Add at least one lesson: what to do again, or otherwise, next time."]
