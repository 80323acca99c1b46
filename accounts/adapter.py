"""How sign-in meets the council's people: nobody signs up, people are registered."""

from typing import Final

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

NOT_KNOWN: Final = "unknown"


class ClosedSignup(DefaultAccountAdapter):
    """Closes self-registration: the only way in is to be registered by the council."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False for everyone."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that somebody sends from. Those whose address no proxy tells share one name for it."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:  # such as at a server that listens on a socket without an address
            return NOT_KNOWN
