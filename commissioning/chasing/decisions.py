"""Taking one step of the chain: recorded once, and told in the same transaction."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import Over, eligible
from accounts.models import Person, Post
from accounts.rights import Right, Role
from accounts.rules import day_of
from accounts.succession import heir_of
from audit.deciding import deciding
from commissioning.asks.models import Ask
from commissioning.asks.snoozing import sleeping
from commissioning.chasing.due import asks_due
from commissioning.chasing.models import Chase
from commissioning.errors import OvertakenError
from commissioning.gates.models import ChainStep
from commissioning.telling.outbox import tell
from commissioning.timetable.calendar import england_calendar
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind, Whom
from govuk.wording import day_in_words, working_days_left


def chase(ask: Ask, step: ChainStep, *, at: datetime) -> None:
    """Take a step of the chain for an ask, once: it is keyed by the ask, its last day and the step.

    Raises OvertakenError where the ask was answered, or another worker was first.
    """
    escalates = step.whom != Whom.HOLDER
    verb = Verb.ASK_ESCALATED if escalates else Verb.ASK_REMINDED
    key = f"chain/{ask.pk}/{ask.due_on}/{step.position}"
    with deciding(verb, ask.case, by=None, at=at, key=key) as decision:
        found = asks_due(step, day_of(at)).filter(pk=ask.pk, due_on=ask.due_on)
        tasks = found.select_related("case", "strand", "post__body", "post__deputy__body")
        fresh = tasks.with_taker(day_of(at)).first()
        if fresh is None:
            raise OvertakenError("Nothing is left to be done about this task.")
        post = _post(step, fresh)
        people = _people(post, fresh, at, escalates=escalates)
        to = post.title if post else ""
        Chase(
            ask=fresh, step=step, position=step.position, due_on=fresh.due_on, to=to, escalates=escalates, at=at
        ).save()
        told = [person.full_name for person in people]
        late = working_days_left(england_calendar().working_days_left(fresh.due_on, day_of(at)))
        decision.about(task=_asked(fresh), stage=fresh.stage, **fresh.strand.named, late=late, to=to, told=told)
        subject = f"{fresh.case.reference}: “{_asked(fresh)}”, {late}"
        text = _text(fresh, late, escalates=escalates)
        own = None if escalates else fresh  # the page of a task is for those who can do it; others come to the case
        duty = fresh.kind == AskKind.RECORD
        tell(people, case=fresh.case, ask=own, event=key, subject=subject, text=text, at=at, statutory=duty)


def _post(step: ChainStep, ask: Ask) -> Post | None:
    if step.whom == Whom.HOLDER:
        return ask.post
    if step.whom == Whom.DEPUTY:
        return ask.post.deputy
    body = heir_of(step.body) if step.body else ask.case.lead
    return Post.objects.filter(role=Role(step.role), body=body).select_related("body").order_by("pk").first()


def _people(post: Post | None, ask: Ask, at: datetime, *, escalates: bool) -> list[Person]:
    """Whom a step tells: whoever is on the task, else who could answer it; of another post who may see the case.

    Nobody is reminded of what they put aside themselves, but of what the law asks for.
    """
    if post is None:
        return []
    if not escalates:
        put_aside = sleeping(ask, at) if ask.kind != AskKind.RECORD else set()
        able = [person for person in eligible(post, on=ask, at=at) if person.pk not in put_aside]
        if ask.on_it is not None and ask.on_it.pk in put_aside:
            return []
        return [ask.on_it] if ask.on_it in able and ask.on_it is not None else able
    return eligible(post, on=Over(ask.case.bodies), at=at, right=Right.VIEW_CASE)


def _asked(ask: Ask) -> str:
    """What is asked: what a seat is called only repeats whose it is."""
    return ask.title if not ask.seated else f"{ask.get_kind_display()}: {ask.get_stage_display().lower()}"


def _text(ask: Ask, late: str, *, escalates: bool) -> str:
    on_it = f"{ask.on_it.full_name} is on it." if ask.on_it else "Nobody has said that they are on it."
    asked = f"“{_asked(ask)}” on {ask.case.title} waits for the {ask.post.title}. {on_it}"
    day = f"Its last day {'was' if late.endswith('late') else 'is'} {day_in_words(ask.due_on)}: {late}."
    then = (
        "You are told because it is late: ask them what holds it up, or see to it that the post is covered."
        if escalates
        else "Please answer it, or give it back so that somebody else can."
    )
    return f"{asked} {day} {then}"
