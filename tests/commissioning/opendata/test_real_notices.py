"""The collected real notices: every one is read, with its known dirt told."""

from pathlib import Path

import pytest

from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.reading import KeptNotice, Reading, read_package, read_packages
from commissioning.opendata.standing import Standing
from commissioning.opendata.warning import Odd
from commissioning.vocabulary import Regime
from tests.commissioning.shared import shared


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return sorted(shared("data/notices").glob("*.json"))


@pytest.fixture(scope="module")
def reading(files: list[Path]) -> Reading:
    return read_packages(files)


def _ending(reading: Reading, ending: str) -> MergedNotice:
    return next(notice for notice in reading.notices if notice.ocid.endswith(ending))


def test_none_is_refused_and_each_ocid_becomes_one_notice(reading: Reading, files: list[Path]) -> None:
    assert reading.refusals == ()
    counts = {path.stem[:12]: len(read_package(path).notices) for path in files}
    assert counts == {"028961-2025_": 1, "037689-2026_": 1, "cf_council_r": 63, "cf_tender_aw": 1}
    assert len(reading.notices) == 66


def test_reading_again_on_top_of_what_was_kept_says_nothing_new(reading: Reading, files: list[Path]) -> None:
    kept = {notice.ocid: [KeptNotice(found.raw, found.tags) for found in notice.notices] for notice in reading.notices}
    assert read_packages(files, kept=lambda ocid: kept[ocid]) == reading


def test_a_tender_and_its_award_are_one_procurement(reading: Reading) -> None:
    notice = _ending(reading, "19a00d18")
    assert (notice.standing, len(notice.notices)) == (Standing.AWARDED, 2)
    assert notice.procedure == "selective"
    assert [supplier.name for supplier in notice.suppliers] == ["OpenView Security Solutions Limited"]


def test_a_contract_details_notice_is_a_contract_in_force_with_its_lateness_told(reading: Reading) -> None:
    notice = _ending(reading, "h6vhtk-052a2e")
    assert (notice.standing, notice.regime, notice.above_threshold) == (Standing.IN_FORCE, Regime.PA2023, False)
    assert (str(notice.value.net), str(notice.value.gross)) == ("54393.60", "67992.00")
    assert [warning.code for warning in notice.warnings] == [Odd.DETAILS_NOTICE_LATE]


def test_a_pipeline_notice_is_a_need(reading: Reading) -> None:
    notice = _ending(reading, "h6vhtk-068ae4")
    assert (notice.standing, len(notice.cpv), notice.notices[0].type) == (Standing.PLANNED, 12, "UK1")


def test_an_award_restated_a_hundredfold_counts_once(reading: Reading) -> None:
    notice = _ending(reading, "1d751544e9ea")
    assert [award.counts for award in notice.awards] == [False, True]
    assert notice.value.net == 188_487
    assert Odd.HUNDREDFOLD in {warning.code for warning in notice.warnings}


def test_awards_of_nothing_and_of_98_are_told(reading: Reading) -> None:
    told = {warning.code for notice in reading.notices for warning in notice.warnings}
    assert {Odd.ZERO_VALUE, Odd.TINY_VALUE, Odd.BAD_ADDRESS, Odd.BAD_WEB_ADDRESS} <= told
