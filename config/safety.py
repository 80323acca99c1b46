"""What a server needs before it may start: a secret key, the names it answers to, and how many proxies it trusts."""

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


def named_hosts(hosts: list[str]) -> list[str]:
    """The host names of production, refused with ImproperlyConfigured when there is none or one stands for all."""
    if not hosts or "*" in hosts:
        message = "ALLOWED_HOSTS must name every host this server answers to, such as tollgate.council.gov.uk."
        raise ImproperlyConfigured(message)
    return hosts


def counted_proxies(count: int) -> int:
    """How many proxies stand before a server, refused with ImproperlyConfigured when that is not said."""
    if count < 1:
        message = (
            "TRUSTED_PROXIES must say how many proxies of your own stand before this server, such as 1, because it is "
            "BEHIND_TLS_PROXY: otherwise all who come through them would share one limit of what they may send."
        )
        raise ImproperlyConfigured(message)
    return count
