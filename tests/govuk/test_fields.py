"""Fields read what people type and refuse the rest in words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from govuk import fields
from govuk.widgets import DatePartsInput


class Everything(forms.Form):
    """One of each."""

    start = fields.DateField(label="Contract start", required=False)
    value = fields.MoneyField(label="Estimated value", required=False)
    share = fields.PercentField(label="Weight", required=False)
    lots = fields.WholeNumberField(label="Number of lots", required=False)
    key_decision = fields.YesNoField(label="Is it a key decision?", required=False)
    lane = fields.RadioField(label="Lane", choices=[("1", "Fast"), ("2", "Standard")], coerce=int, required=False)


def cleaned(**data: Any) -> dict[str, Any]:
    """What the form makes of the data, which must be valid."""
    form = Everything(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def refusal(name: str, **data: Any) -> list[str]:
    """What the page says of a field."""
    return list(map(str, Everything(data)[name].errors))


@pytest.mark.parametrize("month", ["10", "October", "oct"])
def test_a_date_is_read_from_its_parts(month: str) -> None:
    assert cleaned(start_day="6", start_month=month, start_year="2026")["start"] == date(2026, 10, 6)


@pytest.mark.parametrize("whole", ["2026-10-06", date(2026, 10, 6), datetime(2026, 10, 6, 9, tzinfo=UTC)])
def test_scripts_send_a_date_whole(whole: object) -> None:
    assert cleaned(start=whole)["start"] == date(2026, 10, 6)


def test_a_whole_date_that_is_none_is_refused() -> None:
    assert refusal("start", start="6 October") == ["Contract start must be a real date"]


def test_a_date_is_sent_when_any_part_of_it_is() -> None:
    """Django asks this before it writes a default into a row."""
    omitted = DatePartsInput().value_omitted_from_data
    assert omitted({}, MultiValueDict(), "start")
    assert not omitted({"start_month": "10"}, MultiValueDict(), "start")
    assert not omitted({"start": "2026-10-06"}, MultiValueDict(), "start")


def test_no_part_is_no_date() -> None:
    assert cleaned(start_day="", start_month="", start_year=" ")["start"] is None
    assert cleaned()["start"] is None


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("6", "", ""), "Contract start must include a month and a year"),
        (("", "10", "2026"), "Contract start must include a day"),
        (("31", "2", "2026"), "Contract start must be a real date"),
        (("6", "Octopus", "26"), "Contract start must have a year of 4 numbers"),
        (("6", "Foo", "2026"), "Contract start must be a real date"),
    ],
)
def test_a_wrong_date_is_refused_by_its_fault(parts: tuple[str, str, str], words: str) -> None:
    day, month, year = parts
    assert refusal("start", start_day=day, start_month=month, start_year=year) == [words]


def test_what_was_typed_is_shown_again() -> None:
    page = str(Everything({"start_day": "31", "start_month": "feb", "start_year": "2026"})["start"])
    assert 'value="feb"' in page
    assert 'value="10"' in str(Everything(initial={"start": date(2026, 10, 6)})["start"])


def test_an_unchanged_date_is_not_a_change() -> None:
    data = {"start_day": "6", "start_month": "10", "start_year": "2026"}
    assert Everything(data, initial={"start": date(2026, 10, 6)}).changed_data == []


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("£1,200.50", "1200.50"),
        ("24 900", "24900"),
        ("-£0", "0"),
        ("1, 200 £", "1200"),
        ("0", "0"),
        (Decimal("3.10"), "3.10"),
        (7, "7"),
    ],
)
def test_amounts_are_read_with_signs_and_commas(typed: object, amount: str) -> None:
    assert cleaned(value=typed)["value"] == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12,50", "Estimated value must be an amount of money, like 24,900 or 24,900.50"),
        ("1,20,000", "Estimated value must be an amount of money, like 24,900 or 24,900.50"),
        ("12 50", "Estimated value must be an amount of money, like 24,900 or 24,900.50"),
        ("about 5", "Estimated value must be an amount of money, like 24,900 or 24,900.50"),
        ("1e9", "Estimated value must be an amount of money, like 24,900 or 24,900.50"),
        ("NaN", "Estimated value must be an amount of money, like 24,900 or 24,900.50"),
        ("-1", "Estimated value must be 0 or more"),
        ("1.005", "Estimated value must have at most 2 figures after the point"),
        ("1234567890123", "Estimated value must have at most 12 figures before the point"),
    ],
)
def test_what_is_no_amount_is_refused(typed: str, words: str) -> None:
    assert refusal("value", value=typed) == [words]


def test_kept_amounts_are_shown_with_commas() -> None:
    form = Everything(initial={"value": Decimal("2772000.00"), "share": Decimal("12.50")})
    assert 'value="2,772,000"' in str(form["value"])
    assert 'value="12.5"' in str(form["share"])
    assert 'value="1,200.50"' in str(Everything(initial={"value": Decimal("1200.50")})["value"])


def test_shares_stand_between_0_and_100() -> None:
    assert cleaned(share="12.5 %")["share"] == Decimal("12.5")
    assert refusal("share", share="101") == ["Weight must be 100 or less"]
    assert refusal("share", share="1,5") == ["Weight must be a percentage, like 40 or 12.5"]
    assert refusal("share", share="many") == ["Weight must be a percentage, like 40 or 12.5"]


def test_counts_are_whole() -> None:
    assert cleaned(lots="1,200")["lots"] == 1200
    assert cleaned(lots=3)["lots"] == 3
    assert refusal("lots", lots="1,5") == ["Number of lots must be a whole number, like 12"]
    assert refusal("lots", lots="1.5") == ["Number of lots must be a whole number, like 12"]


@pytest.mark.parametrize(("sent", "answer"), [("yes", True), ("no", False), (True, True), (False, False), ("", None)])
def test_yes_no_or_left_open(sent: object, answer: bool | None) -> None:
    assert cleaned(key_decision=sent)["key_decision"] is answer


@pytest.mark.parametrize("sent", ["maybe", "1", 2, "yes\0"])
def test_an_answer_that_is_neither_yes_nor_no_is_a_change_and_refused(sent: object) -> None:
    assert refusal("key_decision", key_decision=sent) == ["Select an answer from the list"]
    assert Everything({"key_decision": sent}, initial={"key_decision": True}).changed_data == ["key_decision"]


def test_a_kept_answer_is_ticked() -> None:
    page = str(Everything(initial={"key_decision": False})["key_decision"])
    assert page.index("checked") > page.index('value="no"')


def test_a_choice_outside_the_list_is_refused() -> None:
    assert cleaned(lane="2")["lane"] == 2
    assert refusal("lane", lane="3") == ["Select an answer from the list"]


def test_every_page_carries_a_key_of_its_own() -> None:
    class Act(forms.Form):
        key = fields.KeyField()

    one, other = Act(), Act()
    assert one["key"].value() != other["key"].value()
    assert one["key"].value() == one["key"].value()
    assert Act({}).errors["key"] == ["This page is incomplete. Open it again and repeat what you did."]
    assert not Act({"key": "x" * 65}).is_valid()
