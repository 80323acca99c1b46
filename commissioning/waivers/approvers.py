"""Who can answer a waiver of an amount: asked before it is handed in, and of who is said to have approved it orally."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from accounts.authority import Over, eligible, may, require
from accounts.models import BodyGroupPermission, Holding, Person, Post
from accounts.rights import Right, Role
from accounts.rules import day, day_of, pounds
from commissioning.case.models import Case
from commissioning.errors import RefusedError
from commissioning.records.asks import post_of
from commissioning.waivers.models import Waiver
from commissioning.waivers.rules import approvers_for
from commissioning.waivers.terms import APPROVERS, Approver


def approver_of(waiver: Waiver, amount: Decimal, at: datetime) -> Approver:
    """Return who is asked to approve this amount: the lowest post that may and in which somebody is free to.

    Nobody approves what they wrote, nor where a conflict keeps them out. Raises RefusedError where nobody can.
    """
    for approver, post in _posts(waiver, amount):
        if eligible(post, on=_over(waiver, amount, post), at=at, right=Right.DECIDE_GATE):
            return approver
    raise RefusedError(
        f"Nobody can approve a waiver that counts {pounds(amount)}: whoever holds the posts that may wrote it, "
        "is kept out of the case, or has a lower limit. Ask the system administrator to appoint somebody."
    )


def oral_approver(waiver: Waiver, amount: Decimal, person: Person, approved_at: datetime, at: datetime) -> Approver:
    """Return as what somebody could approve this amount orally: they could then, and are free to confirm it now.

    Raises RefusedError where they could not.
    """
    for approver, post in _posts(waiver, amount):
        over = _over(waiver, amount, post)
        if all(may(person, Right.DECIDE_GATE, on=over, at=moment).allowed for moment in (approved_at, at)):
            return approver
    powers = " or ".join(approver.role.label.lower() for approver in approvers_for(amount))
    words = (
        f"{person.full_name} could not approve this on {day(day_of(approved_at))}: it counts {pounds(amount)}, "
        f"which takes a {powers} with that limit who neither wrote it nor has a conflict of interest. Choose who did, "
        "or submit the waiver instead."
    )
    raise RefusedError(words, {"approver": [words]})


def approvers_over(case: Case, at: datetime) -> list[Person]:
    """Return who holds a post over a case that approves waivers of some value, by name. One query, and the owners'."""
    over = Q(content_object__in=case.bodies) | Q(content_object__children__in=case.bodies)
    granted = BodyGroupPermission.objects.filter(over, permission__codename=Right.DECIDE_GATE.value).values("group")
    held = Holding.objects.in_force(day_of(at)).filter(
        post__role__in=[found.role for found in APPROVERS], post__group__in=granted, person__is_active=True
    )
    found = held.select_related("person").order_by("person__full_name", "pk")
    return list({holding.person_id: holding.person for holding in found}.values())


def require_approver(waiver: Waiver, amount: Decimal, post: Post, by: Person, at: datetime) -> Holding:
    """Return the holding in which somebody may approve this amount in a post.

    Raises NotAllowedError, saying who can.
    """
    return require(by, Right.DECIDE_GATE, on=_over(waiver, amount, post), at=at)


def adviser(waiver: Waiver, role: Role, at: datetime) -> bool:
    """Whether anybody can give advice as this role: without a post, or with its author alone in it, nobody can."""
    try:
        post = post_of(role, waiver.case)
    except RefusedError:
        return False
    over = _over(waiver, waiver.amount or waiver.value_gross, post)
    return bool(eligible(post, on=over, at=at, right=Right.CONSULT_GATE))


def _posts(waiver: Waiver, amount: Decimal) -> Iterator[tuple[Approver, Post]]:
    """The posts that may approve an amount; one that the council has not established is passed over."""
    for approver in approvers_for(amount):
        try:
            yield approver, post_of(approver.role, waiver.case)
        except RefusedError:
            continue


def _over(waiver: Waiver, amount: Decimal, post: Post) -> Over:
    return Over(waiver.case.bodies, amount, [waiver.scope, *waiver.case.scopes], post_id=post.pk, valued=True)
