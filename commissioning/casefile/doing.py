"""What a task is done with: the form of each action, and the deed that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import BooleanField
from django.http import QueryDict

from commissioning.asks.models import Ask
from commissioning.casefile.carrying_out import Deed
from commissioning.casefile.forms import AnswerForm, DeedForm, ReasonedDeedForm
from commissioning.casefile.tasks import Task
from commissioning.casefile.time_forms import AskAuthorForm
from commissioning.gates.answers import actions_of
from commissioning.records.asks import record_ask
from commissioning.vocabulary import Action, Lane, SeatKind, Stage

ASIDE: Mapping[Action, type[DeedForm]] = {
    Action.SUBMIT: DeedForm,
    Action.HAND_ON: DeedForm,
    Action.TAKE: DeedForm,
    Action.GIVE_BACK: ReasonedDeedForm,
    Action.TAKE_BACK: ReasonedDeedForm,
    Action.LIFT: ReasonedDeedForm,
    Action.DECLARE: ReasonedDeedForm,
    Action.ASK: AskAuthorForm,
    Action.WITHDRAW: DeedForm,
}
ANSWER = "answer"


def form_of(task: Ask, action: Action, today: date, data: QueryDict) -> tuple[str, Any]:
    """Return the form an action was sent with, bound, and the name its page knows it by."""
    if action in ASIDE:
        return action.value, aside_form(action, data)
    return ANSWER, answer_form(task, today, data)


def aside_form(action: Action, data: QueryDict | None = None) -> DeedForm:
    """Return the form of an action that stands beside the answer itself, with ids of its own on the page."""
    return ASIDE[action](data, initial={"action": action}, auto_id=f"{action}_%s")


def answer_form(task: Ask, today: date, data: QueryDict | None = None, *, digest: str = "") -> Any:
    """Return the form that answers a task: a seat's answers, or the questions of what is to be recorded."""
    if task.filled_in:
        return record_ask(task).form_for(task, today, data)
    if not task.seated:
        return aside_form(Action.SUBMIT, data)
    kind = SeatKind(task.kind)
    actions = actions_of(kind, Stage(task.stage))
    declares = (kind, task.case.lane) == (SeatKind.DECIDE, Lane.FAST)
    return AnswerForm(data, initial={"digest": digest}, actions=actions, kind=kind, today=today, declares=declares)


def typed_forms(task: Task, typed: QueryDict, today: date) -> dict[str, Any]:
    """Return the one form of a task that a draft was typed in, with what was typed, by the name its page knows it by.

    Nothing where no words were typed.
    """
    action = typed.get("action", "")
    if not any(text.strip() for name in typed if name != "action" for text in typed.getlist(name)):
        return {}
    if action in ASIDE:
        return {action: with_typed(aside_form(Action(action)), typed)}
    return {ANSWER: with_typed(answer_form(task.ask, today, digest=task.digest), typed)}


def with_typed(form: Any, typed: QueryDict) -> Any:
    """Return a form that nobody has sent yet with what was typed in it. What is declared is declared anew."""
    seen = {name: found for name, found in form.fields.items() if not found.widget.is_hidden}
    sent = {
        name: found.widget.value_from_datadict(typed, {}, form.add_prefix(name))
        for name, found in seen.items()
        if not isinstance(found, BooleanField)
    }
    form.initial = {**form.initial, **{name: value for name, value in sent.items() if value is not None}}
    return form


def deed_of(action: Action, form: Any) -> Deed:
    """Return what a person does with a task, from a form that was found valid."""
    given = form.cleaned_data
    return Deed(
        action,
        reason=given.get("reason") or "",
        digest=given.get("digest") or "",
        text=given.get("text") or "",
        until=given.get("until"),
        fields=form.data.dict(),
        sections=given.get("sections") or (),
    )
