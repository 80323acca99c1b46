"""What an awarded strand asks next, whom, and by when; asking again changes nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from accounts.rights import Role
from commissioning.asks.models import Ask
from commissioning.award.execution import next_step, signed
from commissioning.award.models import Execution
from commissioning.award.owing import owed_by
from commissioning.case.models import CaseLink
from commissioning.errors import RefusedError
from commissioning.telling.models import Message
from commissioning.tender.kinds import Procedure
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import AskKind, LinkKind, Regime, Stage, State
from tests.accounts.factories import a_body, a_council, a_post
from tests.commissioning.award.awarded import (
    DECIDED,
    DECIDED_ON,
    Office,
    a_case,
    an_award,
    asked,
    awarded,
    deciding_on,
    passed,
    placed,
)

pytestmark = pytest.mark.django_db


def test_a_key_decision_asks_democratic_services_first(office: Office) -> None:
    task = asked(awarded(office, key_decision=True))
    assert task is not None
    assert (task.kind, task.post.role, task.stage) == (AskKind.RECORD, Role.EXECUTIVE_RECORDER, Stage.AWARD)
    assert task.source == f"award/call_in/{task.strand_id}"
    assert task.due_on == date(2026, 10, 15)


def test_above_the_threshold_procurement_is_asked_for_the_notice(office: Office) -> None:
    task = asked(awarded(office))
    assert task is not None
    assert (task.post.role, task.source) == (Role.PROCUREMENT_OFFICER, f"award/notice/{task.strand_id}")


def test_where_nothing_is_owed_legal_is_asked_at_once(office: Office) -> None:
    task = asked(awarded(office, regime=Regime.UNKNOWN))
    assert task is not None
    assert (task.post.role, task.source) == (Role.LEGAL_OFFICER, f"award/signature/{task.strand_id}")
    assert task.due_on == date(2026, 10, 15)


def test_legal_has_ten_working_days_after_the_standstill(office: Office) -> None:
    strand = awarded(office)
    with deciding_on(strand.case):
        ends_on = date(2026, 10, 15)
        Execution(strand=strand, award_notice_published_on=date(2026, 10, 6), standstill_ends_on=ends_on).save()
    task = asked(strand)
    assert task is not None
    assert task.due_on == date(2026, 10, 29)


def test_the_holders_of_the_post_are_told(office: Office) -> None:
    task = asked(awarded(office, regime=Regime.UNKNOWN))
    message = Message.objects.get(ask=task)
    assert message.person == office.legal
    assert "Please record it by 15 October 2026." in message.text


def test_asking_again_changes_nothing(office: Office) -> None:
    strand = awarded(office)
    assert asked(strand) == asked(strand, datetime(2026, 11, 1, tzinfo=UTC))
    assert Ask.objects.count() == 1
    assert Execution.objects.get().decided_on == DECIDED_ON


def test_an_award_made_before_tollgate_has_no_day_of_decision(office: Office) -> None:
    strand = placed(a_case(office, regime=Regime.UNKNOWN), Stage.AWARD, State.WAITING)
    assert asked(strand) is not None
    assert Execution.objects.get().decided_on is None


def test_a_signed_contract_asks_nothing(office: Office) -> None:
    strand = awarded(office)
    assert not signed(strand)
    with deciding_on(strand.case):
        Execution(strand=strand, signed_on=DECIDED_ON).save()
    assert asked(strand) is None
    assert signed(strand)


def test_a_call_off_under_a_framework_owes_no_standstill(office: Office) -> None:
    by_link, by_procedure = awarded(office), awarded(office)
    with deciding_on(by_link.case):
        framework = by_procedure.case
        CaseLink(case=by_link.case, kind=LinkKind.CALL_OFF_UNDER, other=framework).save()
        TenderRecord(strand=by_procedure, procedure=Procedure.FRAMEWORK).save()
    assert not owed_by(by_link).standstill
    assert not owed_by(by_procedure).standstill


def test_law_goes_by_the_day_the_case_opened_while_no_other_is_known(office: Office) -> None:
    below_then_above = Decimal(210_000)  # the threshold was 214,904 in 2025 and is 207,720 in 2026
    worth = {"value_gross": below_then_above, "price_gross": below_then_above}
    assert owed_by(awarded(office, **worth, commenced_on=None)).notice
    assert not owed_by(awarded(office, **worth, commenced_on=date(2025, 12, 31))).notice


def test_a_price_above_the_estimate_owes_what_the_price_owes(office: Office) -> None:
    assert not owed_by(awarded(office, value_gross=Decimal(100_000), price_gross=Decimal(100_000))).standstill
    assert owed_by(awarded(office, value_gross=Decimal(100_000), price_gross=Decimal(300_000))).standstill


def test_the_lead_bodys_own_post_is_asked_before_the_councils(office: Office) -> None:
    own = a_post(Role.LEGAL_OFFICER, office.service)
    task = asked(awarded(office, regime=Regime.UNKNOWN))
    assert task is not None
    assert task.post == own


def test_without_a_post_the_refusal_says_what_to_do(office: Office) -> None:
    elsewhere = a_body(parent=a_council("Southbridge Council"))
    strand = placed(
        a_case(Office(elsewhere, office.commissioner, office.procurement, office.legal, office.recorder)),
        Stage.AWARD,
        State.WAITING,
    )
    with pytest.raises(RefusedError, match="No post of procurement officer"), deciding_on(strand.case):
        next_step(strand, DECIDED)


def test_the_database_itself_refuses_a_signature_within_standstill(office: Office) -> None:
    strand = awarded(office)
    day = date(2026, 10, 15)
    with pytest.raises(IntegrityError), deciding_on(strand.case):
        Execution(strand=strand, standstill_ends_on=day, signed_on=day).save()


def test_a_price_without_vat_alone_owes_what_it_can_come_to(office: Office) -> None:
    strand = placed(a_case(office, value_gross=Decimal(192_000)), Stage.AWARD, State.WAITING)
    record = an_award(strand, Decimal(0))
    with deciding_on(strand.case):
        bid = record.bids.get(scores__recommended=True)
        bid.price_net, bid.price_gross = Decimal(400_000), None
        bid.save()
    passed(strand)
    owes = owed_by(strand)
    assert (owes.notice, owes.standstill) == (True, True)


def test_an_estimate_of_nothing_is_no_estimate(office: Office) -> None:
    assert owed_by(awarded(office, value_net=None, value_gross=Decimal(0))).standstill
