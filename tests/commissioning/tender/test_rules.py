"""The pure rules of a tender: weights, values, codes, lots, dates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.tender import rules
from commissioning.timetable.calendar import LAST_COUNTED

WEIGHTS = st.decimals(min_value="0.01", max_value="150", places=2)
FIVE_MILLION = Decimal(5_000_000)


@dataclass(frozen=True)
class ACriterion:
    """A criterion as a test gives it."""

    kind: str
    weight: Decimal | None
    measure_id: int | None = None
    reference: str = "C1"
    pk: int = 1


@pytest.mark.parametrize(
    ("weights", "texts"),
    [
        (["40", "60"], []),
        (["33.33", "33.33", "33.34"], []),
        (["40", "55"], ["Weights add up to 95. Add 5 more, or lower another weight."]),
        (["40", "57.5"], ["Weights add up to 97.5. Add 2.5 more, or lower another weight."]),
        (["40", "65"], ["Weights add up to 105. Take 5 away."]),
        (["100", "0"], ["Every weight must be more than 0. Raise it, or remove the criterion."]),
    ],
)
def test_weights_add_up_to_a_hundred(weights: list[str], texts: list[str]) -> None:
    assert rules.of_weights([Decimal(weight) for weight in weights]) == texts


def test_a_weight_not_given_yet_counts_as_nothing() -> None:
    assert rules.of_weights([Decimal(60), None]) == ["Weights add up to 60. Add 40 more, or lower another weight."]


@given(st.lists(WEIGHTS, min_size=1, max_size=8))
def test_weights_pass_exactly_when_they_add_up(weights: list[Decimal]) -> None:
    assert (rules.of_weights(weights) == []) == (sum(weights) == 100)


@given(st.lists(WEIGHTS, max_size=6), st.decimals(min_value="0.01", max_value="99.99", places=2))
def test_following_the_advice_mends_the_weights(weights: list[Decimal], last: Decimal) -> None:
    """Adding what the message says is missing is enough."""
    total = sum([*weights, last])
    if total < 100:
        text = rules.of_weights([*weights, last])[0]
        missing = Decimal(text.split("Add ")[1].split(" more")[0])
        assert rules.of_weights([*weights, last, missing]) == []


@given(st.decimals(min_value=0, max_value=100, places=2), st.integers(1, 12))
def test_a_weight_is_shared_out_without_remainder(total: Decimal, count: int) -> None:
    found = rules.shares(total, count)
    assert sum(found) == total
    assert len(found) == count
    assert max(found) - min(found) <= Decimal("0.01")


def test_criteria_are_asked_for() -> None:
    assert rules.of_criteria([]) == ["Add the criteria by which tenders are judged, with weights that add up to 100."]


def test_social_value_stands_for_a_measure_that_counts() -> None:
    loose = ACriterion("social_value", Decimal(10), reference="C2", pk=2)
    [link] = rules.broken([ACriterion("price", Decimal(90)), loose], [])
    assert link.text == "Criterion C2 judges social value. Name the measure it stands for."
    assert (link.missing, link.at) == ("measure", ("criterion", 2))
    jobs = ACriterion("social_value", Decimal(10), measure_id=7)
    assert rules.broken([jobs], [rules.Asked(7, "M1, “Jobs”", offered=True)]) == []
    ended = rules.Asked(7, "M1, “Jobs”", offered=True, idle="whose priority “P3” ended")
    [link] = rules.broken([jobs], [ended])
    assert link.text == (
        "Criterion C1 stands for measure M1, “Jobs”, whose priority “P3” ended. Remove the criterion, or let it stand "
        "for another measure."
    )


def test_what_bidders_offer_on_is_judged() -> None:
    wanted = [rules.Asked(7, "M1, “Jobs”", offered=True), rules.Asked(8, "M2, “Hours”", offered=False)]
    [link] = rules.broken([], wanted)
    assert link.text == "Bidders are to offer on measure M1, “Jobs”, but no criterion judges what they offer. Add one."
    assert (link.missing, link.at) == ("criterion", ("measure", 7))


@pytest.mark.parametrize(
    ("net", "gross", "texts"),
    [
        (None, Decimal(5), []),
        (Decimal(5), None, []),
        (Decimal(5), Decimal(5), []),
        (Decimal(6), Decimal(5), ["Without VAT it is £6, with VAT only £5. Check both."]),
    ],
)
def test_vat_never_lowers_a_value(net: Decimal | None, gross: Decimal | None, texts: list[str]) -> None:
    assert rules.of_values(net, gross) == texts


def test_cpv_codes_have_eight_figures() -> None:
    assert rules.of_cpv("85312400 85320000-8") == []
    assert rules.of_cpv("85312400 8531") == ["“8531” is not a CPV code. A code has 8 figures, like 85312400."]


@pytest.mark.parametrize(
    ("divided", "reason", "count", "texts"),
    [
        (None, "", 0, []),
        (True, "", 2, []),
        (True, "", 1, ["Add the lots, at least two."]),
        (False, "One round.", 0, []),
        (False, " ", 0, ["Say why the contract is not divided into lots."]),
        (False, "One round.", 1, ["You said the contract is not divided. Remove its lots, or change the answer."]),
    ],
)
def test_lots_or_the_reason_for_none(divided: bool | None, reason: str, count: int, texts: list[str]) -> None:
    assert rules.of_lots(divided, reason, count) == texts


def test_each_date_comes_after_the_one_before() -> None:
    opens, due = ("opens", "The tender opens", date(2026, 11, 2)), ("due", "Tenders are due", date(2026, 11, 2))
    assert rules.of_dates([opens, ("due", "Tenders are due", date(2026, 11, 3))]) == []
    assert rules.of_dates([opens, ("due", "Tenders are due", None)]) == []
    assert rules.of_dates([opens, due]) == [
        ("due", "Tenders are due on 2 November 2026. Choose a day after 2 November 2026, when the tender opens.")
    ]


@given(st.lists(st.none() | st.dates(max_value=LAST_COUNTED), min_size=1, max_size=5))
def test_dates_pass_exactly_when_those_given_rise(days: list[date | None]) -> None:
    found = rules.of_dates([(str(place), "It happens", day) for place, day in enumerate(days)])
    given_days = [day for day in days if day is not None]
    assert (found == []) == (given_days == sorted(set(given_days)))


def test_only_a_direct_award_needs_no_tender_dates() -> None:
    assert rules.of_missing_dates("direct_award", None, None) == []
    assert rules.of_missing_dates("open", date(2026, 11, 2), date(2026, 12, 2)) == []
    assert rules.of_missing_dates("open", None, None) == [
        ("tender_opens_on", "Enter when the tender opens."),
        ("tenders_due_on", "Enter when tenders are due."),
    ]


@pytest.mark.parametrize(
    ("gross", "count", "reason", "light_touch", "advised"),
    [
        (FIVE_MILLION + 1, 2, "", False, True),
        (FIVE_MILLION, 2, "", False, False),
        (None, 0, "", False, False),
        (FIVE_MILLION + 1, 3, "", False, False),
        (FIVE_MILLION + 1, 0, "Nothing to count.", False, False),
        (FIVE_MILLION + 1, 0, "", True, False),
    ],
)
def test_more_than_five_million_calls_for_three_kpis(
    gross: Decimal | None, count: int, reason: str, light_touch: bool, advised: bool
) -> None:
    """Procurement Act 2023 s.52: “more than” is strict, and light touch contracts are exempt."""
    assert bool(rules.of_kpis(gross, count, reason, light_touch=light_touch)) is advised


def test_social_value_weighs_what_was_agreed() -> None:
    criteria = [ACriterion("price", Decimal(90)), ACriterion("social_value", Decimal(10), 1)]
    assert rules.of_social_value(criteria, Decimal("10.00")) == []
    assert rules.of_social_value(criteria, None) == []
    assert rules.of_social_value(criteria, Decimal(15))[0].startswith("Social value weighs 10 per cent here, and 15 in")


def test_a_date_beyond_what_can_be_counted_is_refused() -> None:
    dates = [("award_on", "The contract is awarded", date(2062, 12, 4)), ("starts_on", "It starts", date(2026, 4, 1))]
    [(field, text)] = rules.of_dates(dates)
    assert (field, "Check the year" in text) == ("award_on", True)


@pytest.mark.parametrize(
    ("lots", "whole", "advised"), [(65, 60, True), (60, 60, False), (None, 60, False), (65, None, False)]
)
def test_lots_are_worth_no_more_than_the_whole(lots: int | None, whole: int | None, advised: bool) -> None:
    given = [Decimal(number) if number is not None else None for number in (lots, whole)]
    found = rules.of_lots_together(*given)
    assert bool(found) == advised
    assert all("£65 without VAT, more than the £60 estimated" in text for text in found)
