"""A waiver as its verbs read it: anew under the lock of its case, and as its entries tell it."""

from __future__ import annotations

from commissioning.waivers.models import Waiver

COLUMNS = [field.name for field in Waiver._meta.concrete_fields if field.name not in ("id", "case")]


def read_again(waiver: Waiver) -> None:
    """Read a waiver as it stands under the lock of its case, which stays the one that is locked."""
    waiver.refresh_from_db(fields=COLUMNS)


def told(waiver: Waiver) -> dict[str, object]:
    """What every entry about a waiver tells of it."""
    return {
        "waiver": waiver.reference,
        "rule": waiver.rule,
        "ground": waiver.ground,
        "value_gross": waiver.value_gross,
        "retrospective": waiver.retrospective,
    }
