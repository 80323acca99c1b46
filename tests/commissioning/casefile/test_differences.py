"""Words struck out and put in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commissioning.casefile.differences import MOST_COMPARED, MOST_ON_A_PAGE, Effort, Part, changes, words


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


def prose(count: int, first: str) -> str:
    """So many words, none of them twice, on one line."""
    return " ".join(f"{first}{number}" for number in range(count))


def test_a_long_rewrite_is_told_whole() -> None:
    before, after = f"{prose(3000, 'a')} and so on", f"{prose(3000, 'b')} and so on"
    effort = Effort()
    found = words(before, after, effort)
    assert [part.kind for part in found] == ["removed", "added", "same"]
    assert "".join(part.text for part in found if part.kind != "added") == before
    assert "".join(part.text for part in found if part.kind != "removed") == after
    assert effort.left >= MOST_ON_A_PAGE - MOST_COMPARED


def test_one_word_in_a_long_text_is_found_all_the_same() -> None:
    before = f"{prose(3000, 'a')} old {prose(3000, 'c')}"
    found = words(before, before.replace(" old ", " new "))
    assert [(part.kind, part.text) for part in found if part.kind != "same"] == [("removed", "old"), ("added", "new")]


def test_many_short_lines_cost_no_more_than_many_words() -> None:
    before, after = ("\n".join(prose(3000, first).split()) for first in "ab")
    effort = Effort()
    assert [part.kind for part in words(before, after, effort)] == ["removed", "added"]
    assert effort.left == MOST_ON_A_PAGE


def test_what_a_page_compares_is_bounded_as_a_whole() -> None:
    effort = Effort()
    told = [words(f"{prose(200, 'a')} kept {prose(1, 'a')}", f"{prose(200, 'b')} kept 0", effort) for _ in range(20)]
    kept = [any(part.kind == "same" and "kept" in part.text for part in parts) for parts in told]
    assert kept[0]
    assert not kept[-1]
    assert effort.left >= 0
