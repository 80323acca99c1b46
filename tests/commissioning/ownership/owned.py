"""A case that several bodies own, at the points where tests meet it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.authority import eligible
from accounts.models import Body, Person
from accounts.rights import Role
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.ownership.decisions import add_partner
from commissioning.ownership.models import Acceptance
from commissioning.vocabulary import Action
from tests.accounts.factories import a_body, a_key, in_post
from tests.council import AT, People, body


def a_service(name: str = "Public Health") -> Body:
    """A service of the council with people of its own: its head Nia Boateng, its commissioner Leo Marsh."""
    service = a_body(name, parent=body("council"))
    in_post(Role.HEAD_OF_SERVICE, service, "Nia Boateng")
    in_post(Role.COMMISSIONER, service, "Leo Marsh")
    return service


def shares(case: Case, partner: Body, people: People, *, by: Person | None = None, **more: Any) -> Case:
    """Let another body own the case too. Returns the case, read anew."""
    given = {"reason": "Both commission for the same people.", "at": AT, "key": a_key(), **more}
    add_partner(case, partner, by=by or people["commissioner"], **given)
    return Case.objects.get(pk=case.pk)


def asked_of(case: Case, body: Body) -> Ask:
    """The open task of a body to accept the stage."""
    tasks = Ask.objects.select_related("case", "strand", "post__body")
    return tasks.get(case=case, kind="accept", closed_at=None, post__body=body)


def answers(task: Ask, answer: str = "accept", *, reason: str = "", by: Person | None = None, **more: Any) -> Entry:
    """Answer for a body, by whoever can where nobody is named."""
    at: datetime = more.pop("at", AT)
    person = by or eligible(task.post, on=task, at=at)[0]
    deed = Deed(Action.DONE, fields={"answer": answer, "reason": reason})
    return carry_out(task, deed, by=person, at=at, key=more.pop("key", "") or a_key())


def standing(case: Case) -> dict[tuple[str, str], str]:
    """What each body's answer for each stage has come to."""
    found = Acceptance.objects.filter(case=case).select_related("body").order_by("pk")
    return {(one.stage, one.body.name): one.state for one in found}
