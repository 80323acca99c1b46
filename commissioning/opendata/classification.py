"""What is bought, as CPV codes: from the tender, its items, and those of awards and contracts."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from commissioning.opendata.merged import Cpv
from commissioning.opendata.part import Part

SCHEME: Final = "CPV"
CODE: Final = re.compile(r"(\d{8})(-\d)?", re.ASCII)


def cpv_codes(root: Part) -> tuple[Cpv, ...]:
    """The codes, each once, in the order of the notice; what is no code is left out."""
    codes = (Cpv(stated.code[:8], stated.description) for stated in _stated(root) if CODE.fullmatch(stated.code))
    return tuple({cpv.code: cpv for cpv in reversed(list(codes))}.values())[::-1]


def cpv_misstated(root: Part) -> tuple[str, ...]:
    """What the notice gives as a CPV code and is none."""
    return tuple(dict.fromkeys(stated.code for stated in _stated(root) if not CODE.fullmatch(stated.code)))


def _stated(root: Part) -> Iterator[Cpv]:
    tender = root.within("tender")
    holders = chain([tender], tender.each("items"), *(part.each("items") for part in _outcomes(root)))
    classifications = chain.from_iterable(_classifications(holder.data) for holder in holders)
    for found in classifications:
        if str(found.get("scheme") or "").upper() == SCHEME:
            yield Cpv(str(found.get("id") or ""), str(found.get("description") or ""))


def _outcomes(root: Part) -> Iterator[Part]:
    return chain(root.each("awards"), root.each("contracts"))


def _classifications(data: dict[str, Any]) -> list[dict[str, Any]]:
    main = [data["classification"]] if "classification" in data else []
    return main + (data.get("additionalClassifications") or [])
