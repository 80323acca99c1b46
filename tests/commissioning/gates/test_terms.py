"""A gate policy as one document: it says the same after every way round, and every fault of it is named."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rights import Role
from audit.models import Entry
from commissioning.errors import RefusedError
from commissioning.gates.documents import from_document
from commissioning.gates.models import GatePolicy, PolicySeat
from commissioning.gates.policy import of_policy, publish_gate_policy, with_terms
from commissioning.gates.terms import (
    COMBINABLE,
    FAST_GATE,
    JOINING_GATE,
    STANDARD_GATES,
    ConditionTerms,
    FastTerms,
    GroupTerms,
    PolicyTerms,
    SeatTerms,
    StepTerms,
    alternatives,
    ordered,
    stored_conditions,
    to_document,
)
from commissioning.vocabulary import Duties, Lane, SeatKind, Stage, Whom
from tests.accounts.factories import a_key
from tests.council import AT, People
from workflows.demonstration.gate_policy import terms as demonstration

FINANCE = SeatTerms(Stage.NEEDS, SeatKind.SIGN, "Finance", Role.FINANCE_OFFICER, "It answers for money.", 5)
BIG = ConditionTerms("value_gross", "at_least", "250000")
LIGHT = ConditionTerms("light_touch", "is", value=True)
LAW = ConditionTerms("regime", "one_of", ("PSR", "grant"))

conditions = st.one_of(
    st.builds(
        ConditionTerms,
        st.just("value_gross"),
        st.sampled_from(["at_least", "below"]),
        st.decimals("0", "1e9", places=2).map(lambda value: f"{value.normalize():f}"),
    ),
    st.builds(ConditionTerms, st.just("light_touch"), st.just("is"), st.booleans()),
    st.just(LAW),
)
seats = st.builds(
    SeatTerms,
    stage=st.sampled_from(Stage),
    kind=st.sampled_from(SeatKind),
    title=st.sampled_from(["Finance", "Legal", "Policy"]),
    role=st.sampled_from(Role),
    why=st.just("The policy asks."),
    working_days=st.integers(1, 250),
    tier=st.integers(1, 20),
    body=st.sampled_from(["", "finance"]),
    sections=st.sampled_from([(), ("need",), ("need", "options")]),
    conditions=st.lists(st.lists(conditions, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
    power=st.sampled_from(["", "Head of service"]),
    paragraph=st.sampled_from(["", "3.2(b)"]),
    chain=st.sampled_from([(), (StepTerms(1, Whom.DEPUTY), StepTerms(3, Whom.ROLE, Role.BOARD_CHAIR, "board"))]),
)
policies = st.builds(
    PolicyTerms,
    title=st.sampled_from(["Gates", "Lean gates"]),
    seats=st.lists(seats, max_size=8).map(ordered),
    chain=st.sampled_from([(), (StepTerms(-2, Whom.HOLDER), StepTerms(3, Whom.ROLE, Role.BOARD_CHAIR, "board"))]),
    fast=st.sampled_from([None, FastTerms(Decimal(50_000)), FastTerms(Decimal("24999.99"), 10)]),
    passing=st.frozensets(st.sampled_from([JOINING_GATE, *STANDARD_GATES])),
    owned=st.frozensets(st.sampled_from([JOINING_GATE, *STANDARD_GATES])),
    combined=st.frozensets(st.sampled_from(COMBINABLE)),
    one_person_many_seats=st.booleans(),
    together=st.sampled_from([frozenset(), frozenset({Duties.CLAIM_VERIFY})]),
)


@given(policies)
def test_a_document_says_all_that_the_terms_say(terms: PolicyTerms) -> None:
    document = json.loads(json.dumps(to_document(terms)))
    read = from_document(document)
    assert read == terms
    assert read.digest == terms.digest
    assert to_document(read) == document


@given(policies, policies)
def test_two_policies_have_one_digest_only_where_they_say_the_same(one: PolicyTerms, other: PolicyTerms) -> None:
    assert (one.digest == other.digest) == (to_document(one) == to_document(other))


@pytest.mark.django_db
def test_what_is_published_is_what_the_document_said(people: People) -> None:
    terms = replace(
        demonstration(),
        seats=ordered([*demonstration().seats, replace(FINANCE, body="finance", group="Money", paragraph="3.2")]),
        groups=(GroupTerms(Stage.NEEDS, "Money", 1),),
        passing=frozenset({(Stage.REVIEW, Lane.STANDARD)}),
        one_person_many_seats=True,
        together=frozenset({Duties.CLAIM_VERIFY}),
    )
    policy = publish_gate_policy(terms, effective_from=AT.date(), reason="Tried.", at=AT, key=a_key())
    read = of_policy(with_terms(GatePolicy.objects.filter(pk=policy.pk)).get())
    assert read == terms
    assert read.digest == terms.digest
    entry = Entry.objects.get(stream=policy.stream_name)
    assert json.loads(bytes(entry.payload.body))["about"]["digest"] == terms.digest


@pytest.mark.django_db
def test_the_demonstrations_policy_reads_as_it_was_written(people: People) -> None:
    assert of_policy(GatePolicy.objects.get()).digest == demonstration().digest
    assert demonstration().gates[0] == FAST_GATE


def test_a_policy_of_before_seats_had_chains_or_joined_has_the_digest_it_was_published_with() -> None:
    """As the demonstration's was, before Legal was asked about external funding and before a case could join."""
    document = json.loads((Path(__file__).parent / "policy_of_before.json").read_text(encoding="utf-8"))
    published = from_document(document)
    assert to_document(published) == document
    assert published.digest == "da7380960139d689fe859f5086b882b42d599a7e2d893d5171735da574e0a021"


@pytest.mark.django_db
def test_a_seat_is_published_with_its_own_chain(people: People) -> None:
    own = (StepTerms(-1, Whom.HOLDER), StepTerms(2, Whom.DEPUTY))
    others = (StepTerms(1, Whom.ROLE, Role.BOARD_CHAIR, "strategic-procurement-board"),)
    seats = (
        replace(FINANCE, body="finance", chain=own),
        replace(FINANCE, title="Budget"),
        replace(FINANCE, title="Money", chain=others),
    )
    terms = PolicyTerms("Gates", seats, chain=(StepTerms(-2, Whom.HOLDER),))
    policy = publish_gate_policy(terms, effective_from=AT.date(), reason="Tried.", at=AT, key=a_key())
    read = of_policy(with_terms(GatePolicy.objects.filter(pk=policy.pk)).get())
    assert read == terms
    assert read.digest == terms.digest
    for wrong in ((StepTerms(2, Whom.HOLDER), StepTerms(1, Whom.DEPUTY)), (StepTerms(1, Whom.ROLE),)):
        with pytest.raises(RefusedError, match="chain"):
            publish_gate_policy(
                replace(terms, seats=(replace(FINANCE, chain=wrong),)),
                effective_from=AT.date(),
                reason="Tried.",
                at=AT,
                key=a_key(),
            )


@pytest.mark.django_db
def test_a_body_that_is_not_known_here_is_named(people: People) -> None:
    terms = PolicyTerms("Gates", (replace(FINANCE, chain=(StepTerms(1, Whom.ROLE, Role.BOARD_CHAIR, "treasury"),)),))
    with pytest.raises(RefusedError, match="no body called treasury here"):
        publish_gate_policy(terms, effective_from=AT.date(), reason="Tried.", at=AT, key=a_key())
    terms = PolicyTerms("Gates", (replace(FINANCE, body="treasury"),))
    with pytest.raises(RefusedError, match="no body called treasury here"):
        publish_gate_policy(terms, effective_from=AT.date(), reason="Tried.", at=AT, key=a_key())
    assert GatePolicy.objects.count() == 1


def test_conditions_are_stored_as_older_policies_have_them() -> None:
    old: list[Any] = [{"fact": "value_gross", "at_least": "250000"}, {"fact": "light_touch", "is": True}]
    assert alternatives(old) == ((BIG, LIGHT),)
    assert stored_conditions(((BIG, LIGHT),)) == old
    assert stored_conditions(((BIG,), (LAW,))) == [[BIG.stored()], [LAW.stored()]]
    assert alternatives(stored_conditions(((BIG,), (LAW,)))) == ((BIG,), (LAW,))
    assert (alternatives([]), stored_conditions(())) == ((), [])


def test_an_amount_has_one_text_however_it_was_written() -> None:
    assert alternatives([{"fact": "value_gross", "at_least": "250000.00"}]) == ((BIG,),)
    assert alternatives([{"fact": "value_gross", "at_least": "2.5e5"}]) == ((BIG,),)


def test_a_seat_keeps_from_others_that_it_is_asked_above_a_value() -> None:
    rule = PolicySeat(role=Role.BOARD_MEMBER, why="From £250,000.", conditions=stored_conditions(((LIGHT,), (BIG,))))
    assert "250,000" not in rule.why_without_figures
    rule.conditions = stored_conditions(((LIGHT,),))
    assert rule.why_without_figures == "From £250,000."


def a_document(**more: Any) -> dict[str, Any]:
    return {**to_document(PolicyTerms("Gates", (FINANCE,))), **more}


def the_seat(**more: Any) -> dict[str, Any]:
    document = a_document()
    document["gates"][0]["seats"][0] |= more
    return document


WRONG: list[tuple[Any, str, str]] = [
    ([], "the file", "must be an object"),
    (a_document(format="another/1"), "format", "must be “tollgate/gate-policy/1”"),
    (a_document(title="  "), "title", "is missing"),
    (a_document(title=7), "title", "must be text"),
    (a_document(title="a\x00b"), "title", "holds characters that cannot be written"),
    (the_seat(sections=["\ud800"]), "gates[1].seats[1].sections", "must be a list of texts"),
    (a_document(title="x" * 201), "title", "is longer than 200 characters"),
    (a_document(surprise=1), "surprise", "is not something that a gate policy says"),
    (a_document(gates={}), "gates", "must be a list"),
    (a_document(gates=[1]), "gates[1]", "must be an object"),
    (a_document(gates=a_document()["gates"] * 2), "gates", "a gate stands twice"),
    (a_document(gates=[{"stage": "needing"}]), "gates[1].stage", "must be one of needs"),
    (a_document(gates=[{"stage": "award", "lane": "fast"}]), "gates[1]", "one gate only, in needs"),
    (a_document(gates=[{"stage": "award", "when_empty": "?"}]), "gates[1].when_empty", "must be one of"),
    (a_document(together=["everything"]), "together", "must be a list of claim_verify"),
    (a_document(gates=[{"stage": "award", "owners_accept": 1}]), "gates[1].owners_accept", "must be true or false"),
    (
        a_document(gates=[{"stage": "needs", "lane": "fast", "owners_accept": True}]),
        "gates[1].owners_accept",
        "does not hold for the fast lane",
    ),
    (a_document(one_person_many_seats="no"), "one_person_many_seats", "must be true or false"),
    (a_document(fast={"limit": "a lot"}), "fast.limit", "must be an amount as text"),
    (a_document(fast={"limit": True}), "fast.limit", "must be an amount as text"),
    (a_document(fast={"limit": "5", "check_one_in": 0}), "fast.check_one_in", "whole number from 1"),
    (a_document(chain=[{"working_days": 1, "whom": "role"}]), "chain[1]", "a step that tells a role names it"),
    (a_document(chain=[{"working_days": 999, "whom": "holder"}]), "chain[1].working_days", "from -250 to 250"),
    (the_seat(kind="veto"), "gates[1].seats[1].kind", "must be one of consult, sign, decide"),
    (the_seat(role=None), "gates[1].seats[1].role", "must be one of"),
    (the_seat(tier=0), "gates[1].seats[1].tier", "whole number from 1 to 20"),
    (the_seat(working_days=True), "gates[1].seats[1].working_days", "whole number from 1 to 250"),
    (the_seat(sections="need"), "gates[1].seats[1].sections", "must be a list of texts"),
    (the_seat(sections=["a", "a"]), "gates[1].seats[1].sections", "something stands twice"),
    (the_seat(conditions=[{"fact": "x"}]), "gates[1].seats[1].conditions[1]", "must be a list of conditions"),
    (the_seat(conditions=[[{"fact": "x"}]]), "gates[1].seats[1].conditions[1][1]", "must say one of"),
    (the_seat(conditions=[[{"fact": "x", "is": 5}]]), "gates[1].seats[1].conditions[1][1].is", "must be true, false"),
    (
        the_seat(conditions=[[{"fact": "x", "below": "1e99"}]]),
        "gates[1].seats[1].conditions[1][1].below",
        "must be an amount",
    ),
    (
        the_seat(conditions=[[{"fact": "x", "one_of": []}]]),
        "gates[1].seats[1].conditions[1][1].one_of",
        "must be a list of texts",
    ),
]


@pytest.mark.parametrize(("document", "place", "words"), WRONG)
def test_a_fault_is_named_with_its_place(document: Any, place: str, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        from_document(document)
    assert words in " ".join(refused.value.errors[place])


def test_every_fault_is_named_at_once() -> None:
    document = the_seat(kind="veto", tier=0, why="")
    with pytest.raises(RefusedError, match="4 things are wrong") as refused:
        from_document({**document, "title": ""})
    assert len(refused.value.errors) == 4


def test_seats_stand_in_the_order_of_their_tiers_and_not_too_many() -> None:
    gate = {"stage": "needs", "seats": [{**the_seat()["gates"][0]["seats"][0], "tier": tier} for tier in (2, 1)]}
    with pytest.raises(RefusedError) as refused:
        from_document(a_document(gates=[gate]))
    assert list(refused.value.errors) == ["gates[1].seats[2].tier"]
    many = {"stage": "needs", "seats": the_seat()["gates"][0]["seats"] * 61}
    with pytest.raises(RefusedError) as refused:
        from_document(a_document(gates=[many]))
    assert list(refused.value.errors) == ["gates[1].seats"]


text = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["needs", "sign"]))
anything = st.recursive(text, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(max_size=8), inner)))


@given(anything, st.dictionaries(st.sampled_from(["gates", "fast", "chain", "title"]), anything))
def test_whatever_a_file_holds_is_read_or_refused_in_words(whole: Any, parts: dict[str, Any]) -> None:
    assert all(read_or_refused(document) for document in (whole, a_document(**parts)))


def read_or_refused(document: Any) -> object:
    try:
        return from_document(document).digest
    except RefusedError as refused:
        return refused.errors


def test_a_policy_without_pairs_says_nothing_of_them() -> None:
    """Documents published before pairs were known keep their digests."""
    assert "together" not in to_document(demonstration())
    assert demonstration().digest != replace(demonstration(), together=frozenset({Duties.CLAIM_VERIFY})).digest
