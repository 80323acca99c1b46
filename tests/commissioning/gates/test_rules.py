"""The pure rules of a gate: which seats exist, when a tier is done, whose answer carries over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.gates.rules import (
    ANSWERED,
    Answering,
    Place,
    asked_again,
    holds,
    judge,
    needed,
    next_tier,
    settled,
    somebody_answers,
    spared,
)
from commissioning.vocabulary import Outcome, SeatKind, SeatState

SIGNED, OPEN, WAITING, RETURNED = SeatState.SIGNED, SeatState.OPEN, SeatState.WAITING, SeatState.RETURNED


def place(number: int, tier: int, state: SeatState, *sections: str, kind: SeatKind = SeatKind.SIGN) -> Place:
    return Place(number, kind, tier, state, sections)


def grouped(needs: int, *states: SeatState, tier: int = 1) -> list[Place]:
    return [Place(number, SeatKind.SIGN, tier, state, (), "Any of us", needs) for number, state in enumerate(states)]


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
        ({"fact": "regime", "one_of": ["PSR", "grant"]}, {"regime": "grant"}, True),
        ({"fact": "regime", "one_of": ["PSR", "grant"]}, {"regime": "PA2023"}, False),
        ({"fact": "regime", "one_of": ["PSR", "grant"]}, {}, False),
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


def test_of_several_lists_of_conditions_one_must_hold() -> None:
    conditions = [[{"fact": "value", "at_least": "10"}], [{"fact": "key", "is": True}, {"fact": "tupe", "is": True}]]
    assert needed(conditions, {"value": "10", "key": False, "tupe": False})
    assert needed(conditions, {"value": "1", "key": True, "tupe": True})
    assert not needed(conditions, {"value": "1", "key": True, "tupe": False})


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


@pytest.mark.parametrize(
    ("states", "spare", "expected"),
    [
        ([SIGNED, OPEN, OPEN, OPEN], set(), None),
        ([SIGNED, SIGNED, OPEN, OPEN], {2, 3}, Outcome.PASSED),
        ([SIGNED, SeatState.OBJECTED, OPEN, OPEN], {2, 3}, Outcome.PASSED),
        ([SIGNED, RETURNED, OPEN, OPEN], {2, 3}, Outcome.RETURNED),
        ([SIGNED, SIGNED, SeatState.SPARED, SeatState.SPARED], set(), Outcome.PASSED),
        ([SIGNED, SeatState.DROPPED, SeatState.DROPPED, OPEN], set(), None),
        ([SIGNED, SeatState.DROPPED, SeatState.DROPPED, SIGNED], set(), Outcome.PASSED),
        ([SIGNED, SeatState.DROPPED, SeatState.DROPPED, SeatState.DROPPED], set(), Outcome.PASSED),
    ],
)
def test_two_of_these_four(states: list[SeatState], spare: set[int], expected: Outcome | None) -> None:
    places = grouped(2, *states)
    assert spared(places) == spare
    assert judge(places, 1) == expected


def test_a_group_spares_nobody_outside_it() -> None:
    assert judge([*grouped(1, SIGNED, OPEN), place(9, 1, OPEN)], 1) is None
    assert judge([*grouped(1, SIGNED, OPEN), place(9, 1, RETURNED)], 1) == Outcome.RETURNED


def test_who_was_spared_is_asked_once_the_group_has_too_few_answers_left() -> None:
    places = grouped(2, SIGNED, RETURNED, SeatState.SPARED)
    assert asked_again(places, set()) == {1, 2}
    places = grouped(2, SIGNED, SIGNED, SeatState.SPARED)
    assert asked_again(places, set()) == set()
    signed_need = Place(0, SeatKind.SIGN, 1, SIGNED, ("need",), "Any of us", 2)
    assert asked_again([signed_need, *places[1:]], {"need"}) == {0, 2}


@st.composite
def groups(draw: st.DrawFn) -> list[Place]:
    found: list[Place] = []
    for name in draw(st.lists(st.sampled_from("xyz"), min_size=1, unique=True)):
        needs, tier = draw(st.integers(1, 4)), draw(st.integers(1, 2))
        for state in draw(st.lists(st.sampled_from(list(SeatState)), min_size=1, max_size=5)):
            found.append(Place(len(found), SeatKind.SIGN, tier, state, (), name, needs))
    return found


@given(groups())
def test_nobody_is_spared_before_as_many_have_answered_as_the_group_needs(places: list[Place]) -> None:
    for found in places:
        group = [other for other in places if (other.group, other.tier) == (found.group, found.tier)]
        live = [other for other in group if other.state != SeatState.DROPPED]
        answered = sum(other.state in ANSWERED for other in live)
        if found.id in spared(places):
            assert found.state in (OPEN, WAITING)
            assert answered >= min(found.needs, len(live))
        elif found.state in (OPEN, WAITING):
            assert answered < found.needs


@given(groups(), st.integers(1, 2))
def test_a_return_of_one_in_a_group_is_never_outvoted(places: list[Place], tier: int) -> None:
    here = [found for found in places if found.tier == tier]
    if any(found.state == RETURNED for found in here) and not any(
        found.state in (OPEN, WAITING) and found.id not in spared(here) for found in here
    ):
        assert judge(places, tier) == Outcome.RETURNED


@given(groups())
def test_a_group_that_has_its_answers_is_not_asked_again(places: list[Place]) -> None:
    again = asked_again(places, set())
    firsts = min((found.tier for found in places if found.id in again), default=None)
    for found in places:
        if found.state == SeatState.SPARED and found.id not in again:
            group = [other for other in places if (other.group, other.tier) == (found.group, found.tier)]
            standing = [other for other in group if other.id not in again and other.state != SeatState.SPARED]
            assert len(standing) >= min(found.needs, len(group))
            assert firsts is None or found.tier <= firsts


@st.composite
def gates(draw: st.DrawFn) -> list[Place]:
    states = st.sampled_from([state for state in SeatState if state != SeatState.SPARED])
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


def test_what_is_not_known_yet_asks_nobody_less() -> None:
    known = {"fact": "lane", "is": "standard"}
    unknown = {"fact": "value_gross", "below": "10"}
    facts = {"lane": "standard", "value_gross": None}
    assert needed(settled([known, unknown], facts), facts)
    assert settled([known, unknown], facts) == [[known]]
    assert settled([[known], [unknown]], facts) == []
    assert settled([], facts) == []


SIGNS, ADVISES = SeatKind.SIGN, SeatKind.CONSULT
HERE, ELSEWHERE = True, False


def of_some(needs: int, *touching: bool) -> list[Answering]:
    return [Answering(SIGNS, touches, "officers", needs) for touches in touching]


@pytest.mark.parametrize(
    ("seats", "expected"),
    [
        ([], False),
        ([Answering(SIGNS, HERE)], True),
        ([Answering(SeatKind.DECIDE, HERE)], True),
        ([Answering(SIGNS, ELSEWHERE)], False),
        ([Answering(ADVISES, HERE)], False),
        ([Answering(ADVISES, HERE), Answering(SIGNS, ELSEWHERE)], False),
        (of_some(1, HERE, ELSEWHERE), False),
        (of_some(2, HERE, ELSEWHERE), True),
        (of_some(2, HERE, ELSEWHERE, ELSEWHERE), False),
        (of_some(2, HERE, HERE, ELSEWHERE), True),
        (of_some(1, HERE, HERE), True),
        (of_some(3, HERE, ELSEWHERE), True),  # of a group of two both are asked, though three would be enough
        (of_some(3, ELSEWHERE, ELSEWHERE), False),
    ],
)
def test_somebody_answers_for_a_record_or_it_could_pass_without(seats: list[Answering], expected: bool) -> None:
    assert somebody_answers(seats) is expected
