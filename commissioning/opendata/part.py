"""One object of a merged release, read field by field; each reading notes its source under our own name for it."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from commissioning.opendata.cleaning import Path
from commissioning.opendata.merged import Money, Period, Source
from commissioning.opendata.merging import Merged
from commissioning.opendata.values import day

CURRENCY: Final = re.compile("[A-Z]{3}")


@dataclass(frozen=True)
class Part:
    """The object at a path, and the beginning of the names under which its fields' sources are noted."""

    merged: Merged
    sources: dict[str, Source]
    data: dict[str, Any]
    path: Path = ()
    name: str = ""

    def within(self, *keys: str) -> "Part":
        """The object under the keys; an empty one where there is none."""
        data: Any = self.data
        for key in keys:
            data = data.get(key, {})
        return Part(self.merged, self.sources, data, (*self.path, *keys), self.name)

    def each(self, key: str) -> list["Part"]:
        """The objects of a list, each named after its id."""
        parts = self.data.get(key, [])
        return [
            Part(self.merged, self.sources, part, (*self.path, key, part["id"]), f"{self.name}{key}.{part['id']}.")
            for part in parts
        ]

    def text(self, key: str, name: str = "") -> str:
        """A text, empty where there is none."""
        return str(self.noted(key, name) or "")

    def texts(self, key: str, name: str = "") -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.noted(key, name) or ())

    def flag(self, key: str, name: str = "") -> bool | None:
        """True, false, or None where neither is said."""
        found: bool | None = self.noted(key, name)
        return found

    def on(self, key: str, name: str = "") -> date | None:
        """The day of a date."""
        found = self.noted(key, name)
        return day(found) if found else None

    def money(self, key: str, name: str = "value") -> Money:
        """An amount, net and gross. Its source is whoever stated the net amount, or the gross where only that is."""
        value = self.within(key)
        net: Decimal | None = value.noted("amount", name)
        gross: Decimal | None = value.noted("amountGross", name if net is None else f"{name}_gross")
        currency = value.text("currency").upper()
        return Money(net, gross, currency if CURRENCY.fullmatch(currency) else "")

    def period(self, key: str, name: str = "period") -> Period:
        """From a first to a last day."""
        value = self.within(key)
        return Period(value.on("startDate", f"{name}.starts_on"), value.on("endDate", f"{name}.ends_on"))

    def noted(self, key: str, name: str) -> Any:
        """A field's value, its source noted under the name; None where there is none."""
        found = self.data.get(key)
        if name and found is not None:
            self.sources[f"{self.name}{name}"] = self.merged.source((*self.path, key))
        return found
