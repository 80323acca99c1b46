"""What is bought, as CPV codes: from the tender, its items, and those of awards and contracts."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from commissioning.opendata.merged import Cpv
from commissioning.opendata.part import Part

SCHEME: Final = "CPV"
MAIN, FURTHER = "classification", "additionalClassifications"
# What the merging keeps a history of: a single code by its fields, a list of codes as a whole.
KEYS: Final = {MAIN: (MAIN, "id"), FURTHER: (FURTHER,)}
CODE: Final = re.compile(r"(\d{8})(-\d)?", re.ASCII)


def cpv_codes(root: Part) -> tuple[Cpv, ...]:
    """The codes, each once, in the order of the notice; what is no code is left out. Their source is the first's."""
    codes: dict[str, Cpv] = {}
    for stated, holder, key in _stated(root):
        if CODE.fullmatch(stated.code):
            if not codes:
                root.sources["cpv"] = root.merged.source((*holder.path, *KEYS[key]))
            codes.setdefault(stated.code[:8], Cpv(stated.code[:8], stated.description))
    return tuple(codes.values())


def cpv_misstated(root: Part) -> tuple[str, ...]:
    """What the notice gives as a CPV code and is none."""
    return tuple(dict.fromkeys(stated.code for stated, _, _ in _stated(root) if not CODE.fullmatch(stated.code)))


def _stated(root: Part) -> Iterator[tuple[Cpv, Part, str]]:
    """Each code as it is written, with what it classifies and the key it stands under."""
    tender = root.within("tender")
    holders = chain([tender], tender.each("items"), *(part.each("items") for part in _outcomes(root)))
    for holder in holders:
        for key, found in _classifications(holder.data):
            if str(found.get("scheme") or "").upper() == SCHEME:
                yield Cpv(str(found.get("id") or ""), str(found.get("description") or "")), holder, key


def _outcomes(root: Part) -> Iterator[Part]:
    return chain(root.each("awards"), root.each("contracts"))


def _classifications(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if MAIN in data:
        yield MAIN, data[MAIN]
    yield from ((FURTHER, found) for found in data.get(FURTHER) or [])
