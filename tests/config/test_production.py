"""Production refuses to start unsafe."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "SECRET_KEY": "q8V2" * 16,
    "ALLOWED_HOSTS": "tollgate.council.example",
    "DATABASE_URL": "postgres://tollgate@db.council.example/tollgate",
    "EMAIL_URL": "smtp+tls://mail.council.example:587",
    "DEFAULT_FROM_EMAIL": "tollgate@council.example",
}


def settings(said: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of their own and print an expression over them."""
    program = f"import config.settings.production as settings; print({said})"
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env={**base, **environment}, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter


@pytest.mark.parametrize("missing", SAFE)
def test_nothing_is_guessed(missing: str) -> None:
    """What must come from the environment is named when it does not."""
    without = {name: value for name, value in SAFE.items() if name != missing}
    started = settings("settings.DEBUG", without)
    assert started.returncode != 0
    assert missing in started.stderr


@pytest.mark.parametrize("hosts", ["*", "", "tollgate.council.example,*"])
def test_not_every_host_is_served(hosts: str) -> None:
    """A wildcard would let anyone's address stand in our links."""
    started = settings("settings.DEBUG", {**SAFE, "ALLOWED_HOSTS": hosts})
    assert started.returncode != 0
    assert "ALLOWED_HOSTS" in started.stderr


def test_a_safe_server_starts_closed() -> None:
    """Without debugging and demonstration, with secure cookies."""
    names = ("DEBUG", "DEMONSTRATION", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "EMAIL_TIMEOUT")
    said = f"({', '.join(f'settings.{name}' for name in names)})"
    started = settings(said, {**SAFE, "TOLLGATE_DEBUG": "true"})
    assert started.stderr == ""
    assert started.stdout.strip() == "(False, False, True, True, 10)"


@pytest.mark.parametrize("proxies", [{}, {"TRUSTED_PROXIES": "0"}])
def test_behind_a_proxy_it_is_said_how_many_there_are(proxies: dict[str, str]) -> None:
    """Or the whole public would share one limit."""
    started = settings("settings.DEBUG", {**SAFE, "BEHIND_TLS_PROXY": "true", **proxies})
    assert started.returncode != 0
    assert "TRUSTED_PROXIES must say how many" in started.stderr


def test_proxies_that_are_counted_are_trusted() -> None:
    """As many as there are, and no more."""
    environment = {**SAFE, "BEHIND_TLS_PROXY": "true", "TRUSTED_PROXIES": "2"}
    assert settings("settings.ALLAUTH_TRUSTED_PROXY_COUNT", environment).stdout.strip() == "2"
