"""What else the trail tells of a declared conflict of interest: from which evaluation panel it took its person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from commissioning.verbs import Verb
from govuk.wording import in_words


def _more_of_conflict(about: Mapping[str, Any]) -> str:
    panels = in_words(about.get("off_panel", []))
    return f"They are off {panels}, and a replacement is owed." if panels else ""


MORE: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = dict.fromkeys(
    (Verb.CONFLICT_DECLARED, Verb.INTEREST_DECLARED, Verb.INTEREST_REVIEWED), _more_of_conflict
)
