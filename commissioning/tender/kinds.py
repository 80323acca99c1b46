"""How tenders are invited, and what they are judged by."""

from django.db.models import TextChoices


class Procedure(TextChoices):
    """How tenders are invited."""

    OPEN = "open", "Open procedure"
    COMPETITIVE_FLEXIBLE = "competitive_flexible", "Competitive flexible procedure"
    DIRECT_AWARD = "direct_award", "Direct award"
    FRAMEWORK = "framework", "Call-off under a framework"
    DYNAMIC_MARKET = "dynamic_market", "Award under a dynamic market"
    BELOW_THRESHOLD = "below_threshold", "Below-threshold procedure"
    OTHER = "other", "Another procedure"


class CriterionKind(TextChoices):
    """What a criterion judges a tender by."""

    PRICE = "price", "Price"
    QUALITY = "quality", "Quality"
    SOCIAL_VALUE = "social_value", "Social value"
