"""A policy that decides two stages at one gate: what it may say, what is refused, and what it would have saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from accounts.rights import Role
from commissioning.errors import RefusedError
from commissioning.gate_policies.comparing import compare
from commissioning.gate_policies.models import PolicyDraft
from commissioning.gate_policies.replaying import begin_replay, result_of, run_replay
from commissioning.gate_policies.rules import HandedIn, Seating, changed
from commissioning.gates.documents import from_document, from_export
from commissioning.gates.models import PolicyGate
from commissioning.gates.policy import of_policy
from commissioning.gates.terms import GroupTerms, PolicyTerms, SeatTerms, alternatives, to_document
from commissioning.vocabulary import Lane, SeatKind, Stage
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.gate_policies.test_checking import texts
from tests.commissioning.gate_policies.test_pages import conditions, path, sent
from tests.commissioning.gates.together import at_one_gate, combined, published
from tests.council import AT, HOMECARE, People, a_case, ask_of
from workflows.demonstration.gate_policy import terms as demonstration
from workflows.demonstration.walking import answer

NEEDS, SOCIAL_VALUE, TENDER = ((stage, Lane.STANDARD) for stage in (Stage.NEEDS, Stage.SOCIAL_VALUE, Stage.TENDER))
HELD = {(seat.role.value, seat.body or "care") for seat in demonstration().seats}


def with_gate(terms: PolicyTerms, stage: Stage, lane: Lane = Lane.STANDARD, **said: object) -> dict[str, Any]:
    """The document of terms, with more said of one gate."""
    document = to_document(terms)
    for gate in document["gates"]:
        if (gate["stage"], gate["lane"]) == (stage, lane):
            gate |= said
    return document


def seated(change: Callable[[SeatTerms], SeatTerms]) -> PolicyTerms:
    """The combined policy, each seat of the gate for both records changed."""
    terms = combined()
    return replace(terms, seats=tuple(change(seat) if seat.gate == SOCIAL_VALUE else seat for seat in terms.seats))


def test_the_document_says_so_and_reads_back() -> None:
    document = to_document(combined())
    [needs] = [gate for gate in document["gates"] if (gate["stage"], gate["lane"]) == NEEDS]
    assert needs["decided_with_next"] is True
    assert "decided_with_next" not in json.dumps(to_document(demonstration()))
    assert from_document(json.loads(json.dumps(document))) == combined()
    assert from_export({**document, "digest": combined().digest}) == combined()


@pytest.mark.django_db
def test_a_published_version_says_the_same(people: People) -> None:
    policy = published(combined())
    assert of_policy(policy) == combined()
    assert of_policy(policy).digest == combined().digest
    assert PolicyGate.objects.get(policy=policy, decided_with_next=True).stage == Stage.NEEDS


@pytest.mark.parametrize(
    ("stage", "lane"),
    [
        (Stage.TENDER, Lane.STANDARD),
        (Stage.AWARD, Lane.STANDARD),
        (Stage.MONITORING, Lane.STANDARD),
        (Stage.REVIEW, Lane.STANDARD),
        (Stage.NEEDS, Lane.FAST),
    ],
)
def test_a_file_that_combines_other_stages_is_refused_in_words(stage: Stage, lane: Lane) -> None:
    with pytest.raises(RefusedError) as refused:
        from_document(with_gate(demonstration(), stage, lane, decided_with_next=True))
    [(place, [words])] = refused.value.errors.items()
    assert place.endswith(".decided_with_next")
    assert "holds for needs analysis and social value priorities alone" in words


def test_a_combined_policy_can_be_published() -> None:
    assert texts(combined()) == []
    assert texts(combined(Stage.SOCIAL_VALUE)) == []


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (
            replace(demonstration(), combined=frozenset({NEEDS})),
            "Needs analysis: It has no gate of its own, so its seats would never be asked",
        ),
        (
            replace(combined(), groups=(GroupTerms(Stage.NEEDS, "Any", 1),)),
            "Needs analysis: It has no gate of its own, so its seats would never be asked",
        ),
        (replace(combined(), passing=frozenset({NEEDS})), "Needs analysis: It has no gate of its own, so nothing can"),
        (replace(combined(), owned=frozenset({NEEDS})), "Needs analysis: It has no gate of its own, so nothing can"),
        (
            replace(combined(), combined=frozenset({NEEDS, SOCIAL_VALUE})),
            "Needs analysis: One gate decides two records at most",
        ),
        (replace(demonstration(), combined=frozenset({TENDER})), "Tender: This stage cannot be decided with the next"),
        (
            seated(lambda seat: replace(seat, sections=("relevance", "wellbeing"))),
            "Social value priorities: The gate could pass without anybody's answer for the record of needs analysis",
        ),
        (
            seated(lambda seat: replace(seat, sections=("need",))),
            "The gate could pass without anybody's answer for the record of social value priorities",
        ),
        (
            seated(lambda seat: replace(seat, sections=("value",))),
            "The record has no section called value",
        ),
    ],
)
def test_a_gate_that_would_forget_a_record_is_refused(terms: PolicyTerms, words: str) -> None:
    assert words in "\n".join(texts(terms))


def test_conditions_may_ask_what_either_record_states() -> None:
    wards = alternatives([{"fact": "wards", "at_least": "5"}])
    head = seated(lambda seat: replace(seat, conditions=wards) if seat.role == Role.POLICY_OFFICER else seat)
    assert texts(head) == []
    alone = tuple(
        replace(seat, conditions=wards) if seat.gate == SOCIAL_VALUE else seat for seat in demonstration().seats
    )
    assert "which is not known when this record is submitted" in "\n".join(texts(replace(demonstration(), seats=alone)))


def test_comparing_says_where_a_record_is_decided() -> None:
    found = {(pair.where, pair.what): pair for pair in compare(demonstration(), combined(), {})}
    needs = found["Needs analysis", "Together or alone"]
    assert (needs.left, needs.differs) == ("Its record is decided at a gate of its own.", "Changed")
    assert "handed on to social value priorities" in needs.right
    both = found["Social value priorities", "Together or alone"].right
    assert both == "One gate decides this record and that of needs analysis, which was handed on to it."
    assert found["Needs analysis", "Finance officer"].differs == "Removed"
    assert "Evidence" in found["Social value priorities", "Policy officer"].right
    assert ("Award", "Together or alone") not in found


def handed(stage: Stage, **more: Any) -> HandedIn:
    facts = {"value_gross": "240000", "key_decision": False}
    return HandedIn("TG-2026-0001", stage, Lane.STANDARD, facts, "care", **more)


def change(case: HandedIn, before: PolicyTerms, after: PolicyTerms) -> Any:
    return changed(case, Seating(before), Seating(after), HELD)


def test_the_replay_counts_one_gate_where_there_were_two() -> None:
    needs = change(handed(Stage.NEEDS), demonstration(), combined())
    assert (needs.sign_offs, needs.days, needs.blocked) == (-4, -15, "")
    assert len(needs.removed) == 4
    later = change(handed(Stage.SOCIAL_VALUE), demonstration(), combined())
    assert (later.added, later.removed, later.sign_offs, later.days) == (("Finance officer",), (), 1, 0)


def test_the_replay_counts_two_gates_where_there_was_one() -> None:
    found = change(handed(Stage.SOCIAL_VALUE, earlier=Stage.NEEDS), combined(), demonstration())
    assert (found.sign_offs, found.days, found.blocked) == (3, 15, "")
    assert not change(handed(Stage.SOCIAL_VALUE, earlier=Stage.NEEDS), combined(), combined()).any
    alone = change(handed(Stage.SOCIAL_VALUE), combined(), combined())
    assert alone.added == ("Finance officer",)  # it answers for the needs, which had a gate of their own here


def test_the_replay_holds_what_both_gates_knew_against_one() -> None:
    wards = alternatives([{"fact": "wards", "at_least": "5"}])
    after = seated(lambda seat: replace(seat, conditions=wards) if seat.kind == SeatKind.CONSULT else seat)
    few = change(handed(Stage.SOCIAL_VALUE, known={"wards": 2}), demonstration(), after)
    assert few.removed == ("Voluntary-sector representative",)
    assert change(handed(Stage.SOCIAL_VALUE, known={"wards": 7}), demonstration(), after).removed == ()
    forgotten = seated(lambda seat: replace(seat, sections=("relevance",)))
    assert "one of the two records" in change(handed(Stage.SOCIAL_VALUE), demonstration(), forgotten).blocked


@pytest.mark.django_db
def test_a_replay_of_cases_adds_up(people: People) -> None:
    case = a_case(people, until=Stage.SOCIAL_VALUE)
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    terms = combined()
    result = result_of(run_replay(begin_replay(terms, policy=published(terms), by=None, at=AT), lambda: AT))
    assert (result["submissions"], result["blocked"]) == (2, 0)
    assert (result["sign_offs"], result["working_days"]) == (-3, -15)
    assert result["stages"]["needs"]["sign_offs"] == -4


@pytest.mark.django_db
def test_a_replay_of_a_case_that_was_combined(people: People) -> None:
    at_one_gate(people)
    result = result_of(run_replay(begin_replay(demonstration(), by=None, at=AT), lambda: AT))
    assert (result["submissions"], result["sign_offs"], result["working_days"]) == (1, 3, 15)


@pytest.mark.django_db
def test_a_tick_on_the_stage_decides_it_with_the_next(people: People, draft: PolicyDraft) -> None:
    with time_machine.travel(AT, tick=True):
        lin = Reader(people["procurement"])
        assert "Decided with the next stage" in lin.get(path(draft, "gates", *NEEDS))
        assert "Decided with the next stage" not in lin.get(path(draft, "gates", *TENDER))
        lin.post(path(draft, "gates", *NEEDS), sent(draft, when_empty="refused", decided_with_next="on"))
        page = lin.get(path(draft, "gates", *NEEDS))
        assert "its seats would never be asked" in page
        assert "its record is handed on to social value priorities" in page
        for _ in demonstration().at(NEEDS):
            lin.post(path(draft, "gates", *NEEDS, 1), {**sent(draft), "remove": "1", **seat_of(draft, NEEDS)})
        assert "This gate has no seat" not in lin.get(path(draft, "gates", *NEEDS))
        page = lin.get(path(draft))
        assert "Decided with the next stage" in page
        assert "Nobody answers for" not in page  # three seats answer for the whole of both
        page = lin.get(path(draft, "gates", *SOCIAL_VALUE))
        assert "One gate decides this record and that of needs analysis" in page
        assert "decides on both records within" in page
        assert "records decided together: Needs analysis and Social value priorities" in page
        page = lin.get(path(draft, "gates", *SOCIAL_VALUE, 1))
        assert "Costs of the options" in page
        assert "The number of wards affected" in page
        draft.refresh_from_db()
        assert draft.terms.combined == {NEEDS}


def seat_of(draft: PolicyDraft, gate: tuple[Stage, Lane]) -> dict[str, str]:
    """What the page of a gate's first seat holds."""
    draft.refresh_from_db()
    seat = draft.terms.at(gate)[0]
    return {
        "title": seat.title,
        "kind": seat.kind,
        "role": seat.role,
        "body": seat.body,
        "tier": str(seat.tier),
        "working_days": str(seat.working_days),
        "why": seat.why,
        "power": seat.power,
        **conditions(),
    }
