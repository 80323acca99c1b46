"""A mail server in the proof's own process, which nobody kills: what arrives, for whom, and under which id."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

from tests.postgres import free_port

HOST = "127.0.0.1"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Post:
    """How often each email arrived: its id and whom it went to."""

    def __init__(self) -> None:
        self.arrived: Counter[tuple[str, str]] = Counter()

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take an email in."""
        email = message_from_bytes(envelope.content)
        self.arrived.update((email["Message-ID"], person) for person in envelope.rcpt_tos)
        return "250 OK"


@contextmanager
def post() -> Iterator[Post]:
    """A mail server, to which this process and all that it starts send their emails."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    taken, port = Post(), free_port()
    controller = Controller(taken, hostname=HOST, port=port)
    controller.start()
    os.environ["EMAIL_URL"] = f"smtp://{HOST}:{port}"
    try:
        with override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST=HOST, EMAIL_PORT=port):
            yield taken
    finally:
        del os.environ["EMAIL_URL"]
        controller.stop()
