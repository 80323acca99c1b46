"""The reader's messages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.authority import reach_of
from accounts.models import Person
from commissioning.casefile.finding import number_in
from commissioning.casefile.people import reader
from commissioning.telling.decisions import mark_read
from commissioning.telling.inbox import messages_to, unread_of

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """List the reader's messages, and note which were read."""
    person, at = reader(request), timezone.now()
    if request.method == "POST":
        _mark(person, request.POST.get("message"))
        return redirect(request.get_full_path())
    page = Paginator(messages_to(person, reach_of(person, at)), PAGE).get_page(request.GET.get("page"))
    unread = unread_of(person)
    context = {"page": page, "unread": unread, "note": f", {unread} unread" if unread else ""}
    return render(request, "commissioning/messages.html", context)


def _mark(person: Person, sent: str | None) -> None:
    """Note that one message was read, or all of them where none is named; a name that is none stands for nothing."""
    number = None if sent is None else number_in(sent)
    if sent is None or number is not None:
        mark_read(person, number, at=timezone.now())
