"""The demonstration council's bodies, posts and people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.decisions import appoint, establish_post, name_deputy, open_body, register_person
from accounts.models import Body, Person, Post
from accounts.rights import Role
from accounts.rules import day_of
from accounts.vocabulary import BodyKind

PASSWORD = "tollgate-demo"  # noqa: S105 - the demonstration's own, never in production settings
DOMAIN = "demo.example"
SINCE = date(2024, 4, 1)
COUNCIL = "council"

# slug, name, kind, whether it is a service of the council
BODIES = (
    (COUNCIL, "Riverside Borough Council", BodyKind.COUNCIL, False),
    ("adult-social-care", "Adult Social Care", BodyKind.SERVICE, True),
    ("youth-services", "Youth Services", BodyKind.SERVICE, True),
    ("parks-and-streets", "Parks and Streets", BodyKind.SERVICE, True),
    ("corporate-resources", "Corporate Resources", BodyKind.SERVICE, True),
    ("procurement", "Procurement", BodyKind.SERVICE, True),
    ("legal-services", "Legal Services", BodyKind.SERVICE, True),
    ("finance", "Finance", BodyKind.SERVICE, True),
    ("economic-development", "Economic Development", BodyKind.SERVICE, True),
    ("strategy-policy-performance", "Strategy, Policy and Performance", BodyKind.SERVICE, True),
    ("democratic-services", "Democratic Services", BodyKind.SERVICE, True),
    ("internal-audit", "Internal Audit", BodyKind.SERVICE, True),
    ("strategic-procurement-board", "Strategic Procurement Board", BodyKind.BOARD, False),
    ("voluntary-service", "Riverside Council for Voluntary Service", BodyKind.ORGANISATION, False),
    ("harbour-care", "Harbour Care Ltd", BodyKind.SUPPLIER, False),
)
SERVICES = ("adult-social-care", "youth-services", "parks-and-streets", "corporate-resources")


@dataclass(frozen=True)
class Part:
    """Who plays which part where. The rights reach over the whole council unless `own` is set."""

    email: str
    name: str
    role: Role
    bodies: tuple[str, ...]
    own: bool = False
    limit: Decimal | None = None


PARTS = (
    Part("commissioner", "Amina Begum", Role.COMMISSIONER, SERVICES, own=True),
    Part("head.of.service", "Gareth Pryce", Role.HEAD_OF_SERVICE, SERVICES, own=True),
    Part("procurement", "Lin Chen", Role.PROCUREMENT_OFFICER, ("procurement",)),
    Part("legal", "Omar Haddad", Role.LEGAL_OFFICER, ("legal-services",)),
    Part("finance", "Ruth Okafor", Role.FINANCE_OFFICER, ("finance",)),
    Part("economic.development", "Tomasz Nowak", Role.ECONOMIC_DEVELOPMENT_OFFICER, ("economic-development",)),
    Part("policy", "Hannah Weiss", Role.POLICY_OFFICER, ("strategy-policy-performance",)),
    Part("voluntary.sector", "Grace Mensah", Role.VOLUNTARY_SECTOR_REPRESENTATIVE, ("voluntary-service",)),
    Part("board", "Patrick Doyle", Role.BOARD_MEMBER, ("strategic-procurement-board",)),
    Part("director", "Sunita Rao", Role.CORPORATE_DIRECTOR, ("corporate-resources",)),
    Part("mayor.office", "Elena Petrova", Role.EXECUTIVE_RECORDER, ("democratic-services",)),
    Part("democratic.services", "Nadia Cole", Role.DEMOCRATIC_SERVICES, ("democratic-services",)),
    Part("contract.manager", "Jamal Rahman", Role.CONTRACT_MANAGER, SERVICES, own=True),
    Part("supplier", "Chloe Barker", Role.SUPPLIER_CONTACT, ("harbour-care",), own=True),
    Part("scrutiny", "Daniel Abbott", Role.SCRUTINY_OFFICER, ("democratic-services",)),
    Part("auditor", "Mei Tanaka", Role.AUDITOR, ("internal-audit",)),
    Part("admin", "Robert Lindqvist", Role.SYSTEM_ADMINISTRATOR, (COUNCIL,)),
    Part("second.admin", "Ida Moss", Role.SYSTEM_ADMINISTRATOR, (COUNCIL,)),
)

# Who holds a second post, at the same body.
ALSO = (("board", Role.BOARD_CHAIR),)

# Whose post stands in when another's tasks are late.
DEPUTIES = (
    ((Role.FINANCE_OFFICER, "finance"), (Role.CORPORATE_DIRECTOR, "corporate-resources")),
    ((Role.LEGAL_OFFICER, "legal-services"), (Role.CORPORATE_DIRECTOR, "corporate-resources")),
    ((Role.PROCUREMENT_OFFICER, "procurement"), (Role.CORPORATE_DIRECTOR, "corporate-resources")),
    ((Role.POLICY_OFFICER, "strategy-policy-performance"), (Role.ECONOMIC_DEVELOPMENT_OFFICER, "economic-development")),
    ((Role.ECONOMIC_DEVELOPMENT_OFFICER, "economic-development"), (Role.POLICY_OFFICER, "strategy-policy-performance")),
)


def found_council(at: datetime) -> dict[str, Person]:
    """Open the bodies, establish the posts and appoint the people. Returns the people by sign-in name."""
    bodies = _open_bodies(at)
    people = {part.email: _place(part, bodies, at) for part in PARTS}
    for email, role in ALSO:
        part = replace(next(found for found in PARTS if found.email == email), role=role)
        _appoint(people[email], part, bodies, at)
    _give_password(people.values())
    _name_deputies(at)
    return people


def _name_deputies(at: datetime) -> None:
    posts = {(post.role, post.body.slug): post for post in Post.objects.select_related("body")}
    for whose, deputy in DEPUTIES:
        name_deputy(posts[whose], posts[deputy], by=None, at=at, key=f"demo/deputy/{'/'.join(whose)}")


def _give_password(people: Iterable[Person]) -> None:
    """Give everyone the demonstration's one known password, hashed once: sixteen salts would keep no secret."""
    hashed = make_password(PASSWORD)
    with transaction.atomic():
        for person in people:
            person.password = hashed
            person.save(update_fields=["password"])


def _open_bodies(at: datetime) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    for slug, name, kind, of_council in BODIES:
        parent = bodies[COUNCIL] if of_council else None
        bodies[slug] = open_body(
            slug=slug, name=name, kind=kind, parent=parent, by=None, at=at, key=f"demo/body/{slug}"
        )
    return bodies


def _place(part: Part, bodies: dict[str, Body], at: datetime) -> Person:
    person = register_person(
        email=f"{part.email}@{DOMAIN}",
        full_name=part.name,
        body=bodies[part.bodies[0]],
        by=None,
        at=at,
        key=f"demo/person/{part.email}",
    )
    _appoint(person, part, bodies, at)
    return person


def _appoint(person: Person, part: Part, bodies: dict[str, Body], at: datetime) -> None:
    for slug in part.bodies:
        appoint(
            person,
            _establish(part, bodies[slug], bodies, at),
            starts_on=min(SINCE, day_of(at)),
            value_limit=part.limit,
            by=None,
            at=at,
            key=f"demo/holding/{part.email}/{part.role}/{slug}",
        )


def _establish(part: Part, body: Body, bodies: dict[str, Body], at: datetime) -> Post:
    standing = Post.objects.filter(role=part.role, body=body).select_related("body").first()
    if standing is not None:
        return standing
    over = [body] if part.own else [bodies[COUNCIL]]
    return establish_post(part.role, body, over=over, by=None, at=at, key=f"demo/post/{part.role}/{body.slug}")
