"""Handing over tasks that people are on: which there are for a manager, and one of them to somebody else."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Person
from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.casefile.api.asking import NEEDED_KEY, Address, key_of, listed, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import LAST_PAGE, CountedPageShape, Shape
from commissioning.casefile.api.tasks import TASK
from commissioning.casefile.handing_over import SoughtTasks, could_take, ever_held, held_within, in_hand, sought_tasks
from commissioning.casefile.reading import first_answer
from commissioning.cover.handing import hand_over
from commissioning.errors import RefusedError
from govuk.fields import LONGEST_REASON


class HeldTaskShape(Shape):
    """A task that somebody is on, in a service where the caller arranges cover."""

    id = serializers.IntegerField(source="pk")
    case = serializers.CharField(source="case.reference")
    title = serializers.CharField()
    post = serializers.CharField(source="post.title")
    holder = serializers.EmailField(source="taken_by.email", help_text="Who is on it.")
    due_on = serializers.DateField()


class HeldPageShape(CountedPageShape):
    """A page of such tasks, the most pressing first."""

    results = HeldTaskShape(many=True)


class HeldQueryShape(Shape):
    """Which of them."""

    service = serializers.SlugField(max_length=80, required=False, help_text="The body of the post that is asked.")
    late = serializers.BooleanField(required=False)
    page = serializers.IntegerField(min_value=1, max_value=LAST_PAGE, required=False, default=1)


class HandOverShape(Shape):
    """From whom a task goes to whom, and why."""

    holder = serializers.EmailField(
        help_text="Who is on it, as it was read. Where it is another by now, it stays: 409."
    )
    to = serializers.EmailField(
        allow_null=True, help_text="Who gets it, and must be able to answer it; null to free it for its post."
    )
    reason = serializers.CharField(max_length=LONGEST_REASON)


class HandedOverShape(Shape):
    """What was done: number and digest of the ledger entry."""

    task = serializers.IntegerField()
    entry = serializers.IntegerField()
    digest = serializers.CharField()


class HeldTasks(Address):
    """The tasks that people are on in the services where the caller arranges cover."""

    @documented("list_held_tasks", HeldPageShape, parameters=[HeldQueryShape])
    def get(self, request: Request) -> Response:
        """List them, what is due soonest first, 50 a page; nothing for who arranges no cover."""
        at, asked = self.now(), self.asked(HeldQueryShape)
        page, reach = asked.pop("page"), reach_of(self.person(), at)
        found = sought_tasks(in_hand(reach), SoughtTasks(**asked), day_of(at))
        return listed(request, [found.values_list("pk", flat=True)], in_hand(reach), HeldTaskShape, page)


class HandOver(Address):
    """One of those tasks."""

    @documented("hand_over_task", HandedOverShape, request=HandOverShape, parameters=[TASK, NEEDED_KEY])
    def post(self, request: Request, task: int) -> Response:
        """Hand a task over to somebody who could answer it, or free it, once for each key."""
        asked, key = read(HandOverShape, request.data), key_of(request, needed=True)
        person, at = self.person(), self.now()
        reach = reach_of(person, at)
        found = get_object_or_404(held_within(reach), pk=task)
        bodies = reach.over(Right.ARRANGE_COVER)
        holder = _named(asked["holder"], "holder", ever_held(bodies))
        to = _named(asked["to"], "to", could_take(bodies, at)) if asked["to"] else None
        try:
            hand_over(found, holder=holder, to=to, reason=asked["reason"], together=key, by=person, at=at, key=key)
        except RepeatedError as repeated:
            return _answer(task, repeated.entry)
        return _answer(task, first_answer(person, key))


def _answer(task: int, entry: Entry | None) -> Response:
    told = {"task": task, "entry": entry and entry.number, "digest": entry and entry.digest}
    return Response(HandedOverShape(told).data)


def _named(email: str, field: str, people: QuerySet[Person]) -> Person:
    found = people.filter(email=email.lower()).first()
    if found is None:
        words = "Nobody with this address holds a post where you arrange cover."
        raise RefusedError(words, {field: [words]})
    return found
