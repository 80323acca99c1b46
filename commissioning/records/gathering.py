"""Reading rows of several kinds onto a record in one query: a page that needs all of them asks once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import JSONObject

from commissioning.records.models import StageRecord

if TYPE_CHECKING:
    from commissioning.records.rooms import RowSet


def gather(record: StageRecord, kinds: Sequence[RowSet]) -> None:
    """Read the rows of these kinds onto a record, as prefetching them would; those read before stay as they are.

    Each row comes as JSON, in which an amount would not keep every figure: a kind with amounts is read by itself.
    """
    read: dict[str, Any] = vars(record).setdefault("_prefetched_objects_cache", {})
    wanted = {kind.name: kind.model for kind in kinds if kind.name not in read}
    if not wanted:
        return
    first, *others = [_as_json(name, model, record) for name, model in wanted.items()]
    found: dict[str, list[Any]] = {name: [] for name in wanted}
    for name, columns in first.union(*others, all=True):
        found[name].append(_row(wanted[name], columns, record))
    for name, rows in found.items():
        read[name] = _filled(getattr(record, name).all(), sorted(rows, key=lambda row: row.pk))


def _as_json(name: str, model: Any, record: StageRecord) -> QuerySet[Any]:
    columns = {field.attname: F(field.attname) for field in model._meta.concrete_fields}
    rows = model.objects.filter(record=record).order_by()
    stated = {"of_kind": Value(name, output_field=CharField()), "columns_read": JSONObject(**columns)}
    kept: QuerySet[Any] = rows.annotate(**stated).values_list("of_kind", "columns_read")
    return kept


def _row(model: Any, columns: dict[str, Any], record: StageRecord) -> Any:
    row = model(**{field.attname: field.to_python(columns[field.attname]) for field in model._meta.concrete_fields})
    vars(row)["_state"].adding, vars(row)["_state"].db = False, vars(record)["_state"].db  # it stands in the database
    row.record = record
    return row


def _filled(query: QuerySet[Any], rows: list[Any]) -> QuerySet[Any]:
    """A query that has its answer already, as Django's own prefetching leaves it."""
    answered = vars(query)
    answered["_result_cache"], answered["_prefetch_done"] = rows, True
    return query
