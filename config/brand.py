"""The council's colour as a stylesheet of its own: the content security policy allows none inside a page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from config.colours import text_on

AN_HOUR = 60 * 60


@login_not_required
@require_safe
@cache_control(max_age=AN_HOUR, public=True)
def stylesheet(_request: HttpRequest) -> HttpResponse:
    """The colour, and what is written on it."""
    colour = settings.COUNCIL["colour"]
    rules = f":root{{--tg-brand:{colour};--tg-on-brand:{text_on(colour)}}}"
    return HttpResponse(rules, content_type="text/css; charset=utf-8")
