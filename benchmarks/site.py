"""The site within this process: requests through the WSGI application, as a server gives them, by who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.utils.crypto import get_random_string

from accounts.models import Person

HOST, PORT = "127.0.0.1", "80"
SECRET = 32


class RefusedError(Exception):
    """The site did not answer as it should."""


@dataclass
class Answered:
    """What the site answered."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Reader:
    """Someone with a session of their own."""

    def __init__(self, person: Person, application: WSGIHandler | None = None) -> None:
        self.person = person
        self.token = get_random_string(SECRET)
        self._application = application or WSGIHandler()
        self._cookie = f"{settings.SESSION_COOKIE_NAME}={_session(person)}; {settings.CSRF_COOKIE_NAME}={self.token}"

    def get(self, path: str) -> Answered:
        """Read a page."""
        route, _, query = path.partition("?")
        return self._ask("GET", route, query, b"")

    def post(self, path: str, **fields: object) -> Answered:
        """Send a form. Raises RefusedError unless it was taken."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        answered = self._ask("POST", path, "", body)
        if answered.status != REDIRECT:
            raise RefusedError(f"{path} answered {answered.status}: {answered.body[:2000].decode(errors='replace')}")
        return answered

    def _ask(self, method: str, path: str, query: str, body: bytes) -> Answered:
        answered = Answered()

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            answered.status, answered.headers = int(status.partition(" ")[0]), dict(headers)

        response = self._application(self._environ(method, path, query, body), start)  # type: ignore[arg-type]  # nobody calls what it returns
        try:
            answered.body = b"".join(response)
        finally:
            response.close()
        return answered

    def _environ(self, method: str, path: str, query: str, body: bytes) -> Mapping[str, Any]:
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": self._cookie,
            "REMOTE_ADDR": HOST,
            "SERVER_NAME": HOST,
            "SERVER_PORT": PORT,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SCRIPT_NAME": "",
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
        }


REDIRECT = 302


def _session(person: Person) -> str:
    """Sign someone in as the site does, and return the key of their session."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)
