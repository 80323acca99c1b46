"""The stored text of a section in words."""

from __future__ import annotations

import pytest

from commissioning.casefile.stated import Asked, Line, Questions, flat, label_of, lines_of, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "Yes"),
        (False, "No"),
        (None, ""),
        (12, "12"),
        ("2026-10-06", "6 October 2026"),
        ("2026-10-06T09:00:00.000000Z", "6 October 2026 at 10am"),
        ("2772000.00", "2,772,000"),
        ("2026-02-30", "2026-02-30"),
        ("007.50", "007.50"),
        ("3.0", "3.0"),
        ("no_fixed_abode", "no_fixed_abode"),
        ("-24900.50", "-24,900.50"),
        ("people", "people"),
        ("Two lots", "Two lots"),
        ({"title": "Two lots", "reference": "L1"}, "L1, Two lots"),
    ],
)
def test_a_value_reads_as_people_say_it(value: object, text: str) -> None:
    assert text_of(value) == text


def test_a_code_reads_as_words_where_it_was_chosen_from_a_list() -> None:
    assert text_of("do_nothing", "kind") == "Do nothing"


def test_a_key_reads_as_words() -> None:
    assert label_of("annual_spend") == "Annual spend"
    assert label_of("vcse_engagement") == "VCSE engagement"


def test_a_list_of_words_is_a_list_of_points() -> None:
    (line,) = lines_of({"wards": ["Mill", "Harbour"]})
    assert line == Line("Wards", points=["Mill", "Harbour"])
    assert line.plain


def test_short_things_stand_in_a_table_named_first() -> None:
    (line,) = lines_of({"lots": [{"value": "10.00", "reference": "L1", "title": "North"}, {"reference": "L2"}]})
    assert line.table is not None
    assert [cell["text"] for cell in line.table.head] == ["Reference", "Title", "Value"]
    assert [[cell["text"] for cell in row] for row in line.table.rows] == [["L1", "North", "10"], ["L2", "", ""]]
    assert not line.plain


def test_longer_things_stand_by_themselves() -> None:
    (line,) = lines_of({"options": [{"title": "Buy", "risks": "Cost. " * 40}, {"risks": "None."}]})
    assert [thing.title for thing in line.things] == ["Buy", "Options 2"]


def test_a_thing_within_a_section_keeps_its_own_lines() -> None:
    (line,) = lines_of({"policy": {"title": "Social value", "version": 2, "in_force": True}})
    assert [(inner.label, inner.text) for inner in line.things[0].lines] == [
        ("Title", "Social value"),
        ("Version", "2"),
        ("In force", "Yes"),
    ]


ASKED = Questions(
    own={
        "statement": Asked("What is needed?"),
        "annual_spend": Asked("What is spent a year?", "£"),
        "weighting": Asked("What weight?", "%"),
        "procedure": Asked("How?", choices={"open": "Open procedure"}),
    },
    of_rows={"cost": Asked("What does it cost?", "£")},
)


def test_answers_stand_in_the_order_and_under_the_words_of_their_questions_with_units() -> None:
    stated = {"annual_spend": "-2500.00", "procedure": "open", "statement": "Trees.", "weighting": "10.00", "old": "x"}
    assert [(line.label, line.text) for line in lines_of(stated, ASKED)] == [
        ("What is needed?", "Trees."),
        ("What is spent a year?", "-£2,500"),
        ("What weight?", "10%"),
        ("How?", "Open procedure"),
        ("Old", "x"),
    ]


def test_what_a_thing_is_about_comes_first_though_nobody_asks_it() -> None:
    scored = {"benefit": "4", "option": {"kind": "contract", "title": "Two lots"}}
    (line,) = lines_of({"scores": [{**scored, "benefit": "x" * 100}, scored]}, ASKED)
    assert [[inner.label for inner in thing.lines] for thing in line.things] == [["Option", "Benefit"]] * 2
    (line,) = lines_of({"scores": [scored]}, ASKED)
    assert line.table is not None
    assert [cell["text"] for cell in line.table.head] == ["Option", "Benefit"]


def test_that_a_section_is_not_asked_is_said_once() -> None:
    (line,) = lines_of({"not_asked": "Not asked: the purchase is small."}, ASKED)
    assert (line.label, line.text) == ("Not asked", "The purchase is small.")


def test_an_answer_that_was_left_open_has_no_unit() -> None:
    (line,) = lines_of({"annual_spend": None}, ASKED)
    assert line.text == ""


def test_a_table_has_short_heads_and_units() -> None:
    (line,) = lines_of({"costs": [{"basis": "Now.", "cost": "70000.00", "reference": "1"}]}, ASKED)
    assert line.table is not None
    assert [cell["text"] for cell in line.table.head] == ["Reference", "Cost", "Basis"]
    assert [cell["text"] for cell in line.table.rows[0]] == ["1", "£70,000", "Now."]


def test_a_difference_is_told_in_the_same_words() -> None:
    assert dict(flat({"annual_spend": "1.00", "costs": [{"title": "Buy", "cost": "2.00"}]}, ASKED)) == {
        "What is spent a year?": "£1",
        "Costs, Buy, Title": "Buy",
        "Costs, Buy, What does it cost?": "£2",
    }
