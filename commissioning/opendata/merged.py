"""A procurement as its notices together tell it: the result of reading, ready to become a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from commissioning.opendata.standing import Standing
from commissioning.opendata.warning import Warned
from commissioning.vocabulary import Regime


@dataclass(frozen=True)
class Source:
    """Where a field's present value was first stated: the release, when it was published, the pointer within it."""

    notice: str
    published_at: datetime
    path: str


@dataclass(frozen=True)
class Money:
    """An amount in its currency; None where it is not stated. Gross includes VAT."""

    net: Decimal | None = None
    gross: Decimal | None = None
    currency: str = ""

    @property
    def stated(self) -> Decimal | None:
        """The net amount, or the gross one where only that is given."""
        return self.gross if self.net is None else self.net


@dataclass(frozen=True)
class Period:
    """From its first day to its last; None where it is not stated."""

    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Cpv:
    """One code of the common procurement vocabulary."""

    code: str
    description: str = ""


@dataclass(frozen=True)
class Lot:
    """A part of the procurement that is awarded by itself."""

    id: str
    title: str
    description: str
    status: str
    value: Money
    period: Period


@dataclass(frozen=True)
class Supplier:
    """A supplier as an award names it; `id` is that of its party."""

    id: str
    name: str


@dataclass(frozen=True)
class Award:
    """An award. `replaced_by` is the id of the newer award that restates it."""

    id: str
    title: str
    description: str
    status: str
    awarded_on: date | None
    value: Money
    suppliers: tuple[Supplier, ...]
    lots: tuple[str, ...]
    period: Period
    standstill_ends_on: date | None
    replaced_by: str = ""

    @property
    def counts(self) -> bool:
        """Whether the award stands: neither cancelled nor without success, and not restated under another id."""
        return self.status not in {"cancelled", "unsuccessful"} and not self.replaced_by


@dataclass(frozen=True)
class Contract:
    """A contract entered into, or about to be."""

    id: str
    award_id: str
    title: str
    description: str
    status: str
    signed_on: date | None
    value: Money
    period: Period

    @property
    def counts(self) -> bool:
        """Whether the contract was not called off before it began."""
        return self.status != "cancelled"


@dataclass(frozen=True)
class Party:
    """An organisation with a part in the procurement."""

    id: str
    name: str
    roles: tuple[str, ...]
    scheme: str
    identifier: str
    address: str
    url: str
    is_sme: bool | None
    is_vcse: bool | None


@dataclass(frozen=True)
class Notice:
    """One release as published: `raw` is its own bytes, `digest` is equal for equal content."""

    id: str
    published_at: datetime
    tags: tuple[str, ...]
    number: str
    type: str
    url: str
    raw: bytes
    digest: str


@dataclass(frozen=True, kw_only=True)
class MergedNotice:
    """Everything the releases of one ocid say together, oldest to newest.

    `value_from` says what the value was taken from: tender, lots, budget, awards or contracts.
    `sources` gives the source of a field by its name: `title`, `value`, `lots.1.title`, `awards.A1.value`.
    """

    ocid: str
    title: str
    description: str
    category: str
    value: Money
    value_from: str
    cpv: tuple[Cpv, ...]
    procedure: str
    procedure_details: str
    regime: Regime
    light_touch: bool
    above_threshold: bool | None
    standing: Standing
    tender_ends_on: date | None
    period: Period
    buyer: str
    parties: tuple[Party, ...]
    lots: tuple[Lot, ...]
    awards: tuple[Award, ...]
    contracts: tuple[Contract, ...]
    notices: tuple[Notice, ...]
    sources: Mapping[str, Source]
    warnings: tuple[Warned, ...] = ()

    @property
    def awarded_on(self) -> date | None:
        """The newest day on which an award that counts was made."""
        return max((award.awarded_on for award in self.awards if award.counts and award.awarded_on), default=None)

    @property
    def signed_on(self) -> date | None:
        """The newest day on which a contract was signed."""
        return max((contract.signed_on for contract in self.contracts if contract.signed_on), default=None)

    @property
    def suppliers(self) -> tuple[Supplier, ...]:
        """The suppliers of the awards that count, each once, in their order."""
        named = {supplier.id: supplier for award in self.awards if award.counts for supplier in award.suppliers}
        return tuple(named.values())

    @property
    def first_published_at(self) -> datetime:
        """When the first of its notices was published."""
        return self.notices[0].published_at

    @property
    def digests(self) -> frozenset[str]:
        """The digests of its notices: another reading with the same ones says nothing new."""
        return frozenset(notice.digest for notice in self.notices)
