"""Which facts of a case or a contract a reader wants beside its title: on a page, in a file, over the API."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from accounts.reach import Reach
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.rules import POUNDS
from govuk.wording import day_in_words, exact_pounds

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen
    from commissioning.casefile.register import SeenContract

Value = str | date | Decimal
Row = TypeVar("Row")
HIDDEN = "Not shown to you"
FIGURES = (Right.SEE_FIGURES,)
BIDS = (Right.SEE_FIGURES, Right.SEE_BIDS)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One fact that may be chosen: `seen` says of each row whether its reader may see it there.

    It is not even offered to whoever has none of the rights in `asks` anywhere.
    """

    key: str
    label: str
    of: Callable[[Row], Value]
    seen: Callable[[Row], bool] = lambda _row: True
    asks: Sequence[Right] = ()
    numeric: bool = False
    none: str = "Not known"

    def value(self, row: Row) -> Value:
        """The fact as a file takes it: a day as a day, pounds as a number, "" where there is none."""
        return self.of(row) if self.seen(row) else HIDDEN

    def words(self, row: Row) -> str:
        """The fact as it is read."""
        value = self.value(row)
        if isinstance(value, Decimal):
            return exact_pounds(value)
        return day_in_words(value) if isinstance(value, date) else value or self.none


@dataclass(frozen=True)
class CaseRow:
    """A case in a list: with its most pressing task, and the first day on which a contract of it ends."""

    case: Seen
    task: Ask | None
    ends_on: date | None
    today: date

    @property
    def holder(self) -> str:
        """Who has that task: whoever is on it, else the post that is asked."""
        if self.task is None:
            return ""
        return self.task.on_it.full_name if self.task.on_it else self.task.post.title

    @property
    def late(self) -> bool:
        """Whether that task is late."""
        return self.task is not None and self.task.late(self.today)


def _amount(case: Any, amount: Decimal | None) -> Value:
    """Pounds as a number; another currency by its name, so that nobody adds them up."""
    if amount is None:
        return ""
    return amount if case.currency == POUNDS else f"{amount:,.2f} {case.currency}"


def _next_due(row: CaseRow) -> Value:
    if row.task is None:
        return ""
    return "Paused" if row.task.paused else row.task.due_on


CASE_COLUMNS: Sequence[Column[CaseRow]] = (
    Column("service", "Service", lambda row: row.case.lead_name),
    Column("stage", "Stage", lambda row: row.case.stage_name),
    Column("state", "State", lambda row: row.case.state_name),
    Column("led_by", "Led outside by", lambda row: row.case.led_by, none="Led by us"),
    Column("lane", "Lane", lambda row: row.case.get_lane_display()),
    Column("regime", "Regime", lambda row: row.case.get_regime_display()),
    Column(
        "value_net",
        "Value without VAT",
        lambda row: _amount(row.case, row.case.value_net),
        lambda row: row.case.sees_figures,
        FIGURES,
        numeric=True,
    ),
    Column(
        "value_gross",
        "Value with VAT",
        lambda row: _amount(row.case, row.case.value_gross),
        lambda row: row.case.sees_figures,
        FIGURES,
        numeric=True,
    ),
    Column("lead", "Lead", lambda row: row.case.commissioner.full_name if row.case.commissioner else "", none="Nobody"),
    Column(
        "supplier",
        "Supplier",
        lambda row: ", ".join(row.case.supplier_names.splitlines()),
        lambda row: row.case.sees_figures and row.case.sees_bids,
        BIDS,
    ),
    Column("due", "Next due", _next_due, none="Nothing due"),
    Column("late", "Late since", lambda row: row.task.due_on if row.task and row.late else "", none="Not late"),
    Column("holder", "Held by", lambda row: row.holder, none="Nobody"),
    Column("ends", "Contract ends", lambda row: row.ends_on or "", none="No contract runs"),
    Column("opened", "Opened", lambda row: day_of(row.case.opened_at)),
)

CONTRACT_COLUMNS: Sequence[Column[SeenContract]] = (
    Column("case", "Case", lambda contract: contract.case.reference),
    Column("part", "Part", lambda contract: contract.strand.part, none="The whole case"),
    Column("service", "Service", lambda contract: contract.lead_name),
    Column("status", "State", lambda contract: contract.get_status_display()),
    Column(
        "supplier",
        "Supplier",
        lambda contract: ", ".join(contract.supplier_name.splitlines()),
        lambda contract: contract.sees_figures,
        FIGURES,
    ),
    Column(
        "value_net",
        "Value without VAT",
        lambda contract: _amount(contract.case, contract.value_net),
        lambda contract: contract.sees_figures,
        FIGURES,
        numeric=True,
    ),
    Column(
        "value_gross",
        "Value with VAT",
        lambda contract: _amount(contract.case, contract.value_gross),
        lambda contract: contract.sees_figures,
        FIGURES,
        numeric=True,
    ),
    Column("signed", "Signed", lambda contract: contract.signed_on or ""),
    Column("starts", "Starts", lambda contract: contract.starts_on or ""),
    Column("ends", "Ends", lambda contract: contract.ends_on or ""),
    Column("ended", "Ended", lambda contract: contract.ended_on or "", none="Not ended"),
)


def offered(columns: Sequence[Column[Row]], reach: Reach) -> list[Column[Row]]:
    """Return the columns that a reach may choose from."""
    return [column for column in columns if all(reach.over(right) for right in column.asks)]


def chosen(columns: Sequence[Column[Row]], keys: Collection[str]) -> list[Column[Row]]:
    """Return those named, in their own order; what is not among them is left out."""
    return [column for column in columns if column.key in keys]
