"""Recording call-in, the contract award notice and the signature: what each makes possible, and what it refuses."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.errors import NotAllowedError
from audit.errors import KeyReusedError, RepeatedError
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.asks.opening import close
from commissioning.award.decisions import record_award_notice, record_call_in, record_signature
from commissioning.award.execution import executed
from commissioning.award.kinds import CallInOutcome, Executed, ExecutedAs, Step
from commissioning.award.models import Execution
from commissioning.award.recording import RECORD_ASKS
from commissioning.case.models import CaseWarning, Strand
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Gate
from commissioning.verbs import Verb
from commissioning.vocabulary import Outcome, Regime, Stage, State
from tests.accounts.factories import a_person
from tests.commissioning.award.awarded import Office, a_case, asked, awarded, deciding_on, placed

pytestmark = pytest.mark.django_db
PUBLISHED = date(2026, 10, 6)
AFTER = datetime(2026, 10, 16, 9, 0, tzinfo=UTC)
TERM = {"starts_on": date(2026, 11, 1), "ends_on": date(2029, 10, 31)}


def task_of(strand: Strand) -> Ask:
    """What the strand asks now."""
    task = asked(strand, AFTER)
    assert task is not None
    return task


def notice_recorded(office: Office, strand: Strand) -> Execution:
    """The strand's award notice, published on 6 October 2026."""
    return record_award_notice(
        task_of(strand),
        number=" 094477-2026 ",
        published_on=PUBLISHED,
        summaries_sent_on=date(2026, 10, 5),
        by=office.procurement,
        at=AFTER,
        key="notice",
    )


def sign(office: Office, task: Ask, **changed: Any) -> Execution:
    """Record that the contract was signed on 16 October 2026."""
    told: dict[str, Any] = {
        "signed_on": AFTER.date(),
        "executed_as": ExecutedAs.SEAL,
        **TERM,
        "conflicts_reconfirmed": True,
        "by": office.legal,
        "at": AFTER,
        "key": "signature",
        **changed,
    }
    return record_signature(task, **told)


# The award notice


def test_the_notice_starts_the_standstill(office: Office, moves: list[str]) -> None:
    strand = awarded(office)
    task = task_of(strand)
    notice_recorded(office, strand)
    kept = Execution.objects.get(strand=strand)
    assert (kept.award_notice_number, kept.award_notice_published_on) == ("094477-2026", PUBLISHED)
    assert kept.standstill_ends_on == date(2026, 10, 15)
    assert kept.summaries_sent_on == date(2026, 10, 5)
    task.refresh_from_db()
    assert (task.closed_by, task.closed_as) == (office.procurement, "recorded")
    assert moves == [strand.case.reference]
    entry = Entry.objects.get(key="notice")
    assert (entry.verb, entry.actor) == (Verb.AWARD_NOTICE_RECORDED, "Omar Haddad")
    assert entry.capacity == "Procurement officer, Procurement"
    assert entry.stream == strand.case.stream_name


def test_a_light_touch_notice_starts_none(office: Office) -> None:
    strand = awarded(office, light_touch=True, value_gross=None)
    assert notice_recorded(office, strand).standstill_ends_on is None


def test_a_notice_before_its_summaries_is_refused_and_nothing_is_kept(office: Office) -> None:
    strand = awarded(office)
    task = task_of(strand)
    with pytest.raises(RefusedError) as refused:
        record_award_notice(
            task,
            number="1",
            published_on=PUBLISHED,
            summaries_sent_on=date(2026, 10, 7),
            by=office.procurement,
            at=AFTER,
            key="early",
        )
    assert set(refused.value.errors) == {"summaries_sent_on"}
    task.refresh_from_db()
    assert task.open
    assert not Entry.objects.filter(key="early").exists()


# The signature


def test_a_signature_within_standstill_is_refused_in_words(office: Office) -> None:
    strand = awarded(office)
    notice_recorded(office, strand)
    task = task_of(strand)
    with pytest.raises(RefusedError) as refused:
        sign(office, task, signed_on=date(2026, 10, 15))
    assert refused.value.message == "Standstill runs until 15 October 2026; sign after it."
    assert refused.value.errors == {"signed_on": ["Standstill runs until 15 October 2026; sign after it."]}
    assert not Execution.objects.filter(signed_on__isnull=False).exists()


def test_the_day_after_standstill_the_contract_is_signed(office: Office) -> None:
    strand = awarded(office)
    notice_recorded(office, strand)
    sign(office, task_of(strand))
    kept = Execution.objects.get(strand=strand)
    assert (kept.signed_on, kept.executed_as) == (date(2026, 10, 16), ExecutedAs.SEAL)
    assert (kept.starts_on, kept.ends_on) == (TERM["starts_on"], TERM["ends_on"])
    assert asked(strand, AFTER) is None
    assert not CaseWarning.objects.exists()


def test_a_contract_that_began_before_it_was_signed_is_flagged(office: Office) -> None:
    strand = awarded(office, regime=Regime.EXEMPT)
    with pytest.raises(RefusedError, match="It can only be recorded as retrospective") as refused:
        sign(office, task_of(strand), starts_on=date(2026, 10, 15))
    assert list(refused.value.errors) == ["retrospective_reason"]
    assert not CaseWarning.objects.exists()
    sign(office, task_of(strand), starts_on=date(2026, 10, 15), retrospective_reason="The old one had run out.")
    text = (
        "The contract began on 15 October 2026, before it was signed on 16 October 2026. Why: The old one had run out."
    )
    assert CaseWarning.objects.get(case=strand.case).text == text


def test_a_term_that_ends_before_it_begins_is_refused(office: Office) -> None:
    strand = awarded(office, regime=Regime.EXEMPT)
    with pytest.raises(RefusedError) as refused:
        sign(office, task_of(strand), ends_on=date(2026, 10, 31))
    assert set(refused.value.errors) == {"ends_on"}


def test_no_signature_before_the_notice_that_is_owed(office: Office) -> None:
    strand = awarded(office)
    with deciding_on(strand.case):
        task = RECORD_ASKS[Step.SIGNATURE].open(strand, AFTER)
    with pytest.raises(RefusedError, match="award notice is not recorded yet") as refused:
        sign(office, task)
    assert refused.value.errors == {}


# Call-in


def call_in(office: Office, task: Ask, at: datetime = AFTER, **changed: Any) -> Execution:
    """Record that nobody called in a decision published on 6 October 2026: its last day is 13 October."""
    told: dict[str, Any] = {"published_on": PUBLISHED, "outcome": CallInOutcome.NOT_CALLED_IN, **changed}
    return record_call_in(task, **told, by=office.recorder, at=at, key=f"call-in {at} {told['outcome']}")


def test_call_in_is_recorded_only_after_its_last_day(office: Office) -> None:
    strand = awarded(office, key_decision=True)
    task = task_of(strand)
    with pytest.raises(RefusedError, match="Call-in runs until 13 October 2026; record the outcome after it."):
        call_in(office, task, datetime(2026, 10, 13, 17, 0, tzinfo=UTC))
    call_in(office, task, datetime(2026, 10, 14, 9, 0, tzinfo=UTC))
    kept = Execution.objects.get(strand=strand)
    assert (kept.call_in_published_on, kept.call_in_ends_on) == (PUBLISHED, date(2026, 10, 13))
    assert task_of(strand).source == f"award/notice/{strand.pk}"


def refer(office: Office, task: Ask, **changed: Any) -> Execution:
    """Record that scrutiny referred the decision back on 12 October 2026."""
    told = {"settled_on": date(2026, 10, 12), "reason": "The wards in the east were not heard.", **changed}
    return call_in(office, task, outcome=CallInOutcome.REFERRED_BACK, **told)


def test_a_decision_referred_back_opens_its_gate_again(office: Office) -> None:
    strand = awarded(office, key_decision=True, regime=Regime.EXEMPT)
    execution = refer(office, task_of(strand))
    gate = Gate.objects.get(strand=strand)
    assert (gate.outcome, gate.closed_at) == (Outcome.RETURNED, None)
    assert gate.reopened == "Called in and referred back: The wards in the east were not heard."
    assert (executed(strand), execution.referred_on) == (Executed.REFERRED_BACK, date(2026, 10, 12))
    assert asked(strand) is None
    with deciding_on(strand.case):
        signature = RECORD_ASKS[Step.SIGNATURE].open(strand, AFTER)
    with pytest.raises(RefusedError, match="called in and referred back"):
        sign(office, signature)


def test_a_referral_says_why_and_changes_nothing_where_it_does_not(office: Office) -> None:
    strand = awarded(office, key_decision=True)
    with pytest.raises(RefusedError) as refused:
        refer(office, task_of(strand), reason=" ")
    assert set(refused.value.errors) == {"reason"}
    assert Gate.objects.get(strand=strand).outcome == Outcome.PASSED


def test_an_award_made_before_tollgate_has_no_gate_to_refer_it_to(office: Office) -> None:
    strand = placed(a_case(office, key_decision=True), Stage.AWARD, State.WAITING)
    with pytest.raises(RefusedError, match="decided before Tollgate") as refused:
        refer(office, task_of(strand))
    assert set(refused.value.errors) == {"outcome"}


def test_only_a_decision_taken_again_is_beyond_call_in(office: Office) -> None:
    strand = awarded(office, key_decision=True)
    with pytest.raises(RefusedError, match="never referred back is open to call-in"):
        call_in(office, task_of(strand), outcome=CallInOutcome.FINAL)


def test_a_signature_before_the_decision_takes_effect_is_refused(office: Office) -> None:
    strand = awarded(office, key_decision=True, regime=Regime.EXEMPT)
    call_in(office, task_of(strand))
    with pytest.raises(RefusedError, match="takes effect on 14 October 2026"):
        sign(office, task_of(strand), signed_on=date(2026, 10, 13))
    sign(office, task_of(strand), signed_on=date(2026, 10, 14))


# Who, and how often


def test_a_closed_task_is_not_answered_again(office: Office) -> None:
    strand = awarded(office, regime=Regime.EXEMPT)
    task = task_of(strand)
    with deciding_on(strand.case):
        close(task, by=None, at=AFTER, as_="stopped")
    with pytest.raises(OvertakenError, match="This task is closed"):
        sign(office, task)


def test_only_the_post_that_is_asked_may_record(office: Office) -> None:
    task = task_of(awarded(office, regime=Regime.EXEMPT))
    for person in (office.commissioner, office.procurement, office.recorder, a_person("Nobody Yet")):
        with pytest.raises(NotAllowedError):
            sign(office, task, by=person)
    task.refresh_from_db()
    assert task.open


def test_the_same_key_records_once(office: Office) -> None:
    strand = awarded(office, regime=Regime.EXEMPT)
    task = task_of(strand)
    sign(office, task)
    with pytest.raises(RepeatedError) as repeated:
        sign(office, task)
    assert repeated.value.entry == Entry.objects.get(key="signature")
    with pytest.raises(KeyReusedError):
        sign(office, task, executed_as=ExecutedAs.UNDER_HAND)
