"""What a procurement's notices state, as columns: of the procurement as published, and of its case. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from commissioning.opendata.commencement import commencement
from commissioning.opendata.merged import MergedNotice, Money, Period
from commissioning.vocabulary import Regime

Columns = dict[str, Any]

TITLE_LENGTH: Final = 300
CODES_LENGTH: Final = 300
POUNDS: Final = "GBP"
# OCDS's words for a procedure where the notice has none of its own.
METHODS: Final = {
    "open": "Open procedure",
    "selective": "Selective procedure",
    "limited": "Limited procedure",
    "direct": "Direct award",
}
UNSTATED: Final[Mapping[str, object]] = {
    "description": "",
    "value_net": None,
    "value_gross": None,
    "currency": POUNDS,
    "cpv": "",
    "procedure": "",
    "light_touch": False,
    "regime": Regime.UNKNOWN,
    "commenced_on": None,
    "supplier_names": "",
}


def procurement_columns(notice: MergedNotice) -> Columns:
    """The columns of the procurement as its notices together state it."""
    commenced = commencement(notice)
    return {
        "standing": str(notice.standing),
        "title": notice.title,
        "description": notice.description,
        "category": notice.category,
        **value_columns(notice.value),
        "value_from": notice.value_from,
        "cpv": [[cpv.code, cpv.description] for cpv in notice.cpv],
        "procedure": notice.procedure,
        "procedure_details": notice.procedure_details,
        "regime": str(notice.regime),
        "light_touch": notice.light_touch,
        "above_threshold": notice.above_threshold,
        "commenced_on": commenced[0] if commenced else None,
        "tender_ends_on": notice.tender_ends_on,
        **period_columns(notice.period),
        "awarded_on": notice.awarded_on,
        "signed_on": notice.signed_on,
        "buyer_name": notice.buyer,
        "supplier_names": supplier_names(notice),
    }


def value_columns(value: Money) -> Columns:
    """An amount's columns."""
    return {"value_net": value.net, "value_gross": value.gross, "currency": value.currency}


def period_columns(period: Period) -> Columns:
    """A period's columns."""
    return {"starts_on": period.starts_on, "ends_on": period.ends_on}


def supplier_names(notice: MergedNotice) -> str:
    """The names of the suppliers of the awards that count, with semicolons between them."""
    named = (supplier.name or supplier.id for supplier in notice.suppliers)
    return "; ".join(dict.fromkeys(named))


def case_facts(stated: Mapping[str, Any]) -> Columns:
    """A case's own columns from what its notices state; what is longer than a case keeps stays with the notices."""
    return {
        "title": stated["title"][:TITLE_LENGTH].rstrip(),
        "description": stated["description"],
        "value_net": stated["value_net"],
        "value_gross": stated["value_gross"],
        "currency": stated["currency"] or POUNDS,
        "cpv": codes(stated["cpv"]),
        "procedure": (stated["procedure_details"] or METHODS.get(stated["procedure"], ""))[:TITLE_LENGTH].rstrip(),
        "light_touch": stated["light_touch"],
        "regime": stated["regime"],
        "commenced_on": stated["commenced_on"],
        "supplier_names": stated["supplier_names"],
    }


def codes(cpv: list[list[str]]) -> str:
    """CPV codes with a space between, as many as a case keeps."""
    room = CODES_LENGTH // len("12345678 ")
    return " ".join(code for code, _description in cpv[:room])


def to_follow(
    here: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any], kept: frozenset[str]
) -> Columns:
    """Which facts of a case follow its notices: those that still are what the notices said before, `kept` excepted."""
    return {
        name: value
        for name, value in now.items()
        if name not in kept and here[name] != value and here[name] == before.get(name, UNSTATED.get(name))
    }
