"""The words of waivers: which rule, on which ground, where a waiver stands, what is answered to it."""

from django.db.models import TextChoices


class WaivedRule(TextChoices):
    """Which of the council's own contract rules is set aside."""

    COMPETITION = "competition", "Competition: how many quotes or tenders"
    ADVERTISING = "advertising", "Advertising"
    FORM = "form", "Form of contract"
    EXTENSION = "extension", "Extending a contract beyond its own terms"
    OTHER = "other", "Another rule"


class WaiverGround(TextChoices):
    """Why it is set aside."""

    URGENCY = "urgency", "Genuine urgency that the council did not bring about"
    EMERGENCY = "emergency", "Emergency: danger to people or property"
    ONE_SUPPLIER = "one_supplier", "Only one supplier is able to do it"
    CONTINUITY = "continuity", "Continuity, or what is there already works with nothing else"
    OTHER = "other", "Another ground"


URGENT = (WaiverGround.URGENCY, WaiverGround.EMERGENCY)


class WaiverState(TextChoices):
    """Where a waiver stands."""

    DRAFTING = "drafting", "Being drafted"
    SUBMITTED = "submitted", "Submitted"
    ORAL = "oral", "Approved orally, to be confirmed"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"


# What counts among the earlier ones: what was allowed, and what is asked for at the same time.
COUNTED = (WaiverState.SUBMITTED, WaiverState.ORAL, WaiverState.APPROVED, WaiverState.EXPIRED)
WAITING = (WaiverState.SUBMITTED, WaiverState.ORAL)
GIVEN_UP = (WaiverState.REFUSED, WaiverState.WITHDRAWN)


class WaiverAction(TextChoices):
    """What a person answers to a waiver."""

    ADVISE = "advise", "Gave advice"
    APPROVE = "approve", "Approve it"
    REFUSE = "refuse", "Refuse it"
