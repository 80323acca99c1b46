"""Where a case's published facts come from: its notices, and for each fact the notice that states it and the place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.text import Truncator

from commissioning.case.models import Case
from commissioning.casefile.stated import label_of, text_of
from commissioning.casefile.wording import capital
from commissioning.notices.models import (
    FieldSource,
    Notice,
    PublishedAward,
    PublishedContract,
    PublishedLot,
    PublishedParty,
    PublishedProcurement,
)
from govuk.wording import day_in_words, exact_pounds, how_many, in_a_sentence, moment_in_words

# The notices of the Procurement Act 2023, by the type that Find a Tender gives them.
KINDS: Final = {
    "UK1": "Pipeline notice",
    "UK2": "Preliminary market engagement notice",
    "UK3": "Planned procurement notice",
    "UK4": "Tender notice",
    "UK5": "Transparency notice",
    "UK6": "Contract award notice",
    "UK7": "Contract details notice",
    "UK8": "Contract payment notice",
    "UK9": "Contract performance notice",
    "UK10": "Contract change notice",
    "UK11": "Contract termination notice",
    "UK12": "Procurement termination notice",
}
PARTS: Final[Mapping[str, tuple[Any, str]]] = {
    "lots": (PublishedLot, "lot,lots"),
    "awards": (PublishedAward, "award,awards"),
    "contracts": (PublishedContract, "contract,contracts"),
    "parties": (PublishedParty, "organisation,organisations"),
}
LABELS: Final = {
    "value": "Value",
    "value_gross": "Value with VAT",
    "buyer": "Buyer",
    "standing": "How far it has come",
    "category": "What is bought",
    "procedure": "Kind of procedure",
    "procedure_details": "Procedure",
    "commenced_on": "Commenced",
    "tender_ends_on": "Tenders were due",
    "awarded_on": "Awarded",
    "signed_on": "Signed",
    "standstill_ends_on": "Last day of standstill",
    "period.starts_on": "First day",
    "period.ends_on": "Last day",
    "award": "Its award",
    "identifier": "Register number",
    "url": "Web address",
    "is_sme": "Small or medium-sized",
    "is_vcse": "Voluntary, community or social enterprise",
    "suppliers": "Supplier",
}
# Facts whose column is called otherwise.
COLUMNS: Final = {"buyer": "buyer_name", "period.starts_on": "starts_on", "period.ends_on": "ends_on"}
# Facts kept as codes.
CODED: Final = {"standing", "category", "procedure", "status"}
CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
FIRST: Final = ("title", "description", "category", "buyer", "standing", "value", "value_gross")
LONGEST: Final = 200
AS_PUBLISHED, FROM, PLACE = "As published", "From", "Place in the notice"
HEAD: Final = [{"text": text} for text in ("Fact", AS_PUBLISHED, FROM, PLACE)]

Cell = dict[str, object]


@dataclass(frozen=True)
class Card:
    """A notice in words, in the shape of a summary list."""

    number: int
    title: str
    rows: Sequence[dict[str, object]]


@dataclass(frozen=True)
class Group:
    """Facts of one kind, in the shape of a table: those of the procurement as such, or of its lots, awards, ..."""

    title: str
    rows: Sequence[Sequence[Cell]]


def notices_of(case: Case) -> list[Notice]:
    """Return the notices a case was made from, the first published first, without their bytes."""
    return list(Notice.objects.filter(case=case).defer("body").order_by("published_at", "pk"))


def cards_of(notices: Sequence[Notice]) -> list[Card]:
    """Return the notices in words."""
    return [Card(number, kind_in_words(notice), list(_rows(notice))) for number, notice in enumerate(notices, start=1)]


def kind_in_words(notice: Notice) -> str:
    """Return what a notice is: `Contract award notice (UK6)`, or what its OCDS tags say where it has no type."""
    if notice.notice_type in KINDS:
        return f"{KINDS[notice.notice_type]} ({notice.notice_type})"
    tags = ", ".join(CAMEL.sub(" ", str(tag)).lower() for tag in notice.tags)
    return notice.notice_type or capital(tags) or "Notice"


def _rows(notice: Notice) -> Iterator[dict[str, object]]:
    yield {"key": "Published", "value": moment_in_words(notice.published_at)}
    yield {"key": "Number", "value": notice.number or notice.release_id}
    if notice.release_id != notice.number:
        yield {"key": "OCDS release", "value": notice.release_id}
    yield {"key": "OCID", "value": notice.ocid}
    if notice.url:
        yield {"key": "Read it", "value": notice.url, "href": notice.url}


def facts_of(case: Case, notices: Sequence[Notice]) -> list[Group]:
    """Return every published fact of a case with the notice that states it; the procurement's own facts first."""
    numbers = {notice.pk: number for number, notice in enumerate(notices, start=1)}
    sources = list(FieldSource.objects.filter(case=case).order_by("pk"))
    of_parts = [source for source in sources if source.field.partition(".")[0] in PARTS]
    whole = PublishedProcurement.objects.filter(case=case).first()
    own = sorted((source for source in sources if source not in of_parts), key=_place)
    rows = [_row(source, source.field, whole, numbers) for source in own]
    return [Group("The procurement", rows), *_groups(case, of_parts, numbers)]


def _place(source: FieldSource) -> int:
    return FIRST.index(source.field) if source.field in FIRST else len(FIRST)


def _groups(case: Case, sources: Sequence[FieldSource], numbers: Mapping[int, int]) -> Iterator[Group]:
    for kind, (model, words) in PARTS.items():
        here = [source for source in sources if source.field.startswith(f"{kind}.")]
        if not here:
            continue
        parts = {part.identity: part for part in model.objects.filter(case=case).order_by("pk")}
        one = capital(words.split(",")[0])
        names = {identity: _name(one, part) for identity, part in parts.items()}
        rows = [_row_of_part(source, source.field.removeprefix(f"{kind}."), parts, names, numbers) for source in here]
        yield Group(f"{how_many(len(parts), words)}: {how_many(len(rows), 'fact,facts')}", rows)


def _name(one: str, part: Any) -> str:
    """What tells a part from its siblings: its own name, `Lot 1` where it has none."""
    return str(part) if str(part) != part.identity else f"{one} {part.identity}"


def _row_of_part(
    source: FieldSource, name: str, parts: Mapping[str, Any], names: Mapping[str, str], numbers: Mapping[int, int]
) -> list[Cell]:
    """A fact of a part, such as `A1.title`. Identities hold points themselves, so the longest that fits is its own."""
    identity = max((known for known in parts if name.startswith(f"{known}.")), key=len, default="")
    rest = name.removeprefix(f"{identity}.") if identity in parts else name
    return _row(source, rest, parts.get(identity), numbers, of=names.get(identity, ""))


def _row(source: FieldSource, name: str, stated: Any, numbers: Mapping[int, int], *, of: str = "") -> list[Cell]:
    kind, _, member = name.partition(".")
    supplies = kind == "suppliers"
    label = LABELS.get(kind if supplies else name) or label_of(name)
    value = _supplier(stated, member) if supplies else _value(stated, name)
    number = numbers[source.notice_id]
    return [
        {"text": f"{of}: {in_a_sentence(label)}" if of else label, "header": True},
        {"text": Truncator(value).chars(LONGEST), "label": AS_PUBLISHED},
        {"text": f"Notice {number}", "href": f"#notice-{number}", "label": FROM},
        {"text": source.path, "label": PLACE},
    ]


def _supplier(award: Any, member: str) -> str:
    named = getattr(award, "suppliers", [])
    return next((found["name"] or found["id"] for found in named if member.startswith(f"{found['id']}.")), "")


def _value(stated: Any, name: str) -> str:
    """What is stated under a name, in words; nothing for what is not kept under one name of its own."""
    if name == "value":
        name = "value_gross" if getattr(stated, "value_net", None) is None else "value_net"
    found = getattr(stated, COLUMNS.get(name, name), None)
    if isinstance(found, Decimal):
        return _amount(found, stated.currency or "GBP")
    if isinstance(found, list):
        return ", ".join(" ".join(inner) if isinstance(inner, list) else str(inner) for inner in found)
    if name == "regime" and stated is not None:
        return str(stated.get_regime_display())
    return label_of(str(found)) if name in CODED and found else _in_words(found)


def _in_words(value: Any) -> str:
    return day_in_words(value) if isinstance(value, date) else text_of(value)


def _amount(amount: Decimal, currency: str) -> str:
    words = exact_pounds(amount)
    return words if currency == "GBP" else f"{words.replace('£', '')} {currency}"
