"""Whether the server is up, and whether it is fit to serve: asked by whoever runs it, without signing in."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit import triggers

UNAVAILABLE = 503


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer that the process lives; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer whether the database is reached, every migration is applied and the ledger's triggers are in place."""
    try:
        faults = {name: fault for name, check in CHECKS.items() if (fault := check())}
    except DatabaseError:
        faults = {"database": "cannot be reached"}
    checks = dict.fromkeys(CHECKS, "ok") | faults
    return JsonResponse({"status": "not ready" if faults else "ok", **checks}, status=UNAVAILABLE if faults else 200)


def _database() -> str:
    connection.ensure_connection()
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} not applied" if waiting else ""


def _triggers() -> str:
    missing = triggers.missing(connection)
    return f"{len(missing)} missing" if missing else ""


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "migrations": _migrations, "triggers": _triggers}
