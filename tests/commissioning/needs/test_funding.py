"""External funding: asked in the needs, a fact of the case at every later gate, a condition of the gate policy."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from commissioning.case.models import Case
from commissioning.gate_policies import wording
from commissioning.gate_policies.checking import check
from commissioning.gate_policies.facts import FACTS, facts_at
from commissioning.gate_policies.replaying import begin_replay, run_replay
from commissioning.gate_policies.surroundings import around
from commissioning.gates.models import Submission
from commissioning.gates.terms import FAST_GATE, STANDARD_GATES, ConditionTerms, PolicyTerms
from commissioning.needs.models import NeedsRecord
from commissioning.needs.rules import of_funding
from commissioning.needs.sections import ROOM
from commissioning.records.rules import faults_of
from commissioning.vocabulary import Action, SeatKind, Stage
from tests.commissioning.needs.filled import a_case, filled_needs, within_case
from tests.council import AT, HOMECARE, People, ask_of, at_gate, changes, does, seats_of, states_of
from tests.council import people as people
from workflows.demonstration import gate_policy

FUNDED = replace(HOMECARE, funder="Harbour Communities Fund")
LEGAL = "Legal officer"
GRANT: dict[str, Any] = {
    "funder": "Harbour Communities Fund",
    "funding_grant": "Warm Evenings",
    "funding_conditions": "A report each half-year.",
    "funding_ends_on": date(2029, 3, 31),
}
NOTHING: dict[str, Any] = {"funding_grant": "", "funding_conditions": ""}


@dataclass(frozen=True)
class Said:
    """What is said of external funding."""

    external_funding: bool | None = None
    funder: str = ""
    funding_grant: str = ""
    funding_conditions: str = ""
    funding_ends_on: date | None = None


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (Said(), []),
        (Said(external_funding=False), []),
        (Said(True, **GRANT), []),
        (Said(external_funding=True), list(GRANT)),
        (Said(True, **{**GRANT, "funding_conditions": " "}), ["funding_conditions"]),
        (Said(False, funding_grant="Warm Evenings"), ["funding_grant"]),
    ],
)
def test_what_is_funded_from_outside_says_by_whom_how_and_until_when(said: Said, fields: list[str]) -> None:
    assert [field for field, _ in of_funding(said)] == fields


@pytest.mark.django_db
def test_a_needs_record_is_not_handed_in_before_it_says_whether_it_is_funded() -> None:
    record = filled_needs(a_case())
    with within_case(record.strand.case):
        record.external_funding = None
        record.save()
    fresh = NeedsRecord.objects.get(pk=record.pk)
    assert [(fault.section, fault.field) for fault in faults_of(ROOM, fresh)] == [("funding", "external_funding")]


@pytest.mark.django_db
def test_it_is_signed_with_the_rest() -> None:
    record = filled_needs(a_case())
    with within_case(record.strand.case):
        for name, value in {"external_funding": True, **GRANT}.items():
            setattr(record, name, value)
        record.save()
    assert ROOM.section("funding").freeze(record).body.decode() == (
        '{"conditions":"A report each half-year.","ends_on":"2029-03-31","external_funding":true,'
        '"funder":"Harbour Communities Fund","grant":"Warm Evenings"}'
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("purchase", "asked"), [(FUNDED, True), (HOMECARE, False)])
def test_a_seat_of_the_policy_is_asked_only_where_it_is_funded(people: People, purchase: Any, asked: bool) -> None:
    case = at_gate(people, purchase=purchase)
    assert (LEGAL in states_of(case)) == asked
    assert Case.objects.get(pk=case.pk).external_funding is asked
    assert Submission.objects.get(gate__strand__case=case).facts["external_funding"] is asked
    if asked:
        assert seats_of(case)[LEGAL].sections == ["funding"]


@pytest.mark.django_db
def test_the_gate_of_the_tender_knows_it_too(people: People) -> None:
    case = at_gate(people, purchase=FUNDED, stage=Stage.TENDER)
    found = Submission.objects.filter(gate__strand__case=case).order_by("pk")
    assert [submission.facts["external_funding"] for submission in found] == [True] * 3


@pytest.mark.django_db
def test_who_is_not_needed_any_more_is_dropped_once_the_record_says_otherwise(people: People) -> None:
    case = at_gate(people, purchase=FUNDED)
    for title, action in (("Finance", Action.RETURN), ("Policy", Action.SIGN), (LEGAL, Action.SIGN)):
        does(ask_of(case, title), action, reason="Is it funded?" if action == Action.RETURN else "")
    does(ask_of(case, "Voluntary"), Action.ADVISE, reason="Ask them.")
    changes(case, "funding", external_funding=False, funding_ends_on=None, funder="", **NOTHING)
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert states_of(case)[LEGAL] == "dropped"
    assert Case.objects.get(pk=case.pk).external_funding is False


def test_it_is_a_typed_fact_of_every_gate_but_the_fast_lanes() -> None:
    fact = FACTS["external_funding"]
    assert [fact in facts_at(gate) for gate in STANDARD_GATES] == [True] * 6
    assert fact not in facts_at(FAST_GATE)
    assert wording.condition(ConditionTerms("external_funding", "is", value=True)) == "there is external funding"
    assert wording.condition(ConditionTerms("external_funding", "is", value=False)) == "there is no external funding"


def without_legal() -> PolicyTerms:
    """The demonstration's policy before external funding asked anybody."""
    terms = gate_policy.terms()
    kept = tuple(seat for seat in terms.seats if seat.sections != ("funding",))
    return replace(terms, seats=kept)


@pytest.mark.django_db
def test_the_demonstrations_policy_passes_the_check_and_says_when_legal_is_asked(people: People) -> None:
    terms = gate_policy.terms()
    council = around(AT)
    assert check(terms, council) == []
    [seat] = [seat for seat in terms.seats if seat.sections == ("funding",)]
    assert (seat.kind, "where there is external funding" in wording.seat(seat, council.bodies, {})) == (
        SeatKind.SIGN,
        True,
    )


@pytest.mark.django_db
def test_a_replay_holds_it_against_what_was_known_then(people: People) -> None:
    at_gate(people, purchase=FUNDED)
    at_gate(people)
    replay = run_replay(begin_replay(without_legal(), by=people["procurement"], at=AT), lambda: AT)
    assert replay.tally["removed"] == {f"Needs analysis: {LEGAL}": 1}
