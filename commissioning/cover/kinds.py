"""What an offer to cover can come to."""

from django.db.models import TextChoices


class OfferState(TextChoices):
    """Where an offer stands."""

    OFFERED = "offered", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "Not answered in time"
    ENDED = "ended", "Ended"
