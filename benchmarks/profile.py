"""Where the time of a signature goes: each part's share, by the profiler, which weighs small calls too heavily."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from cProfile import Profile
from pstats import Stats
from typing import Any

# Parts that do not lie within one another: where each begins.
PARTS: Mapping[str, tuple[str, str]] = {
    "to open the connection": ("django/db/backends/base/base.py", "connect"),
    "to close it": ("django/http/response.py", "close"),
    "who is signed in": ("django/contrib/auth/middleware.py", "get_user"),
    "the task that is answered": ("commissioning/casefile/people.py", "task_asked"),
    "the lock of the case": ("audit/deciding.py", "lock"),
    "whether it is still open": ("commissioning/asks/decisions.py", "require_open"),
    "authority": ("accounts/authority.py", "may"),
    "the text that is signed": ("commissioning/gates/decisions.py", "_submission_of"),
    "the sign-off": ("commissioning/gates/decisions.py", "_sign_off"),
    "seat, ask, exclusion, verdict": ("commissioning/gates/decisions.py", "_settle"),
    "history, entry, payload, head": ("audit/deciding.py", "append"),
    "its draft": ("commissioning/drafts/keeping.py", "forget"),
}
WHOLE = ("django/core/handlers/wsgi.py", "__call__")


def shares(act: Callable[[], object]) -> dict[str, float]:
    """Return each part's share of the whole in per cent, and what is left to the framework and the driver."""
    profile = Profile()
    profile.runcall(act)
    rows = Stats(profile).stats  # type: ignore[attr-defined]  # the library's stubs leave it out
    whole = _spent(rows, WHOLE) + _spent(rows, PARTS["to close it"])
    spent = {name: 100 * _spent(rows, place) / whole for name, place in PARTS.items()}
    spent["who is signed in"] -= spent["to open the connection"]
    found = {name: round(share, 1) for name, share in spent.items()}
    return {**found, "everything else": round(100 - sum(found.values()), 1)}


def _spent(rows: Mapping[Sequence[Any], Sequence[Any]], place: tuple[str, str]) -> float:
    """The seconds within a function and what it called."""
    ends, name = place
    return max((row[3] for (file, _, called), row in rows.items() if called == name and file.endswith(ends)), default=0)
