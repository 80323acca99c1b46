"""The known parts of one release, cleaned and ready to be merged."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from commissioning.opendata.exact import Flaw, step
from commissioning.opendata.leaves import LEFT_OUT, read_leaf
from commissioning.opendata.shape import RELEASE, ById, Leaf, Shape, Whole
from commissioning.opendata.values import readable, shown
from commissioning.opendata.warning import Odd

ID_LENGTH: Final = 200
Path = tuple[str, ...]


@dataclass
class Cleaner:
    """Reads the known parts of one release.

    `faults` (pointer, reason) make the release unreadable; `oddities` (code, words, pointer) do not. `positions` gives
    the place in its list of each object known by id, by the path of names and ids that leads to it.
    """

    faults: list[tuple[str, str]] = field(default_factory=list)
    oddities: list[tuple[Odd, str, str]] = field(default_factory=list)
    positions: dict[Path, int] = field(default_factory=dict)

    def release(self, data: dict[str, Any]) -> dict[str, Any]:
        """The known parts of a release."""
        return self._object(data, RELEASE, "", ())

    def _object(self, value: dict[str, Any], shape: Shape, pointer: str, path: Path) -> dict[str, Any]:
        known = [key for key in shape if key in value]
        read = {key: self._part(value[key], shape[key], step(pointer, key), (*path, key)) for key in known}
        return {key: part for key, part in read.items() if part is not LEFT_OUT}

    def _part(self, value: Any, shape: Any, pointer: str, path: Path) -> Any:
        if isinstance(shape, Leaf):
            return self._leaf(value, shape, pointer)
        if value is None:
            return LEFT_OUT
        if isinstance(shape, dict):
            return self._object(value, shape, pointer, path) if self._is(dict, value, pointer) else LEFT_OUT
        return self._list(value, shape, pointer, path) if self._is(list, value, pointer) else LEFT_OUT

    def _leaf(self, value: Any, leaf: Leaf, pointer: str) -> Any:
        read = read_leaf(value, leaf)
        if leaf is Leaf.AMOUNT and read.value is LEFT_OUT:
            self.faults.append((pointer, f"{shown(value)} stands where a number should be."))
        if read.odd:
            self.oddities.append((read.odd, read.note, pointer))
        return read.value

    def _is(self, wanted: type, value: Any, pointer: str) -> bool:
        if not isinstance(value, wanted):
            should = "an object" if wanted is dict else "a list"
            reason = value.reason if isinstance(value, Flaw) else f"{shown(value)} stands where {should} should be."
            self.faults.append((pointer, reason))
        return isinstance(value, wanted)

    def _list(self, value: list[Any], shape: ById | Whole, pointer: str, path: Path) -> list[dict[str, Any]]:
        placed = [(position, step(pointer, position), part) for position, part in enumerate(value)]
        objects = [(position, place, part) for position, place, part in placed if self._is(dict, part, place)]
        if isinstance(shape, Whole):
            return [self._object(part, shape.of, place, path) for _position, place, part in objects]
        before: dict[str, dict[str, Any]] = {}
        read = []
        for position, place, part in objects:
            identity = self._identity(part, position, place, before)
            if identity:
                before[identity] = part
                self.positions[(*path, identity)] = position
                read.append({**self._object(part, shape.of, place, (*path, identity)), "id": identity})
        return read

    def _identity(self, value: dict[str, Any], position: int, pointer: str, before: dict[str, dict[str, Any]]) -> str:
        """The id of an object in a list, made up where there is none or where it is taken; "" for a mere repetition."""
        given = value.get("id")
        identity = readable(str(given)).strip() if isinstance(given, str | Decimal) else ""
        if len(identity) > ID_LENGTH:
            self.faults.append((f"{pointer}/id", f"{shown(identity)} is too long for an id ({ID_LENGTH} characters)."))
        if not identity:
            text = "An entry of a list has no id: it is known by its place, so a later notice may state it twice."
            self.oddities.append((Odd.NO_ID, text, pointer))
            return f"#{position + 1}"
        if identity in before and before[identity] != value:
            text = f"Two entries of one list have the id {identity}. Both are kept: check which is meant."
            self.oddities.append((Odd.DUPLICATE_ID, text, pointer))
            return f"{identity} ({position + 1})"
        return "" if identity in before else identity
