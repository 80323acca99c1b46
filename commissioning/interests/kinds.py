"""The room's words: what a person declares, and what comes of it."""

from django.db.models import TextChoices


class Conflict(TextChoices):
    """What a person declares about their interests in a case (Procurement Act 2023 ss.81 and 82)."""

    NONE = "none", "No conflict of interest"
    ACTUAL = "actual", "An actual conflict of interest"
    POTENTIAL = "potential", "A potential conflict of interest"
    PERCEIVED = "perceived", "A perceived conflict of interest"


class Verdict(TextChoices):
    """What Procurement decides about a declaration."""

    MAY_ACT = "may_act", "They may act, with what is done about it"
    KEEP_OUT = "keep_out", "They are kept out of the case"
