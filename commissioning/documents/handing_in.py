"""Writing down which file was handed in, inside the decision that says where it belongs."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Person
from commissioning.documents.models import Document
from commissioning.documents.storing import Examined


def document_of(found: Examined, by: Person, at: datetime) -> Document:
    """Return the document of a file that was examined and stored. Inside an open decision."""
    made = Document(
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        added_by=by,
        added_at=at,
    )
    made.save()
    return made
