"""A document: one file that somebody handed in, known for ever by what it holds."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from audit.models import Appended
from commissioning.documents.rules import LONGEST_NAME, NAMES, size_in_words
from commissioning.documents.storing import fault_of


class Document(Appended):
    """A file as it was handed in. Its bytes are stored under their digest, the same bytes once."""

    name = models.CharField(max_length=LONGEST_NAME)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def fault(self) -> str:
        """Compare the stored file with the digest."""
        found = fault_of(self.sha256, self.size)
        return f"(“{self.name}”): its file {found}" if found else ""

    @property
    def kind(self) -> str:
        """What kind of file it is and how large, in words."""
        return f"{NAMES.get(self.media_type, self.media_type)}, {size_in_words(self.size)}"
