"""The messages of one person, as Tollgate shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Person
from commissioning.telling.models import Message

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Inbox(TypedDict):
        """What waits in a person's inbox."""

        unread: int

    Addressed = WithAnnotations[Person, Inbox]


def with_unread(people: QuerySet[Person]) -> QuerySet[Addressed]:
    """Return people, each with how many messages they have not read yet, in the same query."""
    own = Message.objects.filter(person=OuterRef("pk"), read_at=None).order_by()
    counted = own.values("person").annotate(number=Count("pk")).values("number")
    return cast("QuerySet[Addressed]", people.annotate(unread=Coalesce(Subquery(counted), 0)))


def messages_to(person: Person) -> QuerySet[Message]:
    """Return a person's messages, the newest first."""
    return Message.objects.filter(person=person).select_related("case", "ask").order_by("-written_at", "-pk")


def unsent() -> QuerySet[Message]:
    """Return the messages whose email was tried and failed, the oldest first. They are tried again by themselves."""
    tried = Message.objects.filter(sent_at=None, attempts__gt=0, person__is_active=True).exclude(fault="")
    return tried.select_related("person").order_by("written_at", "pk")


def unread_of(person: Person) -> int:
    """Return how many messages a person has not read yet."""
    return Message.objects.filter(person=person, read_at=None).count()
