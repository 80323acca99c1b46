"""What a body that owns a case says of a stage."""

from django.db.models import TextChoices


class AcceptanceState(TextChoices):
    """Where the acceptance of one body for one stage stands."""

    ASKED = "asked", "Not accepted yet"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    ENDED = "ended", "Not answered before it ended"


class AcceptanceAnswer(TextChoices):
    """What can be answered to the task."""

    ACCEPT = "accept", "We own this stage together with the others"
    DECLINE = "decline", "We do not own it: the body that leads is told, and it is flagged"


WANTING = (AcceptanceState.ASKED, AcceptanceState.DECLINED)
