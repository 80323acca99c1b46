"""Verification: is every chain sound, and if not, where does it first break?

Checked: each entry against its digest and its predecessor, each payload's bytes, each history row named in a
payload, each head, each live row against its newest history row, and the triggers. What a chain cannot show is a
tail cut off together with its head, or a chain rebuilt whole by an insider: checkpoints held outside will.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection

from audit import triggers
from audit.chains import walk
from audit.finding import CANNOT_BE_READ, Break, Report, rows_of
from audit.history import history_of
from audit.kept import Kept, tracked
from audit.live import check_days, check_live
from audit.models import Entry, Payload, Streamed


def verify() -> Report:
    """Read the whole ledger and its history, a piece at a time, and compare them with what was recorded."""
    report = Report()
    kept = Kept(report)
    _check_heads(report, dict(walk(report, kept.see)))
    kept.finish()
    for model in (found for found in tracked() if _has_rows(found)):
        check_live(report, model)
        check_days(report, model, model._meta.pk.attname)
    unguarded = triggers.missing(connection)
    report.breaks += [Break("database", 0, f"trigger {name} is missing or altered") for name in unguarded]
    _check_orphans(report)
    report.breaks.sort()
    return report


def _has_rows(model: Any) -> bool:
    """Say whether there is any live or history row of a model; of most, a young council has none."""
    return any(table._base_manager.exists() for table in (history_of(model), model))


def _check_heads(report: Report, heads: dict[str, Any]) -> None:
    for model in apps.get_models():
        if not issubclass(model, Streamed):
            continue
        for pk, row in rows_of(model._base_manager.order_by("pk")):
            if row is None:
                report.breaks.append(Break("none", 0, f"{model._meta.label_lower} {pk} {CANNOT_BE_READ}"))
                continue
            found = heads.pop(row.stream_name, (0, ""))
            if found != (row.head_number, row.head_digest):
                report.breaks.append(Break(row.stream_name, found[0], "the head does not match the last entry"))
    report.breaks += [Break(name, head[0], "the chain belongs to nothing") for name, head in heads.items()]


def _check_orphans(report: Report) -> None:
    for payload in Payload.objects.exclude(pk__in=Entry.objects.values("pk")):
        report.breaks.append(Break("none", 0, f"payload {payload.pk} has no entry"))
