"""A small purchase at the points where tests meet it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Person
from commissioning.case.decisions import open_case
from commissioning.case.models import Case
from commissioning.fast.models import FastRecord
from commissioning.fast.sections import ROOM
from commissioning.records.decisions import save_section
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key
from tests.council import AT, People, ask_of, body, does

SERVICE = "corporate-resources"
QUOTES = (
    ("Alder Research Ltd", "18000", "21600", True),
    ("Beacon Surveys", "19500", "23400", False),
    ("Cairn Insight LLP", "20000", "24000", False),
)
ANSWERS: dict[str, dict[str, Any]] = {
    "need": {
        "need": "A survey of 400 small firms.",
        "cpv": "79310000",
        "starts_on": date(2026, 4, 20),
        "ends_on": date(2026, 6, 30),
    },
    "budget": {"value_net": Decimal("20000.00"), "value_gross": Decimal("24000.00"), "budget": "Research, 40213"},
    "quotes": {"quotes_reason": "", "choice_reason": ""},
    "conflicts": {"conflict": False, "conflict_detail": ""},
    "triggers": {"personal_data": False, "safeguarding": False, "tupe": False, "information_technology": False},
}


def a_purchase(
    people: People,
    *,
    title: str = "Survey of small firms",
    net: str = "20000",
    gross: str | None = "24000",
    service: str = SERVICE,
    at: datetime = AT,
) -> Case:
    """A case that the commissioner has just opened."""
    return open_case(
        title=title,
        service=body(service),
        value_net=Decimal(net),
        value_gross=Decimal(gross) if gross else None,
        description="A survey.",
        by=people["commissioner"],
        at=at,
        key=a_key(),
    )


def page_of(case: Case) -> FastRecord:
    """The page of a case, read anew."""
    return FastRecord.objects.select_related("strand__case").get(strand__case=case)


def quotes(*given: tuple[str, str, str, bool], factor: Decimal = Decimal(1)) -> list[dict[str, Any]]:
    """Rows of quotes: supplier, net, gross, whether it is to be accepted."""
    return [
        {
            "supplier": supplier,
            "amount_net": Decimal(net) * factor,
            "amount_gross": Decimal(gross) * factor,
            "received_on": date(2026, 3, 30),
            "chosen": chosen,
            "note": "",
        }
        for supplier, net, gross, chosen in given
    ]


def saves(case: Case, section: str, *, by: Person, at: datetime = AT, **answers: Any) -> None:
    """Save a section of the page."""
    rows = {"quotes": answers.pop("rows")} if "rows" in answers else {}
    save_section(ROOM, page_of(case), ROOM.section(section), values=answers, rows=rows, by=by, at=at, key=a_key())


def written(case: Case, people: People, *, at: datetime = AT, **changed: dict[str, Any]) -> Case:
    """The same case with its page written whole; `changed` holds other answers by section."""
    for section, answers in ANSWERS.items():
        given = {**answers, **changed.get(section, {})}
        if section == "quotes":
            given = {"rows": quotes(*QUOTES), **given}
        saves(case, section, by=people["commissioner"], at=at, **given)
    case.refresh_from_db()
    return case


def submitted(case: Case, people: People, *, at: datetime = AT, **changed: dict[str, Any]) -> Case:
    """The same case, its page at its gate."""
    written(case, people, at=at, **changed)
    does(ask_of(case, "Write the fast-lane page"), Action.SUBMIT, by=people["commissioner"], at=at)
    case.refresh_from_db()
    return case


def decided(case: Case, people: People, *, at: datetime = AT, **changed: dict[str, Any]) -> Case:
    """The same case, agreed by the budget holder."""
    submitted(case, people, at=at, **changed)
    does(ask_of(case, "Decision"), Action.PASS, by=people["head.of.service"], at=at)
    case.refresh_from_db()
    return case
