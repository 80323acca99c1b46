"""What is recorded after the decision to award: call-in, the contract award notice, the signature."""

from __future__ import annotations

from datetime import date, datetime

from accounts.authority import require
from accounts.models import Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.asks.opening import close
from commissioning.award import timing
from commissioning.award.kinds import CallInOutcome, ExecutedAs
from commissioning.award.models import Execution
from commissioning.award.owing import execution_of, owed_by, so_far
from commissioning.award.timing import Flaw
from commissioning.case.models import CaseWarning
from commissioning.case.ports import moved
from commissioning.errors import RefusedError
from commissioning.gates.tiers import reopen
from commissioning.verbs import Verb
from commissioning.vocabulary import Regime

RETROSPECTIVE = "retrospective_start"


def record_call_in(  # noqa: PLR0913 - what is known of a call-in
    task: Ask,
    *,
    published_on: date,
    outcome: CallInOutcome,
    settled_on: date | None = None,
    reason: str = "",
    by: Person,
    at: datetime,
    key: str,
) -> Execution:
    """Record what came of call-in, so that a key decision can be carried out (Local Government Act 2000 s.9F).

    A decision that is referred back goes back to its record and its gate, to be decided again. Raises RefusedError
    while call-in still runs, for a referral without its reason, and for one of a decision made before Tollgate.
    """
    asked = {"ask": task.pk, "published_on": published_on, "outcome": str(outcome), "settled_on": settled_on}
    asked["reason"] = reason
    with deciding(Verb.CALL_IN_RECORDED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        holding = _require(task, Right.RECORD_CALL_IN, by=by, at=at)
        execution = _execution(task)
        _refuse(timing.flaw_in_call_in(published_on, outcome, settled_on, so_far=so_far(execution), today=day_of(at)))
        execution.call_in_published_on, execution.call_in_outcome = published_on, outcome
        execution.call_in_ends_on = timing.last_day_of_call_in(published_on, outcome, settled_on)
        execution.save(update_fields=["call_in_published_on", "call_in_outcome", "call_in_ends_on"])
        if outcome == CallInOutcome.REFERRED_BACK:
            _refer_back(execution, settled_on, reason)
        decision.reason = reason.strip()
        decision.about(outcome=str(outcome), published_on=published_on, ends_on=execution.call_in_ends_on)
        _finish(decision, task, holding, by=by, at=at)
    return execution


def _refer_back(execution: Execution, referred_on: date | None, reason: str) -> None:
    if execution.decided_on is None:
        raise RefusedError(
            "This award was decided before Tollgate, so there is no gate here to refer it back to. "
            "Ask the commissioner to take the case back to an earlier stage.",
            {"outcome": ["Choose another, or take the case back."]},
        )
    execution.referred_on = referred_on
    execution.save(update_fields=["referred_on"])
    reopen(execution.strand, f"Called in and referred back: {require_reason(reason)}")


def record_award_notice(
    task: Ask, *, number: str, published_on: date, summaries_sent_on: date, by: Person, at: datetime, key: str
) -> Execution:
    """Record that the contract award notice was published, which starts the standstill (Procurement Act 2023 ss.50-51).

    Raises RefusedError where the assessment summaries went out later, or a key decision has not taken effect.
    """
    asked = {
        "ask": task.pk,
        "number": number,
        "published_on": published_on,
        "summaries_sent_on": summaries_sent_on,
    }
    with deciding(Verb.AWARD_NOTICE_RECORDED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        holding = _require(task, Right.RECORD_NOTICE, by=by, at=at)
        execution, owes = _execution(task), owed_by(task.strand)
        _refuse(
            timing.flaw_in_notice(
                published_on, summaries_sent_on, owes=owes, so_far=so_far(execution), today=day_of(at)
            )
        )
        execution.award_notice_number, execution.award_notice_published_on = number.strip(), published_on
        execution.summaries_sent_on = summaries_sent_on
        execution.standstill_ends_on = timing.ends_of_standstill(published_on, owes)
        execution.save(
            update_fields=[
                "award_notice_number",
                "award_notice_published_on",
                "summaries_sent_on",
                "standstill_ends_on",
            ]
        )
        decision.about(
            number=execution.award_notice_number,
            published_on=published_on,
            standstill_ends_on=execution.standstill_ends_on,
        )
        _finish(decision, task, holding, by=by, at=at)
    return execution


def record_signature(  # noqa: PLR0913 - what is known of an executed contract
    task: Ask,
    *,
    signed_on: date,
    executed_as: ExecutedAs,
    starts_on: date,
    ends_on: date,
    conflicts_reconfirmed: bool | None = None,
    retrospective_reason: str = "",
    by: Person,
    at: datetime,
    key: str,
) -> Execution:
    """Record that the contract was executed, which starts the clock of the contract details notice (s.53).

    Raises RefusedError during the standstill or call-in, and where the contract award notice is owed and missing;
    while the conflicts assessment is not true any more, and under the Act where nobody says that it is (s.83); and of a
    contract that began before it was signed, where nobody says why.
    """
    asked: dict[str, object] = {"ask": task.pk, "signed_on": signed_on, "executed_as": str(executed_as)}
    asked |= {"starts_on": starts_on, "ends_on": ends_on}
    asked |= {} if conflicts_reconfirmed is None else {"conflicts_reconfirmed": conflicts_reconfirmed}
    asked |= {"retrospective_reason": retrospective_reason} if retrospective_reason else {}
    with deciding(Verb.CONTRACT_SIGNED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        holding = _require(task, Right.RECORD_SIGNATURE, by=by, at=at)
        execution = _execution(task)
        _refuse(
            timing.flaw_in_signature(signed_on, owes=owed_by(task.strand), so_far=so_far(execution), today=day_of(at))
        )
        _refuse(timing.flaw_in_term(starts_on, ends_on))
        _refuse(timing.flaw_in_begin(starts_on, signed_on, retrospective_reason))
        _refuse(timing.flaw_in_assessment(still_true=conflicts_reconfirmed, owed=task.case.regime == Regime.PA2023))
        execution.signed_on, execution.executed_as = signed_on, executed_as
        execution.starts_on, execution.ends_on = starts_on, ends_on
        execution.conflicts_reconfirmed = conflicts_reconfirmed
        execution.save(update_fields=["signed_on", "executed_as", "starts_on", "ends_on", "conflicts_reconfirmed"])
        _warn_of_early_start(decision, execution, retrospective_reason.strip())
        decision.about(signed_on=signed_on, executed_as=str(executed_as), starts_on=starts_on, ends_on=ends_on)
        _finish(decision, task, holding, by=by, at=at)
    return execution


def _require(task: Ask, right: Right, *, by: Person, at: datetime) -> Holding:
    require_open(task)
    task.strand.case = task.case
    return require(by, right, on=task, at=at)


def _execution(task: Ask) -> Execution:
    """Return the strand's execution as it stands now that the case is locked."""
    return execution_of(task.strand)


def _refuse(flaw: Flaw | None) -> None:
    if flaw is not None:
        raise RefusedError(flaw.words, {flaw.field: [flaw.words]} if flaw.field else {})


def _warn_of_early_start(decision: Decision, execution: Execution, reason: str) -> None:
    """Make a contract that began before it was signed impossible to miss: retrospective approval is what it is."""
    if execution.starts_on is None or execution.signed_on is None or execution.starts_on >= execution.signed_on:
        return
    began, signed = timing.day(execution.starts_on), timing.day(execution.signed_on)
    decision.reason = reason
    decision.about(retrospective=True)
    text = f"The contract began on {began}, before it was signed on {signed}. Why: {reason}"
    CaseWarning(case=execution.strand.case, code=RETROSPECTIVE, text=text).save()


def _finish(decision: Decision, task: Ask, holding: Holding, *, by: Person, at: datetime) -> None:
    decision.acting(holding.title, holding.on_behalf_of)
    decision.about(stage=task.stage, strand=task.strand.number, **task.strand.named, task=task.title)
    close(task, by=by, at=at, as_="recorded")
    moved(task.case, at)
