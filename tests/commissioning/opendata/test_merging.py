"""The merging rules come from our own table of what is read, and agree with the standard's schema."""

import json
from typing import Any

from ocdsmerge.rules import get_merge_rules

from commissioning.opendata.merging import MERGE_RULES
from commissioning.opendata.shape import RELEASE, ById, Whole
from tests.commissioning.opendata.fixtures import merged, release
from tests.commissioning.shared import shared


def _lists(shape: dict[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], type]:
    found: dict[tuple[str, ...], type] = {}
    for key, part in shape.items():
        if isinstance(part, ById | Whole):
            found[(*path, key)] = type(part)
        if isinstance(part, ById | dict):
            found |= _lists(part.of if isinstance(part, ById) else part, (*path, key))
    return found


def test_lists_are_merged_by_id_or_replaced_as_the_schema_of_the_uk_profile_says() -> None:
    schema = json.loads(shared("data/ocds/uk_profile_release_schema.json").read_text(encoding="utf-8"))
    theirs = get_merge_rules(schema)
    ours = _lists(RELEASE)
    assert {path for path, kind in ours.items() if kind is Whole} == {
        path for path in ours if theirs.get(path) == "wholeListMerge"
    }
    assert {path: rule for path, rule in theirs.items() if rule == "omitWhenMerged"}.items() <= MERGE_RULES.items()


def test_a_list_of_classifications_is_replaced_and_a_list_of_lots_is_merged() -> None:
    def tender(code: str, lot: str) -> dict[str, Any]:
        codes = [{"scheme": "CPV", "id": code}, {"scheme": "OTHER", "id": "x"}]
        return {"title": "Home care", "additionalClassifications": codes, "lots": [{"id": lot, "title": f"Lot {lot}"}]}

    first = release(tender=tender("85312000", "1"))
    second = release(id="2", date="2026-03-03T09:00:00Z", tender=tender("85320000", "2"))
    notice = merged(first, second)
    assert [cpv.code for cpv in notice.cpv] == ["85320000"]
    assert [lot.title for lot in notice.lots] == ["Lot 1", "Lot 2"]


def test_the_procurement_begins_with_its_first_notice() -> None:
    notice = merged(release(), release(id="2", date="2026-01-01T09:00:00Z"))
    assert notice.first_published_at.isoformat() == "2026-01-01T09:00:00+00:00"
