"""The reader's messages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commissioning.casefile.finding import number_in
from commissioning.casefile.people import reader
from commissioning.telling.decisions import mark_read
from commissioning.telling.inbox import messages_to, unread_of

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """List the reader's messages, and note which were read."""
    person = reader(request)
    if request.method == "POST":
        number = request.POST.get("message", "")
        mark_read(person, number_in(number), at=timezone.now())
        return redirect(request.get_full_path())
    page = Paginator(messages_to(person), PAGE).get_page(request.GET.get("page"))
    unread = unread_of(person)
    context = {"page": page, "unread": unread, "note": f", {unread} unread" if unread else ""}
    return render(request, "commissioning/messages.html", context)
