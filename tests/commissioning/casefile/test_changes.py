"""What an entry wrote: whole, and folded where it is a great deal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commissioning.case.models import Case
from commissioning.casefile.changes import MOST_OPEN, Written, heaps, summary
from commissioning.casefile.differences import Changed
from commissioning.notices.models import FieldSource
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.opendata.fixtures import release
from tests.commissioning.opendata.importing import PARTIES, TENDER, award_release, contract_release, imported, the_case
from tests.council import People, people

__all__ = ["people"]


def rows(title: str, count: int, fields: int = 2) -> list[Written]:
    """So many rows of one kind."""
    return [Written(title, [Changed(f"Field {number}", []) for number in range(fields)]) for _ in range(count)]


def test_a_little_stands_open_by_kind() -> None:
    found = [*rows("Lot added", 2), *rows("Case changed", 1), *rows("Lot added", 1)]
    assert [(heap.title, len(heap.rows), heap.folded) for heap in heaps(found)] == [
        ("Lot added", 3, False),
        ("Case changed", 1, False),
    ]
    assert summary(found) == "What was written: 8 fields in 4 rows"
    assert summary(rows("Case changed", 1, fields=1)) == "What was written: 1 field"


def test_a_great_deal_is_folded_with_its_counts_and_whole() -> None:
    found = [*rows("Source added", MOST_OPEN), *rows("Case added", 1, fields=1)]
    folded = heaps(found)
    assert [heap.folded for heap in folded] == [True, True]
    assert [heap.count for heap in folded] == [f"{MOST_OPEN} rows, {2 * MOST_OPEN} fields", "1 row, 1 field"]
    assert [row for heap in folded for row in heap.rows] == found


@pytest.mark.django_db
def test_an_import_is_folded_on_the_trail_and_still_told_whole(people: People, tmp_path: Path) -> None:
    imported(tmp_path, release(tender=TENDER, parties=PARTIES), award_release(), contract_release())
    case, reader = the_case(), Reader(people["procurement"])
    page = reader.get(f"/cases/{case.reference}/trail/")
    sources = FieldSource.objects.filter(case=case)
    assert f"Field source added: {sources.count()} rows, {2 * sources.count()} fields" in page
    assert "What was written: " in page
    assert all(source.field in page and source.path in page for source in sources)
    whole = reader.client.get(f"/cases/{case.reference}/trail/").content.decode()
    assert whole.count("<details") > 5
    assert " open>" not in whole


@pytest.mark.django_db
def test_what_a_person_saved_stands_open_within_its_entry(people: People, tmp_path: Path) -> None:
    case = Reader(people["commissioner"])
    imported(tmp_path, release(tender=TENDER))
    found = the_case()
    procurement = Reader(people["procurement"])
    procurement.post(f"/cases/{found.reference}/regime/", {"regime": "PA2023", "reason": "Above the threshold."})
    page = case.get(f"/cases/{found.reference}/trail/?what=case.regime_set")
    assert "What was written: 1 field by entry 2 Case changed Regime" in page


@pytest.mark.django_db
def test_a_trail_of_long_rewrites_compares_only_so_much(drafting: Case, commissioner: Reader) -> None:
    for first in "abcdefghijklmnopq":
        text = " ".join(f"{first}{number}" for number in range(100))
        commissioner.save(drafting, "lessons", lessons=f"{text} kept {text}")
    page = commissioner.client.get(f"/cases/{drafting.reference}/trail/").content.decode()
    struck = [text for text in re.findall(r"(?s)<del>(.*?)</del>", page) if len(text) > 300]
    whole = ["kept" in text for text in struck]
    assert not whole[0]
    assert whole[-1]
