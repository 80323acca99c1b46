"""Secret keys are kept in development and refused in production when they could be guessed; hosts are named."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.safety import SHORTEST_KEY, kept_key, safe_key


def test_the_development_key_is_made_once(tmp_path: Path) -> None:
    """The second start finds the first one's key, which only its owner can read."""
    first = kept_key(tmp_path / "var")
    assert len(first) >= SHORTEST_KEY
    assert kept_key(tmp_path / "var") == first
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("key", ["", "short", "django-insecure-" + "x" * SHORTEST_KEY])
def test_a_key_that_could_be_guessed_is_refused(key: str) -> None:
    """Production does not start with it."""
    with pytest.raises(ImproperlyConfigured, match="at least"):
        safe_key(key)


def test_a_long_random_key_is_taken() -> None:
    """As it is given."""
    assert safe_key("r" * SHORTEST_KEY) == "r" * SHORTEST_KEY
