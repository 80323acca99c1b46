"""The system sets the lane: from the whole-life value, from what was bought in the year, and says why."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.rights import Role
from commissioning.case.linking import link_cases
from commissioning.case.models import Case, CaseWarning
from commissioning.contract.models import Contract
from commissioning.errors import OvertakenError
from commissioning.fast.lane import assess
from commissioning.fast.lifting import SPLIT
from commissioning.fast.models import FastRecord
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import FastTerms, PolicyTerms, SeatTerms
from commissioning.needs.models import NeedsRecord
from commissioning.needs.sections import ROOM as NEEDS
from commissioning.records.decisions import save_section
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, Lane, LinkKind, SeatKind, Stage, State
from tests.accounts.factories import a_key
from tests.commissioning.fast.bought import QUOTES, a_purchase, decided, page_of, quotes, saves, submitted, written
from tests.council import AT, HOMECARE, People, answered, ask_of, asks_of, does, entry_of, strand_of
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


@pytest.mark.parametrize(
    ("net", "gross", "lane"),
    [
        ("20000", "24000", Lane.FAST),
        ("41666.67", None, Lane.STANDARD),
        ("41666", None, Lane.FAST),
        ("49000", "50000", Lane.FAST),
        ("0", None, Lane.STANDARD),
        ("200000", "240000", Lane.STANDARD),
    ],
)
def test_a_case_is_opened_in_the_lane_of_its_value(people: People, net: str, gross: str | None, lane: Lane) -> None:
    case = a_purchase(people, net=net, gross=gross)
    assert case.lane == lane
    assert case.lane_why
    about = entry_of(case)["about"]
    assert (about["lane"], about["lane_why"]) == (lane, case.lane_why)
    assert FastRecord.objects.filter(strand__case=case).exists() == (lane == Lane.FAST)
    assert NeedsRecord.objects.filter(strand__case=case).exists() == (lane == Lane.STANDARD)


def test_without_terms_for_it_a_policy_has_no_fast_lane(people: People) -> None:
    head = SeatTerms(Stage.NEEDS, SeatKind.DECIDE, "Head", Role.HEAD_OF_SERVICE, "The policy asks for them.", 5)
    publish_gate_policy(
        PolicyTerms("Gates without it", (head,)),
        effective_from=AT.date(),
        reason="The committee asks for it.",
        at=AT,
        key=a_key(),
    )
    case = a_purchase(people)
    assert (case.lane, case.lane_why) == (Lane.STANDARD, "The council’s gate policy has no fast lane.")


def test_the_limit_and_the_sample_are_data_of_the_published_policy(people: People) -> None:
    policy = GatePolicy.objects.get()
    assert (policy.fast_limit, policy.fast_check_one_in) == (Decimal(50_000), 10)
    assert FastTerms(Decimal(1)).check_one_in is None


def test_a_second_purchase_of_the_same_kind_goes_over_the_limit_and_is_flagged(people: People) -> None:
    first = decided(a_purchase(people), people)
    other = quotes(("Dale Polls", "23000", "27600", True), *[(*row[:3], False) for row in QUOTES[1:]])
    second = written(
        a_purchase(people, title="Survey of large firms", net="23000", gross="27600"),
        people,
        budget={"value_net": Decimal(23_000), "value_gross": Decimal(27_600)},
        quotes={"rows": other, "choice_reason": "The cheapest cannot start in May."},
    )
    with pytest.raises(OvertakenError, match="belongs in the standard lane") as refused:
        does(ask_of(second, "fast-lane page"), Action.SUBMIT)
    assert first.reference in refused.value.message
    second.refresh_from_db()
    assert (second.lane, second.stage, second.state) == (Lane.STANDARD, Stage.NEEDS, State.DRAFTING)
    [warning] = CaseWarning.objects.filter(case=second)
    assert (warning.code, warning.text) == (SPLIT, second.lane_why)
    assert "£51,600" in warning.text
    [message] = Message.objects.filter(person=people["procurement"], case=second)
    assert "a purchase that was split" in message.subject
    said = entry_of(second)
    assert (said["about"]["split"], said["reason"]) == (True, second.lane_why)
    assert [ask.title for ask in asks_of(second)] == ["Write the record of needs analysis"]


def test_what_was_bought_more_than_a_year_ago_does_not_count(people: People) -> None:
    decided(a_purchase(people), people)
    later = a_purchase(people, title="Next year", net="30000", gross="36000", at=AT + YEAR)
    page = page_of(later)
    page.cpv = "79310000"
    assert assess(later, AT + YEAR, page).lane == Lane.FAST
    assert assess(later, AT + YEAR / 2, page).lane == Lane.STANDARD


def test_pages_kept_open_for_a_year_count_by_when_they_are_submitted(people: People) -> None:
    first, second = (a_purchase(people, title=title) for title in ("Survey", "Another"))
    later, ready = AT + YEAR, {"starts_on": date(2027, 5, 1), "ends_on": date(2027, 6, 1)}
    submitted(first, people, at=later, need=ready)
    written(second, people, at=later, need=ready, budget={"value_gross": Decimal(27_000)})
    with pytest.raises(OvertakenError, match="belongs in the standard lane"):
        does(ask_of(second, "fast-lane page"), Action.SUBMIT, at=later)


def test_a_case_made_from_notices_counts_by_its_signature_not_by_its_import(people: People) -> None:
    found = decided(a_purchase(people), people)
    Case.objects.filter(pk=found.pk).update(taken_on_at=Stage.MONITORING)
    other = a_purchase(people, title="Next", net="30000", gross="36000", at=AT + timedelta(days=30))
    page = page_of(other)
    page.cpv = "79310000"
    assert assess(other, AT + timedelta(days=30), page).lane == Lane.STANDARD
    Contract.objects.filter(case=found).update(signed_on=date(2024, 4, 1))
    assert assess(other, AT + timedelta(days=30), page).lane == Lane.FAST


def test_what_was_split_from_another_purchase_counts_whatever_its_code(people: People) -> None:
    first = decided(a_purchase(people), people)
    second = a_purchase(people, title="The other half", net="25000", gross="30000")
    page = page_of(second)
    page.cpv = "80500000"
    assert assess(second, AT, page).lane == Lane.FAST
    about: dict[str, Any] = {"reason": "One need.", "by": people["commissioner"], "at": AT}
    link_cases(second, first.reference, kind=LinkKind.SPLIT_FROM, **about, key=a_key())
    verdict = assess(second, AT, page)
    assert (verdict.lane, verdict.split) == (Lane.STANDARD, True)
    assert first.reference in verdict.why


def test_whoever_returned_the_page_may_decide_the_need_that_it_became(people: People) -> None:
    case = submitted(a_purchase(people), people)
    does(ask_of(case, "Decision"), Action.RETURN, reason="Which firms?")
    does(ask_of(case, "fast-lane page"), Action.LIFT, by=people["commissioner"], reason="It is bigger than thought.")
    case.refresh_from_db()
    record = NeedsRecord.objects.get(strand__case=case)
    none_of: dict[str, Any] = {"values": {}, "rows": {"option_costs": []}, "by": people["commissioner"], "at": AT}
    save_section(NEEDS, record, NEEDS.section("option_costs"), **none_of, key=a_key())
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    answered(case)
    does(ask_of(case, "Decision"), Action.PASS, by=people["head.of.service"])
    assert strand_of(case).stage == Stage.SOCIAL_VALUE


@pytest.mark.parametrize("state", [State.STOPPED, State.DRAFTING])
def test_a_purchase_that_was_stopped_or_never_submitted_does_not_count(people: People, state: State) -> None:
    first = written(a_purchase(people), people)
    if state == State.STOPPED:
        does(ask_of(first, "fast-lane page"), Action.SUBMIT)
        does(ask_of(first, "Decision"), Action.STOP, reason="The budget was cut.")
    second = submitted(a_purchase(people, title="Another"), people, budget={"value_gross": Decimal(27_000)})
    assert (second.lane, second.state) == (Lane.FAST, State.IN_GATE)


def test_one_supplier_counts_across_services_under_any_spelling(people: People) -> None:
    first = decided(a_purchase(people), people)
    renamed = quotes(("ALDER RESEARCH LIMITED", "23000", "27600", True), *[(*row[:3], False) for row in QUOTES[1:]])
    second = written(
        a_purchase(people, title="Printing", service="youth-services"),
        people,
        need={"cpv": "79800000"},
        budget={"value_gross": Decimal(27_600)},
        quotes={"rows": renamed, "choice_reason": "Nearest."},
    )
    verdict = assess(second, AT, page_of(second))
    assert (verdict.lane, verdict.split) == (Lane.STANDARD, True)
    assert "1 other purchase of other services" in verdict.why
    assert first.reference not in verdict.why


@pytest.mark.parametrize("trigger", ["personal_data", "safeguarding", "tupe", "information_technology"])
def test_a_yes_moves_the_purchase_at_once_and_keeps_what_was_written(people: People, trigger: str) -> None:
    case = written(a_purchase(people), people)
    answers: dict[str, Any] = {trigger: True}
    saves(case, "triggers", by=people["commissioner"], **answers)
    case.refresh_from_db()
    assert (case.lane, case.stage, case.state) == (Lane.STANDARD, Stage.NEEDS, State.DRAFTING)
    assert "closer look" in case.lane_why
    needs = NeedsRecord.objects.get(strand__case=case)
    assert needs.statement == "A survey of 400 small firms."
    assert (needs.personal_data, needs.tupe) == (trigger == "personal_data", trigger == "tupe")
    assert (needs.market_engagement, needs.option_reason) == ("", "")  # those who could bid may read these
    [chosen] = [option for option in needs.options.all() if option.chosen]
    [cost] = needs.option_costs.all()
    assert (chosen.title, cost.option, cost.cost) == (case.title, chosen, Decimal("20000.00"))
    assert "Alder Research Ltd: £18,000 without VAT, to be accepted" in cost.basis
    said = entry_of(case)
    assert said["reason"] == case.lane_why
    assert not CaseWarning.objects.filter(case=case).exists()
    assert strand_of(case).stage == Stage.NEEDS


def test_a_price_above_what_was_planned_counts(people: People) -> None:
    case = written(a_purchase(people), people, quotes={"rows": quotes(("Alder", "45000", "54000", True))})
    assert assess(Case.objects.get(pk=case.pk), AT, page_of(case)).lane == Lane.STANDARD
