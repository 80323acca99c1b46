"""How sign-in meets the council's people: nobody signs up, people are registered."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """Closes self-registration: the only way in is to be registered by the council."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False for everyone."""
        return False
