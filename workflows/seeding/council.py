"""The made-up services: each with its posts and people, and with a reader who sees little and one who sees all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from accounts.decisions import appoint, establish_post, open_body, register_person
from accounts.models import Body, Holding, Person, Post
from accounts.rights import Role
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from workflows.demonstration import council, gate_policy, policy
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.loading import FOUNDED, Found, found
from workflows.seeding import words

SERVICES = 24
ROLES = (Role.COMMISSIONER, Role.HEAD_OF_SERVICE, Role.CONTRACT_MANAGER)
WIDE = "wide.reader"
DOMAIN = "seed.example"


@dataclass(frozen=True)
class Service:
    """A service with its posts and whoever holds each, in the order of `ROLES`."""

    body: Body
    posts: Sequence[Post]
    people: Sequence[Person]


def people_of_the_council(now: datetime) -> dict[str, Person]:
    """Return the demonstration council's people by sign-in name; an empty database is given that council first."""
    if found() is Found.NOTHING:
        founded = moment(days_ago(now, FOUNDED), 0)
        council.found_council(founded)
        gate_policy.publish(founded)
        policy.publish(Body.objects.get(slug="strategy-policy-performance"), founded)
    people = Person.objects.filter(email__endswith=f"@{council.DOMAIN}")
    return {person.email.removesuffix(f"@{council.DOMAIN}"): person for person in people}


def open_services(now: datetime, count: int = SERVICES) -> list[Service]:
    """Open the made-up services with their posts and people, and appoint the widest reader to every post of theirs."""
    at = moment(days_ago(now, FOUNDED), 1)
    parent = Body.objects.get(slug=council.COUNCIL)
    services = [_open(number, parent, at) for number in range(count)]
    wide = _register(WIDE, "Ovadia Allmere", parent, at)
    for post in Post.objects.exclude(role=Role.SUPPLIER_CONTACT).select_related("body").order_by("pk"):
        _appoint(wide, post, at)
    return services


def service_of(slug: str) -> Service:
    """Return a service that stands, with the first person appointed to each of its posts."""
    body = Body.objects.get(slug=slug)
    posts = [Post.objects.select_related("body").get(body=body, role=role) for role in ROLES]
    held = [Holding.objects.filter(post=post, principal=None).order_by("pk").select_related("person") for post in posts]
    return Service(body, posts, [holdings[0].person for holdings in held])


def _open(number: int, parent: Body, at: datetime) -> Service:
    slug = f"seed-{number + 1:03d}"
    random = Random(slug)  # noqa: S311 - the same names in every load; nothing secret
    body = open_body(
        slug=slug,
        name=words.service(number),
        kind=BodyKind.SERVICE,
        parent=parent,
        by=None,
        at=at,
        key=f"seed/body/{slug}",
    )
    posts, people = [], []
    for role in ROLES:
        post = establish_post(role, body, by=None, at=at, key=f"seed/post/{slug}/{role}")
        person = _register(f"{slug}.{role}", words.person(random), body, at)
        _appoint(person, post, at)
        posts.append(post)
        people.append(person)
    return Service(body, posts, people)


def _register(name: str, full_name: str, body: Body, at: datetime) -> Person:
    return register_person(
        email=f"{name}@{DOMAIN}", full_name=full_name, body=body, by=None, at=at, key=f"seed/person/{name}"
    )


def _appoint(person: Person, post: Post, at: datetime) -> None:
    starts_on = min(council.SINCE, day_of(at))
    appoint(person, post, starts_on=starts_on, by=None, at=at, key=f"seed/holding/{person.pk}/{post.pk}")
