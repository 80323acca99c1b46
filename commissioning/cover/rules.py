"""Pure rules of cover: what an offer may be, and the words for every no."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from accounts.rights import Right, Role, rights_of
from accounts.rules import day, pounds
from accounts.vocabulary import BodyKind

ACTING = {
    Right.OPEN_CASE,
    Right.WRITE_RECORD,
    Right.CONSULT_GATE,
    Right.SIGN_GATE,
    Right.DECIDE_GATE,
    Right.RECORD_MEETING,
}


def watches(role: Role) -> bool:
    """Say whether a role takes no part in cases but holds them to account, or keeps who holds which post."""
    return not ACTING & set(rights_of(role))


def flaw_in_start(starts_on: date, today: date) -> str:
    """Return what is wrong with the first day of a cover: nobody acts for another in days that have passed."""
    return f"The first day, {day(starts_on)}, has passed. Choose today or a later day." if starts_on < today else ""


def flaw_in_person(name: str, held: Iterable[tuple[Role, int]], *, role: Role, root: int) -> str:
    """Return why a person may not be asked to cover a post of a role; nothing when they may.

    `held` are their own posts, each with the council or organisation it belongs to. What they only cover does not
    count, so that no cover rests on another.
    """
    inside = [own for own, place in held if place == root]
    if not inside:
        return f"{name} holds no post in this organisation. Choose a colleague who does, or ask your administrator."
    if not watches(role) and any(watches(own) for own in inside):
        return f"{name} audits, scrutinises or administers this work and takes no part in it. Choose somebody else."
    if watches(role) and not all(watches(own) for own in inside):
        return f"{name} takes part in the work that this post audits, scrutinises or administers. Choose somebody else."
    return ""


def unfit_post(title: str, kind: BodyKind) -> str:
    """Return why a post cannot be covered at all; nothing when it can."""
    if kind != BodyKind.SUPPLIER:
        return ""
    return f"The post of {title} is a supplier’s, and nobody covers it. The supplier names another contact."


def terms_in_words(starts_on: date, ends_on: date, value_limit: Decimal | None) -> str:
    """Return from when to when and up to what: `from 1 May 2026 to 8 May 2026, up to £50,000`."""
    limit = f", up to {pounds(value_limit)}" if value_limit is not None else ""
    return f"from {day(starts_on)} to {day(ends_on)}{limit}"
