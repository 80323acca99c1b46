"""GOV.UK Notify as the way that emails go out, for councils that use it instead of a mail server of their own."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient


class EmailBackend(BaseEmailBackend):
    """Sends each email through a template of the council's Notify service that has ((subject)) and ((body)) alone.

    The message's own id goes along as Notify's reference. Plain text: Notify lays it out.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        client: Any = NotificationsAPIClient
        self._client = client(settings.NOTIFY["key"], base_url=settings.NOTIFY["url"])

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send emails and return how many. Raises ConnectionError with what Notify said, as a mail server would."""
        return sum(self._send(letter, address) for letter in email_messages for address in letter.to)

    def _send(self, letter: EmailMessage, address: str) -> bool:
        try:
            self._client.send_email_notification(
                email_address=address,
                template_id=settings.NOTIFY["template"],
                personalisation={"subject": letter.subject, "body": letter.body},
                reference=letter.extra_headers.get("Message-ID"),
            )
        except APIError as fault:
            if self.fail_silently:
                return False
            raise ConnectionError(f"GOV.UK Notify: {fault}") from fault
        return True
