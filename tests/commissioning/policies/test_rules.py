"""What a policy version must have."""

from datetime import date

import pytest

from commissioning.policies.kinds import Fate
from commissioning.policies.rules import FateTerms, PriorityTerms, Wording, faults, unmapped
from tests.commissioning.policies.published import JOBS, terms


def test_a_sound_version_has_no_fault() -> None:
    assert faults(terms(), None) == {}
    assert faults(terms(review_on=None), date(2026, 3, 31)) == {}


@pytest.mark.parametrize(
    ("changed", "newest", "field", "text"),
    [
        (
            {"approved_on": date(2026, 4, 2)},
            None,
            "effective_from",
            "The version was approved on 2 April 2026, so it cannot take effect before that day.",
        ),
        (
            {},
            date(2026, 4, 1),
            "effective_from",
            "An earlier version took effect on 1 April 2026. Choose a later day for this one.",
        ),
        (
            {"review_on": date(2026, 4, 1)},
            None,
            "review_on",
            "The review must come after 1 April 2026, when the version takes effect.",
        ),
        (
            {"priorities": (JOBS, PriorityTerms(code=" SV1", title="Twice"))},
            None,
            "priorities",
            "Two priorities have the code SV1. Give each its own.",
        ),
        (
            {"priorities": (JOBS, PriorityTerms(code="SV2", title=" "))},
            None,
            "priorities",
            "Priority 2 needs a code and a title.",
        ),
    ],
)
def test_an_unsound_version_says_what_to_mend(
    changed: dict[str, object], newest: date | None, field: str, text: str
) -> None:
    assert faults(terms(**changed), newest) == {field: [text]}


@pytest.mark.parametrize(
    ("fates", "why"),
    [
        ((FateTerms("P1", Fate.KEPT, "P1"), FateTerms("P1", Fate.KEPT, "P1")), "Say once what becomes of P1."),
        (
            (FateTerms("P1", Fate.ENDED, "P1", "It is done."),),
            "P1 ends, so it does not go on as P1. Say merged, or leave that out.",
        ),
    ],
)
def test_a_fate_that_could_not_be_kept_is_said_before_it_is_approved(fates: tuple[FateTerms, ...], why: str) -> None:
    wording = Wording(text="It.", priorities=(PriorityTerms("P1", "Jobs"),), fates=fates)
    assert why in unmapped(wording, {"P1": "Jobs"})
