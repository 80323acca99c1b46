"""Emails through GOV.UK Notify: as its own service would see them, and what it refuses."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.mail import EmailMessage

KEY = "council-00000000-0000-4000-8000-000000000000-11111111-1111-4111-8111-111111111111"


class Service(HTTPServer):
    """Stands in for Notify on this machine: keeps what it is asked, and answers as it is told to."""

    asked: list[dict[str, Any]]
    status: int


class Answering(BaseHTTPRequestHandler):
    """Answers a request."""

    server: Service

    def do_POST(self) -> None:
        """Keep what is asked and answer."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, **body})
        said = {"id": "1"} if self.server.status < 400 else {"errors": [{"message": "Exceeded send limits"}]}
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def notify(settings: Any) -> Iterator[Service]:
    """A service that emails are sent through."""
    service = Service(("127.0.0.1", 0), Answering)
    service.asked, service.status = [], 201
    thread = Thread(target=service.serve_forever)
    thread.start()
    settings.EMAIL_BACKEND = "config.notify.EmailBackend"
    settings.NOTIFY = {"key": KEY, "template": "letters", "url": f"http://127.0.0.1:{service.server_port}"}
    yield service
    service.shutdown()
    thread.join()
    service.server_close()


def letter() -> EmailMessage:
    """An email to two people."""
    headers = {"Message-ID": "<message-7@council.example>"}
    return EmailMessage(
        "A task for you", "Please sign.", to=["ruth@demo.example", "omar@demo.example"], headers=headers
    )


def test_an_email_goes_through_the_template_to_each_address(notify: Service) -> None:
    assert letter().send() == 2
    assert [asked["email_address"] for asked in notify.asked] == ["ruth@demo.example", "omar@demo.example"]
    assert notify.asked[0] == {
        "path": "/v2/notifications/email",
        "email_address": "ruth@demo.example",
        "template_id": "letters",
        "personalisation": {"subject": "A task for you", "body": "Please sign."},
        "reference": "<message-7@council.example>",
    }


def test_what_notify_refuses_is_a_failure_to_send(notify: Service) -> None:
    notify.status = 429
    with pytest.raises(ConnectionError, match="Exceeded send limits"):
        letter().send()
    assert letter().send(fail_silently=True) == 0
