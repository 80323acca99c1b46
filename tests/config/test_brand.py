"""A council's colour, and whether what stands on it can be read."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from config.colours import contrast, known, text_on

ENOUGH = 4.5  # WCAG 2.2, success criterion 1.4.3


def test_anyone_may_read_the_colour(client: Client, settings: Settings) -> None:
    """The sign-in page has it too."""
    settings.COUNCIL = {**settings.COUNCIL, "colour": "#ffdd00"}
    answer = client.get("/brand.css")
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.content.decode() == ":root{--tg-brand:#ffdd00;--tg-on-brand:#000000}"


@pytest.mark.parametrize("level", range(0, 256, 15))
def test_text_can_be_read_on_any_colour(level: int) -> None:
    for colour in (f"#{level:02x}{level:02x}{level:02x}", f"#00{level:02x}{255 - level:02x}", f"#{level:02x}8020"):
        assert contrast(colour, text_on(colour)) >= ENOUGH, colour


def test_contrast_of_black_and_white_is_the_greatest() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456;}body{display:none", ""])
def test_what_is_no_colour_stops_the_start(colour: str) -> None:
    """It would be written into a stylesheet as it stands."""
    with pytest.raises(ImproperlyConfigured, match="#rrggbb"):
        known(colour)
