"""What no chain can show by itself, tried all the same: only checkpoints held outside the council will find it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from audit.deciding import entry_digest
from audit.models import Entry
from benchmarks.proofs.insider import Statement, delete, update
from commissioning.case.models import Case
from commissioning.vocabulary import Action
from tests.audit.ledger import found_after
from tests.council import asks_of, does


def unseen(case: Case, at: datetime) -> str:
    """Cut off a chain's tail together with its head, and rebuild a chain with its head. Says what came of it."""
    does(asks_of(case)[0], Action.TAKE, at=at)  # an entry that changes no fact
    ways = {"a tail cut off with its head": cut(case), "a chain rebuilt with its head": rebuilt(case)}
    told = [f"{way} {'found' if _is_found(statements) else 'not found'}" for way, statements in ways.items()]
    return f"left to checkpoints held outside: {', '.join(told)}"


def _is_found(statements: Sequence[Statement]) -> bool:
    return bool(found_after(partial(_carry_out, statements)))


def _carry_out(statements: Sequence[Statement], cursor: Any) -> None:
    for sql, values in statements:
        cursor.execute(sql, values)


def cut(case: Case) -> list[Statement]:
    """Remove the newest entry, as if it had never been."""
    last, before = Entry.objects.filter(stream=case.stream_name).order_by("-number").select_related("payload")[:2]
    return [delete(last.payload), delete(last), *_head(case, before.number, before.digest)]


def rebuilt(case: Case) -> list[Statement]:
    """Let somebody else have taken the newest decision, with every digest as it should be."""
    last = Entry.objects.filter(stream=case.stream_name).order_by("-number")[0]
    last.actor = "Somebody Else"
    digest = entry_digest(last)
    return [*_updates(last, {"actor": last.actor, "digest": digest}), *_head(case, last.number, digest)]


def _head(case: Case, number: int, digest: str) -> list[Statement]:
    return _updates(case, {"head_number": number, "head_digest": digest})


def _updates(row: Any, values: Mapping[str, object]) -> list[Statement]:
    return [update(row, field, values[field.name]) for field in row._meta.concrete_fields if field.name in values]
