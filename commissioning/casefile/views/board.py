"""The board: what each body holds and what of it is late, one body's tasks, and the same as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.rules import day_of
from commissioning.casefile.bars import bars_of
from commissioning.casefile.board import Age, board_of, require_board, tasks_held
from commissioning.casefile.board_words import HEAD, OTHER_HEAD, exported, other_rows, rows_of, summary, totals
from commissioning.casefile.exporting import csv_of
from commissioning.casefile.owning import body_named
from commissioning.casefile.people import reader
from commissioning.casefile.shortlist import shortlist
from commissioning.casefile.views.lists import listed
from commissioning.casefile.work import others

if TYPE_CHECKING:
    from accounts.models import Body

NOBODYS = "no-store, private"


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what each body holds over all cases that the reader may see, the latest first."""
    at = timezone.now()
    held = board_of(require_board(reader(request), at), day_of(at))
    context = {
        "held": held,
        "summary": summary(held),
        "drawing": bars_of(totals(held)) if any(one.tasks for one in held) else None,
        "head": HEAD,
        "rows": rows_of(held, day_of(at)),
        "other_head": OTHER_HEAD,
        "others": other_rows(held),
    }
    return render(request, "commissioning/board.html", context)


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """List the open tasks of one body, the latest first, of one age where it is chosen."""
    at = timezone.now()
    reach, found = require_board(reader(request), at), body_named(slug)
    chosen = request.GET.get("age", "")
    age = Age(chosen) if chosen in Age.values else None
    tasks = tasks_held(reach, found, age, day_of(at))
    short = shortlist([tasks.values_list("pk", flat=True)])
    page = short.page(request.GET.get("page"))
    context = {
        **listed(page, short),
        "body": found,
        "age": age,
        "ages": _ages(found, age),
        "items": others(list(tasks.filter(pk__in=list(page))), at),
    }
    return render(request, "commissioning/board_body.html", context)


def _ages(found: Body, chosen: Age | None) -> list[dict[str, object]]:
    page = reverse("board-body", args=[found.slug])
    every = {"text": "All", "href": page, "current": chosen is None}
    return [every, *({"text": age.label, "href": f"{page}?age={age}", "current": age == chosen} for age in Age)]


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The board as CSV."""
    at = timezone.now()
    held = board_of(require_board(reader(request), at), day_of(at))
    name = f"board-{day_of(at)}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": NOBODYS}
    return HttpResponse(csv_of(exported(held)), content_type="text/csv; charset=utf-8", headers=headers)
