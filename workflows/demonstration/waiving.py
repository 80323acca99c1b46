"""The demonstration's waivers: one that was advised on and approved, one that was approved orally when a tree fell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.authority import eligible
from accounts.models import Person
from accounts.rules import day_of
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.award.timing import months_later
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.vocabulary import Action
from commissioning.waivers.decisions import draft, record_oral_approval, submit
from commissioning.waivers.kinds import WaivedRule, WaiverAction, WaiverGround
from commissioning.waivers.models import Waiver
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.stories import OVERDUE, RETURNED

AFTER = timedelta(minutes=10)
ADVICE = "The ground holds, and the price was compared with two like it. The value is far below the threshold."
APPROVED = "The hubs must not close while the new contract is bought."
CONFIRMED = "I said so on the phone, the road was blocked. The price is that of the council’s own list."


def tell_waivers(cases: Mapping[str, Case], people: Mapping[str, Person], now: datetime) -> None:
    """Tell both waivers up to now, each decision at its own moment and after all else of its case."""
    _advised_on(cases[RETURNED.key], people, now)
    _approved_orally(cases[OVERDUE.key], people, now)


def _advised_on(case: Case, people: Mapping[str, Person], now: datetime) -> None:
    starts_on = day_of(now) + timedelta(days=14)
    answers = {
        "rule": WaivedRule.COMPETITION,
        "rule_detail": "Rule 14.2, three quotes",
        "ground": WaiverGround.CONTINUITY,
        "reason": (
            "The hubs’ doors run on a system of their own, which only its maker can extend to the evenings. "
            "Another system would close both hubs for six weeks."
        ),
        "supplier": "Latchkey Systems Ltd",
        **_worth(Decimal("9500.00"), Decimal("11400.00")),
        **_term(starts_on, months_later(starts_on, 6)),
        "begun_on": None,
        "retrospective_reason": "",
    }
    waiver = _draft(case, answers, people, _at(case, now, 6))
    submit(waiver, by=people["commissioner"], at=_at(case, now, 6), key=f"demo/waiver/{waiver.reference}/submitted")
    for days in (5, 4):
        _answer(case, now, days, reason=ADVICE)
    _answer(case, now, 3, answer=WaiverAction.APPROVE.value, reason=APPROVED)


def _approved_orally(case: Case, people: Mapping[str, Person], now: datetime) -> None:
    fell_on = days_ago(now, 5)
    answers = {
        "rule": WaivedRule.COMPETITION,
        "rule_detail": "Rule 14.2, three quotes",
        "ground": WaiverGround.EMERGENCY,
        "reason": "A plane tree fell across Mill Lane in the storm. The road was blocked and a gas main lay bare.",
        "supplier": "Canopy Tree Care Ltd",
        **_worth(Decimal("4800.00"), Decimal("5760.00")),
        **_term(fell_on, months_later(fell_on, 3)),
        "begun_on": fell_on,
        "retrospective_reason": "Work had to begin within the hour, before anything could be written.",
    }
    waiver = _draft(case, answers, people, _at(case, now, 4))
    record_oral_approval(
        waiver,
        approver=people["head.of.service"],
        approved_at=moment(fell_on, case.pk),
        by=people["commissioner"],
        at=_at(case, now, 4),
        key=f"demo/waiver/{waiver.reference}/oral",
    )
    _answer(case, now, 3, answer=WaiverAction.APPROVE.value, reason=CONFIRMED)


def _worth(net: Decimal, gross: Decimal) -> dict[str, Any]:
    return {"value_net": net, "value_gross": gross}


def _term(starts_on: date, ends_on: date) -> dict[str, Any]:
    return {"starts_on": starts_on, "ends_on": ends_on, "expires_on": ends_on}


def _at(case: Case, now: datetime, days: int) -> datetime:
    """A moment of a working day, so many before today, and after whatever happened in the case."""
    last = Entry.objects.filter(stream=case.stream_name).order_by("-number")[0].at
    return min(now, max(last + AFTER, moment(days_ago(now, days), case.pk)))


def _draft(case: Case, answers: Mapping[str, Any], people: Mapping[str, Person], at: datetime) -> Waiver:
    return draft(case, answers=answers, by=people["commissioner"], at=at, key=f"demo/waiver/{case.reference}/drafted")


def _answer(case: Case, now: datetime, days: int, **fields: str) -> None:
    """Answer what is asked of the waiver first, by whoever can."""
    at = _at(case, now, days)
    asks = Ask.objects.filter(case=case, closed_at=None, source__startswith="waiver/")
    task = asks.select_related("case", "strand", "post").order_by("pk")[0]
    digest = Waiver.objects.get(case=case).text.digest
    by, key = eligible(task.post, on=task, at=at)[0], f"demo/waiver/{task.pk}"
    carry_out(task, Deed(Action.DONE, fields={"digest": digest, **fields}), by=by, at=at, key=key)
