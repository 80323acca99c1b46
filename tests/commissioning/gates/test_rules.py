"""The pure rules of a gate: which seats exist, when a tier is done, whose answer carries over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.gates.rules import Place, asked_again, holds, judge, needed, next_tier
from commissioning.vocabulary import Outcome, SeatKind, SeatState

SIGNED, OPEN, WAITING, RETURNED = SeatState.SIGNED, SeatState.OPEN, SeatState.WAITING, SeatState.RETURNED


def place(number: int, tier: int, state: SeatState, *sections: str, kind: SeatKind = SeatKind.SIGN) -> Place:
    return Place(number, kind, tier, state, sections)


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        ({"fact": "value", "at_least": "250000"}, {"value": "250000.00"}, True),
        ({"fact": "value", "at_least": "250000"}, {"value": "249999.99"}, False),
        ({"fact": "value", "at_least": "250000"}, {}, True),
        ({"fact": "value", "at_least": "250000"}, {"value": None}, True),
        ({"fact": "value", "at_least": "250000"}, {"value": "0"}, False),
        ({"fact": "value", "below": "1000"}, {"value": "999.99"}, True),
        ({"fact": "value", "below": "1000"}, {"value": "1000"}, False),
        ({"fact": "value", "below": "1000"}, {"value": None}, False),
        ({"fact": "value", "below": "1000"}, {"value": 0}, True),
        ({"fact": "key", "is": True}, {"key": True}, True),
        ({"fact": "key", "is": True}, {}, False),
        ({"fact": "key", "is": False}, {"key": False}, True),
    ],
)
def test_a_condition(condition: dict[str, object], facts: dict[str, object], expected: bool) -> None:
    assert holds(condition, facts) is expected


def test_a_condition_of_another_shape_is_an_error() -> None:
    with pytest.raises(KeyError):
        holds({"fact": "value", "more_than": "1"}, {"value": "2"})


def test_all_conditions_of_a_seat_must_hold() -> None:
    conditions: list[dict[str, object]] = [{"fact": "value", "at_least": "10"}, {"fact": "key", "is": True}]
    assert needed(conditions, {"value": "10", "key": True})
    assert not needed(conditions, {"value": "10", "key": False})
    assert needed([], {})


@pytest.mark.parametrize(
    ("states", "later", "expected"),
    [
        ([SIGNED, OPEN], None, None),
        ([SIGNED, WAITING], None, None),
        ([SIGNED, SeatState.OBJECTED], None, Outcome.PASSED),
        ([SIGNED, SeatState.SILENT], WAITING, Outcome.NEXT_TIER),
        ([SIGNED, RETURNED], WAITING, Outcome.RETURNED),
        ([RETURNED, OPEN], WAITING, None),
        ([SeatState.PASSED], None, Outcome.PASSED),
        ([SeatState.AMENDED], None, Outcome.PASSED),
        ([SeatState.STOPPED], None, Outcome.STOPPED),
        ([SeatState.ENDED], None, Outcome.ENDED),
        ([SIGNED, SeatState.DROPPED], None, Outcome.PASSED),
        ([SIGNED], SIGNED, Outcome.PASSED),
    ],
)
def test_what_a_tier_comes_to(states: list[SeatState], later: SeatState | None, expected: Outcome | None) -> None:
    places = [place(number, 1, state) for number, state in enumerate(states)]
    if later is not None:
        places.append(place(99, 2, later))
    assert judge(places, 1) == expected


def test_only_changed_and_returned_seats_are_asked_again() -> None:
    places = [
        place(1, 1, SIGNED, "need"),
        place(2, 1, SIGNED, "costs"),
        place(3, 1, RETURNED, "equality"),
        place(4, 2, WAITING, "need"),
    ]
    assert asked_again(places, {"costs"}) == {2, 3, 4}


def test_every_later_tier_is_asked_again_after_the_first_changed_one() -> None:
    places = [place(1, 1, SIGNED, "need"), place(2, 2, SIGNED, "costs"), place(3, 3, RETURNED, "need")]
    assert asked_again(places, {"need"}) == {1, 2, 3}
    assert asked_again(places, {"costs"}) == {2, 3}
    assert asked_again(places, set()) == {3}


def test_an_objection_and_given_advice_carry_over() -> None:
    places = [
        place(1, 1, SeatState.OBJECTED, "need"),
        place(2, 1, SeatState.ADVISED, "need", kind=SeatKind.CONSULT),
        place(3, 1, RETURNED, "costs"),
    ]
    assert asked_again(places, {"costs"}) == {3}


def test_when_every_answer_stands_nobody_is_asked() -> None:
    assert asked_again([place(1, 1, SIGNED, "need")], set()) == set()
    assert next_tier([place(1, 1, SIGNED)]) is None


def test_the_next_tier_is_the_first_in_which_a_seat_waits() -> None:
    assert next_tier([place(1, 1, SIGNED), place(2, 3, WAITING), place(3, 2, WAITING)]) == 2


@st.composite
def gates(draw: st.DrawFn) -> list[Place]:
    states = st.sampled_from(list(SeatState))
    sections = st.lists(st.sampled_from("abc"), max_size=2, unique=True)
    count = draw(st.integers(1, 6))
    return [place(n, draw(st.integers(1, 3)), draw(states), *draw(sections)) for n in range(count)]


@given(gates(), st.sets(st.sampled_from("abc")))
def test_whoever_carries_over_has_a_standing_answer_to_unchanged_text(places: list[Place], changed: set[str]) -> None:
    again = asked_again(places, changed)
    for found in places:
        if found.id not in again:
            assert found.state in (SIGNED, SeatState.OBJECTED, SeatState.ADVISED, SeatState.SILENT)
            assert not set(found.sections) & changed
    firsts = [found.tier for found in places if found.id in again]
    assert all(found.id in again for found in places if firsts and found.tier > min(firsts))


@given(gates(), st.integers(1, 3))
def test_a_tier_with_an_open_seat_never_concludes(places: list[Place], tier: int) -> None:
    waits = any(found.tier == tier and found.state in (OPEN, WAITING) for found in places)
    assert (judge(places, tier) is None) == waits
