"""Asking the site over HTTP, as scripts and browsers do; a connection for each request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

PATIENCE = 60  # seconds
NO_ANSWER = 0
DONE, FOUND = 200, 302


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 where nothing did. `entry` and `digest` of a deed that was recorded."""

    status: int
    entry: int = 0
    digest: str = ""
    words: str = ""

    @property
    def done(self) -> bool:
        """Whether the deed was acknowledged."""
        return self.status in (DONE, FOUND) and self.entry > 0


@dataclass
class Browser:
    """Someone's browser: keeps the cookies it was given."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def signs_in(self, email: str, password: str) -> None:
        """Sign in by the form. Raises PermissionError where that is refused."""
        self._asks("GET", "/accounts/login/", None)
        status, _, _ = self._asks("POST", "/accounts/login/", {"login": email, "password": password})
        if status != FOUND:
            raise PermissionError(f"{email} could not sign in: {status}")

    def does(self, task: int, **sent: str) -> Answer:
        """Send the form of a task's page."""
        try:
            status, headers, words = self._asks("POST", f"/tasks/{task}/", sent)
        except (OSError, HTTPException) as broken:
            return Answer(NO_ANSWER, words=repr(broken))
        entry = parse_qs(urlsplit(headers.get("Location", "")).query).get("entry", ["0"])[0]
        return Answer(status, int(entry), words=words if status >= DONE * 2 else "")

    def _asks(self, method: str, path: str, form: Mapping[str, str] | None) -> tuple[int, Mapping[str, str], str]:
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        data = urlencode({**form, **token}) if form is not None else None
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        status, answered, words = request(self.address, method, path, data, headers)
        for name, value in answered:
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return status, dict(answered), words


def sign(address: str, token: str, task: int, digest: str, key: str) -> Answer:
    """Sign a seat through the API."""
    headers = {"Authorization": f"Token {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
    data = json.dumps({"action": "sign", "digest": digest})
    try:
        status, _, words = request(address, "POST", f"/api/v1/tasks/{task}/", data, headers)
    except (OSError, HTTPException) as broken:
        return Answer(NO_ANSWER, words=repr(broken))
    if status != DONE:
        return Answer(status, words=words)
    told: dict[str, Any] = json.loads(words)
    return Answer(status, told["entry"], told["digest"])


def ready(address: str) -> bool:
    """Whether the site says that it is fit to serve."""
    try:
        return request(address, "GET", "/readyz", None, {})[0] == DONE
    except (OSError, HTTPException):
        return False


def request(
    address: str, method: str, path: str, data: str | None, headers: Mapping[str, str]
) -> tuple[int, list[tuple[str, str]], str]:
    """Ask once. Raises OSError or HTTPException where no whole answer comes back."""
    one = HTTPConnection(address, timeout=PATIENCE)
    try:
        one.request(method, path, data, {**headers, "Connection": "close"})
        answer = one.getresponse()
        return answer.status, answer.getheaders(), answer.read().decode(errors="replace")
    finally:
        one.close()
