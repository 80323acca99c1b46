"""Small councils for tests: plain functions that go through the same decisions as everyone else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from django.utils.text import slugify

from accounts import decisions
from accounts.exclusions import exclusion
from accounts.models import Body, Exclusion, Holding, Person, Post
from accounts.rights import Role
from accounts.terms import Terms, hold
from accounts.verbs import Verb
from accounts.vocabulary import BodyKind, Ground
from audit.deciding import Decision, deciding

AT = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
LONG_AGO = date(2026, 1, 1)
_numbers = count(1)


def a_key() -> str:
    """A key that no other decision has."""
    return f"test-{next(_numbers)}"


def a_body(name: str = "Adult Social Care", kind: BodyKind = BodyKind.SERVICE, parent: Body | None = None) -> Body:
    """A new body; its slug is its name with a number."""
    slug = f"{slugify(name)}-{next(_numbers)}"
    return decisions.open_body(slug=slug, name=name, kind=kind, parent=parent, by=None, at=AT, key=a_key())


def a_council(name: str = "Northbridge Council") -> Body:
    """A new council."""
    return a_body(name, BodyKind.COUNCIL)


def a_person(full_name: str = "Lin Chen", *, body: Body | None = None, password: str | None = None) -> Person:
    """A new person, who can do nothing yet. Their address is their name with a number, at example.org."""
    email = f"{slugify(full_name).replace('-', '.')}.{next(_numbers)}@example.org"
    return decisions.register_person(
        email=email, full_name=full_name, body=body or a_council(), password=password, by=None, at=AT, key=a_key()
    )


def a_post(role: Role, body: Body, *, over: Sequence[Body] = ()) -> Post:
    """The role's post at the body, established when it is not there yet."""
    found = Post.objects.filter(role=role, body=body).select_related("body").first()
    return found or decisions.establish_post(role, body, over=over, by=None, at=AT, key=a_key())


def appointed(
    person: Person,
    post: Post,
    *,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
    value_limit: Decimal | int | None = None,
    principal: Person | None = None,
) -> Holding:
    """The person's new holding of the post; with a principal, a cover that they have accepted."""
    limit = None if value_limit is None else Decimal(value_limit)
    if principal is not None:
        with within(post.body) as decision:
            return hold(decision, Terms(person, post, principal, starts_on, ends_on, limit))
    return decisions.appoint(
        person, post, starts_on=starts_on, ends_on=ends_on, value_limit=limit, by=None, at=AT, key=a_key()
    )


def in_post(
    role: Role,
    body: Body,
    name: str = "Lin Chen",
    *,
    over: Sequence[Body] = (),
    value_limit: Decimal | int | None = None,
) -> Person:
    """A new person who holds the role at the body."""
    person = a_person(name, body=body)
    appointed(person, a_post(role, body, over=over), value_limit=value_limit)
    return person


@contextmanager
def within(body: Body, at: datetime = AT) -> Iterator[Decision]:
    """An open decision, for what is written only inside one."""
    with deciding(Verb.BODY_OPENED, body, by=None, at=at, key=a_key()) as decision:
        yield decision


def excluded(
    person: Person, scope: str, *, ground: Ground = Ground.AUTHOR, source: str = "write/1", at: datetime = AT
) -> Exclusion:
    """The person's new exclusion from a scope."""
    with within(a_body(), at):
        return exclusion(person, scope=scope, ground=ground, source=source, at=at)
