"""What the law asks of a case, by its regime and the day its procurement commenced, with the days that are known.

Where no rules are held for the regime there are none to show, and that is said; another regime's are never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.rules import day_of
from commissioning.award.models import AwardRecord, Execution
from commissioning.case.models import Case, Strand
from commissioning.case.rules import POUNDS
from commissioning.gates.models import Gate
from commissioning.joining.light_touch import Stated, light_touch_of, stated_in
from commissioning.joining.models import JoiningRecord
from commissioning.notices.models import Notice
from commissioning.tender.kinds import Procedure
from commissioning.tender.models import TenderRecord
from commissioning.timetable.calendar import statutory_calendar
from commissioning.timetable.duties import Duty, DutyKey, Facts
from commissioning.timetable.statutes import duties_for, rules_held
from commissioning.timetable.thresholds import ThresholdKind, is_above_threshold, kind_of, threshold
from commissioning.vocabulary import Lane, LinkKind, Outcome, Regime, Stage, State

WITHOUT_COMPETITION = (Procedure.DIRECT_AWARD, Procedure.FRAMEWORK)
CALL_OFFS = (Procedure.FRAMEWORK, Procedure.DYNAMIC_MARKET)


@dataclass(frozen=True)
class Owed:
    """One duty of a case. `due_on` is its last day where the day it counts from is known, `done_on` when it was met.

    `strand` numbers the part of the case that the days belong to; None for the case as a whole.
    """

    duty: Duty
    due_on: date | None = None
    done_on: date | None = None
    strand: int | None = None


@dataclass(frozen=True)
class Statutory:
    """The duties of a case. `held` is False where no rules are held for its regime.

    `below` is the threshold from which the duties of covered procurements apply, in pounds with VAT, where the case is
    known to be worth less although its regime is theirs, and `of_what` it is the threshold. `between` are that of most
    goods and services and that of light touch, where the case lies between them and nobody has said yet which it is.
    """

    held: bool
    duties: Sequence[Owed] = ()
    below: Decimal | None = None
    of_what: str = ""
    between: tuple[Decimal, Decimal] | None = None


def statutory(case: Case, today: date | None = None) -> Statutory:
    """Return what the law asks of a case. With `today` a standstill that is over counts as kept."""
    if not rules_held(case.regime):
        return Statutory(held=False)
    commenced_on = case.commenced_on or day_of(case.opened_at)
    stated = stated_in(case)
    light = light_touch_of(case, stated)
    kind = kind_of(case.cpv, light_touch=bool(light))
    duties = duties_for(case.regime, commenced_on, facts_of(case, commenced_on, stated))
    executions = list(Execution.objects.filter(strand__case=case).select_related("strand").order_by("strand__number"))
    done = done_as_one(case)
    return Statutory(
        held=True,
        duties=[owed for duty in duties for owed in _owed(duty, executions, today, done.get(duty.key))],
        below=_threshold_above(case, kind, commenced_on),
        of_what=OF_WHAT[kind],
        between=_thresholds_around(case, commenced_on) if light is None else None,
    )


def _threshold_above(case: Case, kind: ThresholdKind, commenced_on: date) -> Decimal | None:
    limit, gross = threshold(kind, commenced_on), case.value_gross
    covered = case.regime == Regime.PA2023 and case.currency == POUNDS
    return limit if covered and limit is not None and gross is not None and gross < limit else None


def _thresholds_around(case: Case, commenced_on: date) -> tuple[Decimal, Decimal] | None:
    """The threshold that a case is worth as much as, and that of light touch, which it would be below."""
    lower = threshold(kind_of(case.cpv, light_touch=False), commenced_on)
    upper = _threshold_above(case, ThresholdKind.LIGHT_TOUCH, commenced_on)
    return (lower, upper) if lower and upper and case.value_gross and case.value_gross >= lower else None


def done_as_one(case: Case) -> dict[DutyKey, date]:
    """What a case does once for all its parts, with the day: what a gate agreed stood at its gate on that day."""
    gates = list(Gate.objects.filter(strand__case=case).order_by("pk"))
    agreed_at = AGREED_BY_JOINING if case.lane == Lane.JOINING else AGREED_AT
    agreed = [(stage, gate.closed_at) for gate in gates if gate.outcome == Outcome.PASSED for stage in gate.stages]
    done = {key: day_of(at) for stage, at in agreed for key in agreed_at.get(stage, ()) if at}
    done |= _published(case, run_here={stage for gate in gates for stage in gate.stages})
    if Strand.objects.filter(case=case, stage=Stage.TENDER).exclude(state__in=(State.STOPPED, State.CLOSED)).exists():
        # A part is tendered, perhaps again: what was done for it before is done no more.
        done = {key: day for key, day in done.items() if key not in OF_A_TENDER}
    return done


def _published(case: Case, run_here: Collection[Stage]) -> dict[DutyKey, date]:
    """The day of each notice: as an award's gate agreed, else of the first of its kind that the case was made from.

    What was published before a stage was run here, perhaps again, says nothing of what that stage owes now.
    """
    found: dict[DutyKey, date] = {}
    for tags, at in Notice.objects.filter(case=case).order_by("published_at").values_list("tags", "published_at"):
        for tag in tags:
            key, stage = BY_TAG.get(tag, (None, None))
            if key is not None and stage not in run_here:
                found.setdefault(key, day_of(at))
    passed = Gate.objects.filter(strand__case=case, stage=Stage.AWARD, outcome=Outcome.PASSED)
    records = AwardRecord.objects.filter(strand__in=passed.values("strand"), tender_notice_on__isnull=False)
    newest = records.order_by("-tender_notice_on").values_list("tender_notice_on", flat=True).first()
    return {**found, DutyKey.TENDER_NOTICE: newest} if newest else found


OF_WHAT = {
    ThresholdKind.GOODS_AND_SERVICES: "most goods and services",
    ThresholdKind.WORKS: "works",
    ThresholdKind.LIGHT_TOUCH: "light touch services",
}
OF_A_TENDER = (DutyKey.CONFLICTS_ASSESSMENT, DutyKey.TENDER_NOTICE)
BY_TAG = {
    "tender": (DutyKey.TENDER_NOTICE, Stage.TENDER),
    "award": (DutyKey.CONTRACT_AWARD_NOTICE, Stage.AWARD),
    "contract": (DutyKey.CONTRACT_DETAILS_NOTICE, Stage.AWARD),
}
# The gates that agree to a text in which a duty is met.
AGREED_AT = {Stage.SOCIAL_VALUE: (DutyKey.SOCIAL_VALUE,), Stage.TENDER: (DutyKey.CONFLICTS_ASSESSMENT,)}
AGREED_BY_JOINING = {Stage.NEEDS: (DutyKey.SOCIAL_VALUE, DutyKey.CONFLICTS_ASSESSMENT)}


def facts_of(case: Case, commenced_on: date, stated: Stated) -> Facts:
    """Return what decides which duties a case has, from its records; what is not known yet owes the most."""
    joining = next((one for one in stated if isinstance(one, JoiningRecord)), None)
    procedures = {one.procedure for one in stated if isinstance(one, TenderRecord)}
    calls_off = joining.calls_off if joining else bool(procedures) and procedures <= set(CALL_OFFS)
    gross = case.value_gross
    notifiable = gross is None or is_above_threshold(gross, ThresholdKind.NOTIFIABLE, commenced_on) is not False
    return Facts(
        light_touch=bool(light_touch_of(case, stated)),
        key_decision=case.key_decision,
        call_off=calls_off or case.links.filter(kind=LinkKind.CALL_OFF_UNDER).exists(),
        competitive=not procedures or not procedures <= set(WITHOUT_COMPETITION),
        notifiable=notifiable,
        advertised=case.lane != Lane.FAST,  # suppliers were asked by name
    )


def _owed(duty: Duty, executions: Sequence[Execution], today: date | None, done_on: date | None) -> list[Owed]:
    """A duty once for each strand that has days for it; once for the case where none has."""
    found = [_on(duty, execution, today) for execution in executions]
    known = [owed for owed in found if owed.due_on or owed.done_on]
    if done_on and all(owed.done_on is None for owed in known):
        return [Owed(duty, done_on=done_on)]
    return known or [Owed(duty)]


def _on(duty: Duty, execution: Execution, today: date | None) -> Owed:
    due_on, done_on = DAYS.get(duty.key, _no_days)(duty, execution)
    if duty.key == DutyKey.STANDSTILL and due_on and (execution.signed_on or (today and due_on < today)):
        done_on = due_on
    return Owed(duty, due_on, done_on, execution.strand.number)


Days = tuple[date | None, date | None]


def _no_days(_duty: Duty, _execution: Execution) -> Days:
    return None, None


def _call_in(_duty: Duty, execution: Execution) -> Days:
    return None, execution.call_in_ends_on


def _award_notice(_duty: Duty, execution: Execution) -> Days:
    return None, execution.award_notice_published_on


def _standstill(_duty: Duty, execution: Execution) -> Days:
    return execution.standstill_ends_on, None


def _details(duty: Duty, execution: Execution) -> Days:
    return (duty.date_from(execution.signed_on, statutory_calendar()) if execution.signed_on else None), None


DAYS: Mapping[DutyKey, Callable[[Duty, Execution], Days]] = {
    DutyKey.CALL_IN: _call_in,
    DutyKey.CONTRACT_AWARD_NOTICE: _award_notice,
    DutyKey.STANDSTILL: _standstill,
    DutyKey.CONTRACT_DETAILS_NOTICE: _details,
}
