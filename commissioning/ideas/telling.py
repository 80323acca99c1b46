"""What is told of an idea: moderators of a new one, whoever posted it of what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core import signing
from django.urls import reverse

from commissioning.ideas.models import Idea, IdeaContact
from commissioning.ideas.standing import moderators
from commissioning.telling.outbox import tell, tell_outside

SALT: Final = "tollgate.idea"


def own_token(number: int) -> str:
    """Return what leads to an idea whoever posted it without an account."""
    return signing.Signer(salt=SALT).sign(str(number))


def number_behind(token: str) -> int | None:
    """Return the number of the idea that a token leads to; None for one that was made up."""
    try:
        return int(signing.Signer(salt=SALT).unsign(token))
    except signing.BadSignature:
        return None


def tell_moderators(idea: Idea, *, again: bool, key: str, at: datetime) -> None:
    """Tell whoever moderates ideas of one that waits."""
    done = "changed" if again else "posted"
    tell(
        moderators(at),
        event=f"idea/{idea.number}/{key}"[:160],
        subject=f"Idea {idea.number} waits to be moderated: {idea.title}",
        text=(f"{idea.sender} {done} “{idea.title}”. Please read it, then publish it, ask for a change or decline."),
        path=reverse("moderate-idea", args=[idea.number]),
        at=at,
    )


def tell_poster(idea: Idea, subject: str, text: str, *, key: str, at: datetime) -> None:
    """Tell whoever posted an idea; without an account by email, where they left an address."""
    event = f"idea/{idea.number}/{key}"[:160]
    if idea.posted_by is not None:
        path = reverse("idea", args=[idea.number])
        tell([idea.posted_by], event=event, subject=subject, text=text, path=path, at=at)
        return
    contact = IdeaContact.objects.filter(idea=idea).first()
    if contact is not None and contact.email:
        path = reverse("own-idea", args=[own_token(idea.number)])
        tell_outside(contact.name, contact.email, event=event, subject=subject, text=text, path=path, at=at)
