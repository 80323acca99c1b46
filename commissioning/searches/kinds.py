"""Which list a search is of."""

from django.db.models import TextChoices


class Listed(TextChoices):
    """A list that can be searched; its value is the address of its page."""

    CASES = "cases", "cases"
    CONTRACTS = "contracts", "contracts"
