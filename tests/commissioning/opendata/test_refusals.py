"""What is refused: the file, the ocid, the place and the reason; and nothing else of the file is lost with it."""

import json
from pathlib import Path

import pytest

from commissioning.opendata.reading import Document, read_package, read_packages
from tests.commissioning.opendata.fixtures import OCDS, OCID, names, package, read, release

AMOUNT = "/releases/0/tender/value/amount"
TENDERS_IN = "/releases/0/tender/tenderPeriod/endDate"
# Files refused as a whole: nothing in them can be told apart.
WHOLE = {
    "another_version": ("/version", "Only OCDS version 1.1"),
    "neither_releases_nor_records": ("", "neither releases nor records"),
    "nested_beyond_reading": ("", "nested too deeply"),
    "not_an_object": ("", "not an OCDS package"),
    "not_json": ("", "in line 2"),
    "not_utf8": ("", "UTF-8"),
    "record_not_an_object": ("/records/0", "should be an object"),
    "record_without_release": ("/records/0", "holds no release"),
    "records_not_a_list": ("/records", "should be a list"),
    "releases_not_a_list": ("/releases", "should be a list"),
    "releases_twice": ("/releases", "more than once"),
}
# Releases that cannot be told to be of any case; the file's other case is read.
NAMELESS = {
    "no_ocid": ("/releases/0/ocid", "has no ocid"),
    "ocid_blank": ("/releases/0/ocid", "has no ocid"),
    "ocid_not_text": ("/releases/0/ocid", "has no ocid"),
    "release_not_an_object": ("/releases/0", "should be an object"),
}
# One ocid refused; the file's other case is read.
OF_ONE_OCID = {
    "absurd_year": (TENDERS_IN, "the year 1 cannot be meant"),
    "date_a_number": (TENDERS_IN, "20260407 is not a date"),
    "date_american": (TENDERS_IN, "“04/07/2026” is not a date"),
    "date_in_a_part_nobody_reads": ("/releases/0/tender/enquiryPeriod/endDate", "“soon” is not a date"),
    "date_in_words": (TENDERS_IN, "“7 April 2026” is not a date"),
    "date_null": ("/releases/0/date", "has no date"),
    "day_that_does_not_exist": (TENDERS_IN, "not a day and time that exists"),
    "field_twice": ("/releases/0/tender/title", "“title” is given more than once"),
    "id_too_long": ("/releases/0/awards/0/id", "too long for an id"),
    "nested_too_deeply": ("/releases/0/tender/extension" + "/deeper" * 59, "nested too deeply"),
    "no_date": ("/releases/0/date", "has no date"),
    "no_title": ("/releases/0/tender/title", "has no title"),
    "number_an_object": (AMOUNT, "stands where a number should be"),
    "number_beyond_any_exponent": (AMOUNT, "1e99999999999999999999 is not a number"),
    "number_huge_exponent": (AMOUNT, "far too large or small"),
    "number_in_a_part_nobody_reads": ("/releases/0/tender/items/0/quantity", "“several” is not a number"),
    "number_in_words": (AMOUNT, "“nine hundred thousand” is not a number"),
    "number_infinite": (AMOUNT, "-Infinity is not a number"),
    "number_nan": (AMOUNT, "NaN is not a number"),
    "number_of_five_thousand_digits": (AMOUNT, "far too large or small"),
    "number_of_sixteen_digits": (AMOUNT, "larger than any amount"),
    "number_true": (AMOUNT, "true is not a number"),
    "number_with_commas": (AMOUNT, "“900,000” is not a number"),
    "object_where_a_list_belongs": ("/releases/0/awards", "stands where a list should be"),
    "older_release_unreadable": ("/releases/1/tender/tenderPeriod/endDate", "“soon” is not a date"),
    "text_in_a_list_of_objects": ("/releases/0/awards/0", "stands where an object should be"),
    "text_where_an_object_belongs": ("/releases/0/tender", "stands where an object should be"),
    "title_blank": ("/releases/0/tender/title", "has no title"),
}


def test_every_invented_refusal_is_tried() -> None:
    assert names("refused") == sorted([*WHOLE, *NAMELESS, *OF_ONE_OCID, "release_date_in_words"])


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_no_package_is_refused_as_a_whole(name: str) -> None:
    reading = read(f"refused/{name}")
    (refusal,) = reading.refusals
    assert (reading.notices, refusal.ocid, refusal.path) == ((), "", WHOLE[name][0])
    assert WHOLE[name][1] in refusal.reason


@pytest.mark.parametrize("name", NAMELESS)
def test_a_release_of_no_known_case_is_refused_and_the_others_go_on(name: str) -> None:
    reading = read(f"refused/{name}")
    (refusal,) = reading.refusals
    assert (refusal.ocid, refusal.path) == ("", NAMELESS[name][0])
    assert NAMELESS[name][1] in refusal.reason
    assert [notice.ocid for notice in reading.notices] == ["ocds-inv001-larkmoor-2"]


@pytest.mark.parametrize("name", OF_ONE_OCID)
def test_one_unreadable_release_refuses_its_ocid_wholly_and_no_other(name: str) -> None:
    reading = read(f"refused/{name}")
    (refusal,) = reading.refusals
    assert refusal.file == str(OCDS / "refused" / f"{name}.json")
    assert (refusal.ocid, refusal.path) == (OCID, OF_ONE_OCID[name][0])
    assert OF_ONE_OCID[name][1] in refusal.reason
    assert [notice.ocid for notice in reading.notices] == ["ocds-inv001-larkmoor-2"]


def test_every_fault_of_a_release_is_told_at_once() -> None:
    refusals = read("refused/release_date_in_words").refusals
    assert {refusal.path for refusal in refusals} == {
        "/releases/0/date",
        "/releases/0/tender/documents/0/datePublished",
    }


def test_a_file_that_cannot_be_opened_is_refused_by_name(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.json"
    (refusal,) = read_package(missing).refusals
    assert refusal.file == str(missing)
    assert "cannot be opened: No such file" in refusal.reason


def test_a_fault_in_one_file_refuses_the_ocid_in_all_of_them() -> None:
    sound = Document("sound.json", package(release()).encode())
    broken = Document("broken.json", package(release(id="2", date="soon")).encode())
    reading = read_packages([sound, broken])
    assert reading.notices == ()
    assert [(refusal.file, refusal.ocid) for refusal in reading.refusals] == [("broken.json", OCID)]


def test_a_refusal_can_be_printed_whatever_the_file_holds() -> None:
    text = package(release(tender={"title": "Home care", "\ud800amount": 1})).replace("1}}", "NaN}}")
    (refusal,) = read_package(text).refusals
    assert json.dumps(refusal.path, ensure_ascii=False).encode()
    assert refusal.path == "/releases/0/tender/amount"


def test_text_that_is_no_characters_is_refused_as_not_utf8() -> None:
    (refusal,) = read_package('{"releases": ["\ud800"]}').refusals
    assert "UTF-8" in refusal.reason


def test_what_an_amendment_quotes_is_not_read_as_dates_or_numbers() -> None:
    changes = [{"property": "tender/value", "former_value": {"amount": "about a million", "date": "then"}}]
    reading = read_package(package(release(tender={"title": "Home care", "amendments": [{"changes": changes}]})))
    assert reading.refusals == ()


def test_a_budget_s_amount_is_an_object_and_no_fault() -> None:
    budget = {"amount": {"amount": 5, "currency": "GBP"}, "budgetBreakdown": [{"amount": {"amount": 5}}]}
    assert read_package(package(release(planning={"budget": budget}))).refusals == ()
