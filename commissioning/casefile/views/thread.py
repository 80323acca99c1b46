"""The golden thread of a case: a picture with an equal table, both ways, and what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader
from commissioning.casefile.thread_drawing import map_of
from commissioning.casefile.thread_of_case import missing_cards, table_of, thread_seen, upwards

EMPTY = (
    "It begins with the priorities that are chosen and the outcomes that the need seeks, and grows with each record "
    "until what was delivered is verified."
)
NONE_OF_YOURS = (
    "You see what the sections state that your own seats answer for, once they were submitted. None of them is part of "
    "the thread yet."
)


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what leads from the policy to what was proved, as far as the reader may see it."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at)
    thread = thread_seen(case, person, at)
    missing = missing_cards(thread, case)
    context = {
        **frame(case, "case-thread"),
        "links": len(thread.links),
        "missing": bool(missing),
        "broken": [card for card in missing if card["broken"]],
        "look_at": [card for card in missing if not card["broken"]],
        "picture": map_of(thread) if thread.nodes else None,
        "table": table_of(thread),
        "upwards": upwards(thread),
        "empty": EMPTY if case.sees_figures else NONE_OF_YOURS,
    }
    return render(request, "commissioning/thread.html", context)
