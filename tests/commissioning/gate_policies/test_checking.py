"""A gate that nobody could pass is found before anybody meets it, and said in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rights import Role
from commissioning.gate_policies.checking import _possible, check
from commissioning.gate_policies.facts import FACTS
from commissioning.gate_policies.surroundings import Surroundings, around
from commissioning.gates.rules import needed
from commissioning.gates.terms import (
    FAST_GATE,
    JOINING_GATE,
    ConditionTerms,
    GroupTerms,
    PolicyTerms,
    SeatTerms,
    StepTerms,
    alternatives,
    stored_conditions,
)
from commissioning.vocabulary import Lane, SeatKind, Stage, Whom
from tests.commissioning.joining.joined import at_its_gate
from tests.council import AT, People, at_gate, gate_of
from workflows.demonstration.gate_policy import terms as demonstration

NEEDS = (Stage.NEEDS, Lane.STANDARD)
Change = Callable[[SeatTerms], SeatTerms]


def council(**holders: set[int]) -> Surroundings:
    """A council in which every post of the demonstration's policy is held by somebody of their own."""
    terms = demonstration()
    posts = {(seat.role, seat.body or "care") for seat in terms.seats}
    posts |= {(step.role, step.body or "care") for step in terms.chain if step.role}
    posts |= {(Role.COMMISSIONER, "care"), (Role.CONTRACT_MANAGER, "care")}
    held = {post: frozenset({number}) for number, post in enumerate(sorted(posts), 1)}
    for role, people in holders.items():
        held |= {post: frozenset(people) for post in held if post[0] == role}
    bodies = {slug: slug.title() for _, slug in posts}
    return Surroundings(bodies, ("care",), held)


def texts(terms: PolicyTerms, around_it: Surroundings | None = None) -> list[str]:
    return [f"{fault.place}: {fault.text}" for fault in check(terms, around_it or council())]


def with_seat(title: str, change: Change, stage: Stage = Stage.NEEDS) -> PolicyTerms:
    """The demonstration's policy with one seat of a standard gate changed."""
    terms = demonstration()
    gate = (stage, Lane.STANDARD)
    return replace(
        terms,
        seats=tuple(change(seat) if (seat.gate, seat.title) == (gate, title) else seat for seat in terms.seats),
    )


def under(*stored: object) -> Change:
    return lambda seat: replace(seat, conditions=alternatives(stored))


def test_the_demonstrations_policy_can_be_published() -> None:
    assert texts(demonstration()) == []


@pytest.mark.django_db
def test_the_demonstration_council_can_pass_its_gates(people: People) -> None:
    assert texts(demonstration(), around(AT)) == []


@pytest.mark.parametrize(
    ("holders", "words"),
    [
        ({"finance_officer": set()}, "nobody holds the post of the finance officer of Finance"),
        ({"head_of_service": set()}, "nobody holds the post of the head of service of Care"),
        ({"head_of_service": {7}, "commissioner": {7}}, "Only the author could answer"),
        ({"head_of_service": {7}, "contract_manager": {7}}, "Monitoring, “Decision: head of service”: Only the author"),
        ({"finance_officer": {7}, "policy_officer": {7}}, "one person alone holds the posts of “Finance officer” and"),
        ({"board_chair": set()}, "The escalation chain tells the board chair"),
    ],
)
def test_a_post_that_nobody_else_could_answer_for(holders: Mapping[str, set[int]], words: str) -> None:
    assert words in "\n".join(texts(demonstration(), council(**holders)))


def test_two_writers_and_one_person_in_two_seats_are_no_fault_where_others_can_act() -> None:
    assert texts(demonstration(), council(head_of_service={7}, commissioner={7, 8})) == []
    allowed = replace(demonstration(), one_person_many_seats=True)
    assert texts(allowed, council(finance_officer={7}, policy_officer={7})) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda seat: replace(seat, body="treasury"), "There is no body called treasury here"),
        (lambda seat: replace(seat, role=Role.SCRUTINY_OFFICER), "a scrutiny officer may not sign at a gate"),
        (lambda seat: replace(seat, role=Role.LEGAL_OFFICER), "there is no post of the legal officer of Finance"),
        (lambda seat: replace(seat, sections=("cost", "need")), "The record has no section called cost"),
        (lambda seat: replace(seat, tier=3), "It is asked in tier 3, after the decision in tier 2"),
        (lambda seat: replace(seat, group="Any"), "Its group “Any” does not say how many are enough"),
        (lambda seat: replace(seat, kind=SeatKind.DECIDE, power=""), "does not say who the decision maker in law is"),
        (under({"fact": "mood", "is": True}), "There is no fact called “mood”"),
        (
            under({"fact": "recommends_end", "is": True}),
            "It asks about a recommendation to end, which is not known",
        ),
        (under({"fact": "value_gross", "is": "5"}), "is an amount in pounds, and cannot be held against that"),
        (under({"fact": "regime", "is": "EU"}), "The regime can never be EU"),
        (under({"fact": "cpv_division", "is": "853"}), "can never be 853"),
        (under({"fact": "light_touch", "is": "maybe"}), "can never be maybe"),
        (
            under({"fact": "value_gross", "below": "100"}, {"fact": "value_gross", "at_least": "200"}),
            "is below £100 and the value with VAT over the whole life is £200 or more",
        ),
        (
            under({"fact": "light_touch", "is": True}, {"fact": "light_touch", "is": False}),
            "there is light touch and there is no light touch",
        ),
        (
            under({"fact": "regime", "is": "PSR"}, {"fact": "regime", "one_of": ["grant"]}),
            "the regime is Provider Selection Regime and the regime is Grant",
        ),
        (
            under([{"fact": "wards", "at_least": "2"}], [{"fact": "wards", "below": "0"}]),
            "contradict each other, so that it would never be asked: the number of wards affected is below 0",
        ),
    ],
)
def test_a_seat_that_could_not_be_answered(change: Change, words: str) -> None:
    found = texts(with_seat("Finance officer", change))
    assert words in "\n".join(found)
    assert all(text.startswith("Needs analysis, “") for text in found)


def test_the_voluntary_sector_never_answers_for_figures_alone() -> None:
    hidden = with_seat("Voluntary-sector representative", lambda seat: replace(seat, sections=("option_costs",)))
    assert "It would answer for nothing" in texts(hidden)[0]


def test_a_gate_without_a_seat_is_refused_or_passes() -> None:
    terms = demonstration()
    empty = replace(terms, seats=tuple(seat for seat in terms.seats if seat.stage != Stage.REVIEW))
    assert texts(empty) == [
        "Review: Nobody could pass this gate: it has no seat, and an empty gate is refused. Add a seat, or let it pass."
    ]
    assert texts(replace(empty, passing=frozenset({(Stage.REVIEW, Lane.STANDARD)}))) == []


def test_groups_hold_together() -> None:
    terms = with_seat("Finance officer", lambda seat: replace(seat, group="Money"))
    assert texts(replace(terms, groups=(GroupTerms(Stage.NEEDS, "Money", 1),))) == []
    few = texts(replace(terms, groups=(GroupTerms(Stage.NEEDS, "Money", 2),)))
    assert few == ["Needs analysis: The group “Money” needs 2 answers and has 1 seats. Add seats, or ask for fewer."]
    head = replace(
        terms,
        seats=tuple(replace(seat, group="Money") if seat.kind == SeatKind.DECIDE else seat for seat in terms.seats),
        groups=(GroupTerms(Stage.NEEDS, "Money", 1),),
    )
    found = "\n".join(texts(head))
    assert "asked in different tiers" in found
    assert "Only seats that sign can share a group" in found


def test_nothing_stands_twice() -> None:
    terms = demonstration()
    finance = next(seat for seat in terms.at(NEEDS) if seat.title == "Finance officer")
    found = texts(replace(terms, seats=(*terms.seats, finance), one_person_many_seats=True))
    assert any("asked twice" in text for text in found)
    assert any("have this title" in text for text in found)
    chain = (StepTerms(1, Whom.HOLDER), StepTerms(1, Whom.DEPUTY))
    assert "later than the one before" in texts(replace(terms, chain=chain))[0]


def test_what_a_seats_own_chain_would_tell_to_nobody_is_named() -> None:
    def chained(*steps: StepTerms) -> PolicyTerms:
        return with_seat("Finance officer", lambda seat: replace(seat, chain=steps))

    deputy, board = StepTerms(1, Whom.DEPUTY), StepTerms(3, Whom.ROLE, Role.BOARD_CHAIR, "strategic-procurement-board")
    finance = (Role.FINANCE_OFFICER, "finance")
    [text] = texts(chained(deputy, board))
    assert text.startswith("Needs analysis, “Finance officer”: Its escalation chain tells the deputy of the finance")
    with_deputy = replace(council(), deputies={finance: frozenset({7})})
    assert texts(chained(deputy, board), with_deputy) == []
    assert "tells the deputy of" in texts(chained(deputy), replace(council(), deputies={finance: frozenset()}))[0]
    vacant = replace(council(board_chair=set()), deputies={finance: frozenset({7})})
    assert [one for one in texts(chained(deputy, board), vacant) if "Its escalation chain tells the board chair" in one]
    assert "later than the one before" in texts(chained(StepTerms(1, Whom.HOLDER), StepTerms(1, Whom.HOLDER)))[0]


@pytest.mark.django_db
def test_whose_deputy_stands_in_is_read_of_the_council(people: People) -> None:
    found = around(AT)
    assert found.deputies[Role.FINANCE_OFFICER, "finance"] == {people["director"].pk}
    assert (Role.BOARD_MEMBER, "strategic-procurement-board") not in found.deputies


def test_the_fast_lane_has_one_who_decides_and_a_limit() -> None:
    terms = demonstration()
    assert "The fast lane has seats and no limit" in "\n".join(texts(replace(terms, fast=None)))
    slow = replace(terms, fast=None, seats=tuple(seat for seat in terms.seats if seat.gate != FAST_GATE))
    assert texts(slow) == []
    nobody = texts(replace(slow, fast=terms.fast))
    assert any("one budget holder decides" in text for text in nobody)


amounts = st.integers(0, 20).map(str)
on_value = st.builds(ConditionTerms, st.just("value_gross"), st.sampled_from(["at_least", "below"]), amounts)
on_law = st.builds(
    ConditionTerms,
    st.just("regime"),
    st.just("one_of"),
    st.lists(st.sampled_from("ABC"), min_size=1, unique=True).map(tuple),
)


@given(st.one_of(st.lists(on_value, min_size=1, max_size=4), st.lists(on_law, min_size=1, max_size=4)))
def test_conditions_contradict_each_other_only_where_nothing_meets_them(asked: list[ConditionTerms]) -> None:
    fact = asked[0].fact
    tried: list[object] = [*map(str, range(25)), "0.5"] if fact == "value_gross" else list("ABC")
    stored = stored_conditions((tuple(asked),))
    met = any(needed(stored, {fact: value}) for value in tried)
    assert met == _possible(asked)


@pytest.mark.django_db
def test_every_fact_that_a_submission_carries_is_known_by_name(people: People) -> None:
    for stage in (Stage.NEEDS, Stage.TENDER, Stage.AWARD, Stage.MONITORING):
        facts = gate_of(at_gate(people, stage=stage), stage).submissions.get().facts
        known = {name for name, fact in FACTS.items() if (stage, Lane.STANDARD) in fact.gates}
        assert known | {"lane"} == set(facts)
    joined = gate_of(at_its_gate(people)).submissions.get().facts
    asked = {name for name, fact in FACTS.items() if JOINING_GATE in fact.gates}
    assert asked | {"lane", "external_funding"} == set(joined)
    assert joined["external_funding"] is None  # the joining record does not ask it, so no condition can
