"""Why accounts refuse: the person may not, or the appointment cannot be as it was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class NotAllowedError(Exception):
    """The person may not do this; nothing was changed. `reason` says why, and who can, in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefusedError(Exception):
    """A body, post, person or appointment cannot be as asked; nothing was changed. `errors` names the fields."""

    def __init__(self, message: str, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = {name: list(found) for name, found in (errors or {}).items()}


class OvertakenError(RefusedError):
    """Somebody else has decided it meanwhile; nothing was changed."""


def refused(field: str, message: str) -> RefusedError:
    """Return a refusal whose cause lies in one field."""
    return RefusedError(message, {field: [message]})
