"""On what basis the council buys in a procurement of somebody else."""

from django.db.models import TextChoices


class Basis(TextChoices):
    """What lets the council buy in a procurement that another body leads."""

    JOINT = "joint", "A joint procurement: it tenders for itself and for us"
    FRAMEWORK = "framework", "A call-off under its framework"
    DYNAMIC_MARKET = "dynamic_market", "An award under its dynamic market"
    ON_OUR_BEHALF = "on_our_behalf", "It buys for us, as a purchasing body or under a delegation"
