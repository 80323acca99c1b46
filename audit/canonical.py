"""One way to turn values into bytes, so that what was hashed can be hashed again.

The form is described in docs/ledger.md and frozen: UTF-8 JSON, keys sorted, no spaces, no floats.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import models

ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
PLAIN: Final = frozenset({str, int, bool, type(None)})
# What these columns hold is one exact value already; a mass load asks millions of times.
EXACT: Final[dict[type[models.Field[Any, Any]], type]] = {
    models.BooleanField: bool,
    **dict.fromkeys((models.CharField, models.TextField, models.EmailField, models.SlugField), str),
    **dict.fromkeys((models.AutoField, models.BigAutoField, models.ForeignKey, models.OneToOneField), int),
    **dict.fromkeys((models.IntegerField, models.BigIntegerField, models.PositiveBigIntegerField), int),
    **dict.fromkeys((models.PositiveIntegerField, models.PositiveSmallIntegerField), int),
}


def plain(value: object) -> Any:
    """Return `value` with dates, moments, decimals and bytes as text.

    Raises TypeError for a float or an unknown type, because neither has one exact text.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return _plain_scalar(value)


def _plain_scalar(value: object) -> object:
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, (date, Decimal)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return "sha256:" + sha256(bytes(value))
    raise TypeError(f"{type(value).__name__} has no exact text; use a decimal, text, whole number or date.")


def moment(value: datetime) -> str:
    """Return an aware moment as UTC text with microseconds, e.g. 2026-10-06T09:00:00.000000Z."""
    if value.tzinfo is None:
        raise TypeError("A moment needs a time zone.")
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def to_bytes(value: object) -> bytes:
    """Return the canonical bytes of a JSON-able value."""
    return plain_bytes(plain(value))


def plain_bytes(value: object) -> bytes:
    """Return the canonical bytes of a value that `plain` or `field_value` returned, or is made of such."""
    return ENCODER.encode(value).encode()


def sha256(*parts: bytes) -> str:
    """Return the SHA-256 of the joined parts as 64 hexadecimal digits."""
    return hashlib.sha256(b"".join(parts)).hexdigest()


def field_value(field: models.Field[Any, Any], value: object) -> object:
    """Return a column's value normalised by its type, the same before saving and after reading back."""
    if value is None or type(value) is EXACT.get(type(field)):
        return value
    value = field.to_python(value)
    if isinstance(value, Decimal):
        places = getattr(field, "decimal_places", 0)
        return str(value.quantize(Decimal(1).scaleb(-places)))
    return plain(value)


def row_values(instance: models.Model, fields: Sequence[models.Field[Any, Any]]) -> dict[str, object]:
    """Return the named columns of a row as canonical values."""
    return {field.attname: field_value(field, getattr(instance, field.attname)) for field in fields}
