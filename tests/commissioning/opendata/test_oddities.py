"""What is odd is imported all the same, with a warning in plain words that says where."""

from decimal import Decimal
from typing import Any

import pytest

from commissioning.opendata.restatements import is_hundredfold
from commissioning.opendata.warning import Odd
from tests.commissioning.opendata.fixtures import merged, names, only, read, release

# Fixtures with a name of their own, and the warnings they give; the others are named after their one warning.
NAMED = {
    "award_before_tenders_were_in": {Odd.DATES_OUT_OF_ORDER},
    "bad_address_without_postcode": {Odd.BAD_ADDRESS},
    "hundredfold_restatement_same_id": {Odd.HUNDREDFOLD},
    "missing_award_date": {Odd.MISSING_DATE},
    "missing_period": {Odd.MISSING_DATE},
    "missing_signature_date": {Odd.MISSING_DATE},
    "mixed_currencies": {Odd.FOREIGN_CURRENCY, Odd.MIXED_CURRENCIES},
    "signed_before_award": {Odd.SIGNED_BEFORE_AWARD, Odd.SIGNED_IN_STANDSTILL},
}
PLACES = {
    "foreign_currency": ("000101-2026", "/tender/value/amount"),
    "gross_only": ("000101-2026", "/tender/value/amountGross"),
    "bad_address": ("000102-2026", "/parties/0/address/streetAddress"),
    "bad_web_address": ("000101-2026", "/tender/documents/0/url"),
    "duplicate_id": ("000101-2026", "/tender/lots/1"),
    "hundredfold_restatement": ("000105-2026", "/awards/0/value/amount"),
    "details_notice_late": ("000103-2026", "/contracts/0/dateSigned"),
    "no_tag": ("000101-2026", "/tag"),
}
WORDS = {
    "details_notice_late": "published on 26 July 2026, 58 days after signature. It was due by 27 June 2026",
    "foreign_currency": "The estimated value is in AED, not in pounds.",
    "gross_only": "given only with VAT, £900,000",
    "hundredfold_restatement": "Award 1 of £18,848,731 was stated anew as award 2 of £188,487",
    "hundredfold_restatement_same_id": "first given as £10,932,000 and then as £109,320",
    "negative_value": "is negative, -£900,000",
    "rounded": "900000.005 was rounded to 900000.01",
    "signed_in_standstill": "was signed on 20 May 2026; standstill ran to the end of 20 May 2026",
    "tiny_value": "only £98",
    "bad_address": "Fernhill Care Ltd is only a postcode",
    "zero_value": "The estimated value is 0.",
}


def _warned(*releases: dict[str, Any]) -> set[Odd]:
    return {warning.code for warning in merged(*releases).warnings}


def test_every_kind_of_dirt_has_an_invented_fixture() -> None:
    assert {odd.value for odd in Odd} <= set(names("odd"))


@pytest.mark.parametrize("name", names("odd"))
def test_an_odd_notice_is_imported_with_its_warning_and_no_other(name: str) -> None:
    warnings = only(read(f"odd/{name}")).warnings
    assert {warning.code for warning in warnings} == (NAMED[name] if name in NAMED else {Odd(name)})
    assert all(warning.text[0].isupper() or warning.text[0] == "“" for warning in warnings)
    assert all(warning.text.endswith(".") for warning in warnings)


@pytest.mark.parametrize("name", PLACES)
def test_a_warning_says_where_it_was_found(name: str) -> None:
    (warning,) = only(read(f"odd/{name}")).warnings
    assert (warning.notice, warning.path) == PLACES[name]


@pytest.mark.parametrize("name", WORDS)
def test_a_warning_is_in_plain_words_with_its_figures(name: str) -> None:
    (warning,) = only(read(f"odd/{name}")).warnings
    assert WORDS[name] in warning.text


def test_of_a_hundredfold_restatement_only_the_newer_award_counts() -> None:
    notice = only(read("odd/hundredfold_restatement"))
    older, newer = notice.awards
    assert (older.counts, older.replaced_by, newer.counts) == (False, newer.id, True)
    assert notice.value.net == Decimal(188_487)


def test_a_restated_award_is_not_counted_twice() -> None:
    notice = only(read("odd/award_restated"))
    assert [(award.value.net, award.counts) for award in notice.awards] == [
        (Decimal(850_000), False),
        (Decimal(860_000), True),
    ]


def _award(identity: str, **more: Any) -> dict[str, Any]:
    whole = {
        "id": identity,
        "status": "active",
        "date": "2026-05-08",
        "value": {"amount": 5000, "currency": "GBP"},
        "suppliers": [{"id": "S", "name": "Fernhill Care Ltd"}],
        "contractPeriod": {"startDate": "2026-07-01", "endDate": "2027-06-30"},
    }
    return {**whole, **more}


@pytest.mark.parametrize(
    "other",
    [
        {"relatedLots": ["2"]},
        {"date": "2026-05-09"},
        {"suppliers": [{"id": "T", "name": "Another Ltd"}]},
        {"contractPeriod": {"startDate": "2027-07-01", "endDate": "2028-06-30"}},
        {"status": "cancelled"},
    ],
    ids=["another lot", "another day", "another supplier", "another period", "cancelled"],
)
def test_a_different_award_is_no_restatement(other: dict[str, Any]) -> None:
    first = release(tag=["award"], awards=[_award("1")])
    second = release(id="2", date="2026-05-12T09:00:00Z", tag=["award"], tender=None, awards=[_award("2", **other)])
    assert Odd.AWARD_RESTATED not in _warned(first, second)
    assert merged(first, second).awards[0].counts


def test_two_awards_of_one_notice_are_both_meant() -> None:
    assert all(award.counts for award in merged(release(tag=["award"], awards=[_award("1"), _award("2")])).awards)


def test_an_award_that_a_notice_states_beside_the_newer_one_still_stands() -> None:
    first = release(tag=["award"], awards=[_award("1")])
    both = [_award("1"), _award("2")]
    second = release(id="2", date="2026-05-12T09:00:00Z", tag=["awardUpdate"], tender=None, awards=both)
    assert all(award.counts for award in merged(first, second).awards)


def test_a_restatement_may_add_suppliers() -> None:
    more = [{"id": "S", "name": "Fernhill Care Ltd"}, {"id": "T", "name": "Another Ltd"}]
    first = release(tag=["award"], awards=[_award("13")])
    second = release(id="2", date="2026-05-12T09:00:00Z", tag=["award"], awards=[_award("14", suppliers=more)])
    assert [award.replaced_by for award in merged(first, second).awards] == ["14", ""]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("18848731", "188487", True),
        ("18848760", "188488", True),
        ("188487", "18848731", True),
        ("10932000", "109320", True),
        ("109.32", "10932", True),
        ("150", "1", False),
        ("100", "1", True),
        ("18850000", "188487", False),
        ("188487", "188487", False),
    ],
)
def test_a_slip_of_two_places_is_told_also_where_pence_were_lost(one: str, other: str, slip: bool) -> None:
    assert is_hundredfold(Decimal(one), Decimal(other)) is slip


def test_a_gross_value_slipped_is_told_too() -> None:
    def stated(identity: str, day: str, gross: int) -> dict[str, Any]:
        value = {"amountGross": gross, "currency": "GBP"}
        return release(id=identity, date=f"2026-05-{day}T09:00:00Z", tag=["award"], awards=[_award("1", value=value)])

    assert Odd.HUNDREDFOLD in _warned(stated("1", "11", 500_000), stated("2", "12", 5_000))


def test_a_value_merely_changed_is_no_slip() -> None:
    first = release(tender={"title": "Home care", "value": {"amount": 5000, "currency": "GBP"}})
    tender = {"value": {"amount": 6000, "currency": "GBP"}}
    second = release(id="2", date="2026-03-03T09:00:00Z", tag=["tenderAmendment"], tender=tender)
    assert Odd.HUNDREDFOLD not in _warned(first, second)


def test_a_foreign_postal_address_is_not_held_to_a_postcode() -> None:
    address = {"streetAddress": "Hauptstrasse 1", "locality": "Bonn", "countryName": "Germany"}
    assert Odd.BAD_ADDRESS not in _warned(release(parties=[{"id": "S", "name": "Ein Haus", "address": address}]))


def test_an_address_withheld_by_the_publisher_is_not_odd() -> None:
    parties = [{"id": "S", "name": "Fernhill", "contactPoint": {"email": "REDACTED"}}]
    assert Odd.BAD_EMAIL not in _warned(release(parties=parties))


def test_a_script_is_never_kept_as_a_web_address() -> None:
    assert only(read("odd/bad_web_address")).notices[0].url == ""


def test_texts_are_cut_and_cleaned_to_what_can_be_kept() -> None:
    assert len(only(read("odd/cut")).title) == 500
    assert only(read("odd/unreadable_characters")).description == "Care at home for adults."


def test_entries_that_share_an_id_are_both_kept_and_mere_repetitions_are_not() -> None:
    assert [lot.id for lot in only(read("odd/duplicate_id")).lots] == ["1", "1 (2)"]
    twice = [{"id": "1", "title": "North"}] * 2
    assert [lot.id for lot in merged(release(tender={"title": "Home care", "lots": twice})).lots] == ["1"]


def test_the_standstill_the_notice_states_comes_before_the_one_counted() -> None:
    award = _award("1", standstillPeriod={"endDate": "2026-06-05T23:59:59+01:00"})
    contract = {"id": "1", "awardID": "1", "status": "active", "dateSigned": "2026-06-05"}
    warnings = merged(release(tag=["contract"], awards=[award], contracts=[contract])).warnings
    assert any("5 June 2026" in found.text for found in warnings if found.code is Odd.SIGNED_IN_STANDSTILL)


def _in_standstill(published: str, **tender: Any) -> set[Odd]:
    """The warnings where the award notice and the signature are of the same day."""
    basis = {"scheme": "UKPGA", "id": "2023/54"}
    documents = [{"id": "1", "noticeType": "UK6"}]
    awards = [_award("1", date=None, documents=documents)]
    contracts = [{"id": "1", "awardID": "1", "status": "active", "dateSigned": published}]
    whole = {"title": "Home care", "legalBasis": basis, "aboveThreshold": True, **tender}
    return _warned(
        release(date=f"{published}T09:00:00Z", tag=["contract"], tender=whole, awards=awards, contracts=contracts)
    )


def test_no_standstill_is_counted_where_none_is_owed_or_the_calendar_does_not_reach() -> None:
    assert Odd.SIGNED_IN_STANDSTILL in _in_standstill("2026-05-11")
    assert Odd.SIGNED_IN_STANDSTILL not in _in_standstill("2026-05-11", specialRegime=["lightTouch"])
    assert Odd.SIGNED_IN_STANDSTILL not in _in_standstill("2026-05-11", aboveThreshold=False)
    assert Odd.SIGNED_IN_STANDSTILL not in _in_standstill("2026-05-11", legalBasis={})
    assert Odd.SIGNED_IN_STANDSTILL not in _in_standstill("2120-05-11")


def test_a_late_details_notice_below_the_threshold_is_put_as_advice() -> None:
    notice = only(read("odd/details_notice_late"))
    assert "record why it was late" in notice.warnings[0].text
    documents = [{"id": "1", "noticeType": "UK7"}]
    contracts = [
        {"id": "1", "status": "active", "dateSigned": "2025-04-04", "documents": documents, "aboveThreshold": False}
    ]
    tender = {"title": "Home care", "legalBasis": {"scheme": "UKPGA", "id": "2023/54"}}
    found = merged(
        release(date="2025-06-01T19:08:07+01:00", tag=["contract"], tender=tender, contracts=contracts)
    ).warnings
    (late,) = [warning for warning in found if warning.code is Odd.DETAILS_NOTICE_LATE]
    assert "58 days after signature. Below the threshold" in late.text


@pytest.mark.parametrize("light_touch", [False, True])
def test_a_light_touch_details_notice_has_longer(light_touch: bool) -> None:
    documents = [{"id": "1", "noticeType": "UK7"}]
    contracts = [{"id": "1", "status": "active", "dateSigned": "2026-04-04", "documents": documents}]
    special = ["lightTouch"] if light_touch else []
    tender = {"title": "Home care", "legalBasis": {"scheme": "UKPGA", "id": "2023/54"}, "specialRegime": special}
    warned = _warned(release(date="2026-06-01T09:00:00Z", tag=["contract"], tender=tender, contracts=contracts))
    assert (Odd.DETAILS_NOTICE_LATE in warned) is not light_touch
