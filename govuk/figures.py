"""Numbers as people type them. Pure."""

from __future__ import annotations

import re
from typing import Final

BY_THOUSANDS: Final = re.compile(r"-?\d{1,3}((, ?| )\d{3})+(\.\d*)?")


def ungrouped(text: str) -> str:
    """Return a number without the commas or spaces between its thousands; anything else as it was typed.

    A comma that does not part thousands is left where it is, for whoever reads the number to refuse: `12,50` means
    12.50 to whoever types a decimal comma, and would else be taken for 1,250.
    """
    plain = " ".join(text.split())
    return re.sub(r"[, ]", "", plain) if BY_THOUSANDS.fullmatch(plain) else plain
