"""Asking and answering, as tests of questions do it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from accounts.decisions import appoint, deactivate_person
from accounts.models import Person, Post
from accounts.rights import Role
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.gates.models import Question
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key, a_person, appointed
from tests.council import AT, ask_of, body, does, seats_of
from workflows.demonstration.council import SINCE

FINANCE, POLICY, ADVICE, HEAD = "Finance officer", "Policy officer", "Voluntary-sector", "Decision: head of service"
LAST = date(2026, 4, 10)  # five working days after 1 April 2026, with Good Friday and Easter Monday between
TUESDAY = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)  # three working days before it
WEEK_AFTER = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
WORDS = "Is the second year in the costs?"
REPLY = "It is, at the prices of the first."


def asks(case: Case, title: str = FINANCE, *, at: datetime = TUESDAY, text: str = WORDS, **more: object) -> Entry:
    """Ask the author, in the seat of that title."""
    return does(seat_task(case, title), Action.ASK, at=at, text=text, digest="", **more)  # type: ignore[arg-type]  # by, key, sections


def replies(case: Case, *, at: datetime = WEEK_AFTER, by: Person | None = None, key: str = "") -> Entry:
    """Answer the one question that is open."""
    return does(author_task(case), Action.DONE, at=at, by=by, key=key, fields={"reply": REPLY})


def seat_task(case: Case, title: str = FINANCE) -> Ask:
    """The open task of a seat."""
    [found] = Ask.objects.filter(
        case=case, closed_at=None, source__startswith="seat/", title__icontains=title
    ).select_related("case", "strand", "post__body")
    return found


def author_task(case: Case) -> Ask:
    """The open task in which the author answers."""
    return ask_of(case, "Answer a question")


def question(case: Case) -> Question:
    """The newest question of a case."""
    return Question.objects.filter(seat__gate__strand__case=case).select_related("ask").order_by("-pk")[0]


def due(case: Case, title: str = FINANCE) -> tuple[date, date | None, int | None]:
    """The last day of a seat's task, of the seat itself, and what is left while its clock stands."""
    task = seat_task(case, title)
    seat = next(seat for name, seat in seats_of(case).items() if title.lower() in name.lower())
    return task.due_on, seat.due_on, task.days_left


def another(role: Role, slug: str, name: str = "Sam Osei") -> Person:
    """Another who holds the demonstration's post of a role."""
    found = a_person(name, body=body(slug))
    post = Post.objects.get(role=role, body__slug=slug)
    appoint(found, post, starts_on=SINCE, by=None, at=AT, key=a_key())
    return found


def leaves(person: Person, at: datetime = TUESDAY) -> None:
    """Close a person's account: they are gone."""
    gone = Person.objects.get(pk=person.pk)  # the one that was given is shared by all tests of a module
    deactivate_person(gone, body=body("council"), reason="They left.", by=None, at=at, key=a_key())


def writes_too(person: Person) -> None:
    """Appoint a person to the post that writes the record, besides what they hold."""
    post = Post.objects.get(role=Role.COMMISSIONER, body__slug="adult-social-care")
    appoint(person, post, starts_on=SINCE, by=None, at=TUESDAY, key=a_key())


def covering(principal: Person, name: str = "Sam Osei") -> Person:
    """Somebody who covers for a person in Finance."""
    found = a_person(name, body=body("finance"))
    appointed(found, Post.objects.get(role=Role.FINANCE_OFFICER), starts_on=SINCE, principal=principal)
    return found
