"""Where notices say otherwise than what was decided or signed here: what was decided stands, with a warning. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from commissioning.opendata.facts import UNSTATED
from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.notes import Note, Noted, address, place_of_field
from commissioning.opendata.oddities.telling import money, on
from commissioning.opendata.standing import Standing
from commissioning.opendata.values import shown
from commissioning.vocabulary import Regime, Stage

CALLED: Final = {
    "title": "the title",
    "description": "the description",
    "value_net": "the net value",
    "value_gross": "the gross value",
    "currency": "the currency",
    "cpv": "the CPV codes",
    "procedure": "the procedure",
    "regime": "the regime",
    "commenced_on": "the day the procurement commenced",
    "supplier_names": "the suppliers",
}
OF_CONTRACT: Final = {
    "value_net": "the contract's net value",
    "value_gross": "the contract's gross value",
    "starts_on": "the contract's first day",
    "ends_on": "the contract's last day",
    "signed_on": "the day the contract was signed",
}
SOURCES: Final = {"value_net": "value"}
REACHED: Final = {
    Standing.PLANNED: "the procurement is planned",
    Standing.TENDERED: "tenders were invited",
    Standing.AWARDED: "the contract was awarded",
    Standing.IN_FORCE: "the contract is in force",
    Standing.ENDED: "the contract has ended",
    Standing.CANCELLED: "the procurement was cancelled",
}
STANDS: Final = "What was decided here stands: check which is right."


def of_facts(notice: MergedNotice, here: Mapping[str, Any], now: Mapping[str, Any]) -> list[Noted]:
    """The facts of a case that its notices give otherwise. What they do not state is no difference."""
    differing = [name for name, value in now.items() if value != UNSTATED.get(name) and here[name] != value]
    return [
        Noted(Note.FACT_DIFFERS, _of_fact(name, here, now), place_of_field(notice, SOURCES.get(name, name)))
        for name in differing
    ]


def _of_fact(name: str, here: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if name == "light_touch":
        return f"The notices say light touch; the case does not. {STANDS}"
    if name == "description":
        return f"The notices describe it otherwise than the case does. {STANDS}"
    return _told(CALLED[name], *(_words(name, given[name], given["currency"]) for given in (now, here)))


def of_contract(notice: MergedNotice, here: Mapping[str, Any], now: Mapping[str, Any]) -> list[Noted]:
    """What notices of contracts entered into say otherwise than the contract signed here does."""
    contracts = [contract for contract in notice.contracts if contract.counts]
    if not contracts:
        return []
    values = {"value_net", "value_gross"} if any(found.value.stated is not None for found in contracts) else set()
    names = [name for name in OF_CONTRACT if not name.startswith("value") or name in values]
    source = place_of_field(notice, f"contracts.{contracts[-1].id}.signed_on")
    return [
        Noted(
            Note.FACT_DIFFERS,
            _told(OF_CONTRACT[name], *(_words(name, given[name], "") for given in (now, here))),
            source,
        )
        for name in names
        if now[name] is not None and now[name] != here[name]
    ]


def of_stage(notice: MergedNotice, stage: Stage) -> Noted:
    """Notices that are further than the case is here."""
    text = (
        f"The newest notice says that {REACHED[notice.standing]}; here the case is at {stage.label.lower()}, where its "
        "work goes on. Check whether what is done here is still to come."
    )
    return Noted(Note.STAGE_DIFFERS, text, address(notice.notices[-1].id, "/tag"))


def _told(called: str, stated: str, standing: str) -> str:
    return f"The notices give {called} as {stated}; here it is {standing}. {STANDS}"


def _words(name: str, value: Any, currency: str) -> str:
    if value in (None, ""):
        return "not stated"
    if isinstance(value, Decimal):
        return money(value, currency)
    if isinstance(value, date):
        return on(value)
    return Regime(value).label if name == "regime" else shown(str(value))
