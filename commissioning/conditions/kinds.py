"""Where a condition stands."""

from django.db.models import TextChoices


class ConditionState(TextChoices):
    """Where a condition of a decision stands."""

    OPEN = "open", "To be met"
    CLAIMED = "claimed", "Said to be met, to be confirmed"
    MET = "met", "Met"
    WAIVED = "waived", "Waived"
    REPLACED = "replaced", "Replaced by a later decision"


UNMET = (ConditionState.OPEN, ConditionState.CLAIMED)
