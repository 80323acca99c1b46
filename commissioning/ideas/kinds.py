"""The words of the register of ideas: what an idea is, and how far it has come."""

from django.db.models import TextChoices


class IdeaKind(TextChoices):
    """What an idea is."""

    NEED = "need", "A need"
    OFFER = "offer", "An offer"


class IdeaState(TextChoices):
    """How far an idea has come."""

    POSTED = "posted", "Waits for a moderator"
    CHANGE_ASKED = "change_asked", "Sent back to be changed"
    PUBLISHED = "published", "Published"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN = (IdeaState.POSTED, IdeaState.CHANGE_ASKED)
STANDING = (*OPEN, IdeaState.PUBLISHED)


class Ruling(TextChoices):
    """What a moderator makes of an idea."""

    PUBLISH = "publish", "Publish it"
    ASK_FOR_CHANGE = "ask_for_change", "Ask for a change"
    DECLINE = "decline", "Decline it, or take it down"
