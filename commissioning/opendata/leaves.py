"""Single fields, cleaned: what can be read is read, what cannot is left out with a note, never guessed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from commissioning.opendata.shape import Leaf
from commissioning.opendata.values import PENNY, UnreadableError, amount, readable, shown
from commissioning.opendata.warning import Odd

TEXT_LENGTH: Final = 500
PROSE_LENGTH: Final = 50_000
LEFT_OUT: Final = object()


class Read(NamedTuple):
    """A field's value, or `LEFT_OUT`, and what was odd about it."""

    value: Any
    odd: Odd | None = None
    note: str = ""


def read_leaf(value: Any, leaf: Leaf) -> Read:
    """The value of a field. A null stays: in a later release it takes back what an earlier one said."""
    return Read(value) if value is None else READERS[leaf](value)


def _text(value: Any) -> Read:
    return _cleaned(value, TEXT_LENGTH)


def _prose(value: Any) -> Read:
    return _cleaned(value, PROSE_LENGTH)


def _cleaned(value: Any, length: int) -> Read:
    if not isinstance(value, str | Decimal):
        return Read(LEFT_OUT, Odd.IGNORED, f"{shown(value)} should be text; it was left out.")
    text = str(value).strip()
    read = readable(text).strip()
    if len(read) > length:
        return Read(read[:length], Odd.CUT, f"A text was cut to its first {length:,} characters.")
    if read != text:
        return Read(read, Odd.UNREADABLE_CHARACTERS, "Characters that cannot be kept were left out of a text.")
    return Read(read)


def _texts(value: Any) -> Read:
    parts = [_text(part) for part in (value if isinstance(value, list) else [value])]
    odd = next((part for part in parts if part.odd), Read(None))
    return Read([part.value for part in parts if part.value is not LEFT_OUT], odd.odd, odd.note)


def _flag(value: Any) -> Read:
    if isinstance(value, bool):
        return Read(value)
    return Read(LEFT_OUT, Odd.IGNORED, f"{shown(value)} should be true or false; it was left out.")


def _amount(value: Any) -> Read:
    try:
        read = amount(value)
    except UnreadableError:
        return Read(LEFT_OUT)  # whoever reads the release refuses it for this
    if isinstance(value, str):
        return Read(read, Odd.NUMBER_AS_TEXT, f"The amount {shown(value)} is written as text; it was read as a number.")
    if read != value:
        return Read(read, Odd.ROUNDED, f"The amount {value:f} was rounded to {read.quantize(PENNY):f}.")
    return Read(read)


READERS: Final[dict[Leaf, Callable[[Any], Read]]] = {
    Leaf.TEXT: _text,
    Leaf.PROSE: _prose,
    Leaf.TEXTS: _texts,
    Leaf.FLAG: _flag,
    Leaf.AMOUNT: _amount,
    Leaf.DAY: Read,
}
