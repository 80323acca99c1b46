"""Why the ledger refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.models import Entry


class OutsideDecisionError(Exception):
    """A council fact was about to change outside a decision: nothing may be written without its entry."""


class RepeatedError(Exception):
    """The same person sent the same request with the same key again; `entry` is the first answer."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"Done already: entry {entry.number} of {entry.stream}.")
        self.entry = entry


class KeyReusedError(Exception):
    """The same key came with another request. Nothing was done."""

    def __init__(self) -> None:
        super().__init__("This key was used for a different request. Nothing was done; send a new key.")


class MovedOnError(Exception):
    """A chain that a mass load goes on with has moved on meanwhile. Nothing of the batch was written."""

    def __init__(self, stream: str) -> None:
        super().__init__(f"The chain of {stream} has moved on meanwhile, so nothing was written. Load again.")
