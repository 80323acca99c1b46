"""History rows: each change of a council fact, kept with the decision that made it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from django.db import models
from django.db.models.fields import NOT_PROVIDED
from simple_history.models import HistoricalRecords

from audit import bag


class HistoryRow(models.Model):
    """Where a history row belongs: the stream and number of its decision's entry."""

    history_stream = models.CharField(max_length=120)
    history_number = models.PositiveBigIntegerField()

    class Meta:
        abstract = True


class Kept(HistoricalRecords):
    """History that exists only inside a decision; its rows are written together when the decision ends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(bases=(HistoryRow,), **kwargs)

    def fields_included(self, model: Any) -> list[models.Field[Any, Any]]:
        """Return the columns history keeps: all but those the model or a base of it names in `untracked`."""
        bases = (model if isinstance(model, type) else type(model)).__mro__
        left_out = {name for base in bases for name in vars(base).get("untracked", ())}
        return [field for field in super().fields_included(model) if field.name not in left_out]

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
        """Copy the columns without their indexes, the row's own id excepted: history is read by id.

        A column with a default in the database was added later: rows of history that are older have none.
        """
        fields: dict[str, Any] = super().copy_fields(model)
        for field in fields.values():
            field.db_index = field.name == model._meta.pk.attname
            if field.has_db_default():
                field.null, field.default, field.db_default = True, NOT_PROVIDED, NOT_PROVIDED
        return fields

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        """Put the row into the open decision's bag. Raises OutsideDecisionError where there is none."""
        keep(instance, history_type)


def keep(instance: Any, history_type: str) -> None:
    """Put a row as it stands into the open decision's bag, as added (+), changed (~) or removed (-).

    Raises OutsideDecisionError where no decision is open.
    """
    open_bag = bag.current(instance)
    model = history_of(cast("type[models.Model]", type(instance)))
    fields = model.tracked_fields
    row = model(
        history_date=open_bag.at,
        history_type=history_type,
        history_user_id=open_bag.person_id,
        **{field.attname: getattr(instance, field.attname) for field in fields},
    )
    open_bag.collect(instance, row, fields)


@cache
def history_of(model: type[models.Model]) -> Any:
    """Return the model of a model's history rows. Asking for the manager builds a class each time, so it is kept."""
    return getattr(model, "history").model  # noqa: B009 - the library adds it to every tracked model


def sharing(rows: Iterable[tuple[int, str]], one: int, *, copied: bool) -> list[int]:
    """Return the numbers of the documents that ever said what this one says or ever said, its own among them.

    `rows` are number and digest of every document of a kind as history has them, the oldest first. What it began with
    counts as well, unless that was `copied` from what is in force and changed since: then nobody wrote it here.
    """
    kept = [(number, digest) for number, digest in rows if digest]
    own = [digest for number, digest in kept if number == one]
    said = set(own[-1:]) | (set(own) - set(own[:1]) if copied else set(own))
    return sorted({number for number, digest in kept if digest in said} | {one})
