"""Deleting stored bytes that no document names: of uploads that were refused, and of those killed half-way."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from django.conf import settings

from commissioning.documents.models import Document
from commissioning.documents.storing import FOLDER

LEFT_FOR = timedelta(days=1)  # longer than any request takes from storing a file to naming it


def clear_unnamed(at: datetime) -> int:
    """Delete what has lain in the store for a day and no document names. Returns how many."""
    store = Path(settings.MEDIA_ROOT) / FOLDER
    oldest = (at - LEFT_FOR).timestamp()
    return sum(_clear(shelf, oldest) for shelf in sorted(store.glob("??")))


def _clear(shelf: Path, oldest: float) -> int:
    named = set(Document.objects.filter(sha256__startswith=shelf.name).values_list("sha256", flat=True))
    unnamed = [found for found in sorted(shelf.iterdir()) if found.name not in named]
    return sum(_remove(found, oldest) for found in unnamed if _older(found, oldest))


def _older(found: Path, oldest: float) -> bool:
    with suppress(FileNotFoundError):  # another worker was first
        return found.stat().st_mtime < oldest
    return False


def _remove(found: Path, oldest: float) -> bool:
    """Remove one thing, unless the same bytes were stored anew meanwhile: what is moved aside shows by its age."""
    if found.is_dir():
        rmtree(found, ignore_errors=True)
        return True
    with TemporaryDirectory(dir=found.parent) as folder, suppress(FileNotFoundError):
        aside = Path(folder) / "aside"
        os.replace(found, aside)
        if aside.stat().st_mtime < oldest:
            return True
        os.replace(aside, found)
    return False
