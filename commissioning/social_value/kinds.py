"""The words of the social value record: why a priority is left out, and how large likely bidders are."""

from django.db.models import TextChoices


class Ground(TextChoices):
    """Why a priority of the policy is not chosen."""

    NOT_RELEVANT = "not_relevant", "It is not relevant to what you buy"
    NOT_PROPORTIONATE = "not_proportionate", "It is not proportionate here"


class Bidders(TextChoices):
    """How large those are who are likely to bid."""

    SMALL = "small", "Mostly small businesses, charities, community groups or social enterprises"
    MIXED = "mixed", "Small and large ones alike"
    LARGE = "large", "Mostly large organisations"
