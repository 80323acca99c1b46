"""How warnings are put: amounts and days in words, and the place they speak of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from commissioning.opendata.merged import MergedNotice, Money
from commissioning.opendata.warning import Odd, Warned

WHOLE: Final = {"tender": ("tender", "value"), "budget": ("planning", "budget", "amount")}


@dataclass(frozen=True)
class Priced:
    """Something with a value: what a warning calls it, its name among the sources, and its path in the release."""

    called: str
    name: str
    path: tuple[str, ...]
    value: Money


def warned(notice: MergedNotice, code: Odd, text: str, name: str = "") -> Warned:
    """A warning about the field of that name, placed where the field was stated."""
    source = notice.sources.get(name)
    return Warned(code, text, source.notice, source.path) if source else Warned(code, text)


def priced(notice: MergedNotice) -> Iterator[Priced]:
    """Everything with a value of its own: the whole where the notice states one, lots, awards and contracts."""
    if notice.value_from in WHOLE:
        yield Priced("The estimated value", "value", WHOLE[notice.value_from], notice.value)
    for kind, things in (("lot", notice.lots), ("award", notice.awards), ("contract", notice.contracts)):
        above = ("tender",) if kind == "lot" else ()
        for thing in things:
            called, path = the(notice, kind, thing.id), (*above, f"{kind}s", thing.id, "value")
            yield Priced(f"The value of {called}", f"{kind}s.{thing.id}.value", path, thing.value)


def the(notice: MergedNotice, kind: str, identity: str) -> str:
    """A lot, award or contract as a sentence names it: by its id where there are several."""
    things = {"lot": notice.lots, "award": notice.awards, "contract": notice.contracts}[kind]
    return f"the {kind}" if len(things) == 1 else f"{kind} {identity.removeprefix(notice.ocid).strip('-')}"


def beginning(text: str) -> str:
    """The text as a sentence begins with it."""
    return f"{text[:1].upper()}{text[1:]}"


def money(amount: Decimal, currency: str) -> str:
    """An amount as people read it: £18,848,731 or AED 500.50."""
    figures = f"{abs(amount):,.2f}".removesuffix(".00")
    sign = "-" if amount < 0 else ""
    return f"{sign}£{figures}" if currency in {"GBP", ""} else f"{currency} {sign}{figures}"


def on(day: date) -> str:
    """A day as people write it: 4 April 2025."""
    return f"{day.day} {day:%B %Y}"
