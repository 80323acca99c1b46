"""JSON documents that people bring in as files: read, or refused with every fault on the field of the file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from commissioning.errors import RefusedError

UNREADABLE: Final = "The file is no JSON document. Choose the file as it was exported."
UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")  # no database keeps the one, no bytes state the other
NOT_KEPT: Final = (
    "The file holds a character that cannot be kept: U+0000, or half of a surrogate pair. Take it out, then choose the "
    "file again."
)
Found = TypeVar("Found")


def read_in(file: Any, reading: Callable[[object], Found]) -> Found:
    """Return what `reading` makes of the document that a file states. Raises RefusedError naming every fault."""
    try:
        document = json.loads(file.read())
        unkept = any(UNKEPT.search(text) for text in _texts(document))
    except (ValueError, RecursionError):
        raise RefusedError(UNREADABLE, {"file": [UNREADABLE]}) from None
    if unkept:
        raise RefusedError(NOT_KEPT, {"file": [NOT_KEPT]})
    try:
        return reading(document)
    except RefusedError as refused:
        places = [f"{place}: {text}" for place, texts in refused.errors.items() for text in texts]
        raise RefusedError(refused.message, {"file": places or [refused.message]}) from None


def _texts(value: object) -> Iterator[str]:
    """Every text of a document, the names in it too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
