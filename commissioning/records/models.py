"""A stage's record: the facts a stage states, in sections, and the files attached to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from audit.models import Tracked
from commissioning.case.models import Strand, scope_of_case
from commissioning.documents.models import Document
from commissioning.vocabulary import Lane, Stage


class Attachment(Tracked):
    """A document attached to a section of a record. Removing marks it: what was signed with it can still be read."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="attachments")
    stage = models.CharField(max_length=20, choices=Stage)
    lane = models.CharField(max_length=20, choices=Lane, help_text="Which record of the stage it is attached to.")
    sequence = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=60)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=200, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.document.name

    @property
    def stated(self) -> dict[str, object]:
        """What its section states of it: what whoever signs is bound to."""
        found = self.document
        told = {"name": found.name, "type": found.media_type, "size": found.size, "sha256": found.sha256}
        return {**told, "description": self.description}


def in_order(files: Iterable[Attachment]) -> list[Attachment]:
    """Return files in the order in which sections state them: by name."""
    return sorted(files, key=lambda file: (file.document.name, file.pk))


class StageRecord(Tracked):
    """What one stage of one strand states; in monitoring one a year."""

    stage: ClassVar[Stage]
    lane: ClassVar[Lane] = Lane.STANDARD

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField(default=1)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strand", "sequence"], name="%(class)s_once"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of {self.strand_id}"

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; its files are asked for anew."""
        super().refresh_from_db(*args, **kwargs)
        vars(self).pop("filed", None)

    @cached_property
    def filed(self) -> Sequence[Attachment]:
        """The files attached now to what the stage states, in whichever lane: read once for all sections."""
        own = {"strand": self.strand_id, "stage": self.stage, "sequence": self.sequence}
        found = Attachment.objects.filter(**own, removed_at=None).select_related("document__added_by")
        return in_order(found)

    @property
    def files(self) -> list[Attachment]:
        """The files attached to the record now, by name."""
        return [file for file in self.filed if file.lane == self.lane]

    def files_of(self, section: str) -> list[Attachment]:
        """The files attached to one section now."""
        return [file for file in self.files if file.section == section]

    @property
    def bodies(self) -> list[int]:
        """The bodies that own the case."""
        return self.strand.case.bodies

    @property
    def amount(self) -> Decimal | None:
        """Writing is not held against a value limit."""
        return None

    @property
    def scopes(self) -> list[str]:
        """The scope of all that is done on the case."""
        return [scope_of_case(self.strand.case_id)]

    valued: ClassVar[bool] = False
    source: ClassVar[str] = ""
    post_id: ClassVar[int | None] = None
