"""Keeping what is typed: sent by the page itself as one types, and saved from a form that came too late or unsigned."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commissioning.casefile.people import reader
from commissioning.drafts import keeping, slips
from commissioning.drafts.models import Draft
from commissioning.drafts.slips import Slip
from commissioning.errors import RefusedError
from govuk.wording import time_in_words

STALE = "Not kept: this page was opened too long ago. Copy what you typed, and open the page again."
ANOTHERS = "Not kept: somebody else is signed in now. Copy what you typed, and open the page again."
SIGNED_OUT = "You are signed out. What you type is still kept: sign in again, in another tab, and it is there."
RESCUED = "You were signed out. What you typed is kept: sign in again, and it is on the page."


@csrf_exempt  # the slip shows that the page was given to this person, and outlives a new sign-in in another tab
@login_not_required  # who was signed out while typing loses nothing; only a slip that holds lets anything be kept
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is typed on a page as a draft, and say so in a sentence."""
    try:
        sent = request.POST
    except (RequestDataTooBig, TooManyFieldsSent):
        return _said(keeping.TOO_LONG, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    slip = slips.slip_of(sent.get(slips.NAME, ""))
    if slip is None:
        return _said(STALE, HTTPStatus.UNPROCESSABLE_ENTITY)
    if _anothers(request, slip):
        return _said(ANOTHERS, HTTPStatus.FORBIDDEN)
    at = timezone.now()
    try:
        keeping.keep(slip, sent, at=at)
    except RefusedError as refused:
        return _said(refused.message, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _said(f"Draft kept at {time_in_words(at)}." if request.user.is_authenticated else SIGNED_OUT)


def _anothers(request: HttpRequest, slip: Slip) -> bool:
    return request.user.is_authenticated and request.user.pk != slip.person


def _said(text: str, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


@require_POST
def throw_away(request: HttpRequest) -> HttpResponse:
    """Forget what was typed on a page, and show the page as it is saved."""
    slip = slips.slip_of(request.POST.get(slips.NAME, ""))
    if slip is None:
        raise RefusedError("This page was opened too long ago. Open it again, and throw the draft away there.")
    keeping.throw_away(slip, by=reader(request))
    messages.success(request, "Your draft is thrown away. This is what is saved.")
    return redirect(slip.url)


def rescued(request: HttpRequest) -> Draft | None:
    """Keep what was sent by a form that cannot be answered: nobody is signed in, or not as when it was opened.

    None where its slip is not of this page, is somebody else's, or does not hold any more.
    """
    slip = slips.slip_of(request.POST.get(slips.NAME, "")) if request.method == "POST" else None
    if slip is None or urlsplit(slip.url).path != request.path or _anothers(request, slip):
        return None
    with suppress(RefusedError):
        return keeping.keep(slip, request.POST, at=timezone.now())
    return None


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do where a form could not be shown to be the reader's own, as after a new sign-in; keep its text."""
    del reason
    kept = rescued(request)
    context = {"again": request.get_full_path() if kept else ""}
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)
