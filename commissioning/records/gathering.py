"""Reading rows of several kinds onto a record, with what their keys lead to, in one query for all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, DecimalField, F, Field, JSONField, QuerySet, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.timezone import is_naive, make_aware

from commissioning.records.models import StageRecord

if TYPE_CHECKING:
    from commissioning.records.rooms import RowSet

Paths = dict[str, "Paths"]


def gather(record: StageRecord, kinds: Sequence[RowSet]) -> None:
    """Read the rows of these kinds onto a record, as prefetching them would; those read before stay as they are.

    Each row comes as JSON with what its own keys lead to inside it. Amounts come as text, which keeps every figure.
    """
    read: dict[str, Any] = vars(record).setdefault("_prefetched_objects_cache", {})
    wanted = {kind.name: kind for kind in kinds if kind.name not in read}
    if not wanted:
        return
    first, *others = [_as_json(kind, record) for kind in wanted.values()]
    found: dict[str, list[Any]] = {name: [] for name in wanted}
    paths = {name: _paths(kind.related) for name, kind in wanted.items()}
    told = {name: list(kind.model.objects.all().query.annotations) for name, kind in wanted.items()}
    for name, columns in first.union(*others, all=True):
        row = _row(wanted[name].model, columns, paths[name], vars(record)["_state"].db)
        row.record = record
        vars(row).update({one: columns[one] for one in told[name]})
        found[name].append(row)
    for name, rows in found.items():
        read[name] = _filled(getattr(record, name).all(), sorted(rows, key=lambda row: row.pk))


def _paths(related: Sequence[str]) -> Paths:
    """The keys that are followed as a tree: `bid` and `evaluator__person` are {bid: {}, evaluator: {person: {}}}."""
    tree: Paths = {}
    for path in related:
        below = tree
        for name in path.split("__"):
            below = below.setdefault(name, {})
    return tree


def _as_json(kind: RowSet, record: StageRecord) -> QuerySet[Any]:
    rows = kind.model.objects.filter(record=record).order_by()
    columns = _columns(kind, kind.model, _paths(kind.related), told=rows.query.annotations)
    stated = {"of_kind": Value(kind.name, output_field=CharField()), "columns_read": columns}
    kept: QuerySet[Any] = rows.annotate(**stated).values_list("of_kind", "columns_read")
    return kept


def _columns(kind: RowSet, model: Any, paths: Paths, at: str = "", told: Iterable[str] = ()) -> JSONObject:
    """The columns of a model, and what its manager tells of each row besides; inside them what its keys lead to."""
    wanted = [field for field in model._meta.concrete_fields if f"{at}{field.name}" not in kind.unread]
    own = {field.attname: _column(field, at) for field in wanted} | {name: F(name) for name in told}
    below = {
        name: _columns(kind, model._meta.get_field(name).related_model, further, f"{at}{name}__")
        for name, further in paths.items()
    }
    return JSONObject(**own, **below)


def _column(field: Field[Any, Any], at: str) -> F | Cast:
    column = F(f"{at}{field.attname}")
    return Cast(column, CharField()) if isinstance(field, DecimalField) else column


def _row(model: Any, columns: dict[str, Any], paths: Paths, database: str) -> Any:
    read = [field for field in model._meta.concrete_fields if field.attname in columns]
    found = {field.attname: _value(field, columns[field.attname]) for field in read}
    row = model.from_db(database, list(found), list(found.values()))
    for name, further in paths.items():
        key = model._meta.get_field(name)
        known = columns[key.attname] is not None
        setattr(row, name, _row(key.related_model, columns[name], further, database) if known else None)
    return row


def _value(field: Field[Any, Any], value: Any) -> Any:
    """The value of a column as Django would have read it."""
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    found = field.to_python(value)
    if isinstance(field, DecimalField) and found is not None:
        return found.quantize(Decimal(1).scaleb(-field.decimal_places))
    return make_aware(found, UTC) if isinstance(found, datetime) and is_naive(found) else found


def _filled(query: QuerySet[Any], rows: list[Any]) -> QuerySet[Any]:
    """A query that has its answer already, as Django's own prefetching leaves it."""
    answered = vars(query)
    answered["_result_cache"], answered["_prefetch_done"] = rows, True
    return query
