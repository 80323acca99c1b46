"""A merged release turned into a `MergedNotice`: OCDS's names become ours, each with its source."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from commissioning.opendata.classification import cpv_codes
from commissioning.opendata.legal_basis import regime_of
from commissioning.opendata.merged import Award, Contract, Lot, MergedNotice, Money, Party, Period, Source, Supplier
from commissioning.opendata.merging import Merged
from commissioning.opendata.notice import notice_of, web_address
from commissioning.opendata.part import Part
from commissioning.opendata.progress import standing_of
from commissioning.opendata.restatements import without_restated
from commissioning.opendata.values import AMOUNT_BELOW
from commissioning.vocabulary import Regime

LIGHT_TOUCH: Final = "lightTouch"
SIZES: Final = {"sme": True, "micro": True, "small": True, "medium": True, "large": False}


def compose(merged: Merged) -> MergedNotice:
    """The procurement that the merged releases tell of, without warnings."""
    sources: dict[str, Source] = {}
    root = Part(merged, sources, merged.now)
    tender = root.within("tender")
    lots = tuple(_lot(part) for part in root.within("tender").each("lots"))
    names = {party.path[-1]: party.text("name") for party in root.each("parties")}
    awards = without_restated(tuple(_award(part, names) for part in root.each("awards")), merged)
    contracts = tuple(_contract(part) for part in root.each("contracts"))
    value, value_from = _value(root, lots, awards, contracts)
    _note_sum(value_from, sources)
    return MergedNotice(
        ocid=merged.newest.release.ocid,
        title=tender.text("title", "title"),
        description=tender.text("description", "description"),
        category=tender.text("mainProcurementCategory", "category"),
        value=value,
        value_from=value_from,
        cpv=cpv_codes(root),
        procedure=tender.text("procurementMethod", "procedure"),
        procedure_details=tender.text("procurementMethodDetails", "procedure_details"),
        regime=_regime(tender.within("legalBasis")),
        light_touch=LIGHT_TOUCH in tender.texts("specialRegime", "light_touch"),
        above_threshold=_above_threshold(root, sources),
        standing=standing_of(merged, awards, contracts),
        tender_ends_on=tender.within("tenderPeriod").on("endDate", "tender_ends_on"),
        period=_period(tender, lots, awards, contracts, sources),
        buyer=_buyer(root),
        parties=tuple(_party(part) for part in root.each("parties")),
        lots=lots,
        awards=awards,
        contracts=contracts,
        notices=tuple(notice_of(release) for release in merged.releases),
        sources=sources,
    )


def _regime(basis: Part) -> Regime:
    return regime_of(basis.text("scheme"), basis.text("id", "regime"), basis.text("uri"))


def _lot(part: Part) -> Lot:
    return Lot(
        id=part.path[-1],
        title=part.text("title", "title"),
        description=part.text("description", "description"),
        status=part.text("status", "status"),
        value=part.money("value"),
        period=part.period("contractPeriod"),
    )


def _award(part: Part, names: dict[str, str]) -> Award:
    return Award(
        id=part.path[-1],
        title=part.text("title", "title"),
        description=part.text("description", "description"),
        status=part.text("status", "status"),
        awarded_on=part.on("date", "awarded_on"),
        value=part.money("value"),
        suppliers=tuple(_supplier(supplier, names) for supplier in part.each("suppliers")),
        lots=part.texts("relatedLots", "lots"),
        period=part.period("contractPeriod"),
        standstill_ends_on=part.within("standstillPeriod").on("endDate", "standstill_ends_on"),
    )


def _supplier(part: Part, names: dict[str, str]) -> Supplier:
    return Supplier(part.path[-1], part.text("name", "name") or names.get(part.path[-1], ""))


def _contract(part: Part) -> Contract:
    return Contract(
        id=part.path[-1],
        award_id=part.text("awardID", "award"),
        title=part.text("title", "title"),
        description=part.text("description", "description"),
        status=part.text("status", "status"),
        signed_on=part.on("dateSigned", "signed_on"),
        value=part.money("value"),
        period=part.period("period"),
    )


def _party(part: Part) -> Party:
    identifier, details = part.within("identifier"), part.within("details")
    return Party(
        id=part.path[-1],
        name=part.text("name", "name"),
        roles=part.texts("roles", "roles"),
        scheme=identifier.text("scheme"),
        identifier=identifier.text("id", "identifier"),
        address=address_of(part),
        url=web_address(details.text("url", "url")),
        is_sme=SIZES.get(details.text("scale", "is_sme").lower()),
        is_vcse=details.flag("vcse", "is_vcse"),
    )


def address_of(party: Part) -> str:
    """A party's postal address on one line."""
    address = party.within("address")
    country = address.text("countryName") or address.text("country")
    lines = (*(address.text(key, "address") for key in ("streetAddress", "locality", "postalCode")), country)
    return ", ".join(line for line in lines if line)


def _buyer(root: Part) -> str:
    parties = (party.text("name") for party in root.each("parties") if "buyer" in party.texts("roles"))
    return root.within("buyer").text("name", "buyer") or next(parties, "")


def _above_threshold(root: Part, sources: dict[str, Source]) -> bool | None:
    """Whether any of the notices' parts says so; its source is the first part that says what counts."""
    holders = (root.within("tender"), *root.each("awards"), *root.each("contracts"))
    said = [(holder.flag("aboveThreshold"), holder) for holder in holders]
    counts = any(flag for flag, _ in said)
    first = next((holder for flag, holder in said if flag is counts), None)
    if first is None:
        return None
    sources["above_threshold"] = root.merged.source((*first.path, "aboveThreshold"))
    return counts


def _value(
    root: Part, lots: tuple[Lot, ...], awards: tuple[Award, ...], contracts: tuple[Contract, ...]
) -> tuple[Money, str]:
    """The value of the whole: as the tender states it, else added up from what is stated nearest to it."""
    ways: tuple[tuple[str, Callable[[], Money]], ...] = (
        ("tender", lambda: root.within("tender").money("value")),
        ("lots", lambda: _total([lot.value for lot in lots])),
        ("budget", lambda: root.within("planning", "budget").money("amount")),
        ("awards", lambda: _total([award.value for award in awards if award.counts])),
        ("contracts", lambda: _total([contract.value for contract in contracts if contract.counts])),
    )
    found = ((value(), way) for way, value in ways)
    return next(((value, way) for value, way in found if value.stated is not None), (Money(), ""))


def _note_sum(value_from: str, sources: dict[str, Source]) -> None:
    """A sum has the sources of the first of its amounts, net and gross."""
    for name in ("value", "value_gross"):
        parts = (found for found in sources if found.startswith(f"{value_from}.") and found.endswith(f".{name}"))
        first = next(parts, "") if value_from else ""
        if first:
            sources.setdefault(name, sources[first])


def _total(values: list[Money]) -> Money:
    """The sum in one currency; nothing where an amount is missing, or currencies differ, or it is too large to keep."""
    currencies = {value.currency for value in values}
    if len(currencies) != 1:
        return Money()
    return Money(_sum([value.net for value in values]), _sum([value.gross for value in values]), currencies.pop())


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    stated = [amount for amount in amounts if amount is not None]
    total = sum(stated, Decimal(0))
    return total if len(stated) == len(amounts) and abs(total) < AMOUNT_BELOW else None


def _period(
    tender: Part,
    lots: tuple[Lot, ...],
    awards: tuple[Award, ...],
    contracts: tuple[Contract, ...],
    sources: dict[str, Source],
) -> Period:
    """The period of the whole: of the contracts, else as awarded, else as tendered. Its sources are theirs."""
    tendered = tender.period("contractPeriod")
    agreed: tuple[tuple[str, list[Contract] | list[Award]], ...] = (
        ("contracts", [contract for contract in contracts if contract.counts]),
        ("awards", [award for award in awards if award.counts]),
    )
    for kind, parts in agreed:
        found = _span([part.period for part in parts])
        if found != Period():
            _note_span(found, kind, parts, sources)
            return found
    if tendered == Period():
        tendered = _span([lot.period for lot in lots])
        _note_span(tendered, "lots", lots, sources)
    return tendered


def _note_span(
    span: Period, kind: str, parts: Sequence[Contract] | Sequence[Award] | Sequence[Lot], sources: dict[str, Source]
) -> None:
    """A span has the sources of the first part that begins, and of the first that ends, with it."""
    for name in ("starts_on", "ends_on"):
        sources.pop(f"period.{name}", None)
        edge = getattr(span, name)
        first = next((part.id for part in parts if edge and getattr(part.period, name) == edge), None)
        if first is not None:
            sources[f"period.{name}"] = sources[f"{kind}.{first}.period.{name}"]


def _span(periods: list[Period]) -> Period:
    starts = [period.starts_on for period in periods if period.starts_on]
    ends = [period.ends_on for period in periods if period.ends_on]
    return Period(min(starts, default=None), max(ends, default=None))
