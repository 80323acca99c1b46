"""What a declaration needs, and what can be decided about it."""

import pytest

from commissioning.interests.kinds import Conflict, Verdict
from commissioning.interests.rules import awaits_review, flaw_in_review, flaws


@pytest.mark.parametrize(
    ("kind", "nature", "mitigation", "missing"),
    [
        (Conflict.NONE, "", "", set()),
        (Conflict.ACTUAL, "My brother owns it.", "", set()),
        (Conflict.ACTUAL, " ", "", {"nature"}),
        (Conflict.POTENTIAL, "I may apply there.", " ", {"mitigation"}),
        (Conflict.PERCEIVED, "", "", {"nature", "mitigation"}),
    ],
)
def test_what_a_declaration_needs(kind: Conflict, nature: str, mitigation: str, missing: set[str]) -> None:
    assert set(flaws(kind, nature, mitigation)) == missing


@pytest.mark.parametrize(
    ("kind", "verdict", "kept_out", "can"),
    [
        (Conflict.POTENTIAL, Verdict.MAY_ACT, False, True),
        (Conflict.PERCEIVED, Verdict.KEEP_OUT, False, True),
        (Conflict.ACTUAL, Verdict.MAY_ACT, True, False),
        (Conflict.ACTUAL, Verdict.KEEP_OUT, True, False),
        (Conflict.NONE, Verdict.KEEP_OUT, False, False),
        (Conflict.NONE, Verdict.MAY_ACT, True, True),
    ],
)
def test_what_can_be_decided(kind: Conflict, verdict: Verdict, *, kept_out: bool, can: bool) -> None:
    assert (flaw_in_review(kind, verdict, kept_out=kept_out) == "") is can


def test_what_waits_for_procurement() -> None:
    assert awaits_review(Conflict.POTENTIAL, reviewed=False, kept_out=False)
    assert awaits_review(Conflict.NONE, reviewed=False, kept_out=True), "it was declared by mistake"
    assert not awaits_review(Conflict.NONE, reviewed=False, kept_out=False)
    assert not awaits_review(Conflict.ACTUAL, reviewed=False, kept_out=True), "they are out already"
    assert not awaits_review(Conflict.PERCEIVED, reviewed=True, kept_out=False)
