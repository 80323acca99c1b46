"""Where the secret key comes from: a kept file in development, the environment alone in production."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50


def kept_key(var: Path) -> str:
    """The development key in `var`, made on the first start. Two processes starting at once agree on one key."""
    path = var / "secret_key"
    var.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(SHORTEST_KEY))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def safe_key(key: str) -> str:
    """The production key, refused with ImproperlyConfigured when it could be guessed."""
    if len(key) < SHORTEST_KEY or key.startswith("django-insecure"):
        message = (
            f"SECRET_KEY must be a random text of at least {SHORTEST_KEY} characters, kept only in the environment."
        )
        raise ImproperlyConfigured(message)
    return key
