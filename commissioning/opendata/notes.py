"""What an import itself has to warn of: what did not fit, what cannot be used. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from commissioning.opendata.facts import TITLE_LENGTH, codes
from commissioning.opendata.merged import MergedNotice, Source
from commissioning.opendata.oddities.telling import on
from commissioning.opendata.warning import Odd, Warned

PATH_LENGTH: Final = 300


class Note(StrEnum):
    """A warning of the import's own."""

    CODES_LEFT_OUT = "codes_left_out"
    FACT_DIFFERS = "fact_differs"
    STAGE_DIFFERS = "stage_differs"
    STANDSTILL_UNREADABLE = "standstill_unreadable"
    TITLE_CUT = "title_cut"


CODES: Final = frozenset({*Odd, *Note})


@dataclass(frozen=True)
class Noted:
    """A warning as a case keeps it."""

    code: str
    text: str
    path: str = ""


def as_kept(warned: Warned) -> Noted:
    """A warning of the reading, with the notice and the place in it as one address."""
    return Noted(str(warned.code), warned.text, address(warned.notice, warned.path))


def address(notice: str, path: str) -> str:
    """A notice's id and the pointer within it, such as 028961-2025#/tender/value; the pointer alone where too long."""
    whole = f"{notice}#{path}" if notice else path
    return next((found for found in (whole, path) if len(found) <= PATH_LENGTH), "")


def what_did_not_fit(notice: MergedNotice) -> Iterator[Noted]:
    """A title or codes beyond what a case keeps."""
    if len(notice.title) > TITLE_LENGTH:
        text = f"The title was cut to its first {TITLE_LENGTH} characters. The whole of it is kept with the notices."
        yield Noted(Note.TITLE_CUT, text, place_of_field(notice, "title"))
    fitting = len(codes([[cpv.code, ""] for cpv in notice.cpv]).split())
    if len(notice.cpv) > fitting:
        text = f"Of {len(notice.cpv)} CPV codes the case shows {fitting}. All of them are kept with the notices."
        yield Noted(Note.CODES_LEFT_OUT, text, place_of_field(notice, "cpv"))


def standstill_unreadable(notice: MergedNotice, ends_on: date) -> Noted:
    """A standstill that ends in a year in which working days cannot be counted."""
    text = f"The standstill is said to end on {on(ends_on)}, which cannot be meant. Ask Legal when it ends."
    source = next((name for name in notice.sources if name.endswith(".standstill_ends_on")), "")
    return Noted(Note.STANDSTILL_UNREADABLE, text, place_of_field(notice, source))


def place_of_field(notice: MergedNotice, name: str) -> str:
    """The address of a field's source; nothing where none is known."""
    source: Source | None = notice.sources.get(name)
    return address(source.notice, source.path) if source else ""
