"""The law's dates, against the dates of real cases and against invented ones that run anywhere."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from commissioning.timetable import counting, rules
from commissioning.timetable.calendar import england_calendar, statutory_calendar
from tests.commissioning.shared import shared

STATUTORY = statutory_calendar()
ENGLAND = england_calendar()

# (what, how it is computed, from which day, the expected day)
CASES: list[tuple[str, Callable[[date], date], date, date]] = [
    ("standstill", lambda day: rules.standstill_ends_on(day, STATUTORY), date(2026, 10, 6), date(2026, 10, 15)),
    ("pipeline", lambda day: rules.pipeline_notice_due_on(day.year), date(2026, 4, 1), date(2026, 5, 26)),
    ("payments over 30,000", rules.payment_notice_due_on, date(2026, 6, 30), date(2026, 7, 29)),
    ("payments compliance", rules.payments_compliance_due_on, date(2026, 3, 31), date(2026, 4, 29)),
    ("key decision", rules.key_decision_earliest_on, date(2017, 4, 3), date(2017, 5, 2)),
    ("call-in", lambda day: rules.decision_effective_on(day, ENGLAND), date(2021, 3, 8), date(2021, 3, 16)),
    ("call-in again", lambda day: rules.decision_effective_on(day, ENGLAND), date(2024, 2, 12), date(2024, 2, 20)),
    ("payments compliance, autumn", rules.payments_compliance_due_on, date(2026, 9, 30), date(2026, 10, 29)),
    ("termination", rules.termination_notice_due_on, date(2026, 3, 31), date(2026, 4, 29)),
]
# The law each case of the reference file is about, by a word of its description.
LAW: dict[str, Callable[[date], date]] = {
    "s51": CASES[0][1],
    "s93": CASES[1][1],
    "s70": CASES[2][1],
    "s69": CASES[3][1],
    "r9": CASES[4][1],
    "call-in": CASES[5][1],
}


@pytest.mark.parametrize(("law", "start", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_date_of_the_law_is_the_one_reproduced_from_a_real_case(
    law: Callable[[date], date], start: date, expected: date
) -> None:
    assert law(start) == expected


def test_every_expected_date_of_the_reference_file_is_computed() -> None:
    rows = json.loads(shared("reference/date_oracles.json").read_text(encoding="utf-8"))
    expected = {row["case"]: row["expected"] for row in rows if row["expected"]}
    assert expected
    assert {case: _computed(case).isoformat() for case in expected} == expected


def _computed(case: str) -> date:
    law = next(law for word, law in LAW.items() if word in case)
    return law(_day_in(case))


def _day_in(case: str) -> date:
    written = re.search(r"\d{4}-\d{2}-\d{2}", case)
    if written:
        return date.fromisoformat(written[0])
    in_words = re.search(r"\d{1,2} [A-Z][a-z]{2} \d{4}", case)
    assert in_words, f"no day in {case}"
    return datetime.strptime(in_words[0], "%d %b %Y").replace(tzinfo=UTC).date()


def test_a_standstill_over_christmas_leaves_out_every_bank_holiday_of_the_uk() -> None:
    # Working days: 22, 23, 24, 29, 30, 31 December, 5, 6 January (25, 26, 28 December, 1, 2 and 4 January are not).
    assert rules.standstill_ends_on(date(2026, 12, 22), STATUTORY) == date(2027, 1, 6)


def test_a_standstill_whose_notice_is_published_on_a_sunday_begins_in_effect_on_monday() -> None:
    assert rules.standstill_ends_on(date(2026, 10, 4), STATUTORY) == date(2026, 10, 14)


def test_the_contract_can_be_signed_the_day_after_the_standstill() -> None:
    assert rules.earliest_signature_on(date(2026, 10, 6), STATUTORY) == date(2026, 10, 16)


def test_the_details_notice_has_30_days_beginning_with_signature_and_120_for_light_touch() -> None:
    signed = date(2025, 4, 4)
    assert rules.contract_details_due_on(signed, light_touch=False) == date(2025, 5, 3)
    assert rules.contract_details_due_on(signed, light_touch=True) == date(2025, 8, 1)


def test_the_copy_of_the_contract_has_90_days_and_180_for_light_touch() -> None:
    signed = date(2026, 1, 1)
    assert rules.contract_copy_due_on(signed, light_touch=False) == signed + timedelta(days=89)
    assert rules.contract_copy_due_on(signed, light_touch=True) == signed + timedelta(days=179)


def test_a_copy_is_owed_above_five_million_and_not_at_it() -> None:
    assert not rules.contract_copy_is_owed(Decimal(5_000_000))
    assert rules.contract_copy_is_owed(Decimal("5000000.01"))


def test_call_in_ends_the_working_day_before_the_decision_takes_effect() -> None:
    published = date(2024, 2, 12)
    assert rules.call_in_ends_on(published, ENGLAND) == date(2024, 2, 19)
    assert rules.call_in_ends_on(published, ENGLAND, days=3) == date(2024, 2, 15)
    assert rules.decision_effective_on(published, ENGLAND, days=3) == date(2024, 2, 16)


def test_the_three_modes_differ_by_which_ends_they_count() -> None:
    monday = date(2026, 6, 1)
    assert counting.period_beginning_with(monday, 5) == date(2026, 6, 5)
    assert counting.period_beginning_with(monday, 6, ENGLAND) == date(2026, 6, 8)
    assert counting.clear_days(monday, 5) == date(2026, 6, 7)
    assert counting.clear_working_days(monday, 5, ENGLAND) == date(2026, 6, 9)


@pytest.mark.parametrize("count", [0, -1])
def test_a_period_without_days_is_refused(count: int) -> None:
    modes: list[Callable[[], date]] = [
        lambda: counting.period_beginning_with(date(2026, 6, 1), count),
        lambda: counting.clear_days(date(2026, 6, 1), count),
        lambda: counting.clear_working_days(date(2026, 6, 1), count, ENGLAND),
    ]
    for mode in modes:
        with pytest.raises(ValueError, match="at least one day"):
            mode()
