"""Colours and whether they can be read. Pure, so that settings may ask."""

import re

from django.core.exceptions import ImproperlyConfigured

COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
LIGHT, DARK = "#ffffff", "#000000"


def known(colour: str) -> str:
    """The colour itself, refused with ImproperlyConfigured when a stylesheet could not use it."""
    if not COLOUR.fullmatch(colour):
        message = f"COUNCIL_COLOUR is {colour!r}; write it as #rrggbb, such as #00437b."
        raise ImproperlyConfigured(message)
    return colour


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
    """White or black, whichever is easier to read on the colour: one of them always reaches 4.5."""
    return max(LIGHT, DARK, key=lambda text: contrast(colour, text))
