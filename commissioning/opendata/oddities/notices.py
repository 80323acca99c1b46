"""Odd notices: tags, legal basis, codes, time zones, and what had to be cleaned to read them."""

import re
from collections.abc import Iterator
from typing import Final

from commissioning.opendata.classification import cpv_misstated
from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.merging import Merged
from commissioning.opendata.oddities.telling import warned
from commissioning.opendata.part import Part
from commissioning.opendata.progress import tags_of
from commissioning.opendata.standing import standing_by_tags
from commissioning.opendata.warning import Odd, Warned
from commissioning.vocabulary import Regime

ZONED: Final = re.compile(r"(Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


def tags(notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """A newest notice that does not say what it is, or that ends only one of several awards or contracts."""
    stated = standing_by_tags(tags_of(merged.newest))
    if stated is None:
        text = "The newest notice has no tag that says what it is: the stage was set by what the notice contains."
        yield Warned(Odd.NO_TAG, text, merged.newest.id, "/tag")
    elif stated is not notice.standing:
        text = "The newest notice ends one of several awards or contracts. The case goes on with the others."
        yield Warned(Odd.ONE_OF_SEVERAL, text, merged.newest.id, "/tag")


def legal_bases(notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """A legal basis for which no regime is known."""
    basis = merged.now.get("tender", {}).get("legalBasis", {})
    if basis and notice.regime is Regime.UNKNOWN:
        named = " ".join(str(basis[key]) for key in ("scheme", "id") if basis.get(key)) or "named"
        text = f"The legal basis {named} is not one Tollgate knows: set the regime yourself."
        yield warned(notice, Odd.UNKNOWN_LEGAL_BASIS, text, "regime")


def classifications(notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """CPV codes that are none."""
    for code in cpv_misstated(Part(merged, {}, merged.now)):
        yield warned(notice, Odd.BAD_CPV, f"“{code}” is not a CPV code (8 digits); it was left out.")


def time_zones(_notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """Releases whose date does not say in which time zone it is."""
    for release in merged.releases:
        if not ZONED.search(str(release.data["date"]).strip()):
            text = "The notice's date does not say its time zone; it was read as UTC."
            yield Warned(Odd.NO_TIME_ZONE, text, release.id, "/date")


def notes_of_reading(_notice: MergedNotice, merged: Merged) -> Iterator[Warned]:
    """What had to be cleaned, cut or left out to read the releases."""
    for release in merged.releases:
        for code, text, path in release.oddities:
            yield Warned(code, text, release.id, path)
