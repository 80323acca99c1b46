"""The slip that a page's form carries: whose page it is, signed, so that it may keep what is typed on it.

A session may end, and signing in again changes the token against forgery, while a page lies open. The slip holds all
the same: nobody but the person can have been given it, and all that it allows is to keep a draft for them.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import timedelta

from django.core import signing

NAME = "draft"  # of the field that carries it
SALT = "tollgate/draft"
HOLDS_FOR = timedelta(days=7)  # a page left open over a weekend, or a short leave


@dataclass(frozen=True)
class Slip:
    """Whose page it is, what it writes, and where it is."""

    person: int
    place: str
    section: str
    url: str

    def signed(self) -> str:
        """Return the slip as a form carries it."""
        return signing.dumps(astuple(self), salt=SALT)


def slip_of(sent: str) -> Slip | None:
    """Return a slip that was signed here and still holds; None for any other."""
    try:
        return Slip(*signing.loads(sent, salt=SALT, max_age=HOLDS_FOR))
    except signing.BadSignature:
        return None
