"""Why the council's work refuses. Every message says what happened, why, and what to do next."""

from __future__ import annotations

from accounts.errors import NotAllowedError, RefusedError

__all__ = ["NotAllowedError", "OvertakenError", "RefusedError"]


class OvertakenError(Exception):
    """Someone else was first, or the text has changed since it was read; nothing was changed."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
