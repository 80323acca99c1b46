"""Nobody comes in without signing in; but what they typed until their session ended is kept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseRedirect

from commissioning.casefile.views.drafts import RESCUED, rescued


class SignInFirst(LoginRequiredMiddleware):
    """Sends whoever is not signed in to sign in, as Django's own does; a form's text is kept as its writer's draft."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        """Lead to the sign-in page, and back from there to the page that was sent."""
        if rescued(request):
            messages.info(request, RESCUED)
        return super().handle_no_permission(request, view_func)
