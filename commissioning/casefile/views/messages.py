"""The reader's messages."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.vocabulary import Mail
from commissioning.casefile.finding import number_in
from commissioning.casefile.forms import MailForm
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import status_of
from commissioning.telling.decisions import choose_mail, mark_read, try_again
from commissioning.telling.inbox import messages_to, unread_of, unsent, withheld
from govuk.wording import capped, how_many

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """List the reader's messages, and note which were read."""
    person, at = reader(request), timezone.now()
    if request.method == "POST":
        _mark(person, request.POST.get("message"), at)
        return redirect(request.get_full_path())
    reach = reach_of(person, at)
    page = Paginator(messages_to(person, reach), PAGE).get_page(request.GET.get("page"))
    unread = unread_of(person)
    failed = unsent().count() if _sees_unsent(reach) else 0
    context = {
        "page": page,
        "unread": unread,
        "note": f", {capped(unread)} unread" if unread else "",
        "mail": Mail(person.mail).label,
        "failed": failed,
    }
    return render(request, "commissioning/messages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Ask how the reader is told by email."""
    person = reader(request)
    form = MailForm(request.POST or None, initial={"mail": person.mail})
    if form.is_valid():
        choose_mail(person, Mail(form.cleaned_data["mail"]))
        messages.success(request, f"By email from now on: {Mail(person.mail).label}.")
        return redirect("messages")
    return render(request, "commissioning/message_choices.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def not_sent(request: HttpRequest) -> HttpResponse:
    """Show an administrator which emails could not be sent, and why; what they say is not shown."""
    person, at = reader(request), timezone.now()
    sees = _sees_unsent(reach_of(person, at))
    if request.method == "POST":
        number = try_again(sees=sees, at=at)
        messages.success(request, f"{how_many(number, 'email is,emails are')} tried again now.")
        return redirect("unsent-messages")
    if not sees:
        raise Http404
    page = Paginator(unsent(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "withheld": list(withheld()[:PAGE])}
    return render(request, "commissioning/messages_not_sent.html", context)


def _sees_unsent(reach: Reach) -> bool:
    """Whoever appoints people looks after their addresses as well."""
    return bool(reach.over(Right.APPOINT))


def _mark(person: Person, sent: str | None, at: datetime) -> None:
    """Note that one message was read, or all of them where none is named; a name that is none stands for nothing."""
    number = None if sent is None else number_in(sent)
    if sent is None or number is not None:
        mark_read(person, number, at=at)
