"""What is open to whoever is not signed in: who they are, how often they may send, and the trap for machines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest

from accounts.models import Person
from accounts.reach import Reach, reach_of
from audit.models import Entry
from commissioning.casefile.refusals import UNPROCESSABLE, carried_out, status_of

TOO_MANY = 429
OFTEN = "Too much was sent from your network within an hour. Nothing was lost of what you typed: send it again later."
FILLED = (
    "A field that must stay empty was filled in, perhaps by your browser. It is empty again now: send the page once "
    "more."
)
ACTION = "say_in_public"


class TrapForm(forms.Form):
    """A field that nobody sees, and that machines fill in."""

    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )


class Visit:
    """Somebody at a public page: signed in or not, when, and how far their rights reach. One query for who is."""

    def __init__(self, request: HttpRequest, at: datetime) -> None:
        self.request, self.at = request, at
        self.person: Person | None = request.user if isinstance(request.user, Person) else None
        self.reach: Reach | None = reach_of(self.person, self.at) if self.person else None


def sent_in_public(request: HttpRequest, form: forms.Form, act: Callable[[str], object]) -> tuple[Entry | None, int]:
    """Carry out what somebody sent without an account, under a key of its own kind; `act` takes that key.

    Returns the entry with the status of a page that must be shown again: nothing was done where the trap was touched,
    or too much came from the same network.
    """
    if not form.is_valid():
        return None, UNPROCESSABLE
    if request.POST.get("website"):
        form.add_error(None, FILLED)
        return None, UNPROCESSABLE
    if not ratelimit.consume(request, action=ACTION):
        form.add_error(None, OFTEN)
        return None, TOO_MANY
    key = f"public/{form.cleaned_data['key']}"  # so that no key made up outside is ever one of the system's own
    return carried_out(form, None, lambda: act(key), key=key), status_of(form)
