"""A nomination at the points where tests meet it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Nomination, Person, Post
from accounts.nominating import nominate
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.telling.models import Message
from tests.accounts.factories import a_key, appointed
from tests.council import People, body

HEAD = "Head of service, Parks and Streets"


def head_of_parks() -> Post:
    """A post that decides at gates."""
    return Post.objects.select_related("body").get(role=Role.HEAD_OF_SERVICE, body=body("parks-and-streets"))


def nominated(people: People, *, who: str = "contract.manager", at: datetime | None = None, **more: Any) -> Nomination:
    """Somebody nominated by the first administrator."""
    moment = at or timezone.now()
    given = {"starts_on": day_of(moment), "by": people["admin"], "at": moment, "key": a_key(), **more}
    return nominate(people[who], head_of_parks(), **given)


def told(person: Person, found: Nomination) -> list[str]:
    """What a person was told of a nomination, oldest first."""
    own = Message.objects.filter(person=person, event__startswith=f"nomination/{found.pk}/").order_by("pk")
    return list(own.values_list("subject", flat=True))


def is_gone(person: Person) -> None:
    """Close somebody's account."""
    read = Person.objects.get(pk=person.pk)
    read.is_active = False
    read.save(update_fields=["is_active"])


def covers_for(person: Person, principal: Person, role: Role, slug: str) -> None:
    """Let a person cover somebody's post."""
    appointed(person, Post.objects.get(role=role, body__slug=slug), principal=principal)
