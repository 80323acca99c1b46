"""The messages of one person, as Tollgate shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import BooleanField, ExpressionWrapper, IntegerField, OuterRef, Q, QuerySet, Subquery

from accounts.models import Person
from accounts.reach import Reach
from commissioning.case.models import in_sight
from commissioning.telling.models import Message
from govuk.wording import MOST_COUNTED

NOT_IN_SIGHT = "The person may not see this case any more."
REACHABLE = Q(person=None) | Q(person__is_active=True)  # people outside have no account that could be closed

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Inbox(TypedDict):
        """What waits in a person's inbox."""

        unread: int

    class Sight(TypedDict):
        """Whether the person may see the case that a message tells of."""

        seen: bool

    Addressed = WithAnnotations[Person, Inbox]
    Told = WithAnnotations[Message, Sight]


class Number(Subquery):
    """How many rows a query gives, up to where it is cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def with_unread(people: QuerySet[Person]) -> QuerySet[Addressed]:
    """Return people, each with how many messages they have not read yet, in the same query.

    It stops counting where people stop looking, so that thousands of them make no page slower.
    """
    own = Message.objects.filter(person=OuterRef("pk"), read_at=None).order_by()
    return cast("QuerySet[Addressed]", people.annotate(unread=Number(own.values("pk")[: MOST_COUNTED + 1])))


def messages_to(person: Person, reach: Reach) -> QuerySet[Told]:
    """Return a person's messages, the newest first; `seen` says whether they may still see the case of each."""
    seen = ExpressionWrapper(Q(case=None) | Q(in_sight(reach, "case")), output_field=BooleanField())
    own = Message.objects.filter(person=person).annotate(seen=seen)
    return cast("QuerySet[Told]", own.select_related("case", "ask").order_by("-written_at", "-pk"))


def unsent() -> QuerySet[Message]:
    """Return the messages whose email was tried and failed, the oldest first. They are tried again by themselves."""
    tried = Message.objects.filter(REACHABLE, sent_at=None, try_at__isnull=False, attempts__gt=0)
    return tried.exclude(fault="").select_related("person").order_by("written_at", "pk")


def withheld() -> QuerySet[Message]:
    """Return the messages that were not sent because their person lost sight of the case, the newest first."""
    found = Message.objects.filter(sent_at=None, try_at=None, fault=NOT_IN_SIGHT)
    return found.select_related("person").order_by("-written_at", "-pk")


def unread_of(person: Person) -> int:
    """Return how many messages a person has not read yet, counted no further than it is shown."""
    return Message.objects.filter(person=person, read_at=None).order_by()[: MOST_COUNTED + 1].count()
