"""What can be decided about bodies, posts and people. Every right anyone has begins here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import Group, Permission

from accounts.authority import Over, posts_of, require
from accounts.errors import NotAllowedError, refused
from accounts.models import Body, BodyGroupPermission, Holding, Person, Post
from accounts.rights import Right, Role, rights_of, takes_two
from accounts.terms import Terms, hold, last_day
from accounts.verbs import Verb
from accounts.vocabulary import BodyKind
from audit.deciding import Decision, deciding


def open_body(  # noqa: PLR0913 - what a body cannot be opened without
    *,
    slug: str,
    name: str,
    kind: BodyKind,
    parent: Body | None = None,
    company_number: str = "",
    charity_number: str = "",
    email: str = "",
    by: Person | None,
    at: datetime,
    key: str,
) -> Body:
    """Open a council, service, board, organisation or supplier. Its slug names its chain for ever.

    Raises RefusedError when the slug is taken or the parent is itself part of another body.
    """
    numbers = {"company_number": company_number, "charity_number": charity_number, "email": email}
    asked = {"slug": slug, "name": name, "kind": str(kind), "parent": parent.slug if parent else "", **numbers}
    with deciding(Verb.BODY_OPENED, None, by=by, at=at, key=key, asked=asked) as decision:
        _require_appointer(decision, by, parent)
        _check_body(slug, name, kind, parent)
        body = Body(slug=slug, name=name.strip(), kind=kind, parent=parent, **numbers)
        body.save()
        decision.opens(body)
        decision.about(body=body.name, kind=body.get_kind_display())
    return body


def _check_body(slug: str, name: str, kind: BodyKind, parent: Body | None) -> None:
    if not name.strip():
        raise refused("name", "Enter the name of the body.")
    if Body.objects.filter(slug=slug).exists():
        raise refused("slug", f"There is a body called {slug} already. Choose another short name.")
    if parent is None:
        return
    if kind == BodyKind.COUNCIL:
        raise refused("parent", f"A council cannot be part of another body. Leave out {parent.name}.")
    if parent.parent is not None:
        raise refused("parent", f"{parent.name} is itself part of another body. Put {name} under {parent.parent.name}.")


def establish_post(
    role: Role, body: Body, *, over: Sequence[Body] = (), by: Person | None, at: datetime, key: str
) -> Post:
    """Establish a role at a body with its rights over the bodies named (its own body when none is).

    A right over a body reaches the services under it. Raises RefusedError when the body has the post already.
    """
    reach = list(over) or [body]
    asked = {"role": str(role), "over": [found.slug for found in reach]}
    with deciding(Verb.POST_ESTABLISHED, body, by=by, at=at, key=key, asked=asked) as decision:
        for found in reach:
            _require_appointer(decision, by, found)
        if Post.objects.filter(role=role, body=body).exists():
            already = f"{body.name} has this post already: {role.label.lower()}."
            raise refused("role", f"{already} Appoint someone to it instead.")
        post = Post(role=role, body=body, group=Group.objects.create(name=f"{body.slug}/{role}"))
        post.save()
        _grant(post, reach, rights_of(role))
        decision.about(post=post.title, over=[found.name for found in reach])
    return post


def renew_rights(post: Post, *, by: Person | None, at: datetime, key: str) -> list[Right]:
    """Give a post the rights that its role has gained since it was established, over the bodies it reaches already.

    Returns the rights it did not have; none, and no decision, where it has them all.
    """
    held = BodyGroupPermission.objects.filter(group=post.group)
    missing = [right for right in rights_of(Role(post.role)) if not held.filter(permission__codename=right).exists()]
    if not missing:
        return []
    with deciding(Verb.RIGHTS_RENEWED, post.body, by=by, at=at, key=key, asked={"post": post.pk}) as decision:
        _require_appointer(decision, by, post.body)
        reach = list(Body.objects.filter(grants__group=post.group).distinct().order_by("pk"))
        _grant(post, reach, missing)
        decision.about(post=post.title, rights=missing, over=[found.name for found in reach])
    return missing


def name_deputy(post: Post, deputy: Post, *, by: Person | None, at: datetime, key: str) -> None:
    """Name the post whose holders are told when a post's tasks are late. It gives them no right of its own.

    Raises RefusedError where a post would be its own deputy.
    """
    asked = {"post": post.pk, "deputy": deputy.pk}
    with deciding(Verb.DEPUTY_NAMED, post.body, by=by, at=at, key=key, asked=asked) as decision:
        _require_appointer(decision, by, post.body)
        if post.pk == deputy.pk:
            raise refused("deputy", f"The {post.title} cannot be its own deputy. Name another post.")
        post.deputy = deputy
        post.save(update_fields=["deputy"])
        decision.about(post=post.title, deputy=deputy.title)


def _grant(post: Post, over: Sequence[Body], rights: Sequence[Right]) -> None:
    """Give the post's group rights of its role over each body, a row each so that each stands in the ledger."""
    permissions = Permission.objects.filter(content_type__app_label="accounts", content_type__model="body")
    for permission in permissions.filter(codename__in=rights).select_related("content_type").order_by("codename"):
        for body in over:
            BodyGroupPermission(group=post.group, permission=permission, content_object=body).save()


def register_person(
    *,
    email: str,
    full_name: str,
    body: Body,
    password: str | None = None,
    by: Person | None,
    at: datetime,
    key: str,
) -> Person:
    """Register a person at a body, so that they can sign in. They can do nothing until they are appointed.

    Raises RefusedError when the address is registered already.
    """
    asked = {"email": email, "full_name": full_name}
    person = Person.objects.joining(email, full_name, at=at, password=password)
    with deciding(Verb.PERSON_REGISTERED, body, by=by, at=at, key=key, asked=asked) as decision:
        _require_appointer(decision, by, body)
        if not person.full_name:
            raise refused("full_name", "Enter the person's full name.")
        if Person.objects.filter(email=person.email).exists():
            taken = "Someone is registered at this address already."
            raise refused("email", f"{taken} Appoint them to a post instead, or use another address.")
        person.save()
        decision.about(person=person.full_name)
    return person


def deactivate_person(person: Person, *, body: Body, reason: str, by: Person | None, at: datetime, key: str) -> None:
    """Close a person's account: they can no longer sign in or act. What they decided stands.

    Whoever does it may appoint at `body` and wherever else the person holds a post.
    """
    asked = {"person": person.pk, "reason": reason}
    with deciding(Verb.PERSON_DEACTIVATED, body, by=by, at=at, key=key, asked=asked) as decision:
        for place in [body, *(holding.post.body for holding in posts_of(person, at))]:
            _require_appointer(decision, by, place)
        person.is_active = False
        person.save(update_fields=["is_active"])
        decision.reason = reason
        decision.about(person=person.full_name)


def appoint(  # noqa: PLR0913 - an appointment's terms
    person: Person,
    post: Post,
    *,
    starts_on: date,
    ends_on: date | None = None,
    value_limit: Decimal | None = None,
    by: Person | None,
    at: datetime,
    key: str,
) -> Holding:
    """Appoint a person to a post, from the first to the last day, up to a value in pounds where one is set.

    Raises NotAllowedError when people appoint themselves, RefusedError when the terms do not hold together, and for a
    post with deciding rights: to that a person is nominated, and a second one confirms (`accounts.nominating`).
    """
    terms = Terms(person, post, None, starts_on, ends_on, value_limit)
    with deciding(Verb.PERSON_APPOINTED, post.body, by=by, at=at, key=key, asked=terms.asked()) as decision:
        _require_appointer(decision, by, post.body)
        if by is not None and by.pk == person.pk:
            raise NotAllowedError("You cannot appoint yourself. Ask another administrator to record it.")
        if by is not None and takes_two(Role(post.role)):
            raise refused("post", f"Two people appoint to {post.title}: nominate the person, and another confirms it.")
        return hold(decision, terms)


def end_holding(holding: Holding, *, on: date, reason: str = "", by: Person | None, at: datetime, key: str) -> None:
    """End an appointment, `on` being its last day. Covers for its holder stop counting with it.

    Raises RefusedError when the day lies before its first or after its last.
    """
    asked = {"holding": holding.pk, "on": on, "reason": reason}
    with deciding(Verb.APPOINTMENT_ENDED, holding.post.body, by=by, at=at, key=key, asked=asked) as decision:
        holding.refresh_from_db()
        _require_appointer(decision, by, holding.post.body)
        last_day(holding, on)
        decision.reason = reason
        decision.about(person=holding.person.full_name, post=holding.title, last_day=on)


def _require_appointer(decision: Decision, by: Person | None, body: Body | None) -> None:
    """Let the decision go on when its person may appoint at the body; the system may."""
    if by is not None:
        holding = appointer(by, body, at=decision.at)
        decision.acting(holding.title, holding.on_behalf_of)


def appointer(by: Person, body: Body | None, *, scopes: Sequence[str] = (), at: datetime) -> Holding:
    """Return the holding in which a person may appoint at a body: there, or over a council.

    `scopes` are those of a matter that it bears on, out of which a person may be kept.

    Raises NotAllowedError with the reason in words.
    """
    over = Over(appointed_over(body), scopes=scopes)
    return require(by, Right.APPOINT, on=over, at=at)


def appointed_over(body: Body | None) -> list[int]:
    """Return the ids of the bodies over any of which the right to appoint reaches a body: itself, and councils."""
    councils = Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk").values_list("pk", flat=True)
    return [*([body.pk] if body else []), *councils]
