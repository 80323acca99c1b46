"""The rules of the fast lane. Pure: facts in, a lane and its reasons in words out. Amounts are pounds with VAT."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from accounts.rules import pounds
from commissioning.fast.kinds import Trigger
from commissioning.timetable.calendar import LAST_COUNTED
from commissioning.vocabulary import Lane
from govuk.wording import day_in_words, in_words

QUOTES_WANTED: Final = 3
CLASS_FIGURES: Final = 4  # of a CPV code; its first four figures are its class (Regulation (EC) No 213/2008)
CPV_CODE: Final = re.compile(r"\d{8}(-\d)?")
# Words that a supplier's name is written with or without: its legal form, where it is, what joins its parts.
IDLE_WORDS: Final = {"ltd", "limited", "plc", "llp", "lp", "cic", "cio", "co", "company", "uk", "the", "and"}
TRADING_AS: Final = re.compile(r"\b(?:t/?a|trading as)\b")
REGISTERED_ABOVE: Final = Decimal(5_000)  # Local Government Transparency Code 2015: contracts over £5,000


@dataclass(frozen=True)
class Earlier:
    """A purchase of the last twelve months. `named` where whoever reads of this one may read its name.

    An amount that is not known, or not in pounds, is taken for the highest.
    """

    reference: str
    amount: Decimal | None
    named: bool = True


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """What decides the lane of a purchase. Without a limit the council has no fast lane."""

    limit: Decimal | None
    amount: Decimal | None
    triggers: Sequence[Trigger] = ()
    service: str = ""
    need: str = ""
    same_need: Sequence[Earlier] = ()
    supplier: str = ""
    same_supplier: Sequence[Earlier] = ()


@dataclass(frozen=True)
class Verdict:
    """The lane of a purchase and why. `split` where it goes over the limit only together with earlier ones."""

    lane: Lane
    reasons: tuple[str, ...]
    split: bool = False

    @property
    def why(self) -> str:
        """The reasons in sentences."""
        return " ".join(self.reasons)


def lane_of(purchase: Purchase) -> Verdict:
    """Return the lane of a purchase and why.

    Fast only where its value is known and within the limit, alone and together with the same need or supplier over
    twelve months, and where nothing asks for a closer look.
    """
    own = _of_value(purchase.limit, purchase.amount)
    sums = [] if own else [*_of_need(purchase), *_of_supplier(purchase)]
    reasons = (*own, *sums, *_of_triggers(purchase.triggers))
    if reasons:
        return Verdict(Lane.STANDARD, reasons, split=bool(sums))
    within = (
        f"It is worth {pounds(purchase.amount or Decimal(0))} at most with VAT over its whole life, within the fast "
        f"lane’s limit of {pounds(purchase.limit or Decimal(0))}."
    )
    return Verdict(Lane.FAST, (within,))


def _of_value(limit: Decimal | None, amount: Decimal | None) -> tuple[str, ...]:
    if limit is None:
        return ("The council’s gate policy has no fast lane.",)
    if amount is None:
        return (f"Its value is not known, and the fast lane is for purchases of up to {pounds(limit)} with VAT.",)
    if amount > limit:
        worth = f"It is worth up to {pounds(amount)} with VAT over its whole life"
        return (f"{worth}, above the fast lane’s limit of {pounds(limit)}.",)
    return ()


def _of_need(purchase: Purchase) -> Iterator[str]:
    kind = f" (CPV class {purchase.need})" if purchase.need else ""
    yield from _of_sum(purchase, purchase.same_need, f"{purchase.service} has bought the same kind of thing{kind}")


def _of_supplier(purchase: Purchase) -> Iterator[str]:
    if purchase.supplier:
        yield from _of_sum(purchase, purchase.same_supplier, f"The council has bought from {purchase.supplier}")


def _of_sum(purchase: Purchase, earlier: Sequence[Earlier], what: str) -> Iterator[str]:
    """Say how a purchase goes over the limit together with earlier ones; nothing where it stays within it."""
    if not earlier or purchase.limit is None:
        return
    total = _total([purchase.amount, *(one.amount for one in earlier)])
    if total is None or total > purchase.limit:
        comes_to = f"that is {pounds(total)}, above" if total is not None else "that may be above"
        yield (
            f"{what} in the last twelve months: {_listed(earlier)}. With this purchase {comes_to} "
            f"the fast lane’s limit of {pounds(purchase.limit)}. One purchase may not be split to stay under it."
        )


def _total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _listed(earlier: Sequence[Earlier]) -> str:
    named = [f"{one.reference} ({_worth([one.amount])})" for one in earlier if one.named]
    others = [one.amount for one in earlier if not one.named]
    if others:
        count = f"{len(others)} other purchase{'s' if len(others) > 1 else ''}"
        named.append(f"{count} of other services ({_worth(others)})")
    return in_words(named)


def _worth(amounts: Sequence[Decimal | None]) -> str:
    total = _total(amounts)
    return "of a value that is not known" if total is None else pounds(total)


def _of_triggers(triggers: Sequence[Trigger]) -> tuple[str, ...]:
    if not triggers:
        return ()
    return (f"It needs a closer look: {in_words([str(trigger.label) for trigger in triggers])}.",)


def need_class(cpv: str) -> str:
    """Return the class of the main CPV code, its first four figures; "" where there is no code."""
    main = next(iter(cpv.split()), "")
    return main[:CLASS_FIGURES] if CPV_CODE.fullmatch(main) else ""


def same_name(supplier: str) -> str:
    """Return a supplier's name as it is compared: without case, accents, punctuation, spaces and idle words.

    Of “A Ltd t/a B” the name before is compared: it is the one that the contract is with.
    """
    spread = unicodedata.normalize("NFKD", supplier).casefold()
    plain = "".join(letter for letter in spread if unicodedata.category(letter) not in ("Mn", "Cf"))
    name = TRADING_AS.split(plain)[0] if TRADING_AS.split(plain)[0].strip() else plain
    words = re.sub(r"[^\w\s]|_", " ", re.sub(r"['’.]", "", name)).split()
    return "".join([word for word in words if word not in IDLE_WORDS] or words)


def a_year_before(day: date) -> date:
    """Return the same day a year earlier; the day before 1 March for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


class Quoted(Protocol):
    """A quote as the rules need it."""

    @property
    def supplier(self) -> str: ...
    @property
    def amount_net(self) -> Decimal | None: ...
    @property
    def amount_gross(self) -> Decimal | None: ...
    @property
    def chosen(self) -> bool | None: ...


def of_quotes(quotes: Sequence[Quoted], quotes_reason: str, choice_reason: str) -> list[str]:
    """Three suppliers or a reason, one of them chosen, and a reason where that is not the cheapest.

    No quote is higher without VAT than with it.
    """
    if not quotes:
        return ["Add at least the quote you want to accept."]
    turned = [
        f"{quote.supplier} asks {pounds(quote.amount_net)} without VAT, but {pounds(quote.amount_gross)} with VAT. "
        "Check both."
        for quote in quotes
        if quote.amount_net is not None and quote.amount_gross is not None and quote.amount_net > quote.amount_gross
    ]
    suppliers = {same_name(quote.supplier) for quote in quotes if quote.supplier.strip()}
    few = len(suppliers) < QUOTES_WANTED and not quotes_reason.strip()
    fewer = [f"Quotes of {len(suppliers)} of {QUOTES_WANTED} suppliers are here. Add the others, or say why not."]
    return [*turned, *(fewer if few else []), *_of_choice(quotes, choice_reason)]


def _of_choice(quotes: Sequence[Quoted], reason: str) -> list[str]:
    chosen = [quote for quote in quotes if quote.chosen]
    if len(chosen) != 1:
        return ["Say yes for the one quote you want to accept, and for no other."]
    amounts = [quote.amount_gross for quote in quotes if quote.amount_gross is not None]
    price = chosen[0].amount_gross
    if price is not None and price > min(amounts) and not reason.strip():
        return [f"{chosen[0].supplier} is not the cheapest. Say why you chose it."]
    return []


def of_budget(net: Decimal | None, gross: Decimal | None, price: Decimal | None) -> list[str]:
    """The value without VAT is no more than the value with it, and the budget covers the chosen quote's price."""
    if gross is None:
        return []
    if net is not None and net > gross:
        return [f"Without VAT it is {pounds(net)}, with VAT only {pounds(gross)}. Check both."]
    if price is not None and price > gross:
        return [f"The quote you chose comes to {pounds(price)} with VAT, more than the {pounds(gross)} planned here."]
    return []


def of_need(cpv: str, starts_on: date | None, ends_on: date | None) -> list[str]:
    """The code is a CPV code, the last day is not before the first, and neither is beyond what can be counted."""
    found = []
    if cpv.strip() and not CPV_CODE.fullmatch(cpv.strip()):
        found.append(f"“{cpv}” is not a CPV code. A code has 8 figures, like 79310000.")
    if starts_on and ends_on and ends_on < starts_on:
        found.append("The last day is before the first. Change either.")
    if max(filter(None, (starts_on, ends_on)), default=LAST_COUNTED) > LAST_COUNTED:
        found.append(f"No day can lie after {day_in_words(LAST_COUNTED)}. Check the years.")
    return found


def of_conflict(conflict: bool | None, detail: str) -> list[str]:  # noqa: FBT001 - the answer as it was given
    """A conflict of interest is described."""
    return ["Say what the conflict is, and how you keep it out of this purchase."] if conflict and not detail else []
