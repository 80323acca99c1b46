"""Searches that people keep for themselves. They say nothing of the council's work, so the ledger has none of them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from accounts.models import Person
from commissioning.searches.kinds import Listed

LONGEST_NAME = 60
LONGEST_QUERY = 1_000
LONGEST_TOKEN = 43  # characters: 32 random bytes


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Searches as a reader may see them."""

    def visible_to(self, person: Person) -> Self:
        """Only the person's own: the only way in, for views."""
        return self.filter(person=person)

    def shared_by(self, token: str) -> SavedSearch | None:
        """The search that is shared at an address now, with whose it is; None where none is."""
        there = bool(token) and token.isascii() and token.isprintable()
        return self.filter(token=token).select_related("person").first() if there else None


class SavedSearch(models.Model):
    """The filters and the order of a list under a name. What it finds is looked for anew each time."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=LONGEST_NAME)
    of = models.CharField(max_length=10, choices=Listed, default=Listed.CASES, db_default=Listed.CASES)
    query = models.CharField(max_length=LONGEST_QUERY, help_text="As the list's own address has it.")
    saved_at = models.DateTimeField()
    token = models.CharField(
        max_length=LONGEST_TOKEN,
        blank=True,
        default="",
        db_default="",
        help_text="What the address ends with at which colleagues find it; empty while it is for its person alone.",
    )

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "name"], name="saved_search_once")]
        indexes: ClassVar = [
            models.Index(fields=["token"], condition=~models.Q(token=""), name="saved_search_by_token"),
        ]

    def __str__(self) -> str:
        return self.name
