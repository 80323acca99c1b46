"""A system check: every stored reference to a flow or a node still resolves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.models import CharField
from django.db.models.functions import Cast
from viewflow.workflow.fields import import_flow_by_ref
from viewflow.workflow.models import Process, Task


def check_references(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report each reference in the engine's tables that no class of ours answers to any more."""
    return [
        Error(
            f"{reference} is stored in the engine's tables and no longer resolves.",
            hint="A flow class with rows is never deleted: bring it back, and write a new version beside it.",
            id="workflows.E001",
        )
        for alias in databases or ()
        for reference in unresolved(alias)
    ]


def unresolved(alias: str) -> Iterator[str]:
    """Yield the stored references that do not resolve; none where the tables do not exist yet."""
    if Process._meta.db_table not in connections[alias].introspection.table_names():
        return
    for model, column, resolve in (
        (Process, "flow_class", import_flow_by_ref),
        (Task, "flow_task", node_of),
    ):
        stored = model.objects.using(alias).annotate(reference=Cast(column, CharField()))
        for reference in stored.order_by("reference").values_list("reference", flat=True).distinct():
            if reference and not _resolves(resolve, reference):
                yield reference


def node_of(reference: str) -> Any:
    """Return the node of a stored reference; None where its flow has no such node any more.

    The engine itself would give an obsolete node for it, in which a case could neither wait nor go on.
    """
    flow, _, name = reference.rpartition(".")
    return import_flow_by_ref(flow).instance.node(name, no_obsolete=True)


def _resolves(resolve: Any, reference: str) -> bool:
    try:
        return resolve(reference) is not None
    except (ImportError, LookupError, AttributeError, AssertionError, TypeError):
        return False
