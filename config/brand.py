"""The council's colour as a stylesheet of its own: the content security policy allows none inside a page."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.checks import Error, register
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
LIGHT, DARK = "#ffffff", "#0b0c0c"
AN_HOUR = 60 * 60


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2.2, definition of relative luminance)."""
    shares = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, success criterion 1.4.3)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """White or near-black, whichever is easier to read on the colour: one of them always reaches 4.5."""
    return max(LIGHT, DARK, key=lambda text: contrast(colour, text))


@login_not_required
@require_safe
@cache_control(max_age=AN_HOUR, public=True)
def stylesheet(_request: HttpRequest) -> HttpResponse:
    """The colour, and what is written on it."""
    colour = settings.COUNCIL["colour"]
    rules = f":root{{--tg-brand:{colour};--tg-on-brand:{text_on(colour)}}}"
    return HttpResponse(rules, content_type="text/css; charset=utf-8")


@register()
def colour_is_a_colour(**_options: object) -> list[Error]:
    """Refuse to start with a colour that no stylesheet could use."""
    colour = settings.COUNCIL["colour"]
    if COLOUR.fullmatch(colour):
        return []
    return [Error(f"COUNCIL_COLOUR is {colour!r}; write it as #rrggbb, such as #00437b.", id="tollgate.E001")]
