"""The day by which a procurement had commenced, from what its notices tell."""

from typing import Any

import pytest

from commissioning.opendata.commencement import commencement
from tests.commissioning.opendata.fixtures import merged, release

PLAN = release(id="0", date="2025-12-01T09:00:00Z", tag=["planning"])
ACT = {"title": "Home care", "legalBasis": {"scheme": "UKPGA", "id": "2023/54"}}


def contract(signed: str, **parts: Any) -> dict[str, Any]:
    """A contract signed on a day, its only notice published in March 2026."""
    return release(tag=["contract"], contracts=[{"id": "C1", "dateSigned": signed}], **parts)


def commenced(*releases: dict[str, Any]) -> tuple[str, str, str]:
    """The day, the release it comes from, and the place in it."""
    found = commencement(merged(*releases))
    assert found is not None
    return str(found[0]), found[1].notice, found[1].path


def test_a_plan_has_not_commenced() -> None:
    assert commencement(merged(PLAN)) is None


def test_the_first_notice_beyond_planning_counts() -> None:
    later = release(id="2", date="2026-04-01T09:00:00Z", tag=["award"])
    assert commenced(PLAN, release(), later) == ("2026-03-02", "1", "/date")


def test_a_contract_signed_before_its_first_notice_had_commenced_by_then() -> None:
    assert commenced(contract("2026-01-15")) == ("2026-01-15", "1", "/contracts/0/dateSigned")


def test_an_award_made_before_its_first_notice_had_commenced_by_then() -> None:
    awards = [{"id": "A1", "date": "2026-02-01"}, {"id": "A2", "date": "2026-01-01", "status": "cancelled"}]
    assert commenced(release(tag=["award"], awards=awards)) == ("2026-02-01", "1", "/awards/0/date")


@pytest.mark.parametrize(
    ("parts", "day"), [({}, "2024-06-01"), ({"tender": ACT}, "2026-03-02")], ids=["no regime", "Procurement Act"]
)
def test_under_the_act_no_day_before_it_is_believed(parts: dict[str, Any], day: str) -> None:
    assert commenced(contract("2024-06-01", **parts))[0] == day
