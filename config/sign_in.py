"""Signing in as people see it: who they are, plain labels, and the picture for an authenticator app."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Person
from accounts.reach import with_right
from accounts.rights import Right
from commissioning.telling.inbox import with_unread

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "New password again",
}


class Known(AuthenticationBackend):
    """Knows who is signed in, and from the same query what every page says of them.

    That is how many of their messages are unread, and which main pages are theirs.
    """

    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session; None for one who has left."""
        shown = {"boards": with_right(Right.VIEW_BOARD), "keeps": with_right(Right.APPOINT)}
        people = with_unread(Person.objects.all()).annotate(**shown)
        person = people.filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None


class PlainLabels(forms.Form):
    """A form of allauth's with labels in the house's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)


class SignIn(PlainLabels, LoginForm):
    """Address and password."""


class AskForReset(PlainLabels, ResetPasswordForm):
    """The address that a link to a new password is sent to."""


class ChooseAfterReset(PlainLabels, ResetPasswordKeyForm):
    """A new password, for who followed the link."""


class ChangePassword(PlainLabels, ChangePasswordForm):
    """A new password, for who knows the one of now."""


class Authenticators(DefaultMFAAdapter):
    """Draws the picture for an authenticator app into the page: as an image of data the policy would block it."""

    def build_totp_svg(self, url: str) -> SafeString:
        """The QR code as an element of the page, without the header of a file."""
        picture: str = super().build_totp_svg(url)
        return mark_safe(picture[picture.index("<svg") :])  # noqa: S308 -- squares that qrcode drew, no one's text
