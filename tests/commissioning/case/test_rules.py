"""How a case follows its strands."""

import pytest

from commissioning.case.rules import furthest_behind, state_of
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
