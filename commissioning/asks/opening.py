"""Opening and closing asks inside a decision of a higher room."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import Person, Post
from commissioning.asks.models import Ask
from commissioning.case.models import Strand
from commissioning.drafts.keeping import WHOLE, forget
from commissioning.vocabulary import AskKind, Stage

BESIDE = "waiver/"  # begins the source of what is asked beside the flow


def ask(  # noqa: PLR0913 - the columns of an ask
    strand: Strand,
    post: Post,
    kind: AskKind,
    *,
    title: str,
    source: str,
    due_on: date,
    at: datetime,
    scope: str = "",
    amount: Decimal | None = None,
    **more: Any,
) -> Ask:
    """Ask something of a post. An ask of the same source that is open already is returned as it stands.

    `more` are further columns: `taken_by`, `chain`, `apart`, `earlier`. The decision holds the case, so that nobody
    else asks the same meanwhile.
    """
    standing = Ask.objects.filter(post=post, source=source, closed_at=None).first()
    if standing is not None:
        return standing
    made = Ask(
        case=strand.case,
        strand=strand,
        post=post,
        kind=kind,
        stage=Stage(strand.stage),
        title=title,
        due_on=due_on,
        amount=amount,
        scope=scope,
        source=source,
        opened_at=at,
        **more,
    )
    made.save(force_insert=True)
    return made


def acted_on(found: Ask, by: Person) -> None:
    """Forget what a person typed at a task, now that they acted on it. Within the open decision."""
    forget(by, found.drafted_as, [WHOLE])


def close(found: Ask, *, by: Person | None, at: datetime, as_: str) -> None:
    """Close an ask: answered by a person, whose draft ends with it, or overtaken by events when `by` is None."""
    if by is not None:
        acted_on(found, by)
    found.closed_at, found.closed_by, found.closed_as = at, by, as_
    found.save(update_fields=["closed_at", "closed_by", "closed_as"])


def asked_by_flow(strand: Strand) -> QuerySet[Ask]:
    """Return what is still asked in the course of a strand. What stands beside it, such as a waiver, goes on."""
    return Ask.objects.filter(strand=strand, closed_at=None).exclude(source__startswith=BESIDE).order_by("pk")


def close_source(source: str, *, by: Person | None, at: datetime, as_: str) -> None:
    """Close whatever a source still asks."""
    for found in Ask.objects.filter(source=source, closed_at=None):
        close(found, by=by, at=at, as_=as_)
