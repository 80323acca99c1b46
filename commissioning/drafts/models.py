"""A page that a person has open for writing, with what they typed on it and did not save yet."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

LONGEST_READ = 400  # characters: a digest for each section of a page that has several


class Draft(models.Model):
    """One page of one person. What they typed is for their own eyes; others learn only that they have it open."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=120, help_text='What it writes, such as "write/3/needs/1" or "task/12".')
    section = models.CharField(max_length=60, blank=True, help_text="Empty where a page has no sections of its own.")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When the page last showed that it is open.")
    typed = models.TextField(blank=True, help_text="The page's fields as they were sent, in JSON.")
    typed_at = models.DateTimeField(null=True)
    read = models.CharField(
        max_length=LONGEST_READ, blank=True, help_text="The digest of the text as the page showed it."
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="draft_by_age")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "section", "person"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.section}".strip()
