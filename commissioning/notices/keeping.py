"""Rows brought to what notices state: one by one, inside an open decision, and only where something differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

from commissioning.case.models import Case

Columns = Mapping[str, Any]
Row = TypeVar("Row", bound=models.Model)


def change(row: models.Model, columns: Columns) -> bool:
    """Write the columns that differ. Returns whether any did."""
    differing = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, columns[name])
    if differing:
        row.save(update_fields=differing)
    return bool(differing)


def keep(model: type[Row], case: Case, key: str, stated: Mapping[str, Columns]) -> None:
    """Bring a case's rows of one kind to what is stated: by the column `key`, each with its columns.

    Rows that are not stated any more go.
    """
    standing = {getattr(row, key): row for row in model._default_manager.filter(case=case).order_by("pk")}
    for name in [name for name in standing if name not in stated]:
        standing.pop(name).delete()
    for name, columns in stated.items():
        if name in standing:
            change(standing[name], columns)
        else:
            model(**{"case": case, key: name, **columns}).save()
