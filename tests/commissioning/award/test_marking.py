"""What each evaluator gave: what is wrong with marks, and whose are missing. Pure."""

import pytest

from commissioning.award.marking import Given, Sat, of_marks, unmarked
from commissioning.tender.kinds import CriterionKind

QUALITY, PRICE, SOCIAL = CriterionKind.QUALITY, CriterionKind.PRICE, CriterionKind.SOCIAL_VALUE
BIDS = {1: "B1 Acme", 2: "B2 Brook"}
RUTH, SAM, MODERATOR = Sat("Ruth Okafor", (QUALITY, SOCIAL)), Sat("Sam Osei", (PRICE,)), Sat("Lin Chen", ())
PANEL = {5: RUTH, 6: SAM, 7: MODERATOR}
WHOLE = [
    *(Given(5, bid, {QUALITY, SOCIAL}) for bid in BIDS),
    *(Given(6, bid, {PRICE}) for bid in BIDS),
]


def test_marks_of_everybody_for_everything_are_whole() -> None:
    assert (of_marks(PANEL, BIDS, WHOLE), unmarked(PANEL, BIDS, WHOLE)) == ([], [])


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ([*WHOLE, Given(5, 1, {QUALITY})], "Ruth Okafor has marked B1 Acme twice. Keep one."),
        ([*WHOLE[:3], Given(6, 2, {PRICE, QUALITY})], "Sam Osei does not assess quality."),
        ([*WHOLE, Given(7, 1, {SOCIAL})], "Lin Chen does not assess social value."),
    ],
)
def test_marks_that_cannot_be_are_named(given: list[Given], text: str) -> None:
    [found] = of_marks(PANEL, BIDS, given)
    assert found.startswith(text)


def test_whose_marks_are_missing_is_said_in_one_sentence_each() -> None:
    part = [WHOLE[0], Given(5, 2, {QUALITY}), WHOLE[2]]
    assert unmarked(PANEL, BIDS, part) == [
        "Enter what Ruth Okafor gave for quality and social value, before moderation: B2 Brook.",
        "Enter what Sam Osei gave for price, before moderation: B2 Brook.",
    ]


def test_marks_of_who_is_off_the_panel_do_not_count_and_none_are_missed() -> None:
    off = {5: Sat("Ruth Okafor", (QUALITY,), off=True), 6: SAM}
    [text] = of_marks(off, BIDS, [Given(5, 1, {QUALITY}), *WHOLE[2:]])
    assert text.startswith("Ruth Okafor is off the panel for a conflict of interest: their marks do not count.")
    assert of_marks(off, BIDS, WHOLE[2:]) == []
    assert unmarked(off, BIDS, WHOLE[2:]) == []
