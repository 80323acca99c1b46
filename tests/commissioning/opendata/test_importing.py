"""Notices become cases: where they stand, with all they state, each ocid wholly or not at all, and once."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.notices.models import (
    FieldSource,
    Notice,
    PublishedAward,
    PublishedContract,
    PublishedLot,
    PublishedParty,
    PublishedProcurement,
)
from commissioning.opendata import decisions
from commissioning.opendata.importing import import_files
from commissioning.opendata.published import keep_warnings
from commissioning.opendata.warning import Odd
from commissioning.vocabulary import Regime, Stage, State
from tests.commissioning.opendata.fixtures import OCDS, OCID, merged, names, package, read, release
from tests.commissioning.opendata.importing import (
    PARTIES,
    SUPPLIER,
    TENDER,
    asked,
    award_release,
    contract_release,
    counts,
    entries,
    every_table,
    imported,
    source,
    stands,
    terms,
    the_case,
    told,
    warned,
)
from tests.commissioning.shared import shared
from tests.council import People

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

CPV = {"scheme": "CPV", "id": "85312000-9", "description": "Social work services"}
PLACES = [
    (["planning"], (Stage.NEEDS, State.DRAFTING, Stage.NEEDS, False), "Write the record of needs analysis"),
    (["tender"], (Stage.AWARD, State.DRAFTING, Stage.AWARD, False), "Write the record of award"),
    (["award"], (Stage.AWARD, State.WAITING, Stage.AWARD, True), "Record the signature of the contract"),
    (["contract"], (Stage.MONITORING, State.DRAFTING, Stage.MONITORING, False), "Write the record of monitoring"),
    (["implementation"], (Stage.MONITORING, State.DRAFTING, Stage.MONITORING, False), "Write the record of monitoring"),
    (["contractTermination"], (Stage.REVIEW, State.DRAFTING, Stage.REVIEW, False), "Write the record of review"),
    (["tenderCancellation"], (Stage.AWARD, State.STOPPED, Stage.AWARD, False), None),
]


@pytest.mark.parametrize(
    ("tags", "place", "ask"), PLACES, ids=lambda value: value[0] if isinstance(value, list) else ""
)
def test_the_newest_tag_gives_the_stage_and_the_flow_asks_for_what_comes_next(
    tmp_path: Path, tags: list[str], place: tuple[Any, ...], ask: str | None
) -> None:
    assert counts(imported(tmp_path, release(), release(id="2", date="2026-04-01T09:00:00Z", tag=tags))) == (1, 0, 0, 0)
    case = the_case()
    assert stands(case) == place
    assert asked(case) == ([ask] if ask else [])
    assert entries(case) == ["case.imported"]
    assert verify().sound


def test_nothing_of_what_the_notices_state_is_lost(tmp_path: Path) -> None:
    lots = [{"id": "1", "title": "North", "value": {"amount": 40000, "currency": "GBP"}, "status": "active"}]
    tender = {
        **TENDER,
        "value": {"amount": 90000, "amountGross": 108000, "currency": "GBP"},
        "procurementMethod": "open",
        "procurementMethodDetails": "Open procedure (below threshold)",
        "classification": CPV,
        "lots": lots,
        "legalBasis": {"scheme": "UKPGA", "id": "2023/54"},
        "specialRegime": ["lightTouch"],
        "tenderPeriod": {"endDate": "2026-05-01T12:00:00Z"},
    }
    imported(tmp_path, contract_release(tender=tender, buyer={"id": "B1", "name": "Larkmoor Borough Council"}))
    case = the_case()
    assert (case.title, case.description) == ("Home care", "Care at home.")
    assert (case.value_net, case.value_gross, case.currency) == (Decimal(90000), Decimal(108000), "GBP")
    assert (case.cpv, case.procedure) == ("85312000", "Open procedure (below threshold)")
    assert (case.regime, case.light_touch, case.supplier_names) == (Regime.PA2023, True, "Acme Care Ltd")
    assert str(case.commenced_on) == "2026-06-01"  # its award: the first notice came after it
    published = PublishedProcurement.objects.get(case=case)
    assert (published.standing, published.buyer_name) == ("in_force", "Larkmoor Borough Council")
    assert published.cpv == [["85312000", "Social work services"]]
    assert (str(published.tender_ends_on), str(published.signed_on)) == ("2026-05-01", "2026-06-20")
    parties = PublishedParty.objects.filter(case=case)
    assert [(party.name, party.roles, party.identifier) for party in parties] == [
        ("Larkmoor Borough Council", ["buyer"], ""),
        ("Acme Care Ltd", ["supplier"], "01234567"),
    ]
    assert [(str(lot), lot.value_net) for lot in PublishedLot.objects.filter(case=case)] == [("North", Decimal(40000))]
    award = PublishedAward.objects.get(case=case)
    assert (award.suppliers, award.value_net, str(award.awarded_on)) == ([SUPPLIER], Decimal(80000), "2026-06-01")
    contract = PublishedContract.objects.get(case=case)
    assert (contract.value_gross, str(contract.ends_on), contract.award) == (Decimal(96000), "2028-06-30", "A1")


def test_each_field_has_the_notice_it_comes_from(tmp_path: Path) -> None:
    imported(tmp_path, release(tender=TENDER), award_release(tender={"title": "Home care, north"}))
    case = the_case()
    assert source(case, "title") == ("2", "/tender/title")
    assert source(case, "description") == ("1", "/tender/description")
    assert source(case, "value") == ("1", "/tender/value/amount")
    assert source(case, "awards.A1.value") == ("2", "/awards/0/value/amount")
    assert source(case, "standing") == ("2", "/tag")
    assert source(case, "commenced_on") == ("1", "/date")
    assert source(case, "awards.A1.suppliers.S1.name") == ("2", "/awards/0/suppliers/0/name")


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ({"classification": CPV}, "/tender/classification/id"),
        ({"additionalClassifications": [CPV]}, "/tender/additionalClassifications"),
        ({"items": [{"id": "1", "classification": CPV}]}, "/tender/items/0/classification/id"),
        (
            {"items": [{"id": "1", "additionalClassifications": [{**CPV, "id": "no code"}, CPV]}]},
            "/tender/items/0/additionalClassifications",
        ),
    ],
)
def test_codes_too_have_their_source(tmp_path: Path, place: dict[str, Any], path: str) -> None:
    other = release(id="2", date="2026-04-01T09:00:00Z", tender={"description": "Care at home."})
    imported(tmp_path, release(tender={"title": "Home care", **place}), other)
    assert (the_case().cpv, source(the_case(), "cpv")) == ("85312000", ("1", path))


def test_a_value_added_up_has_the_sources_of_its_first_amounts(tmp_path: Path) -> None:
    awards = [
        {"id": f"A{number}", "value": {"amount": 100, "amountGross": 120, "currency": "GBP"}} for number in (1, 2)
    ]
    imported(tmp_path, award_release(tender={"title": "Home care"}, awards=awards))
    case = the_case()
    assert (case.value_net, case.value_gross) == (Decimal(200), Decimal(240))
    assert source(case, "value") == ("2", "/awards/0/value/amount")
    assert source(case, "value_gross") == ("2", "/awards/0/value/amountGross")


def test_the_notices_stand_as_their_own_bytes(tmp_path: Path) -> None:
    imported(tmp_path, release())
    kept = Notice.objects.get()
    (notice,) = merged(release()).notices
    assert (bytes(kept.body), kept.digest, kept.tags) == (notice.raw, notice.digest, ["tender"])
    assert kept.fault() == ""


def test_a_contract_in_force_stands_in_the_register_as_found(tmp_path: Path) -> None:
    imported(tmp_path, contract_release())
    contract = Contract.objects.get(case=the_case())
    assert (contract.execution, contract.bid, contract.status) == (None, None, ContractStatus.LIVE)
    assert (contract.value_net, contract.value_gross) == (Decimal(80000), Decimal(96000))
    assert (contract.supplier_name, contract.company_number) == ("Acme Care Ltd", "01234567")
    assert [str(day) for day in (contract.signed_on, contract.starts_on, contract.ends_on)] == [
        "2026-06-20",
        "2026-07-01",
        "2028-06-30",
    ]


def test_a_terminated_contract_stands_in_the_register_as_ended(tmp_path: Path) -> None:
    imported(tmp_path, contract_release(tag=["contractTermination"], date="2027-03-01T09:00:00Z"))
    contract = Contract.objects.get(case=the_case())
    assert (contract.status, str(contract.ended_on)) == (ContractStatus.ENDED, "2027-03-01")


def test_a_contract_terminated_before_it_began_ends_on_its_first_day(tmp_path: Path) -> None:
    imported(tmp_path, contract_release(tag=["contractTermination"]))
    contract = Contract.objects.get(case=the_case())
    assert (str(contract.starts_on), str(contract.ended_on)) == ("2026-07-01", "2026-07-01")


@pytest.mark.parametrize("name", names("odd"))
def test_what_is_odd_is_imported_with_a_visible_warning(name: str) -> None:
    report = import_files([OCDS / "odd" / f"{name}.json"], terms())
    assert report.refused == []
    for notice in read(f"odd/{name}").notices:
        case = the_case(notice.ocid)
        stated = {(str(found.code), found.text) for found in notice.warnings}
        assert stated
        assert stated <= {(row.code, row.text) for row in case.warnings.all()}
    assert verify().sound


@pytest.mark.parametrize("name", names("refused"))
def test_what_is_refused_leaves_nothing_behind(name: str) -> None:
    file = OCDS / "refused" / f"{name}.json"
    sound = {notice.ocid for notice in read(f"refused/{name}").notices}
    report = import_files([file], terms())
    assert report.refused
    assert all(refusal.file == str(file) and refusal.reason for refusal in report.refused)
    assert set(Case.objects.values_list("ocid", flat=True)) == sound


def test_sound_packages_of_every_shape_are_imported() -> None:
    files = [OCDS / "sound" / f"{name}.json" for name in names("sound")]
    report = import_files(files, terms())
    assert (report.refused, report.created) == ([], Case.objects.count())
    assert counts(import_files(files, terms())) == (0, 0, report.created, 0)


def test_importing_again_changes_nothing_and_leaves_no_entry(tmp_path: Path) -> None:
    imported(tmp_path, contract_release())
    before = every_table()
    assert counts(imported(tmp_path, contract_release())) == (0, 0, 1, 0)
    assert every_table() == before


def test_two_files_about_one_procurement_are_one_case(tmp_path: Path) -> None:
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    files[0].write_text(package(award_release()), encoding="utf-8")
    files[1].write_text(package(release()), encoding="utf-8")
    assert counts(import_files(files, terms())) == (1, 0, 0, 0)
    assert [notice.release_id for notice in Notice.objects.all()] == ["1", "2"]


def test_a_rehearsal_does_everything_and_keeps_nothing(tmp_path: Path) -> None:
    imported(tmp_path, release())
    before, case = every_table(), the_case()
    other = award_release(ocid="ocds-inv001-other")
    report = imported(tmp_path, release(), award_release(), other, {"id": "x"}, on=terms(rehearsal=True))
    assert counts(report) == (1, 1, 0, 1)
    assert every_table() == before
    assert stands(case) == (Stage.AWARD, State.DRAFTING, Stage.AWARD, False)
    assert counts(imported(tmp_path, release(), award_release(), other)) == (1, 1, 0, 0)


def test_a_failure_in_the_middle_of_one_leaves_whole_procurements_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = [contract_release(ocid=f"ocds-inv001-{number}") for number in (1, 2, 3)]
    calls = iter([False, True])

    def pull_the_plug(*given: Any) -> None:
        keep_warnings(*given)
        if next(calls):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(decisions, "keep_warnings", pull_the_plug)
        with pytest.raises(KeyboardInterrupt):
            imported(tmp_path, *releases)
    assert [case.ocid for case in Case.objects.all()] == ["ocds-inv001-1"]
    assert Notice.objects.count() == PublishedProcurement.objects.count() == Contract.objects.count() == 1
    assert verify().sound
    assert counts(imported(tmp_path, *releases)) == (2, 0, 1, 0)
    assert verify().sound


def test_who_imports_must_be_allowed_to_open_a_case(tmp_path: Path, people: People) -> None:
    report = imported(tmp_path, release(), on=terms(by=people["scrutiny"]))
    assert counts(report) == (0, 0, 0, 1)
    (refusal,) = report.refused
    assert (refusal.ocid, refusal.path) == (OCID, "/releases/0")
    assert "open" in refusal.reason
    imported(tmp_path, release(), on=terms(by=people["commissioner"]))
    assert Entry.objects.get(verb="case.imported").capacity == "Commissioner, Adult Social Care"


def test_a_supplier_named_by_no_party_and_a_buyer_without_an_entry_are_kept(tmp_path: Path) -> None:
    imported(tmp_path, award_release(parties=None, buyer={"name": "Larkmoor Borough Council"}))
    case = the_case()
    assert case.supplier_names == "Acme Care Ltd"
    assert [(party.identity, party.name) for party in PublishedParty.objects.filter(case=case)] == [
        ("buyer", "Larkmoor Borough Council")
    ]


def test_what_does_not_fit_the_case_is_kept_with_the_notices_and_told(tmp_path: Path) -> None:
    codes = [{"scheme": "CPV", "id": f"853{number:05}"} for number in range(40)]
    imported(tmp_path, release(tender={"title": "care " * 80, "additionalClassifications": codes}))
    case = the_case()
    published = PublishedProcurement.objects.get(case=case)
    assert (len(case.title), len(published.title), len(case.cpv.split()), len(published.cpv)) == (299, 399, 33, 40)
    assert {"title_cut", "codes_left_out"} <= set(warned(case))
    assert "40 CPV codes the case shows 33" in told(case, "codes_left_out")[0]


def test_a_gate_before_tollgate_is_signed_by_nobody(tmp_path: Path) -> None:
    imported(tmp_path, award_release(parties=PARTIES))
    assert not Ask.objects.exclude(kind="record").exists()
    assert not Entry.objects.filter(verb="gate.answered").exists()


def test_every_real_notice_is_imported_and_the_second_run_says_unchanged() -> None:
    files = sorted(shared("data/notices").glob("*.json"))
    assert counts(import_files(files, terms())) == (66, 0, 0, 0)
    assert Odd.HUNDREDFOLD in {code for case in Case.objects.all() for code in warned(case)}
    assert FieldSource.objects.count() > 1000
    assert counts(import_files(files, terms())) == (0, 0, 66, 0)
    assert Entry.objects.filter(verb="case.imported").count() == 66
    assert verify().sound
