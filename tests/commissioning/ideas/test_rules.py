"""What an idea must say, and how wards are compared."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commissioning.ideas.rules import (
    LONGEST_STANDING,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_WARDS,
    faults,
    places_of,
    ward_key,
)
from tests.commissioning.ideas.conftest import NEIGHBOURS, UNTIL, terms

TODAY = date(2026, 4, 1)


def test_a_sound_idea_has_no_fault() -> None:
    assert not faults(terms(), TODAY, [NEIGHBOURS])
    assert not faults(terms(theme="", wards=()), TODAY, [])
    assert not faults(terms(what="x\r\n" * (LONGEST_TEXT // 2)), TODAY, [NEIGHBOURS])
    assert not faults(terms(stands_until=TODAY), TODAY, [NEIGHBOURS])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * (LONGEST_TITLE + 1)),
        ("what", ""),
        ("what", "x\r\n" * (LONGEST_TEXT // 2) + "y"),
        ("who_benefits", ""),
        ("theme", "A theme of another council"),
        ("wards", tuple(f"Ward {number}" for number in range(MOST_WARDS + 1))),
        ("stands_until", TODAY - timedelta(days=1)),
        ("stands_until", TODAY + timedelta(days=LONGEST_STANDING + 1)),
    ],
)
def test_what_is_missing_is_named_at_its_field(field: str, value: object) -> None:
    assert set(faults(terms(**{field: value}), TODAY, [NEIGHBOURS])) == {field}


@pytest.mark.parametrize("ward", ["Mill Ward", "mill", " MILL  WARD ", "Mill|Ward"])
def test_a_ward_is_the_same_however_it_is_written(ward: str) -> None:
    assert ward_key(ward) == "mill"


def test_places_are_looked_up_between_edges_and_empty_for_the_whole_borough() -> None:
    assert places_of(["Mill Ward", "Harbour", "mill"]) == "|mill|harbour|"
    assert places_of([]) == places_of(["Mill", "All wards"]) == places_of(["|"]) == ""


def test_what_was_read_is_told_from_anything_else() -> None:
    assert terms().digest == terms(stands_until=UNTIL).digest
    assert terms().digest != terms(what="Another.").digest
