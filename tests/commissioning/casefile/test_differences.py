"""Words struck out and put in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commissioning.casefile.differences import Part, changes, words


def test_words_that_changed_together_are_told_together() -> None:
    found = words("One supplier left no choice.", "Two suppliers leave a choice.")
    assert [(part.kind, part.text) for part in found] == [
        ("removed", "One supplier left no"),
        ("added", "Two suppliers leave a"),
        ("same", " choice."),
    ]


def test_lines_that_stayed_are_told_once() -> None:
    found = words("First line.\nSecond line.\n", "First line.\nAnother line.\n")
    assert found[0] == Part("same", "First line.\n")
    assert [part.text for part in found if part.kind != "same"] == ["Second", "Another"]


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_both_texts_can_be_read_from_the_parts(before: str, after: str) -> None:
    found = words(before, after)
    assert "".join(part.text for part in found if part.kind != "added") == before
    assert "".join(part.text for part in found if part.kind != "removed") == after


def test_a_section_is_compared_text_by_text() -> None:
    before = {"need": "Help.", "options": [{"title": "Buy", "risks": "Cost."}, {"title": "Wait", "risks": "More."}]}
    after = {"need": "Help.", "options": [{"title": "Buy", "risks": "Time."}], "wards": ["Mill", "Harbour"]}
    found = {change.label: "".join(part.text for part in change.parts) for change in changes(before, after)}
    assert found == {
        "Options, Buy, Risks": "Cost.Time.",
        "Options, Wait, Title": "Wait",
        "Options, Wait, Risks": "More.",
        "Wards": "Mill\nHarbour",
    }


def test_a_thing_without_a_name_goes_by_what_it_points_at() -> None:
    before = {"priorities": [{"priority": {"reference": "P1", "title": "Jobs"}, "reason": "Near."}]}
    after = {"priorities": [{"priority": {"reference": "P1", "title": "Jobs"}, "reason": "Nearby."}]}
    assert [change.label for change in changes(before, after)] == ["Priorities, P1 Jobs, Reason"]


def test_two_things_of_one_name_are_told_apart_by_their_place() -> None:
    before = {"options": [{"title": "Buy it", "risks": "Cost."}, {"title": "Buy it", "risks": "None."}]}
    after = {"options": [{"title": "Buy it", "risks": "Time."}, {"title": "Buy it", "risks": "None."}]}
    assert [change.label for change in changes(before, after)] == ["Options, Buy it 1, Risks"]
