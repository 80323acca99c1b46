"""Pure rules of authority: days, claims and the words for every no."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts import rules
from accounts.rights import Right
from accounts.rules import Claim, No, Question
from accounts.vocabulary import Ground

DAY = date(2026, 10, 6)
SIGN = Question(Right.SIGN_GATE, Decimal(62000), DAY)
CLAIM = Claim(title="Legal officer, Legal Services", starts_on=date(2026, 1, 1), ends_on=None, granted=True)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 1, 1, 23, 59, tzinfo=UTC), date(2026, 1, 1)),
    ],
    ids=["before midnight in summer", "midnight in summer", "winter"],
)
def test_the_day_is_the_councils(at: datetime, day: date) -> None:
    assert rules.day_of(at) == day


def test_both_ends_of_an_appointment_count() -> None:
    assert rules.dated(DAY, DAY, DAY)
    assert rules.dated(DAY, None, date(2030, 1, 1))
    assert not rules.dated(DAY, None, date(2026, 10, 5))
    assert not rules.dated(DAY, DAY, date(2026, 10, 7))


def test_a_claim_that_meets_everything_answers() -> None:
    assert rules.refusal(replace(CLAIM, ends_on=DAY, limit=Decimal(62000)), SIGN) is None


def test_a_limit_bears_on_amounts_only() -> None:
    assert rules.refusal(replace(CLAIM, limit=Decimal(1)), replace(SIGN, amount=None)) is None


def test_a_value_that_is_not_known_is_over_every_limit() -> None:
    asked = replace(SIGN, amount=None, valued=True)
    no = rules.refusal(replace(CLAIM, limit=Decimal(10**15)), asked)
    assert no is not None
    assert no.words == (
        "As Legal officer, Legal Services you may act up to £1,000,000,000,000,000 and the value of this case is not "
        "known, so you cannot sign it."
    )
    assert rules.refusal(CLAIM, asked) is None


REFUSED = {
    "not begun": (
        {"starts_on": date(2026, 10, 7)},
        "Your appointment as Legal officer, Legal Services begins on 7 October 2026, so you cannot sign it yet.",
    ),
    "ended": (
        {"ends_on": date(2026, 10, 5)},
        "Your appointment as Legal officer, Legal Services ended on 5 October 2026, so you cannot sign it.",
    ),
    "principal gone": (
        {"stands": False, "principal": "Sam Osei"},
        (
            "You act as Legal officer, Legal Services for Sam Osei, whose own appointment does not stand today, "
            "so you cannot sign it."
        ),
    ),
    "no right": (
        {"granted": False},
        "The post of Legal officer, Legal Services does not let you sign it.",
    ),
    "over the limit": (
        {"limit": Decimal("50000.50")},
        "As Legal officer, Legal Services you may act up to £50,000.50 and this is for £62,000, so you cannot sign it.",
    ),
    "author": (
        {"excluded": Ground.AUTHOR},
        "You wrote this record, so you cannot sign it.",
    ),
    "principal in conflict": (
        {"principal_excluded": Ground.CONFLICT, "principal": "Sam Osei"},
        "You act for Sam Osei, who declared a conflict of interest, so you cannot sign it.",
    ),
}


@pytest.mark.parametrize(("change", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_every_no_has_its_words(change: dict[str, object], words: str) -> None:
    no = rules.refusal(replace(CLAIM, **change), SIGN)  # type: ignore[arg-type] # each case names its own fields
    assert no is not None
    assert no.words == words


def test_the_refusal_nearest_to_a_yes_is_told() -> None:
    ended = rules.refusal(replace(CLAIM, ends_on=date(2026, 1, 2), excluded=Ground.AUTHOR), SIGN)
    author = rules.refusal(replace(CLAIM, excluded=Ground.AUTHOR), SIGN)
    assert ended is not None
    assert author is not None
    assert rules.nearest([ended, author, No(0, "far")]) == author


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "Nobody else can at present: ask your administrator to appoint someone."),
        (["Lin Chen"], "Lin Chen can."),
        (["Lin Chen", "Omar Haddad"], "Lin Chen or Omar Haddad can."),
        (["Ana", "Ben", "Cai"], "Ana, Ben or Cai can."),
        (["Ana", "Ben", "Cai", "Dee"], "Ana, Ben, Cai and others can."),
    ],
    ids=["nobody", "one", "two", "three", "many"],
)
def test_who_can_is_named(names: list[str], sentence: str) -> None:
    assert rules.who_can(names) == sentence


def test_other_refusals_in_words() -> None:
    assert rules.closed(replace(SIGN, right=Right.DECIDE_GATE)) == (
        "Your account is closed, so you cannot decide it. Ask your administrator to open it again."
    )
    assert rules.postless(replace(SIGN, right=Right.OPEN_CASE)) == "You hold no post, so you cannot open a case."
    assert rules.another_post("Auditor, Audit") == "This waits for the Auditor, Audit, a post you do not hold."


def test_terms_of_an_appointment_hold_together() -> None:
    assert rules.flaw_in_terms(DAY, DAY, Decimal(1)) is None
    assert rules.flaw_in_terms(DAY, None, None) is None
    dates = rules.flaw_in_terms(DAY, date(2026, 10, 5), None)
    limit = rules.flaw_in_terms(DAY, None, Decimal(0))
    assert dates is not None
    assert (dates.field, dates.words) == (
        "ends_on",
        "The last day, 5 October 2026, is before the first, 6 October 2026. Change either.",
    )
    assert limit is not None
    assert (limit.field, limit.words) == (
        "value_limit",
        "The limit must be more than £0. Leave it empty for no limit.",
    )


@pytest.mark.parametrize(("limit", "beyond"), [(None, True), (Decimal(51), True), (Decimal(50), False)])
def test_no_limit_goes_beyond_any(limit: Decimal | None, beyond: bool) -> None:
    assert rules.exceeds(limit, Decimal(50)) is beyond
