"""Packages read: merged by ocid in the order of dates, each field with its source."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from commissioning.opendata.merged import Cpv, Money, Period, Supplier
from commissioning.opendata.reading import Document, KeptNotice, read_package, read_packages
from commissioning.opendata.standing import Standing
from commissioning.vocabulary import Regime
from tests.commissioning.opendata.fixtures import OCDS, OCID, merged, only, package, read, release

SUPPLIER = Supplier("GB-COH-00000001", "Fernhill Care Ltd")


def test_the_releases_of_a_procurement_become_one_notice() -> None:
    notice = only(read("sound/release_package"))
    assert (notice.ocid, notice.title) == (OCID, "Home care in Larkmoor")
    assert notice.category == "services"
    assert notice.value == Money(Decimal("900000.00"), None, "GBP")
    assert notice.value_from == "tender"
    assert notice.cpv == (Cpv("85312000", "Social work services without accommodation"),)
    assert (notice.procedure, notice.procedure_details) == ("open", "Open procedure")
    assert (notice.regime, notice.light_touch, notice.above_threshold) == (Regime.PA2023, False, True)
    assert notice.buyer == "Larkmoor Borough Council"
    assert notice.warnings == ()


def test_an_update_that_carries_only_what_changed_is_merged_with_what_it_changes() -> None:
    notice = only(read("sound/release_package"))
    assert notice.description == "Care at home for adults, revised."
    assert notice.tender_ends_on == date(2026, 4, 14)
    assert [(lot.id, lot.title, lot.value.net) for lot in notice.lots] == [
        ("1", "North", Decimal("500000.00")),
        ("2", "South and East", Decimal("400000.00")),
    ]


def test_award_and_contract_bring_supplier_dates_and_both_values() -> None:
    notice = only(read("sound/release_package"))
    (award,), (contract,) = notice.awards, notice.contracts
    assert award.suppliers == (SUPPLIER,)
    assert notice.suppliers == (SUPPLIER,)
    assert (award.lots, award.counts) == (("1", "2"), True)
    assert (notice.awarded_on, notice.signed_on) == (date(2026, 5, 8), date(2026, 5, 29))
    assert contract.award_id == award.id
    assert contract.value == Money(Decimal("850000.00"), Decimal("1020000.00"), "GBP")
    assert notice.period == Period(date(2026, 7, 1), date(2029, 6, 30))


def test_parties_keep_their_identifiers_and_sizes() -> None:
    council, supplier = sorted(only(read("sound/release_package")).parties, key=lambda party: party.name)[::-1]
    assert (council.roles, council.scheme, council.identifier) == (("buyer",), "GB-PPON", "LARK-0001-MOOR")
    assert council.address == "Town Hall, Market Square, Larkmoor, LK1 1AA, GB"
    assert (supplier.is_sme, supplier.is_vcse) == (True, False)


def test_releases_are_ordered_as_moments_whatever_their_offset_or_place_in_the_file() -> None:
    notice = only(read("sound/release_package"))
    assert [found.type for found in notice.notices] == ["UK4", "", "UK6", "UK7"]
    assert notice.standing is Standing.IN_FORCE
    earlier = release(id="a", date="2026-03-02T00:30:00+01:00", tender={"title": "First"})
    later = release(id="b", date="2026-03-01T23:45:00Z", tender={"title": "Second"})
    assert merged(later, earlier).title == "Second"


def test_each_field_names_the_notice_and_place_that_first_stated_its_present_value() -> None:
    notice = only(read("sound/release_package"))
    assert (notice.sources["title"].notice, notice.sources["title"].path) == ("000101-2026", "/tender/title")
    assert notice.sources["description"].notice == "000104-2026"
    renamed, valued = notice.sources["lots.2.title"], notice.sources["lots.2.value"]
    assert (renamed.notice, renamed.path) == ("000104-2026", "/tender/lots/0/title")
    assert (valued.notice, valued.path) == ("000101-2026", "/tender/lots/1/value/amount")
    assert notice.sources["contracts.1.signed_on"].published_at == datetime(2026, 6, 9, 23, 30, tzinfo=UTC)


def test_a_value_taken_back_by_a_later_notice_is_gone() -> None:
    first = release(tender={"title": "Home care", "value": {"amount": 5000, "currency": "GBP"}})
    second = release(id="2", date="2026-03-03T09:00:00Z", tender={"value": {"amount": None}})
    notice = merged(first, second)
    assert notice.value.net is None
    assert "value" not in notice.sources


def test_each_notice_is_kept_with_its_number_address_and_own_bytes() -> None:
    path = OCDS / "sound" / "release_package.json"
    tender = only(read_package(path)).notices[0]
    assert (tender.number, tender.type, tender.url) == (
        "000101-2026",
        "UK4",
        "https://www.find-tender.example/Notice/000101-2026",
    )
    assert tender.raw in path.read_bytes()
    assert tender.raw.startswith(b"{")
    assert b'"000101-2026"' in tender.raw


def test_record_packages_are_read_from_their_releases() -> None:
    notice = only(read("sound/record_package"))
    assert notice.title == "Home care in Larkmoor"
    assert [found.id for found in notice.notices] == ["000101-2026", "000102-2026"]
    assert notice.standing is Standing.AWARDED


def test_a_record_whose_releases_are_only_linked_is_read_from_its_compiled_release() -> None:
    notice = only(read("sound/linked_record_package"))
    assert [found.id for found in notice.notices] == ["compiled-1"]
    assert notice.notices[0].tags == ("award",)
    assert notice.standing is Standing.AWARDED


def test_several_packages_are_merged_as_one() -> None:
    update = release(id="2", date="2026-03-03T09:00:00Z", tender={"description": "At home."})
    sources = [Document("a.json", package(release()).encode()), Document("b.json", package(update).encode())]
    (notice,) = read_packages(sources).notices
    assert (notice.title, notice.description) == ("Home care", "At home.")


def test_an_update_alone_is_merged_with_the_notices_kept_from_before() -> None:
    (before,) = read_package(package(release())).notices
    kept = [KeptNotice(notice.raw, notice.tags) for notice in before.notices]
    update = release(id="2", date="2026-03-03T09:00:00Z", tag=["tenderCancellation"], tender={"status": "cancelled"})
    document = Document("b.json", package(update).encode())
    after = only(read_packages([document], kept=lambda ocid: kept if ocid == OCID else []))
    assert (after.title, after.standing, len(after.notices)) == ("Home care", Standing.CANCELLED, 2)


def test_the_same_notices_again_say_nothing_new() -> None:
    path = OCDS / "sound" / "release_package.json"
    first = only(read_package(path))
    kept = [KeptNotice(notice.raw, notice.tags) for notice in first.notices]
    again = only(read_packages([path, path], kept=lambda _ocid: kept))
    assert again == first
    assert again.digests == first.digests


def test_a_digest_is_of_the_content_and_not_of_its_spacing_or_order() -> None:
    spaced = package(release()).replace(",", " ,\n").replace("2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z")
    assert merged(release()).digests == only(read_package(spaced)).digests
    assert merged(release()).digests != merged(release(language="en")).digests


def test_amounts_are_read_from_their_digits_and_never_through_floats() -> None:
    text = package(release(tender={"title": "Home care", "value": {"amount": 1, "currency": "GBP"}}))
    exact = text.replace('"amount": 1', '"amount": 1234567890123.45')
    assert only(read_package(exact)).value.net == Decimal("1234567890123.45")


def test_a_day_is_the_one_written_and_not_the_day_before_in_utc() -> None:
    period = {"startDate": "2026-04-01T00:00:00+01:00", "endDate": "2027-03-31T23:59:59+01:00"}
    notice = merged(release(tender={"title": "Home care", "contractPeriod": period}))
    assert notice.period == Period(date(2026, 4, 1), date(2027, 3, 31))


def test_text_bytes_and_a_file_read_alike(tmp_path: Path) -> None:
    text = package(release())
    path = tmp_path / "notices.json"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_package(text) == read_package(text.encode()) == read_package(path)


def test_a_supplier_named_only_among_the_parties_gets_its_name_from_there() -> None:
    parties = [{"id": "S", "name": "Fernhill Care Ltd", "roles": ["supplier"]}]
    notice = merged(release(parties=parties, awards=[{"id": "1", "status": "active", "suppliers": [{"id": "S"}]}]))
    assert notice.suppliers == (Supplier("S", "Fernhill Care Ltd"),)


def test_the_buyer_is_found_among_the_parties_where_the_notice_names_none() -> None:
    assert merged(release(parties=[{"id": "B", "name": "Larkmoor", "roles": ["buyer"]}])).buyer == "Larkmoor"


def test_the_regime_is_that_of_the_legal_basis_and_otherwise_unknown() -> None:
    def regime(**basis: str) -> Regime:
        return merged(release(tender={"title": "Home care", "legalBasis": basis})).regime

    assert regime(scheme="UKPGA", id="2023/54") is Regime.PA2023
    assert regime(scheme="UKSI", id="2015/102") is Regime.PCR2015
    assert regime(scheme="UKSI", id="2023/1348") is Regime.PSR
    assert regime(uri="http://www.legislation.gov.uk/uksi/2015/102/contents/made") is Regime.PCR2015
    assert regime(scheme="CELEX", id="32014L0024") is Regime.UNKNOWN
    assert merged(release()).regime is Regime.UNKNOWN


def test_light_touch_is_a_special_regime_of_the_tender() -> None:
    assert merged(release(tender={"title": "Home care", "specialRegime": ["lightTouch"]})).light_touch
    assert not merged(release()).light_touch


def test_above_threshold_is_true_where_any_part_says_so_and_unsaid_where_none_does() -> None:
    contracts = [{"id": "1", "aboveThreshold": False}]
    assert merged(release()).above_threshold is None
    assert merged(release(contracts=contracts)).above_threshold is False
    above = {"title": "Home care", "aboveThreshold": True}
    assert merged(release(contracts=contracts, tender=above)).above_threshold is True
