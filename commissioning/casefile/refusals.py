"""Refusals as pages: the one place where what a verb raises becomes a status and words.

A refusal names the fields of a form, which is shown again (422); every other one is a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.errors import NotAllowedError
from accounts.errors import OvertakenError as AccountsOvertakenError
from accounts.errors import RefusedError as AccountsRefusedError
from accounts.models import Person
from audit.errors import KeyReusedError, RepeatedError
from audit.models import Entry
from commissioning.errors import OvertakenError, RefusedError

UNPROCESSABLE = 422
OVERTAKEN = 409
NOT_ALLOWED = 403
REUSED = (
    "This page was sent before, and other answers were sent with it then. Nothing of what you sent now was recorded. "
    "Open the page again and repeat what you did."
)
SENT_BEFORE = "This page was sent before, and other answers were sent with it then. Nothing you typed now was saved."
View = Callable[..., HttpResponseBase]


class Refusal(Protocol):
    """What both packages' refusals have."""

    message: str
    errors: dict[str, list[str]]


def told(view: View) -> View:
    """Turn what a verb raises beyond a form's own errors into the page that says so."""

    @wraps(view)
    def telling(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotAllowedError as refused:
            return page(request, "You cannot do this", refused.reason, NOT_ALLOWED)
        except (OvertakenError, AccountsOvertakenError) as overtaken:
            return page(request, "This has moved on", overtaken.message, OVERTAKEN)
        except KeyReusedError:
            return page(request, "This page was used already", REUSED, UNPROCESSABLE)
        except (RefusedError, AccountsRefusedError) as refused:
            return page(request, "This cannot be done yet", refused.message, UNPROCESSABLE)

    return telling


def page(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    """Return a refusal as a page: what happened, why, and what to do: open it again, or ask for the post it needs."""
    forbidden = status == NOT_ALLOWED
    again = "" if forbidden or request.method != "POST" else request.path
    context = {"heading": title, "text": text, "forbidden": forbidden, "again": again}
    return render(request, "commissioning/refused.html", context, status=status)


def carried_out(form: BaseForm, person: Person | None, act: Callable[[], object], *, key: str = "") -> Entry | None:
    """Run a verb for a form that was sent, and return its ledger entry.

    None when the page must be shown again, with the reasons on the form. The same request sent twice is answered as
    it was the first time: with its first entry. `key` is given where it stands in another form than this one, and no
    person where nobody is signed in.
    """
    if not form.is_valid():
        return None
    try:
        done = act()
    except RepeatedError as repeated:
        return repeated.entry
    except AccountsOvertakenError:
        raise
    except (RefusedError, AccountsRefusedError) as refused:
        put(form, refused)
        return None
    return done if isinstance(done, Entry) else Entry.objects.get(person=person, key=key or form.cleaned_data["key"])


def put(form: BaseForm, refused: Refusal) -> None:
    """Put a refusal on a form: at the fields it names, else above them all."""
    seen = {name for name, field in form.fields.items() if not field.widget.is_hidden}
    for name in seen & set(refused.errors):
        form.add_error(name, refused.errors[name])
    if not seen & set(refused.errors):
        form.add_error(None, unnamed(refused) if not set(form.fields) & set(refused.errors) else refused.message)


def unnamed(refused: Refusal) -> list[str]:
    """Return the words of a refusal whose cause lies in no field of a form."""
    return [text for texts in refused.errors.values() for text in texts] or [refused.message]


def status_of(form: BaseForm) -> int:
    """Return the status of a page with a form: 422 where it was sent and refused."""
    return UNPROCESSABLE if form.is_bound and form.errors else 200
