"""The golden thread is whole or says where it is not, whatever is edited and whichever version is adopted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.policies.mapping import images
from commissioning.records.broken import Broken
from commissioning.social_value import rules as social_value
from commissioning.tender import rules as tender
from commissioning.thread.rules import Link, Row, Thread, downward, strands, upward, weave, without
from commissioning.vocabulary import Stage, ThreadKind

K = ThreadKind
FEW = settings(max_examples=60, deadline=None)
OLD, NEW = (1, 2, 3), (11, 12, 13)  # priorities of version 1 and of version 2, by id


@dataclass(frozen=True)
class Choice:
    """An answer to a priority."""

    pk: int
    priority_id: int
    chosen: bool | None
    ground: str = ""


@dataclass(frozen=True)
class Measured:
    """A measure."""

    pk: int
    choice_id: int | None
    outcome_id: int | None
    offered: bool

    @property
    def reference(self) -> str:
        """Its reference."""
        return f"M{self.pk}"


@dataclass(frozen=True)
class Criterion:
    """An award criterion."""

    pk: int
    kind: str
    measure_id: int | None
    weight: None = None

    @property
    def reference(self) -> str:
        """Its reference."""
        return f"C{self.pk}"


def some(pks: tuple[int, ...]) -> st.SearchStrategy[int | None]:
    """One of these ids, or none."""
    return st.sampled_from([*pks, None])


ANSWERED = st.lists(st.sampled_from([True, False, None]), min_size=3, max_size=3)
MEASURES = st.lists(st.tuples(some(OLD), some((1, 2)), st.booleans()), max_size=4)
CRITERIA = st.lists(st.tuples(st.sampled_from(["social_value", "quality"]), some((1, 2, 3, 4))), max_size=4)
LATER = st.lists(st.tuples(some((1, 2, 3, 4)), some((1, 2, 3, 4))), max_size=3)
FATES = st.lists(some(NEW), min_size=3, max_size=3)  # kept or merged into one of the newer version, or ended


@dataclass(frozen=True)
class World:
    """A case as the rules of its stages and its thread see it."""

    choices: list[Choice]
    held: set[int]
    measures: list[Measured]
    criteria: list[Criterion]
    later: list[tuple[int | None, int | None]]

    @property
    def told(self) -> list[tuple[Stage, Broken]]:
        """What the gates of its stages refuse."""
        kept = [one for one in self.choices if one.priority_id in self.held]
        ended = {one.pk for one in self.choices} - {one.pk for one in kept}
        counted = [one for one in self.measures if one.choice_id not in ended]
        names = {one.pk: f"P{one.priority_id}" for one in kept}
        chosen = {one.pk for one in kept if one.chosen}
        asked = [
            tender.Asked(
                one.pk,
                one.reference,
                one.offered,
                "" if one.choice_id is None or one.choice_id in chosen else "which ended",
            )
            for one in self.measures
        ]
        return [
            *((Stage.SOCIAL_VALUE, link) for link in social_value.broken(counted, kept, names, ["O1", "O2"])),
            *((Stage.TENDER, link) for link in tender.broken(self.criteria, asked)),
        ]

    @property
    def thread(self) -> Thread:
        """Its thread."""
        return weave(self.rows(), self.told)

    def rows(self) -> list[Row]:
        """What it holds."""
        served = {one.choice_id for one in self.measures}
        priority = {one.pk: one.priority_id for one in self.choices}
        shown = [one for one in self.choices if one.chosen or one.pk in served]
        policies = {2 if one.priority_id in NEW else 1 for one in shown}
        found = [Row(K.POLICY, pk, f"Version {pk}", "Policy") for pk in policies]
        found += [
            Row(K.PRIORITY, one.priority_id, "P", "", [(K.POLICY, 2 if one.priority_id in NEW else 1)]) for one in shown
        ]
        found += [Row(K.OUTCOME, pk, f"O{pk}", "", awaits=[K.MEASURE]) for pk in (1, 2)]
        found += [
            Row(
                K.MEASURE,
                one.pk,
                one.reference,
                "",
                keys((K.PRIORITY, priority.get(one.choice_id or 0)), (K.OUTCOME, one.outcome_id)),
            )
            for one in self.measures
        ]
        judged = [one for one in self.criteria if one.kind == "social_value" or one.measure_id]
        found += [
            Row(K.CRITERION, one.pk, one.reference, "", keys((K.MEASURE, one.measure_id)), [K.OFFER]) for one in judged
        ]
        for pk, (criterion, measure) in enumerate(self.later, start=1):
            found.append(Row(K.OFFER, pk, "", "", keys((K.CRITERION, criterion), (K.MEASURE, measure)), [K.OBLIGATION]))
            if pk > 1:
                found.append(Row(K.OBLIGATION, pk, "", "", keys((K.OFFER, pk)), [K.RETURN, K.IMPACT]))
            if pk > 2:
                found.append(Row(K.RETURN, pk, "", "", keys((K.OBLIGATION, pk)), [K.VERIFIED]))
        return found


def keys(*given: tuple[ThreadKind, int | None]) -> list[tuple[ThreadKind, int]]:
    """The keys that hold something."""
    return [(kind, pk) for kind, pk in given if pk is not None]


def adopted(choices: list[Choice], fates: list[int | None]) -> tuple[list[Choice], dict[int, int]]:
    """What was answered, gone on with what became of each priority; and which answers were joined with an earlier."""
    heirs = dict(zip(OLD, fates, strict=True))
    went: dict[int, Choice] = {}
    joined: dict[int, int] = {}
    left = []
    for one in choices:
        into = next(iter(images(one.priority_id, set(NEW), heirs)), None)
        if into is None:
            left.append(one)
        elif into in went:
            joined[one.pk] = went[into].pk
        else:
            went[into] = Choice(one.pk, into, one.chosen)
    new = [Choice(20 + pk, pk, None) for pk in NEW if pk not in went]
    return [*went.values(), *left, *new], joined


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any case, with every answer open, edited or wrong; perhaps after it adopted the next version of the policy."""
    choices = [Choice(pk, pk, chosen) for pk, chosen in zip(OLD, draw(ANSWERED), strict=True)]
    held, joined = set(OLD), dict[int, int]()
    if draw(st.booleans()):
        choices, joined = adopted(choices, draw(FATES))
        held = set(NEW)
    measures = [
        Measured(pk, joined.get(choice or 0, choice), outcome, offered)
        for pk, (choice, outcome, offered) in enumerate(draw(MEASURES), start=1)
    ]
    standing = {one.pk for one in measures}
    criteria = [
        Criterion(pk, kind, measure if measure in standing else None)
        for pk, (kind, measure) in enumerate(draw(CRITERIA), start=1)
    ]
    return World(choices, held, measures, criteria, draw(LATER))


@FEW
@given(worlds())
def test_no_node_dangles_and_each_broken_link_is_named_once(world: World) -> None:
    thread = world.thread
    ids = [node.id for node in thread.nodes]
    assert len(set(ids)) == len(ids)
    assert {end for link in thread.links for end in (link.source, link.target)} <= set(ids)
    assert max(Counter((one.at, one.kind) for one in thread.missing).values(), default=1) == 1
    assert {one.at for one in thread.missing} <= set(ids)
    held = {link.target for link in thread.links} | {one.at for one in thread.missing}
    by_measure = {link.source for link in thread.links}
    for node in thread.nodes:
        assert node.kind == K.POLICY or node.id in held or (node.kind == K.OUTCOME and node.id in by_measure), node
    for stage, link in world.told:
        spot = f"{link.at[0]}-{link.at[1]}"
        if spot in ids:
            assert [one.stage for one in thread.missing if (one.at, one.kind) == (spot, link.missing)] == [stage]


@FEW
@given(worlds())
def test_a_measure_of_what_ended_is_refused_where_bidders_are_asked_for_it(world: World) -> None:
    priority = {one.pk: one.priority_id for one in world.choices}
    ended = {one.pk for one in world.measures if one.choice_id and priority[one.choice_id] not in world.held}
    refused = {link.at for stage, link in world.told if stage == Stage.TENDER and "ended" in link.text}
    assert {(K.CRITERION, one.pk) for one in world.criteria if one.measure_id in ended} <= refused


@FEW
@given(worlds())
def test_it_reads_the_same_both_ways_and_every_node_is_read(world: World) -> None:
    thread = world.thread
    exact = [
        link
        for link in thread.links
        if (link.source.partition("-")[0], link.target.partition("-")[0]) != (K.PRIORITY, K.OUTCOME)
    ]
    plain = Thread(thread.nodes, exact, thread.missing)
    for one in plain.nodes:
        for other in downward(plain, one.id):
            assert one in upward(plain, other.id)
    found = {node.id for strand in strands(thread) for node in strand}
    policies = {node.id for node in thread.of(K.POLICY)}
    assert found | policies == {node.id for node in thread.nodes}


@FEW
@given(worlds(), st.sets(st.sampled_from(ThreadKind)))
def test_what_is_hidden_leaves_no_trace_and_no_loose_end(world: World, hidden: set[ThreadKind]) -> None:
    whole, seen = world.thread, without(world.thread, hidden)
    ids = {node.id for node in seen.nodes}
    assert {node.kind for node in seen.nodes}.isdisjoint(hidden)
    assert {end for link in seen.links for end in (link.source, link.target)} <= ids
    assert all(one.at in ids and one.kind not in hidden for one in seen.missing)
    assert set(without(seen, set()).links) == set(seen.links)
    for one in seen.nodes:
        assert [node.id for node in downward(seen, one.id)] == [
            node.id for node in downward(whole, one.id) if node.id in ids
        ]


def a_thread() -> Thread:
    """Two measures for one outcome, each of its own priority."""
    return weave(
        [
            Row(K.POLICY, 1, "Version 1", "Social value policy"),
            Row(K.PRIORITY, 1, "P1", "Work", [(K.POLICY, 1)]),
            Row(K.PRIORITY, 2, "P2", "Groups", [(K.POLICY, 1)]),
            Row(K.OUTCOME, 5, "O1", "Less alone"),
            Row(K.MEASURE, 1, "M1", "Jobs", [(K.PRIORITY, 1), (K.OUTCOME, 5)]),
            Row(K.MEASURE, 2, "M2", "Hours", [(K.PRIORITY, 2), (K.OUTCOME, 5)]),
            Row(K.CRITERION, 3, "C3", "Hours", [(K.MEASURE, 2)], [K.OFFER]),
        ]
    )


def test_upwards_a_measure_leads_to_its_own_priority_alone() -> None:
    assert [node.reference for node in upward(a_thread(), "criterion-3")] == ["Version 1", "P2", "O1", "M2", "C3"]
    assert [node.reference for node in upward(a_thread(), "outcome-5")] == ["Version 1", "P1", "P2", "O1"]
    assert Link("priority-1", "outcome-5") in a_thread().links


def test_what_is_missing_says_where_and_why() -> None:
    [missing] = a_thread().missing
    assert (missing.stage, missing.kind, missing.at) == (Stage.AWARD, K.OFFER, "criterion-3")
    assert missing.why == "The bid that won offers nothing on award criterion C3."


def test_where_nothing_leads_back_to_a_policy_that_is_said_once() -> None:
    rows = [Row(K.OFFER, 1, "OF1", "Hours"), Row(K.OFFER, 2, "OF2", "Jobs")]
    assert [one.why for one in weave(rows, rooted=False, why="Another leads.").missing] == ["Another leads."]
    assert weave(rows, rooted=False).missing == []
    assert len(weave(rows).missing) == 2
