"""Nobody signs up: people are registered."""

from django.test import RequestFactory

from accounts.adapter import ClosedSignup


def test_sign_up_is_closed(rf: RequestFactory) -> None:
    assert ClosedSignup().is_open_for_signup(rf.get("/accounts/signup/")) is False
