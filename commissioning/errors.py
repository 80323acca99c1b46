"""Why the council's work refuses. Every message says what happened, why, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class RefusedError(Exception):
    """The input cannot be taken; nothing was changed. `errors` names fields where the cause lies in them."""

    def __init__(self, message: str, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = {name: list(found) for name, found in (errors or {}).items()}


class OvertakenError(Exception):
    """Someone else was first, or the text has changed since it was read; nothing was changed."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
