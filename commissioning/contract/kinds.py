"""The contract room's words: where a contract stands, how it performs, and what is recommended each year."""

from django.db.models import TextChoices


class ContractStatus(TextChoices):
    """Where a contract stands."""

    LIVE = "live", "Live"
    ENDED = "ended", "Ended"


class Rating(TextChoices):
    """How a contract performs against one KPI, in the words of the contract performance notice."""

    GOOD = "good", "Good"
    APPROACHING = "approaching_target", "Approaching target"
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement"
    INADEQUATE = "inadequate", "Inadequate"
    OTHER = "other", "Other"


class NextYear(TextChoices):
    """What the contract manager recommends for the coming year."""

    CONTINUE = "continue", "Carry on for another year"
    END = "end", "End: the contract is over, go to review"
