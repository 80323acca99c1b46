"""The ways to meet a need that are compared."""

from django.db.models import TextChoices


class OptionKind(TextChoices):
    """A way to meet a need."""

    DO_NOTHING = "do_nothing", "Do nothing"
    IN_HOUSE = "in_house", "Do it in house"
    GRANT = "grant", "Give a grant"
    CONTRACT = "contract", "Buy it under a contract"
    SHARED = "shared", "Share it with another body"
