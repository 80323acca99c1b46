"""The fast lane's words: what sends a purchase to the standard lane, what came of it, and of its check."""

from django.db.models import TextChoices


class Trigger(TextChoices):
    """A question whose yes sends a purchase to the standard lane, with the words that say so."""

    PERSONAL_DATA = "personal_data", "it involves personal data"
    SAFEGUARDING = "safeguarding", "it brings people into contact with children or adults at risk"
    TUPE = "tupe", "staff may transfer to another employer (TUPE)"
    INFORMATION_TECHNOLOGY = "information_technology", "it brings in software, a system or other IT"


class Delivered(TextChoices):
    """Whether what was bought was delivered."""

    YES = "yes", "Yes, all of it"
    PARTLY = "partly", "Only part of it"
    NO = "no", "No"


class Found(TextChoices):
    """What Procurement's check of a purchase found."""

    IN_ORDER = "in_order", "In order"
    ADVICE = "advice", "In order, with advice for the next time"
    NOT_IN_ORDER = "not_in_order", "Not in order"
