"""Searches that people keep for themselves. They say nothing of the council's work, so the ledger has none of them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from accounts.models import Person

LONGEST_NAME = 60
LONGEST_QUERY = 1_000


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Searches as a reader may see them."""

    def visible_to(self, person: Person) -> Self:
        """Only the person's own: the only way in, for views."""
        return self.filter(person=person)


class SavedSearch(models.Model):
    """The filters and the order of the list of cases under a name. What it finds is looked for anew each time."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, help_text="As the list's own address has it.")
    saved_at = models.DateTimeField()

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "name"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.name
