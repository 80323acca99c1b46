"""What the database itself refuses, whoever asks."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from accounts.models import Body, Exclusion, Holding, Person, Post
from accounts.rights import Role
from accounts.vocabulary import BodyKind, Ground
from audit.errors import OutsideDecisionError
from tests.accounts.factories import AT, a_body, a_council, a_person, a_post, appointed, excluded, within

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 6)


def a_holding(**changes: object) -> Holding:
    """A holding that is not saved."""
    terms = {"person": a_person(), "post": a_post(Role.AUDITOR, a_council()), "starts_on": DAY}
    return Holding(**(terms | changes))


def an_exclusion(**changes: object) -> Exclusion:
    """An exclusion that is not saved."""
    facts = {"person": a_person(), "scope": "gate/1", "source": "seat/1", "ground": Ground.SIGNER, "starts_at": AT}
    return Exclusion(**(facts | changes))


def for_oneself() -> Holding:
    lin = a_person()
    return a_holding(person=lin, principal=lin)


def open_twice() -> Holding:
    holding = appointed(a_person(), a_post(Role.AUDITOR, a_council()))
    return a_holding(person=holding.person, post=holding.post)


def open_twice_for_one_principal() -> Holding:
    post = a_post(Role.AUDITOR, a_council())
    own = appointed(a_person("Sam Osei"), post)
    cover = appointed(a_person(), post, principal=own.person)
    return a_holding(person=cover.person, post=post, principal=own.person)


def second_post() -> Post:
    post = a_post(Role.AUDITOR, a_council())
    return Post(role=post.role, body=post.body, group=Group.objects.create(name="another"))


def its_own_parent() -> Body:
    body = a_body()
    body.parent = body
    return body


IMPOSSIBLE: dict[str, Callable[[], models.Model]] = {
    "a holding that ends before it begins": lambda: a_holding(ends_on=DAY - timedelta(days=1)),
    "a limit of nothing": lambda: a_holding(value_limit=Decimal(0)),
    "a cover for oneself": for_oneself,
    "an open holding twice": open_twice,
    "an open cover twice": open_twice_for_one_principal,
    "a post twice": second_post,
    "an exclusion without a scope": lambda: an_exclusion(scope=""),
    "an exclusion without a source": lambda: an_exclusion(source=""),
    "an exclusion that ends before it begins": lambda: an_exclusion(ends_at=AT - timedelta(seconds=1)),
    "a nameless body": lambda: Body(slug="nameless", name="", kind=BodyKind.BOARD),
    "a council within a body": lambda: Body(slug="c", name="C", kind=BodyKind.COUNCIL, parent=a_body()),
    "a successor of a body that is open": lambda: Body(slug="c", name="C", kind=BodyKind.BOARD, successor=a_body()),
    "a body within itself": its_own_parent,
}


@pytest.mark.parametrize("build", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_the_database_refuses(build: Callable[[], models.Model]) -> None:
    row, body = build(), a_body()
    with pytest.raises(IntegrityError), within(body):
        row.save()


@pytest.mark.parametrize(
    "person",
    [
        Person(email="Lin@example.org", full_name="Lin Chen", date_joined=AT),
        Person(email="lin@example.org", full_name="", date_joined=AT),
    ],
    ids=["capital letters in an address", "a nameless person"],
)
def test_the_database_refuses_a_person(person: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        person.save()


def test_facts_change_only_inside_a_decision() -> None:
    for row in (a_body(), a_holding(), an_exclusion()):
        with pytest.raises(OutsideDecisionError), transaction.atomic():
            row.save()


def test_people_with_a_past_are_never_deleted() -> None:
    holder, kept_out = a_person(), a_person()
    appointed(holder, a_post(Role.AUDITOR, a_council()))
    excluded(kept_out, "gate/1")
    for person in (holder, kept_out):
        with pytest.raises(ProtectedError):
            person.delete()


def test_the_manager_makes_people_and_no_superusers() -> None:
    person = Person.objects.create_user("Lin@Example.org", "Lin Chen", at=AT)
    assert Person.objects.get_by_natural_key("lin@example.org") == person
    assert not hasattr(Person.objects, "create_superuser")
    with pytest.raises(Person.DoesNotExist):
        Person.objects.get_by_natural_key(None)


def test_rows_read_as_what_they_are() -> None:
    body = a_body("Legal Services")
    holding = appointed(a_person(), a_post(Role.LEGAL_OFFICER, body))
    assert str(body) == "Legal Services"
    assert str(holding) == f"{holding.person_id} as {holding.post_id}"
    assert str(an_exclusion()).endswith("signed in another seat of this gate (gate/1)")
