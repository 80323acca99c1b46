"""Entries, their payloads, and what a tracked or streamed row is."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from audit.history import Kept


class Entry(models.Model):
    """One decision in the chain of its stream. Appended, never changed: the database refuses."""

    stream = models.CharField(max_length=120)
    number = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=200)
    capacity = models.CharField(max_length=300, blank=True)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    payload_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "number"], name="entry_number_once"),
            models.UniqueConstraint(fields=["person", "key"], name="entry_key_once"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(person__isnull=True), name="entry_system_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}: {self.verb}"


class Payload(models.Model):
    """The exact bytes an entry stands for. Verified as bytes, never written again from objects."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True)
    format = models.PositiveSmallIntegerField()
    salt = models.BinaryField(max_length=16)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"


class Remembering(models.Model):
    """A row that remembers how it was read, so that a decision can tell what it changed without asking again."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        instance = super().from_db(db, field_names, values)
        instance.remembered = dict(zip(field_names, values, strict=True))  # every row of every list passes here
        return instance

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; what was remembered follows."""
        super().refresh_from_db(*args, **kwargs)
        self.remember()

    def remember(self) -> None:
        """Keep the columns as they stand now, deferred ones left out."""
        self.remembered = {
            field.attname: self.__dict__[field.attname]
            for field in self._meta.concrete_fields
            if field.attname in self.__dict__
        }


class Tracked(Remembering):
    """A council fact: every change of it keeps a history row and stands in a ledger entry."""

    untracked: ClassVar[tuple[str, ...]] = ()
    history: ClassVar[Any] = Kept(inherit=True)

    class Meta:
        abstract = True

    def fault(self) -> str:
        """Say what is wrong with columns that history does not keep; nothing when all is well."""
        return ""


class Appended(Tracked):
    """An act: a row that is added and never changed or removed. The database refuses, as for the ledger."""

    class Meta:
        abstract = True


class Streamed(models.Model):
    """A row with a chain of its own; the chain's head stands here, so audit knows nobody above it."""

    untracked: ClassVar[tuple[str, ...]] = ("head_number", "head_digest")
    head_number = models.PositiveBigIntegerField(default=0, editable=False)
    head_digest = models.CharField(max_length=64, blank=True, editable=False)
    appended: Entry | None = None  # what was appended last through this very object

    class Meta:
        abstract = True

    @property
    def stream_name(self) -> str:
        """The chain's name for ever, such as "case/TG-2026-0001"."""
        raise NotImplementedError
