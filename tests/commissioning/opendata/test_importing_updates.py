"""Further notices of a known procurement: what follows them, what stands, and what is warned of."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from audit.deciding import deciding
from audit.models import Entry, Payload
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.award.models import Execution
from commissioning.case.decisions import set_regime
from commissioning.case.models import Case, CaseWarning, Strand
from commissioning.case.ports import moved
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.errors import OvertakenError
from commissioning.notices.models import Notice, PublishedAward
from commissioning.opendata import importing
from commissioning.opendata.decisions import update_case
from commissioning.records.placing import take_to_stage
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, Regime, Stage, State
from tests.accounts.factories import a_key
from tests.commissioning.opendata.fixtures import OCID, merged, release
from tests.commissioning.opendata.importing import (
    AT,
    PA2023,
    TENDER,
    asked,
    award_release,
    contract_release,
    counts,
    entries,
    imported,
    source,
    stands,
    terms,
    the_case,
    told,
    warned,
)
from tests.council import HOMECARE, People, a_case, ask_of, below_threshold, does
from workflows.demonstration.walking import answer, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


def later(day: str = "2026-03-09", **parts: Any) -> dict[str, Any]:
    """A later release that carries only what changed."""
    return {"ocid": OCID, "id": "u1", "date": f"{day}T09:00:00Z", "tag": ["tenderUpdate"], **parts}


def test_an_update_is_merged_with_what_it_changes_and_changes_only_that(tmp_path: Path) -> None:
    imported(tmp_path, release(tender=TENDER))
    update = later(tender={"value": {"amount": 120000, "currency": "GBP"}})
    assert counts(imported(tmp_path, update)) == (0, 1, 0, 0)
    case = the_case()
    assert (case.title, case.description, case.value_net) == ("Home care", "Care at home.", Decimal(120000))
    assert (source(case, "value"), source(case, "title")) == (("u1", "/tender/value/amount"), ("1", "/tender/title"))
    assert entries(case) == ["case.imported", "case.updated"]
    said = bytes(Payload.objects.get(entry__verb="case.updated").body)
    assert b'"changes":{"value_net":["90000.00","120000.00"]}' in said
    assert counts(imported(tmp_path, update, release(tender=TENDER))) == (0, 0, 1, 0)
    assert verify().sound


def test_an_older_notice_that_comes_late_is_merged_in_date_order(tmp_path: Path) -> None:
    imported(tmp_path, award_release(tender={"title": "Home care"}))
    assert counts(imported(tmp_path, release(tender={**TENDER, "title": "Care"}))) == (0, 1, 0, 0)
    case = the_case()
    assert (case.title, case.description) == ("Home care", "Care at home.")
    assert stands(case) == (Stage.AWARD, State.WAITING, Stage.AWARD, True)


def test_a_case_about_which_nothing_was_decided_here_moves_with_its_notices(tmp_path: Path) -> None:
    imported(tmp_path, release(tag=["planning"]))
    case = the_case()
    steps = [
        (release(id="t", date="2026-03-05T09:00:00Z"), (Stage.AWARD, State.DRAFTING, Stage.AWARD, False), "award"),
        (award_release(), (Stage.AWARD, State.WAITING, Stage.AWARD, True), "signature"),
        (contract_release(), (Stage.MONITORING, State.DRAFTING, Stage.MONITORING, False), "monitoring"),
        (
            contract_release(id="4", date="2027-01-05T09:00:00Z", tag=["contractTermination"]),
            (Stage.REVIEW, State.DRAFTING, Stage.REVIEW, False),
            "review",
        ),
    ]
    for newer, place, word in steps:
        assert counts(imported(tmp_path, newer)) == (0, 1, 0, 0)
        assert stands(case) == place
        (title,) = asked(case)
        assert word in title
        assert "stage_differs" not in warned(case)
    assert Contract.objects.get(case=case).status == ContractStatus.ENDED
    assert set(Ask.objects.exclude(closed_at=None).values_list("closed_as", flat=True)) == {
        "overtaken by a newer notice"
    }
    assert verify().sound


def test_a_cancelled_procurement_is_stopped_and_one_begun_again_goes_on(tmp_path: Path) -> None:
    imported(tmp_path, release())
    imported(tmp_path, later(tag=["tenderCancellation"]))
    case = the_case()
    assert stands(case) == (Stage.AWARD, State.STOPPED, Stage.AWARD, False)
    assert asked(case) == []
    imported(tmp_path, release(id="again", date="2026-04-01T09:00:00Z", tag=["tenderAmendment"]))
    assert stands(case) == (Stage.AWARD, State.DRAFTING, Stage.AWARD, False)
    assert asked(case) == ["Write the record of award"]


def test_a_contract_amended_after_its_end_is_live_again(tmp_path: Path) -> None:
    imported(tmp_path, contract_release(tag=["contractTermination"]))
    amended = {"id": "C1", "value": {"amount": 99000, "amountGross": 99000, "currency": "GBP"}}
    imported(tmp_path, later("2026-09-09", tag=["contractAmendment"], contracts=[amended]))
    contract = Contract.objects.get(case=the_case())
    assert (contract.status, contract.ended_on, contract.value_net) == (ContractStatus.LIVE, None, Decimal(99000))


def submitted(case: Case) -> None:
    """Take the case back to its needs and hand the record to its gate."""
    answer(ask_of(case, "Write"), HOMECARE, at=AT)


def taken_back(case: Case, people: People, stage: Stage = Stage.NEEDS) -> None:
    """Let the commissioner take the case back."""
    take_to_stage(case, stage, reason="To run it properly.", by=people["commissioner"], at=AT, key=a_key())


def test_a_case_taken_back_keeps_its_stage_and_says_so(tmp_path: Path, people: People) -> None:
    imported(tmp_path, release(tender=TENDER))
    case = the_case()
    taken_back(case, people)
    imported(tmp_path, award_release(tender={"title": "Home care, north"}))
    assert stands(case) == (Stage.NEEDS, State.DRAFTING, Stage.NEEDS, False)
    assert (case.title, Strand.objects.get(case=case).title) == ("Home care, north", "Home care, north")
    (text,) = told(case, "stage_differs")
    assert "the contract was awarded; here the case is at needs analysis" in text
    assert asked(case) == ["Write the record of needs analysis"]


def test_what_was_signed_here_stands_and_what_the_notice_says_otherwise_is_warned_of(
    tmp_path: Path, people: People
) -> None:
    imported(tmp_path, release(tender=TENDER))
    case = the_case()
    taken_back(case, people)
    submitted(case)
    assert stands(case)[:2] == (Stage.NEEDS, State.IN_GATE)
    tender = {"description": "Care for adults.", "value": {"amount": 9000000, "currency": "GBP"}, "legalBasis": PA2023}
    assert counts(imported(tmp_path, later(tender=tender))) == (0, 1, 0, 0)
    assert stands(case)[:2] == (Stage.NEEDS, State.IN_GATE)
    assert (case.value_net, case.regime, case.description) == (Decimal(90000), Regime.UNKNOWN, "Care for adults.")
    assert {text.partition(" What was decided here stands")[0] for text in told(case, "fact_differs")} == {
        "The notices give the net value as £9,000,000; here it is £90,000.",
        "The notices give the regime as Procurement Act 2023; here it is Unknown.",
    }
    assert verify().sound


def test_what_the_commissioner_set_stands(tmp_path: Path, people: People) -> None:
    imported(tmp_path, release(tender=TENDER))
    case = the_case()
    set_regime(case, regime=Regime.PSR, reason="Health care.", by=people["commissioner"], at=AT, key=a_key())
    imported(tmp_path, later(tender={"title": "Home care, all"}))
    assert "fact_differs" not in warned(case)  # the notices say nothing of a regime
    imported(tmp_path, later(id="u2", day="2026-03-10", tender={"legalBasis": PA2023}))
    case.refresh_from_db()
    assert case.regime == Regime.PSR
    assert "here it is Provider Selection Regime" in told(case, "fact_differs")[0]


def test_a_contract_signed_here_is_compared_with_the_notice_of_it(tmp_path: Path) -> None:
    imported(tmp_path, award_release())
    case = the_case()
    answer(ask_of(case, "signature"), HOMECARE, at=AT)
    assert stands(case)[:2] == (Stage.MONITORING, State.DRAFTING)
    assert counts(imported(tmp_path, contract_release())) == (0, 1, 0, 0)
    assert stands(case)[:2] == (Stage.MONITORING, State.DRAFTING)
    contract = Contract.objects.get(case=case)
    assert (contract.execution_id is None, contract.signed_on) == (False, AT.date())
    said = " ".join(told(case, "fact_differs"))
    assert "the day the contract was signed as 20 June 2026; here it is 2 November 2026" in said
    assert "the contract's gross value as £96,000; here it is not stated" in said
    assert "stage_differs" not in warned(case)


def test_a_contract_run_again_here_replaces_the_one_found(tmp_path: Path, people: People) -> None:
    imported(tmp_path, contract_release())
    case = the_case()
    taken_back(case, people)
    below_threshold(case, people, AT)
    walk(case, HOMECARE, until=Stage.MONITORING, at=AT)
    contract = Contract.objects.get(case=case)
    assert (contract.supplier_name, contract.execution_id is None) == ("Harbour Care Ltd", False)
    assert contract.obligations.count() == 2
    assert verify().sound


def test_the_award_can_be_run_here_after_all_and_waits_for_no_signature_meanwhile(
    tmp_path: Path, people: People
) -> None:
    imported(tmp_path, award_release())
    case = the_case()
    taken_back(case, people, Stage.AWARD)
    assert stands(case) == (Stage.AWARD, State.DRAFTING, Stage.AWARD, False)
    assert asked(case) == ["Write the record of award"]


def test_an_award_published_under_the_act_brings_its_notice_and_its_standstill(tmp_path: Path) -> None:
    document = {"id": "094477-2026", "noticeType": "UK6", "documentType": "awardNotice"}
    award = {"id": "A1", "standstillPeriod": {"endDate": "2026-06-10T23:59:59Z"}, "documents": [document]}
    tender = {**TENDER, "legalBasis": PA2023, "value": {"amount": 900000, "amountGross": 1080000, "currency": "GBP"}}
    imported(tmp_path, award_release(id="094477-2026", tender=tender, awards=[award]))
    execution = Execution.objects.get(strand__case=the_case())
    assert (execution.award_notice_number, str(execution.award_notice_published_on)) == ("094477-2026", "2026-06-02")
    assert str(execution.standstill_ends_on) == "2026-06-11"  # the 8 working days of s.51, as they end later
    assert asked(the_case()) == ["Record the signature of the contract"]
    longer = {"id": "A1", "standstillPeriod": {"endDate": "2026-06-30T23:59:59Z"}}
    imported(tmp_path, later("2026-06-05", tag=["awardUpdate"], awards=[longer]))
    execution.refresh_from_db()
    assert str(execution.standstill_ends_on) == "2026-06-30"


def test_an_award_notice_recorded_here_stands(tmp_path: Path, people: People) -> None:
    imported(tmp_path, award_release(tender={**TENDER, "value": {"amount": 900000, "currency": "GBP"}}))
    case = the_case()
    set_regime(case, regime=Regime.PA2023, reason="Checked.", by=people["commissioner"], at=AT, key=a_key())
    with deciding(Verb.CASE_MOVED, case, by=None, at=AT, key=a_key()):
        moved(case, AT)
    recorded = {"number": "1-2026", "published_on": AT.date(), "summaries_sent_on": AT.date()}
    does(ask_of(case, "award notice"), Action.DONE, fields=recorded, at=AT)
    imported(tmp_path, later("2026-06-05", tag=["awardUpdate"], tender={"description": "Care."}))
    execution = Execution.objects.get(strand__case=case)
    assert (execution.award_notice_number, execution.award_notice_published_on) == ("1-2026", AT.date())


def test_an_award_under_the_act_as_the_commissioner_says_brings_its_notice(tmp_path: Path, people: People) -> None:
    imported(tmp_path, award_release())
    case = the_case()
    set_regime(case, regime=Regime.PA2023, reason="Checked.", by=people["commissioner"], at=AT, key=a_key())
    imported(tmp_path, later("2026-06-05", tag=["awardUpdate"], tender={"description": "Care."}))
    execution = Execution.objects.get(strand__case=case)
    assert str(execution.award_notice_published_on) == "2026-06-05"


def test_a_standstill_in_a_year_that_cannot_be_meant_is_told_and_not_used(tmp_path: Path) -> None:
    award = {"id": "A1", "standstillPeriod": {"endDate": "2099-06-10T23:59:59Z"}}
    below = {**TENDER, "legalBasis": PA2023, "value": {"amount": 90000, "amountGross": 108000, "currency": "GBP"}}
    assert counts(imported(tmp_path, award_release(tender=below, awards=[award]))) == (1, 0, 0, 0)
    assert Execution.objects.get(strand__case=the_case()).standstill_ends_on is None
    assert "10 June 2099, which cannot be meant" in told(the_case(), "standstill_unreadable")[0]


def test_a_case_opened_here_under_the_ocid_is_filled_in_and_keeps_its_own(tmp_path: Path, people: People) -> None:
    case = a_case(people, title="Homecare, north")
    _give_ocid(case)
    assert counts(imported(tmp_path, award_release())) == (0, 1, 0, 0)
    assert stands(case) == (Stage.NEEDS, State.DRAFTING, "", False)
    assert (case.title, case.value_net, case.description) == ("Homecare, north", HOMECARE.net, "Care at home.")
    assert warned(case).count("fact_differs") == 2
    assert PublishedAward.objects.filter(case=case).exists()


def _give_ocid(case: Case) -> None:
    with deciding(Verb.CASE_UPDATED, case, by=None, at=AT, key=a_key()):
        case.ocid = OCID
        case.save(update_fields=["ocid"])


def test_a_warning_goes_when_the_notices_do_not_give_cause_any_more(tmp_path: Path) -> None:
    imported(tmp_path, release(tender={**TENDER, "value": {"amount": 0, "currency": "GBP"}}))
    case = the_case()
    own = CaseWarning(case=case, code="retrospective_start", text="It began before it was signed.")
    _keep(case, own)
    assert "zero_value" in warned(case)
    imported(tmp_path, later(tender={"value": {"amount": 500, "currency": "GBP"}}))
    assert "zero_value" not in warned(case)
    assert "retrospective_start" in warned(case)


def _keep(case: Case, row: CaseWarning) -> None:
    with deciding(Verb.CASE_UPDATED, case, by=None, at=AT, key=a_key()):
        row.save()


def test_an_update_that_another_import_overtook_is_refused(tmp_path: Path) -> None:
    imported(tmp_path, release())
    case = the_case()
    overtaken = merged(release(), later(id="a"))
    imported(tmp_path, later(id="b", tender={"title": "Home care, all"}))
    with pytest.raises(OvertakenError):
        update_case(case, overtaken, by=None, at=AT, key=a_key())


def test_of_two_imports_at_once_the_second_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    first, other = merged(release()), merged(release(), later())
    importing.import_notice(first, terms())
    monkeypatch.setattr(Case.objects, "filter", lambda **_: Case.objects.none())
    assert importing.import_notice(first, terms()) == importing.Done.UNCHANGED
    monkeypatch.undo()
    with pytest.raises(OvertakenError, match="made this case meanwhile"):
        importing._decide(None, other, terms())
    assert importing.import_notice(other, terms(at=AT + timedelta(days=1))) == importing.Done.UPDATED


def test_who_updates_must_be_allowed_to_record_a_notice(tmp_path: Path, people: People) -> None:
    imported(tmp_path, release())
    assert counts(imported(tmp_path, later(), on=terms(by=people["scrutiny"]))) == (0, 0, 0, 1)
    assert Notice.objects.count() == 1
    assert counts(imported(tmp_path, later(), on=terms(by=people["procurement"]))) == (0, 1, 0, 0)
    assert Entry.objects.get(verb="case.updated").actor == "Lin Chen"


def test_the_gate_of_a_case_taken_back_can_stop_it_whatever_notices_say(tmp_path: Path, people: People) -> None:
    imported(tmp_path, release(tender=TENDER))
    case = the_case()
    taken_back(case, people)
    submitted(case)
    for title in ("Finance", "Policy", "Voluntary"):
        answer(ask_of(case, title), HOMECARE, at=AT)
    does(ask_of(case, "Decision"), Action.STOP, reason="Met otherwise.", at=AT)
    imported(tmp_path, contract_release())
    assert stands(case)[:2] == (Stage.NEEDS, State.STOPPED)
    assert "the contract is in force" in told(case, "stage_differs")[0]


def test_a_failure_of_the_database_that_is_no_race_rises(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(importing, "import_case", fail)
    with pytest.raises(IntegrityError):
        importing.import_notice(merged(release()), terms())
