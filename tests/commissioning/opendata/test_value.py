"""The value of the whole: as the tender states it, else added up from what is stated nearest to it."""

from decimal import Decimal
from typing import Any

import pytest

from commissioning.opendata.merged import Money
from tests.commissioning.opendata.fixtures import merged, release


def _pounds(amount: Any, **more: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "GBP", **more}


def _lots(*values: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Home care", "lots": [{"id": str(number), "value": value} for number, value in enumerate(values)]}


def _awards(*values: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [{"id": str(number), "status": "active", "value": value, **more} for number, value in enumerate(values)]


def test_the_tender_s_own_value_comes_first() -> None:
    notice = merged(release(tender={**_lots(_pounds(1000)), "value": _pounds(5000)}))
    assert (notice.value.net, notice.value_from) == (Decimal(5000), "tender")


def test_lots_are_added_up_net_and_gross() -> None:
    notice = merged(release(tender=_lots(_pounds(1000, amountGross=1200), _pounds(2000, amountGross=2400))))
    assert (notice.value, notice.value_from) == (Money(Decimal(3000), Decimal(3600), "GBP"), "lots")
    assert notice.sources["value"].path == "/tender/lots/0/value/amount"


def test_the_budget_stands_in_where_neither_tender_nor_lots_have_a_value() -> None:
    notice = merged(release(planning={"budget": {"amount": _pounds(7000)}}))
    assert (notice.value.net, notice.value_from) == (Decimal(7000), "budget")
    assert notice.sources["value"].path == "/planning/budget/amount/amount"


def test_awards_and_then_contracts_stand_in_for_an_estimate() -> None:
    notice = merged(release(awards=_awards(_pounds(1000), _pounds(2000))))
    assert (notice.value.net, notice.value_from) == (Decimal(3000), "awards")
    notice = merged(release(awards=[{"id": "1", "status": "active"}], contracts=[{"id": "1", "value": _pounds(900)}]))
    assert (notice.value.net, notice.value_from) == (Decimal(900), "contracts")


def test_a_cancelled_award_is_not_counted() -> None:
    awards = [*_awards(_pounds(1000)), {"id": "9", "status": "cancelled", "value": _pounds(8000)}]
    assert merged(release(awards=awards)).value.net == Decimal(1000)


@pytest.mark.parametrize(
    "values",
    [
        (_pounds(1000), {"currency": "GBP"}),
        (_pounds(1000), {"amount": 1000, "currency": "EUR"}),
        (_pounds(9_999_999_999_999), _pounds(9_999_999_999_999)),
    ],
    ids=["an amount missing", "two currencies", "too large to keep"],
)
def test_what_cannot_be_added_up_gives_no_value(values: tuple[dict[str, Any], ...]) -> None:
    notice = merged(release(tender=_lots(*values)))
    assert (notice.value, notice.value_from) == (Money(), "")
