"""Conditions of a decision: set, met with evidence, confirmed by whoever set them, or waived with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Final

from accounts.authority import Over, eligible, require
from accounts.exclusions import end_exclusions, exclusion
from accounts.models import Holding, Person, Post
from accounts.rights import Right, Role
from accounts.rules import day, day_of
from accounts.succession import heir_of
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import RIGHT_OF_KIND, require_holder, require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.asks.opening import ask, close, close_source
from commissioning.case.models import Case, Strand
from commissioning.conditions.kinds import UNMET, ConditionState
from commissioning.conditions.models import Condition
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.combining import told_of
from commissioning.gates.models import Seat, SignOff
from commissioning.gates.submitting import current_gate
from commissioning.meetings.forms import ConfirmForm, EvidenceForm
from commissioning.meetings.kinds import AGREEING, Confirmed
from commissioning.meetings.models import MeetingDecision
from commissioning.records.asks import RecordAsk, register
from commissioning.telling.outbox import tell
from commissioning.timetable.calendar import england_calendar
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind, Duties, Outcome, Stage, State

CONFIRMING_DAYS: Final = 5
MEET, CONFIRM = "condition/meet", "condition/confirm"
COLUMNS = [field.name for field in Condition._meta.concrete_fields if field.name not in ("id", "case")]


@dataclass(frozen=True)
class Wanted:
    """A condition to set: what is to be done, by which post, by when, and which stage's gate looks for it."""

    text: str
    post: Post
    due_on: date
    stage: Stage

    def asked(self) -> dict[str, object]:
        """The condition as a request, so that a repeat is known from another."""
        return {"text": self.text, "post": self.post.pk, "due_on": self.due_on, "stage": str(self.stage)}


def source_in_words(made: MeetingDecision) -> str:
    """Return which decision it is, in words: the body, its meeting and the minute."""
    return f"{made.meeting.decider}, meeting of {day(made.meeting.held_on)}, minute {made.minute}"


def owners_of(case: Case) -> list[Post]:
    """Return the posts that can be asked to meet a condition of a case, by their bodies and roles."""
    over = Post.objects.filter(
        group__bodygrouppermission__permission__codename=Right.RECORD_EVENT, body__closed_on=None
    )
    reach = over.filter(group__bodygrouppermission__content_object__in=_reaching(case))
    return list(reach.select_related("body").distinct().order_by("body__name", "role"))


def _reaching(case: Case) -> list[int]:
    """The bodies of a case, and those they belong to."""
    parents = [owner.body.parent_id for owner in case.owners.select_related("body")]
    return [*case.bodies, *(parent for parent in parents if parent)]


def add(made: MeetingDecision, wanted: Wanted, *, by: Person, at: datetime, key: str) -> Condition:
    """Add a condition to a decision that a meeting took. Its owner is asked to meet it.

    Raises RefusedError for a decision that agreed nothing, and for a gate that looks for nothing any more.
    """
    asked = {"decision": made.pk, **wanted.asked()}
    with deciding(Verb.CONDITION_ADDED, made.case, by=by, at=at, key=key, asked=asked) as decision:
        case = made.case
        holding = require(by, Right.RECORD_MEETING, on=Over(case.bodies, scopes=case.scopes), at=at)
        made.sign_off = SignOff.objects.select_related("seat__gate__strand").get(pk=made.sign_off_id)
        [condition] = attach(decision, made, [wanted])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**told_of(made.sign_off.seat.gate), **told(condition))
    return condition


def attach(decision: Decision, made: MeetingDecision, wanted: Sequence[Wanted]) -> list[Condition]:
    """Attach conditions to a decision, within the one that records it."""
    if wanted and made.result not in AGREEING:
        raise RefusedError("Only what was agreed can be agreed under conditions. Leave them out.")
    return [_attach(decision, made, one) for one in wanted]


def _attach(decision: Decision, made: MeetingDecision, wanted: Wanted) -> Condition:
    gate = made.sign_off.seat.gate
    _check(made.case, wanted, Stage(gate.stage), day_of(decision.at))
    _require_still_looked_for(gate.strand, wanted.stage)
    condition = Condition(
        case=made.case,
        strand=gate.strand,
        sign_off=made.sign_off,
        number=Condition.objects.filter(case=made.case).count() + 1,
        text=wanted.text.strip(),
        source=source_in_words(made),
        post=wanted.post,
        due_on=wanted.due_on,
        stage=wanted.stage,
    )
    condition.save()
    _ask_owner(condition, gate.strand, decision.at)
    return condition


def _check(case: Case, wanted: Wanted, decided_at: Stage, today: date) -> None:
    if not wanted.text.strip():
        _refuse("condition", "Say what is to be done.")
    if wanted.stage.number <= decided_at.number:
        words = f"It is looked for at a later gate than the one of {decided_at.label.lower()}. Choose another."
        _refuse("condition_stage", words)
    if Stage(case.stage).number > wanted.stage.number:
        words = f"The case has passed {wanted.stage.label.lower()}, so that gate looks for nothing. Choose a later one."
        _refuse("condition_stage", words)
    if wanted.due_on < today:
        _refuse("condition_due_on", "This day has passed. Enter one that is still to come.")
    if wanted.post.pk not in {post.pk for post in owners_of(case)}:
        _refuse("condition_post", f"The {wanted.post.title} cannot record anything on this case. Choose another post.")


def _require_still_looked_for(strand: Strand, stage: Stage) -> None:
    """Raise RefusedError where a part that goes on from a strand lies at the gate of a stage, or has left it."""
    there = Strand.objects.filter(case=strand.case_id, stage=stage).exclude(state=State.STOPPED)
    for part in there.select_related("origin__origin").order_by("number"):
        gate = current_gate(part) if strand.pk in part.lineage else None
        if gate is not None and gate.outcome != Outcome.RETURNED:
            of_part = f" of {part.part}" if part.part else ""
            now = "is over" if gate.outcome else "is being answered"
            words = f"The gate of {stage.label.lower()}{of_part} {now}, so it looks for nothing more."
            _refuse("condition_stage", f"{words} Choose a later one.")


def _refuse(field: str, words: str) -> None:
    raise RefusedError(words, {field: [words]})


def replace_earlier(seat: Seat, at: datetime) -> list[Condition]:
    """Let a new decision at a seat replace what earlier ones there were subject to. Inside an open decision.

    Earlier ones are also those of an attempt before, at the seat of the same rule.
    """
    gate = seat.gate
    there = {"rule": seat.rule_id, "gate__sequence": gate.sequence, "gate__strand__in": _attempts(gate.strand)}
    seats = Seat.objects.filter(**there)
    found = list(Condition.objects.filter(sign_off__seat__in=seats, state__in=UNMET).order_by("number"))
    for condition in found:
        _end(condition, ConditionState.REPLACED, None, at, as_="replaced by a later decision")
    return found


def _attempts(strand: Strand) -> list[int]:
    """A strand and those it alone goes on from: what was decided of several parts stands for the others."""
    lineage = strand.lineage
    others = Strand.objects.filter(origin__in=lineage).exclude(pk__in=lineage)
    shared = set(others.values_list("origin", flat=True))
    return list(takewhile(lambda found: found not in shared, lineage))


def ask_again(strand: Strand, at: datetime) -> None:
    """Ask anew what the attempts before were agreed under, is unmet, and was no longer asked once they had stopped."""
    asked = Ask.objects.filter(case=strand.case_id, closed_at=None, source__startswith="condition/")
    waiting = {int(source.rpartition("/")[2]) for source in asked.values_list("source", flat=True)}
    found = Condition.objects.filter(strand__in=strand.lineage[1:], state__in=UNMET).exclude(pk__in=waiting)
    for condition in found.select_related("post__body", "sign_off__seat__post__body").order_by("number"):
        condition.case = strand.case
        ask_for = _ask_owner if condition.state == ConditionState.OPEN else _ask_setter
        ask_for(condition, strand, at)


def _ask_owner(condition: Condition, strand: Strand, at: datetime) -> None:
    due_on = max(condition.due_on, day_of(at))
    opened = ask(
        strand,
        condition.post,
        AskKind.RECORD,
        title=f"Meet a condition: {condition.reference}",
        source=f"{MEET}/{condition.pk}",
        due_on=due_on,
        at=at,
    )
    _tell(opened, f"a condition is yours to meet: {condition.text}", at)


def _tell(opened: Ask, words: str, at: datetime) -> None:
    case = opened.case
    tell(
        eligible(opened.post, on=opened, at=at),
        case=case,
        ask=opened,
        event=f"ask/{opened.pk}",
        subject=f"{case.reference}: {opened.title[:1].lower()}{opened.title[1:]}",
        text=f"{case.title} ({case.reference}): {words} Please answer by {day(opened.due_on)}.",
        at=at,
    )


def condition_of(task: Ask) -> Condition:
    """Return the condition that a task is about, as it stands now that the case is locked."""
    condition = Condition.objects.select_related(
        "sign_off__seat__gate__policy", "sign_off__seat__post__body", "post__body"
    ).get(pk=int(task.source.rpartition("/")[2]))
    condition.case = task.strand.case = task.case
    return condition


def claim(task: Ask, *, evidence: str, by: Person, at: datetime, key: str) -> None:
    """Say with evidence that a condition is met. Whoever set it is asked to confirm; nobody confirms their own."""
    asked = {"ask": task.pk, "evidence": evidence}
    with deciding(Verb.CONDITION_CLAIMED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        condition = condition_of(task)
        condition.evidence = require_reason(evidence, "Say what was done, and where that can be seen.")
        condition.state, condition.met_by, condition.met_at = ConditionState.CLAIMED, by, at
        condition.save(update_fields=["evidence", "state", "met_by", "met_at"])
        keep_apart(condition, (by, holding.principal), at, source=condition.scope)
        close(task, by=by, at=at, as_="said to be met")
        _ask_setter(condition, task.strand, at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(stage=task.stage, **task.strand.named, task=task.title, **told(condition))
        files = [file.document for file in condition.files.select_related("document").order_by("pk")]
        named = [{"name": file.name, "sha256": file.sha256} for file in files]
        decision.about(evidence=condition.evidence, **({"files": named} if named else {}))


def keep_apart(condition: Condition, people: Sequence[Person | None], at: datetime, *, source: str) -> None:
    """Whoever showed that it was done does not confirm it, unless the gate policy lets one person do both."""
    if Duties.CLAIM_VERIFY not in (condition.sign_off.seat.gate.policy.together or ()):
        for person in filter(None, people):
            exclusion(person, scope=condition.scope, ground=Ground.CLAIMANT, source=source, at=at)


def setting_post(condition: Condition) -> Post:
    """Return the post that speaks for whoever set a condition: of the seat, or its like at the body that followed."""
    post = condition.sign_off.seat.post
    if post.body.closed_on is None:
        return post
    heir = heir_of(post.body)
    return Post.objects.select_related("body").filter(body=heir, role=post.role).first() or post


def _ask_setter(condition: Condition, strand: Strand, at: datetime) -> None:
    seat = condition.sign_off.seat
    opened = ask(
        strand,
        setting_post(condition),
        AskKind(seat.kind),
        title=f"Confirm that a condition is met: {condition.reference}",
        source=f"{CONFIRM}/{condition.pk}",
        due_on=england_calendar().add_working_days(day_of(at), CONFIRMING_DAYS),
        scope=condition.scope,
        amount=condition.case.amount,
        at=at,
    )
    _tell(opened, f"a condition you set is said to be met: {condition.text}", at)


def confirm(task: Ask, *, answer: Confirmed, reason: str, by: Person, at: datetime, key: str) -> None:
    """Confirm that a condition is met, say that it is not, or waive it."""
    asked = {"ask": task.pk, "answer": str(answer), "reason": reason}
    with deciding(Verb.CONDITION_ANSWERED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        condition = condition_of(task)
        condition.reason = reason.strip() if answer == Confirmed.MET else require_reason(reason)
        close(task, by=by, at=at, as_=answer.label.lower())
        if answer == Confirmed.NOT_MET:
            _send_back(condition, task.strand, at)
        else:
            _end(condition, ENDS[answer], by, at, as_=answer.label.lower())
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = condition.reason
        decision.about(stage=task.stage, **task.strand.named, task=task.title, **told(condition))


ENDS: Final = {Confirmed.MET: ConditionState.MET, Confirmed.WAIVED: ConditionState.WAIVED}


def _send_back(condition: Condition, strand: Strand, at: datetime) -> None:
    if condition.met_by is not None:
        end_exclusions(condition.met_by, scope=condition.scope, source=condition.scope, at=at)
    condition.state, condition.met_by, condition.met_at = ConditionState.OPEN, None, None
    condition.save(update_fields=["state", "met_by", "met_at", "reason"])
    _ask_owner(condition, strand, at)


def _end(condition: Condition, state: ConditionState, by: Person | None, at: datetime, *, as_: str) -> None:
    condition.state, condition.ended_by, condition.ended_at = state, by, at
    condition.save(update_fields=["state", "ended_by", "ended_at", "reason"])
    for source in (MEET, CONFIRM):
        close_source(f"{source}/{condition.pk}", by=None, at=at, as_=as_)


def waive(condition: Condition, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Waive a condition with a reason, which its setter alone may: then no gate looks for it any more."""
    asked = {"condition": condition.pk, "reason": reason}
    with deciding(Verb.CONDITION_WAIVED, condition.case, by=by, at=at, key=key, asked=asked) as decision:
        condition.refresh_from_db(fields=COLUMNS)
        holding = setter(condition, by, at)
        if not condition.unmet:
            raise OvertakenError(f"{condition.reference} is {condition.get_state_display().lower()} already.")
        condition.reason = decision.reason = require_reason(reason)
        _end(condition, ConditionState.WAIVED, by, at, as_="waived")
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(stage=condition.stage, **told(condition))


def setter(condition: Condition, by: Person, at: datetime) -> Holding:
    """Return the holding in which a person speaks for whoever set a condition. Raises NotAllowedError otherwise."""
    case, seat = condition.case, condition.sign_off.seat
    post, scopes = setting_post(condition), [condition.scope, *case.scopes]
    over = Over(case.bodies, case.amount, scopes, post_id=post.pk, valued=True)
    return require(by, RIGHT_OF_KIND[AskKind(seat.kind)], on=over, at=at)


def told(condition: Condition) -> dict[str, object]:
    """What every entry about a condition tells of it."""
    return {
        "condition": condition.reference,
        "text": condition.text,
        "owner": condition.post.title,
        "due_on": condition.due_on,
        "checked_at": condition.stage,
        "state": condition.state,
    }


def the_condition(task: Ask) -> str:
    """Return what is to be done, as the page of its task says it, with the evidence where there is some."""
    condition = Condition.objects.get(pk=int(task.source.rpartition("/")[2]))
    words = f"{condition.reference}, set by {condition.source}: “{condition.text.rstrip('.')}”."
    later = f" The gate of {condition.get_stage_display().lower()} refuses until it is met."
    return f"{words}{f' Evidence: {condition.evidence}' if condition.evidence else later}"


register(
    RecordAsk(
        source=MEET,
        title="Meet a condition",
        why="a decision was taken under a condition, which your post is to meet.",
        role=Role.COMMISSIONER,
        form=EvidenceForm,
        record=claim,
        told=the_condition,
    )
)
register(
    RecordAsk(
        source=CONFIRM,
        title="Confirm that a condition is met",
        why="a condition that your body set is said to be met. Nobody confirms what they said themselves.",
        role=Role.BOARD_MEMBER,
        form=ConfirmForm,
        record=confirm,
        told=the_condition,
        kind=AskKind.SIGN,
    )
)
