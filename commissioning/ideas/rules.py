"""What an idea must say, and which wards and themes it bears on. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from audit.canonical import sha256, to_bytes
from commissioning.ideas.kinds import IdeaKind

PREFIX: Final = b"tollgate/idea/1\n"
LONGEST_STANDING: Final = 731  # days: two years
LONGEST_TITLE, LONGEST_TEXT, MOST_WARDS = 200, 5_000, 40
LONGEST_WARD: Final = 100
EVERYWHERE: Final = frozenset({"all", "all wards", "borough", "whole borough", "the borough", "the whole borough"})
EDGE: Final = "|"


@dataclass(frozen=True)
class IdeaTerms:
    """What an idea says. Without wards it is for the whole borough; without a theme it belongs to none of them."""

    kind: IdeaKind
    title: str
    what: str
    who_benefits: str
    stands_until: date
    wards: tuple[str, ...] = ()
    theme: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of its exact bytes: what a moderator read is what is published."""
        return sha256(PREFIX, to_bytes(asdict(self)))


@dataclass(frozen=True)
class Contact:
    """Whom to write to or call about an idea that was posted without an account. Never public."""

    name: str
    email: str = ""
    phone: str = ""


def faults(terms: IdeaTerms, today: date, themes: Collection[str]) -> dict[str, list[str]]:
    """Return what is wrong with an idea, by field; `themes` are those that it can belong to."""
    found = {
        "title": _needed(terms.title, LONGEST_TITLE, "Say in a few words what it is."),
        "what": _needed(terms.what, LONGEST_TEXT, "Say what is needed or offered."),
        "who_benefits": _needed(terms.who_benefits, LONGEST_TEXT, "Say who benefits."),
        "wards": _of_wards(terms.wards),
        "theme": [] if not terms.theme or terms.theme in themes else ["Choose a theme of the list."],
        "stands_until": _of_standing(terms.stands_until, today),
    }
    return {field: texts for field, texts in found.items() if texts}


def _needed(text: str, longest: int, words: str) -> list[str]:
    if not text.strip():
        return [words]
    size = len(text.replace("\r\n", "\n"))  # a line ends with one character, whatever a browser sends
    return [f"Shorten it to {longest:,} characters; it has {size:,}."] if size > longest else []


def _of_wards(wards: Collection[str]) -> list[str]:
    if len(wards) > MOST_WARDS or any(len(ward) > LONGEST_WARD for ward in wards):
        return [f"Name {MOST_WARDS} wards at most, one a line, or none for the whole borough."]
    return []


def _of_standing(until: date, today: date) -> list[str]:
    if until < today:
        return ["Enter a day that is still to come."]
    return ["Enter a day within two years."] if (until - today).days > LONGEST_STANDING else []


def ward_key(ward: str) -> str:
    """Return a ward's name as names are compared: "Mill Ward", "mill" and "MILL WARD" are the same."""
    words = " ".join(ward.replace(EDGE, " ").casefold().split())
    return words if words in EVERYWHERE else words.removesuffix(" ward").strip()


def everywhere(wards: Iterable[str]) -> bool:
    """Whether any of these names stands for the whole borough."""
    return any(ward_key(ward) in EVERYWHERE for ward in wards)


def places_of(wards: Collection[str]) -> str:
    """Return the wards of an idea as they are looked up, such as "|mill|harbour|"; "" for the whole borough."""
    keys = [key for key in map(ward_key, wards) if key]
    if not keys or everywhere(wards):
        return ""
    return f"{EDGE}{EDGE.join(dict.fromkeys(keys))}{EDGE}"


def sought_place(ward: str) -> str:
    """Return what the places of an idea hold where it is for a ward."""
    return f"{EDGE}{ward_key(ward)}{EDGE}"
