"""What the law asks of a case: chosen by regime, with the days that are known, strand by strand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from commissioning.award.models import Execution
from commissioning.case.models import Strand
from commissioning.casefile.statutory import Owed, facts_of, statutory
from commissioning.joining.light_touch import stated_in
from commissioning.notices.models import Notice
from commissioning.tender.kinds import Procedure
from commissioning.tender.models import TenderRecord
from commissioning.timetable.duties import DutyKey
from commissioning.vocabulary import Stage, State
from tests.api.council import Caller
from tests.commissioning.award.awarded import Office, a_case, an_office, awarded, deciding_on, placed
from tests.kept import made_once

COMMENCED = date(2026, 3, 2)


@pytest.fixture
def office(db: None) -> Office:
    return made_once("an office", an_office)


def executed(strand: Strand, **days: date) -> Strand:
    """The strand with what was recorded after the decision to award it."""
    with deciding_on(strand.case):
        Execution(strand=strand, **days).save()
    return strand


def owed(strand: Strand, key: DutyKey, today: date | None = None) -> Owed:
    """The one duty of a kind that the strand's case has."""
    [found] = [owed for owed in statutory(strand.case, today).duties if owed.duty.key == key]
    return found


@pytest.mark.parametrize("regime", ["unknown", "PCR2015", "PSR", "grant", "exempt"])
def test_no_duty_is_shown_where_no_rules_are_held(office: Office, regime: str) -> None:
    found = statutory(a_case(office, regime=regime))
    assert (found.held, found.duties) == (False, ())


def test_a_duty_without_days_stands_once(office: Office) -> None:
    strand = executed(awarded(office))
    notice = owed(strand, DutyKey.CONTRACT_AWARD_NOTICE)
    assert (notice.strand, notice.due_on, notice.done_on) == (None, None, None)


def test_a_standstill_runs_until_its_last_day(office: Office) -> None:
    ends = date(2026, 10, 15)
    strand = executed(awarded(office), award_notice_published_on=date(2026, 10, 6), standstill_ends_on=ends)
    assert owed(strand, DutyKey.CONTRACT_AWARD_NOTICE).done_on == date(2026, 10, 6)
    for today, done in ((None, None), (ends, None), (date(2026, 10, 16), ends)):
        standstill = owed(strand, DutyKey.STANDSTILL, today)
        assert (standstill.strand, standstill.due_on, standstill.done_on) == (1, ends, done)


def test_the_details_notice_is_due_from_the_signature(office: Office) -> None:
    signed = executed(awarded(office), signed_on=date(2026, 10, 20))
    assert owed(signed, DutyKey.CONTRACT_DETAILS_NOTICE).due_on == date(2026, 11, 18)
    light = executed(awarded(office, light_touch=True), signed_on=date(2026, 10, 20))
    assert owed(light, DutyKey.CONTRACT_DETAILS_NOTICE).due_on == date(2027, 2, 16)


def test_call_in_is_done_on_its_last_day(office: Office) -> None:
    strand = executed(awarded(office, key_decision=True), call_in_ends_on=date(2026, 10, 9))
    assert owed(strand, DutyKey.CALL_IN).done_on == date(2026, 10, 9)


def test_what_hangs_on_light_touch_is_said_until_the_tender_says_it(office: Office) -> None:
    strand = awarded(office, value_gross=Decimal(240_000))
    around = (Decimal(207_720), Decimal(663_540))
    assert (statutory(strand.case).between, statutory(strand.case).below) == (around, None)
    assert statutory(a_case(office, value_gross=Decimal(700_000))).between is None
    assert statutory(a_case(office, value_gross=Decimal(240_000), cpv="45000000")).between is None
    TenderRecord.objects.bulk_create([TenderRecord(strand=strand, sequence=1, light_touch=True)])
    found = statutory(strand.case)
    assert (found.between, found.below, found.of_what) == (None, around[1], "light touch services")


def test_what_is_not_known_owes_the_most(office: Office) -> None:
    unknown = facts_of(a_case(office, value_gross=None), COMMENCED, [])
    assert (unknown.notifiable, unknown.competitive, unknown.call_off) == (True, True, False)
    small = facts_of(a_case(office, value_gross=Decimal(29_999)), COMMENCED, [])
    assert not small.notifiable


@pytest.mark.parametrize(
    ("procedure", "competitive", "call_off"),
    [
        (Procedure.OPEN, True, False),
        (Procedure.DIRECT_AWARD, False, False),
        (Procedure.FRAMEWORK, False, True),
        (Procedure.DYNAMIC_MARKET, True, True),
    ],
)
def test_the_procedure_decides(office: Office, procedure: Procedure, *, competitive: bool, call_off: bool) -> None:
    case = a_case(office)
    with deciding_on(case):
        TenderRecord(strand=Strand.objects.get(case=case), procedure=procedure).save()
    facts = facts_of(case, COMMENCED, stated_in(case))
    assert (facts.competitive, facts.call_off) == (competitive, call_off)


def test_the_api_tells_the_days(office: Office) -> None:
    strand = executed(
        awarded(office), award_notice_published_on=date(2026, 10, 6), standstill_ends_on=date(2026, 10, 15)
    )
    read = Caller(office.commissioner).get(f"cases/{strand.case.reference}/").json()
    [standstill] = [duty for duty in read["statutory"] if duty["key"] == "standstill"]
    assert standstill["due_on"] == "2026-10-15"
    assert standstill["reference"] == "Procurement Act 2023 s.51"
    assert standstill["blocks"]


def noticed(strand: Strand, *tags: str) -> None:
    """Let the strand's case be made from one notice of these kinds, published on 6 October 2026."""
    at = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
    with deciding_on(strand.case):
        Notice(
            case=strand.case, ocid="ocds-1", tags=list(tags), published_at=at, digest="1", body_digest="1", body=b""
        ).save()


def test_what_a_notice_published_is_done_and_nothing_else(office: Office) -> None:
    strand = placed(a_case(office), Stage.MONITORING, State.DRAFTING)
    noticed(strand, "contract")
    assert owed(strand, DutyKey.CONTRACT_DETAILS_NOTICE).done_on == date(2026, 10, 6)
    assert owed(strand, DutyKey.TENDER_NOTICE).done_on is None


def test_a_notice_says_nothing_of_a_stage_that_was_run_here_afterwards(office: Office) -> None:
    strand = awarded(office)
    noticed(strand, "award")
    assert owed(strand, DutyKey.CONTRACT_AWARD_NOTICE).done_on is None
