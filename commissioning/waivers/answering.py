"""Answering a waiver: advice by Procurement and Legal, then whoever approves it. What is asked, and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.db.models import Q

from accounts.models import Holding, Person
from accounts.rights import Role
from accounts.rules import day_of, pounds
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_holder, require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.asks.opening import close
from commissioning.award.decisions import RETROSPECTIVE
from commissioning.case.models import Case, CaseWarning, Strand
from commissioning.errors import OvertakenError, RefusedError
from commissioning.records.asks import RecordAsk, register
from commissioning.telling.outbox import tell
from commissioning.timetable.calendar import england_calendar
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind
from commissioning.waivers import rules
from commissioning.waivers.approvers import adviser, require_approver
from commissioning.waivers.earlier import one_at_a_time, weigh
from commissioning.waivers.forms import AdviceForm, DecisionForm
from commissioning.waivers.kinds import WAITING, WaiverAction, WaiverState
from commissioning.waivers.models import Waiver, WaiverAnswer, WaiverText
from commissioning.waivers.reading import read_again, told
from commissioning.waivers.terms import ADVICE_DAYS, ADVISERS, DECISION_DAYS, ORAL_DAYS


def waiver_of(task: Ask) -> Waiver:
    """Return the waiver that a task is about, with its case as the task holds it."""
    waiver = Waiver.objects.select_related("text").get(pk=int(task.source.rpartition("/")[2]))
    waiver.case = task.case
    return waiver


def advise(task: Ask, *, reason: str, digest: str, by: Person, at: datetime, key: str) -> None:
    """Give advice on a waiver. Once all advice is in, whoever approves it is asked."""
    asked = {"ask": task.pk, "reason": reason, "digest": digest}
    with deciding(Verb.WAIVER_ADVISED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        waiver, holding = _answerable(decision, task, digest, by, at)
        said = require_reason(reason, "Say what you advise.")
        _answer(waiver, WaiverAnswer(action=WaiverAction.ADVISE, person=by, reason=said), decision, holding)
        close(task, by=by, at=at, as_="advice given")
        _go_on(waiver, at)


def decide(task: Ask, *, answer: WaiverAction, reason: str, digest: str, by: Person, at: datetime, key: str) -> None:
    """Approve a waiver or refuse it, which also confirms an oral approval or denies it.

    Raises OvertakenError for another text or one that was answered, RefusedError where the Act has come to cover it or
    earlier waivers now take it over what this post may approve, NotAllowedError where over this person's own limit.
    """
    verb = Verb.WAIVER_APPROVED if answer == WaiverAction.APPROVE else Verb.WAIVER_REFUSED
    asked = {"ask": task.pk, "answer": str(answer), "reason": reason, "digest": digest}
    with deciding(verb, task.case, by=by, at=at, key=key, asked=asked) as decision:
        waiver, holding = _answerable(decision, task, digest, by, at)
        said = require_reason(reason)
        if answer == WaiverAction.APPROVE:
            holding = _still_theirs(waiver, task, by, at)
            _approve(waiver, said, at)
        else:
            waiver.state, waiver.counted_on = WaiverState.REFUSED, None
        decision.acting(holding.title, holding.on_behalf_of)
        waiver.decided_at = at
        waiver.save()
        _answer(waiver, WaiverAnswer(action=answer, person=by, reason=said), decision, holding)
        close(task, by=by, at=at, as_=waiver.get_state_display().lower())
        _tell_author(waiver, said, at)


def _answerable(decision: Decision, task: Ask, digest: str, by: Person, at: datetime) -> tuple[Waiver, Holding]:
    """Return the waiver of a task that this person may answer, having read the very text that was handed in."""
    require_open(task)
    holding = require_holder(by, task, at=at)
    waiver = waiver_of(task)
    read_again(waiver)
    if waiver.text.digest != digest:
        raise OvertakenError("This is not the text that was handed in. Open the task again, read it, then answer.")
    decision.acting(holding.title, holding.on_behalf_of)
    decision.about(stage=task.stage, task=task.title)
    return waiver, holding


def _answer(waiver: Waiver, answer: WaiverAnswer, decision: Decision, holding: Holding) -> None:
    """Write an answer, bound to the text that it was given to."""
    answer.waiver, answer.digest, answer.at = waiver, waiver.text.digest, decision.at
    answer.capacity, answer.on_behalf_of, answer.principal = holding.title, holding.on_behalf_of, holding.principal
    answer.save()
    decision.reason = answer.reason
    decision.about(**told(waiver), digest=answer.digest)


def _still_theirs(waiver: Waiver, task: Ask, by: Person, at: datetime) -> Holding:
    """Return the holding in which its approver may approve what it counts now.

    That may have grown since it was handed in, beyond their post's power or their own limit, and the law that bears on
    the case may have changed.
    """
    one_at_a_time(waiver.case)
    weighed = weigh(waiver, at)
    if weighed.law.refusal:
        raise RefusedError(weighed.law.refusal)
    lowest = rules.approvers_for(weighed.amount)[0]
    if rules.place_of(lowest.role) > rules.place_of(waiver.role):
        raise RefusedError(
            f"With the others of twelve months for the same need or supplier this now counts {pounds(weighed.amount)}, "
            f"which takes: {lowest.power}. Refuse it: it can then be drafted anew for them."
        )
    return require_approver(waiver, weighed.amount, task.post, by, at)


def _approve(waiver: Waiver, reason: str, at: datetime) -> None:
    if waiver.state == WaiverState.SUBMITTED and rules.begun(waiver, day_of(at)):
        waiver.retrospective = True
        waiver.retrospective_reason = waiver.retrospective_reason or reason
    waiver.state = WaiverState.APPROVED
    waiver.counted_on = day_of(at)
    if waiver.retrospective:
        words = f"The waiver {waiver.reference} was approved in retrospect: {waiver.retrospective_reason}"
        CaseWarning(case=waiver.case, code=RETROSPECTIVE, text=words).save()


def _tell_author(waiver: Waiver, reason: str, at: datetime) -> None:
    """Tell whoever drafted it, and who leads the case."""
    people = {person.pk: person for person in (waiver.drafted_by, waiver.case.commissioner) if person}
    state = str(waiver.get_state_display()).lower()
    until = (
        f" It may be relied upon until {waiver.expires_on:%-d %B %Y}." if waiver.state == WaiverState.APPROVED else ""
    )
    tell(
        people.values(),
        case=waiver.case,
        event=f"waiver/{state}/{waiver.pk}",
        subject=f"{waiver.case.reference}: the waiver {waiver.reference} is {state}",
        text=f"{waiver.case.title}: the waiver {waiver.reference} is {state}.{until} {reason}",
        at=at,
    )


def approved_before(case: Case, person: Person) -> list[str]:
    """Return which waivers of a case a person approved, in words: such an approval stands, and the case says so."""
    approved = WaiverAnswer.objects.filter(waiver__case=case, action=WaiverAction.APPROVE)
    theirs = approved.filter(Q(person=person) | Q(principal=person)).values_list("waiver__reference", flat=True)
    orally = Waiver.objects.filter(case=case, state=WaiverState.ORAL, oral_by=person).order_by("number")
    return [
        *(f"approved the waiver {reference}" for reference in theirs.order_by("pk")),
        *(f"approved the waiver {reference} orally" for reference in orally.values_list("reference", flat=True)),
    ]


def lapse_advice(waiver: Waiver, *, at: datetime) -> None:
    """Go on without advice that was due before today, so that no waiver waits for silence."""
    key = f"waiver/lapse/{waiver.pk}/{waiver.case.head_number}"
    with deciding(Verb.WAIVER_ADVICE_LAPSED, waiver.case, by=None, at=at, key=key) as decision:
        read_again(waiver)
        silent = [task for task in advice_asked(waiver) if task.due_on < day_of(at)]
        if not silent:
            raise OvertakenError("No advice is overdue on this waiver.")
        for task in silent:
            close(task, by=None, at=at, as_="no advice given")
        decision.about(stage=waiver.case.stage, **told(waiver), posts=[task.post.title for task in silent])
        _go_on(waiver, at)


def advice_asked(waiver: Waiver) -> list[Ask]:
    """Return what is still asked of advisers on a waiver."""
    sources = [ADVICE[role].source_of(waiver.pk) for role in ADVISERS]
    found = Ask.objects.filter(source__in=sources, closed_at=None).select_related("post__body", "strand")
    return list(found.order_by("pk"))


def no_longer_asked(waiver: Waiver, at: datetime, *, as_: str) -> None:
    """Close whatever is still asked about a waiver."""
    sources = [found.source_of(waiver.pk) for found in (*ADVICE.values(), DECISION)]
    for task in Ask.objects.filter(source__in=sources, closed_at=None).order_by("pk"):
        close(task, by=None, at=at, as_=as_)


def _go_on(waiver: Waiver, at: datetime) -> None:
    if waiver.state in WAITING and not advice_asked(waiver):
        ask_decision(waiver, at)


def ask_advice(waiver: Waiver, at: datetime) -> bool:
    """Ask Procurement and Legal for advice. Returns whether anybody was there to be asked."""
    asked = [_ask_adviser(waiver, role, at) for role in ADVISERS]
    return any(asked)


def _ask_adviser(waiver: Waiver, role: Role, at: datetime) -> bool:
    if not adviser(waiver, role, at):
        return False
    asked = replace(ADVICE[role], title=f"{ADVICE[role].title} {waiver.reference}")
    asked.open(_strand(waiver), at, scope=waiver.scope, about=waiver.pk, amount=waiver.amount)
    return True


def ask_decision(waiver: Waiver, at: datetime) -> None:
    """Ask whoever approves a waiver of this amount to decide it, or to confirm what was approved orally."""
    oral = waiver.state == WaiverState.ORAL
    title = f"{CONFIRM if oral else DECISION.title} {waiver.reference}"
    due_on = england_calendar().add_working_days(day_of(at), ORAL_DAYS if oral else DECISION_DAYS)
    asked = replace(DECISION, title=title, role=Role(waiver.role))
    asked.open(_strand(waiver), at, due_on=due_on, scope=waiver.scope, about=waiver.pk, amount=waiver.amount)


def _strand(waiver: Waiver) -> Strand:
    strand = Strand.objects.filter(case=waiver.case).order_by("number")[0]
    strand.case = waiver.case
    return strand


def the_text(task: Ask, _today: date) -> Mapping[str, object]:
    """The digest of the text that is answered, and no usual answer."""
    return {"digest": WaiverText.objects.get(waiver=int(task.source.rpartition("/")[2])).digest}


CONFIRM: Final = "Confirm the oral approval of the waiver"
ADVICE: Final = {
    role: register(
        RecordAsk(
            source=f"waiver/{role}",
            title="Give advice on the waiver",
            why="a rule of the council’s contract rules is to be waived. Your advice goes to whoever decides.",
            role=role,
            form=AdviceForm,
            record=advise,
            defaults=the_text,
            working_days=ADVICE_DAYS,
            kind=AskKind.CONSULT,
        )
    )
    for role in ADVISERS
}
DECISION: Final = register(
    RecordAsk(
        source="waiver/decision",
        title="Decide on the waiver",
        why="a rule of the council’s contract rules is to be waived, and what it counts takes your post to decide.",
        role=Role.CORPORATE_DIRECTOR,
        form=DecisionForm,
        record=decide,
        defaults=the_text,
        working_days=DECISION_DAYS,
        kind=AskKind.DECIDE,
    )
)
