"""The parts of a case that go different ways: its lots, its contracts, and further attempts at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from commissioning.asks.models import Ask
from commissioning.case.models import Strand
from commissioning.casefile.overview import name_of
from commissioning.casefile.wording import deadline, stacked
from commissioning.tender.again import can_be_tendered_again
from commissioning.vocabulary import State

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

Row = list[dict[str, object]]
HEAD: Row = [{"text": text} for text in ("Part", "Stage", "State", "Waiting for", "What you can do")]


def parts_of(case: Seen, strands: Sequence[Strand], tasks: Sequence[Ask], today: date) -> tuple[Row, list[Row]]:
    """Return a head and a row for each part of a case; nothing where it has only one.

    Where nothing can be done with any part, no column asks what.
    """
    if len(strands) == 1:
        return [], []
    rows = [
        _row(case, strand, strands, [task for task in tasks if task.strand_id == strand.pk], today)
        for strand in strands
    ]
    head = HEAD if any(row[-1]["text"] for row in rows) else HEAD[:-1]
    return head, stacked(head, [row[: len(head)] for row in rows])


def _row(case: Seen, strand: Strand, strands: Sequence[Strand], tasks: Sequence[Ask], today: date) -> Row:
    address = f"{reverse('record', args=[case.reference, strand.stage])}?strand={strand.number}"
    return [
        {"text": name_of(strand, strands), "href": address, "header": True},
        {"text": strand.get_stage_display()},
        {"text": _state(strand)},
        {"text": "; ".join(_waiting(task, today) for task in tasks) or "Nobody"},
        _deed(case, strand),
    ]


def _state(strand: Strand) -> str:
    if not passed_on(strand):
        return strand.state_name
    return "Stopped, and tendered again below" if strand.state == State.STOPPED else "Goes on below"


def _waiting(task: Ask, today: date) -> str:
    return f"{task.post.title}, {'paused by a question' if task.paused else deadline(task.due_on, today)}"


def _deed(case: Seen, strand: Strand) -> dict[str, object]:
    if not case.writes or not may_go_again(case, strand):
        return {"text": ""}
    href = reverse("tender-again", args=[case.reference, strand.number])
    return {"text": "Tender it again", "href": href}


def passed_on(strand: Strand) -> bool:
    """Whether others go on from a strand that was read with that."""
    return bool(getattr(strand, "passed_on", False))


def may_go_again(case: Seen, strand: Strand) -> bool:
    """Whether a strand can be tendered again; its rows are asked only where it was stopped."""
    strand.case = case
    return strand.state == State.STOPPED and not passed_on(strand) and can_be_tendered_again(strand)
