"""One's own account: an authenticator app, a passkey, and a password that is changed or forgotten."""

from __future__ import annotations

import re
from time import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail

from tests.journeys.visitors import SIGN_IN, Visitor, Visitors
from workflows.demonstration.council import DOMAIN, PASSWORD

pytestmark = pytest.mark.browser
NAME = "policy"
CHOSEN, CHOSEN_LATER = "three-green-bicycles", "seven-slow-barges"
PERIOD = 30  # seconds for which a code of an app holds
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_an_account_is_kept_safe(visitors: Visitors) -> None:
    visitors.site = visitors.site.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    person = visitors(NAME)
    turns_on_an_app(person)
    signs_in_with_a_recovery_code(person)
    adds_a_passkey(person)
    signs_in_with_it(person)
    gives_both_up(person)
    changes_the_password(person)
    forgets_it(visitors.stranger())


def turns_on_an_app(person: Visitor) -> None:
    """Turn on an authenticator app, at the second try."""
    person.follows("Your account")
    person.follows("Turn on")
    confirms(person)
    person.fills_in({"code": "000000"})
    person.presses("Turn on")
    person.sees("There is a problem")
    secret = person.page.locator("dd.tg-fingerprint").inner_text()
    person.fills_in({"code": format_hotp_value(hotp_value(secret, int(time()) // PERIOD))})
    person.presses("Turn on")
    person.sees("Recovery codes")


def confirms(person: Visitor, password: str = PASSWORD) -> None:
    """Enter the password once more."""
    person.sees("Confirm that it is you")
    person.fills_in({"password": password})
    person.presses("Confirm")


def signs_in_with_a_recovery_code(person: Visitor) -> None:
    """Sign in again without the app at hand."""
    person.opens("/accounts/2fa/recovery-codes/")
    code = person.page.locator("ul.tg-fingerprint li").first.inner_text()
    person.presses("Sign out")
    person.signs_in(NAME)
    person.sees("Enter your code")
    person.fills_in({"code": "nothing"})
    person.presses("Continue")
    person.sees("There is a problem")
    person.fills_in({"code": code})
    person.presses("Continue")
    person.sees("My work")


def adds_a_passkey(person: Visitor) -> None:
    """Add a passkey of this device, and name it anew."""
    device = person.own.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    person.opens("/accounts/2fa/webauthn/add/")
    confirms(person)
    person.page.get_by_label("Passwordless").check()
    person.presses("Add the key")
    person.opens("/accounts/2fa/webauthn/")
    person.follows("Rename")
    person.fills_in({"name": "Telephone"})
    person.presses("Save")
    person.sees("Telephone", "Passkey")


def signs_in_with_it(person: Visitor) -> None:
    """Sign in without a password."""
    person.presses("Sign out")
    person.opens(SIGN_IN)
    person.presses("Sign in with a passkey")
    person.sees("My work")


def gives_both_up(person: Visitor) -> None:
    """Do without a second step again, having confirmed that with the key itself."""
    person.opens("/accounts/2fa/recovery-codes/generate/")
    person.follows("Use authenticator app or code")
    person.follows("Use a security key")
    person.presses("Use")
    person.presses("Make new codes")
    person.opens("/accounts/2fa/webauthn/")
    person.follows("Remove")
    person.presses("Remove the key")
    person.opens("/accounts/2fa/")
    person.follows("Turn off")
    person.presses("Turn off")


def changes_the_password(person: Visitor) -> None:
    """Choose another password, having mistyped it first."""
    person.opens("/accounts/password/change/")
    person.fills_in({"oldpassword": PASSWORD, "password1": CHOSEN, "password2": CHOSEN_LATER})
    person.presses("Change the password")
    person.sees("There is a problem")
    person.fills_in({"oldpassword": PASSWORD, "password1": CHOSEN, "password2": CHOSEN})
    person.presses("Change the password")
    person.opens("/accounts/email/")


def forgets_it(stranger: Visitor) -> None:
    """Ask for a link to choose a new password, and sign in with that."""
    stranger.opens(SIGN_IN)
    stranger.follows("Forgot")
    stranger.fills_in({"email": f"{NAME}@{DOMAIN}"})
    stranger.presses("Send the link")
    stranger.sees("Check your email")
    [link] = re.findall(r"http://\S+/password/reset/key/\S+", str(mail.outbox[-1].body))
    stranger.opens(link)
    stranger.fills_in({"password1": CHOSEN_LATER, "password2": CHOSEN_LATER})
    stranger.presses("Save the new password")
    stranger.sees("Your password is changed")
    stranger.opens(link)
    stranger.sees("This link no longer works")
    stranger.opens(SIGN_IN)
    stranger.fills_in({"login": f"{NAME}@{DOMAIN}", "password": CHOSEN_LATER})
    stranger.presses("Sign in")
    stranger.sees("My work")
