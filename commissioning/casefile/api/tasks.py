"""Tasks: what waits for the caller, one task, and carrying it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.asks.snoozing import asleep, snooze, wake
from commissioning.asks.worklist import work_list
from commissioning.casefile.api.answers import mistaken
from commissioning.casefile.api.asking import NEEDED_KEY, PAGE, Address, key_of, paged, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.task_serializers import (
    AsideShape,
    DeedShape,
    DoneShape,
    TaskPageShape,
    TaskQueryShape,
    TaskReadShape,
    TaskShape,
)
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.casefile.pauses import asked_of_author, questions_at, readable
from commissioning.casefile.reading import first_answer, sees_all, task_for
from commissioning.casefile.stages import room_for
from commissioning.casefile.tasks import Task, task_of, tasks_of
from commissioning.casefile.waiving import is_about_waiver, section_of_waiver
from commissioning.errors import RefusedError
from commissioning.gates.models import Question
from commissioning.records.asks import RecordAsk, no_defaults, record_ask
from commissioning.vocabulary import Action, AskKind, Stage

TASK = OpenApiParameter("task", OpenApiTypes.INT, OpenApiParameter.PATH, description="The task's id.")
OF_EVERY_DEED = ("action", "reason", "digest", "text", "until", "sections")


class Tasks(Address):
    """What waits for the caller."""

    @documented("list_tasks", TaskPageShape, parameters=[TaskQueryShape])
    def get(self, request: Request) -> Response:
        """List the caller's open tasks, the most pressing first, 50 a page."""
        asked = self.asked(TaskQueryShape)
        found = work_list(self.person(), self.now(), page=asked["page"], size=PAGE, case=asked.get("case", ""))
        today, aside = day_of(self.now()), _aside(self)
        tasks = [_told(task, today, aside, usual=False) for task in tasks_of(found.asks, self.person(), self.now())]
        return paged(request, TaskShape(tasks, many=True).data, asked["page"], more=found.more)


class OneTask(Address):
    """One task."""

    @documented("read_task", TaskReadShape, parameters=[TASK])
    def get(self, _request: Request, task: int) -> Response:
        """Read a task: the stored text it is about, and what the caller can do with it."""
        ask = task_for(self.person(), task, self.now())
        found = task_of(ask, self.person(), self.now())
        told = {**_told(found, day_of(self.now()), _aside(self), usual=True), **_standing(found)}
        told["questions"] = self._questions(found)
        if is_about_waiver(ask) and found.actions:
            told["sections"] = [section_of_waiver(ask)]
        return Response(TaskReadShape(told).data)

    def _questions(self, task: Task) -> list[Question]:
        """What was asked at the task's gate, of sections that the caller may read; of an author what they are asked."""
        ask = task.ask
        if task.gate is None:
            return asked_of_author(ask, day_of(self.now())) if ask.kind == AskKind.ANSWER and task.actions else []
        whole = sees_all(self.person(), ask.case, Stage(ask.stage), self.now())
        found = questions_at(task.gate, day_of(self.now()))
        return readable(found, None if whole else [section.key for section in task.sections])

    @documented("carry_out_task", DoneShape, request=DeedShape, parameters=[TASK, NEEDED_KEY])
    def post(self, request: Request, task: int) -> Response:
        """Carry a task out, once for each key. A closed task answers 409, but to its own key with the first answer."""
        ask = task_for(self.person(), task, self.now())
        key = key_of(request, needed=True)
        deed = self._deed(ask, request.data, key)
        entry = carry_out(ask, deed, by=self.person(), at=self.now(), key=key)
        done = {"task": ask.pk, "action": deed.action, "case": ask.case.reference}
        return Response(DoneShape({**done, "entry": entry.number, "digest": entry.digest}).data)

    def _deed(self, ask: Ask, data: Any, key: str) -> Deed:
        asked = {name: value for name, value in read(DeedShape, data).items() if value is not None}
        action = Action(asked.pop("action"))
        fields = {}
        if ask.filled_in and action == Action.DONE:
            before = first_answer(self.person(), key)
            fields = _answers(record_ask(ask), ask, data, day_of(before.at if before else self.now()))
        return Deed(action, **asked, fields=fields)


def _answers(asked: RecordAsk, ask: Ask, data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the answers to a task's own questions: what was left out or null takes the default it offers.

    Defaults are those of the day on which the key was first used, so that the same request stays the same.
    """
    questions = asked.form.base_fields
    given = {name: value for name, value in data.items() if name in questions or name not in OF_EVERY_DEED}
    errors = mistaken(questions, given)
    if errors:
        raise RefusedError("Some answers cannot be read. Nothing was recorded.", errors)
    return {**asked.defaults(ask, today), **{name: value for name, value in given.items() if value is not None}}


class TaskAside(Address):
    """A task that the caller puts aside for themselves."""

    @documented("put_task_aside", AsideShape, request=AsideShape, parameters=[TASK])
    def put(self, request: Request, task: int) -> Response:
        """Put a task aside until a day, or bring it back. Nobody else is told, and no clock heeds it."""
        until = read(AsideShape, request.data)["until"]
        ask = task_for(self.person(), task, self.now())
        if until is None:
            wake(ask, by=self.person())
        else:
            snooze(ask, until, by=self.person(), at=self.now())
        return Response(AsideShape({"until": until}).data)


def _aside(address: Address) -> dict[int, date]:
    """The days until which the caller has put tasks aside, by the tasks' ids."""
    return {found.ask_id: found.until for found in asleep(address.person(), address.now())}


def _told(task: Task, today: date, aside: Mapping[int, date], *, usual: bool) -> dict[str, Any]:
    ask = task.ask
    return {
        "id": ask.pk,
        "case": ask.case.reference,
        "case_title": ask.case.title,
        "strand": ask.strand.number,
        "stage": ask.stage,
        "earlier": ask.earlier,
        "kind": ask.kind,
        "title": ask.title,
        "post": ask.post.title,
        "due_on": ask.due_on,
        "days_left": ask.days_left if ask.open else None,
        "taken_by": ask.on_it.full_name if ask.on_it else None,
        "aside_until": aside.get(ask.pk),
        "sections": _sections(task),
        "digest": task.digest or None,
        "actions": task.actions,
        "fields": _questions(ask, today, usual=usual) if ask.filled_in else [],
    }


def _sections(task: Task) -> list[dict[str, Any]]:
    if task.ask.kind == AskKind.WRITE:
        room = room_for(task.ask.case, Stage(task.ask.stage))
        return [{"key": one.key, "title": one.title, "digest": None, "stated": None} for one in room.sections]
    return [{"key": row.key, "title": row.title, "digest": row.digest, "stated": row.stated} for row in task.sections]


def _questions(ask: Ask, today: date, *, usual: bool) -> list[dict[str, object]]:
    """The questions of a task to record something; their usual answers cost queries, so a list leaves them out."""
    asked = record_ask(ask)
    return (asked if usual else replace(asked, defaults=no_defaults)).fields_for(ask, today)


def _standing(task: Task) -> dict[str, Any]:
    ask = task.ask
    return {
        "refusal": "" if ask.open and task.actions else task.refusal,
        "closed_at": ask.closed_at,
        "closed_by": ask.closed_by.full_name if ask.closed_by else None,
        "closed_as": ask.closed_as,
    }
