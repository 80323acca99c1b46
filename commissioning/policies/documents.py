"""What a policy version says as one exact document with a digest: what was read is what is approved. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from audit.canonical import sha256, to_bytes
from commissioning.errors import RefusedError
from commissioning.policies.kinds import Fate
from commissioning.policies.rules import FateTerms, PriorityTerms, SectionTerms, Wording

FORMAT: Final = "tollgate/policy/1"
PREFIX: Final = b"tollgate/policy/1\n"
LONGEST_CODE, LONGEST_TITLE, LONGEST_TEXT = 20, 200, 50_000
MOST_SECTIONS, MOST_PRIORITIES = 60, 40
SHORT = {"code": LONGEST_CODE, "title": LONGEST_TITLE, "theme": LONGEST_TITLE, "mayoral_priority": LONGEST_TITLE}
SHORT |= {"geography": LONGEST_TITLE, "groups": LONGEST_TITLE, "period": LONGEST_TITLE}


def to_document(wording: Wording) -> dict[str, Any]:
    """Return a wording as plain data: empty answers are left out."""
    return {
        "format": FORMAT,
        "text": wording.text,
        "sections": [asdict(one) for one in wording.sections],
        "priorities": [_without_empty(asdict(one)) for one in wording.priorities],
        "fates": [_without_empty({**asdict(one), "fate": one.fate.value}) for one in wording.fates],
    }


def _without_empty(row: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value}


def digest_of(wording: Wording) -> str:
    """Return the SHA-256 of a wording's exact bytes."""
    return sha256(PREFIX, to_bytes(to_document(wording)))


def from_document(document: Mapping[str, Any]) -> Wording:
    """Return the wording that a document states. Raises RefusedError naming every place that cannot be read."""
    wrong: dict[str, list[str]] = {}
    found = Wording(
        text=_text(document.get("text", ""), "text", LONGEST_TEXT, wrong),
        sections=tuple(
            SectionTerms(_named(row, "title", at, wrong), _text(row.get("text", ""), f"{at}.text", LONGEST_TEXT, wrong))
            for at, row in _rows(document, "sections", MOST_SECTIONS, wrong)
        ),
        priorities=tuple(
            PriorityTerms(**_priority(row, at, wrong))
            for at, row in _rows(document, "priorities", MOST_PRIORITIES, wrong)
        ),
        fates=tuple(_fate(row, at, wrong) for at, row in _rows(document, "fates", MOST_PRIORITIES, wrong)),
    )
    if wrong:
        raise RefusedError("The document cannot be read. Nothing was saved.", wrong)
    return found


def _rows(
    document: Mapping[str, Any], name: str, most: int, wrong: dict[str, list[str]]
) -> list[tuple[str, Mapping[str, Any]]]:
    rows = document.get(name, [])
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) for row in rows):
        wrong[name] = ["is a list of objects"]
        return []
    if len(rows) > most:
        wrong[name] = [f"has {len(rows)} rows; {most} is the most"]
    return [(f"{name}[{place}]", row) for place, row in enumerate(rows[:most], start=1)]


def _text(value: object, at: str, longest: int, wrong: dict[str, list[str]]) -> str:
    if not isinstance(value, str):
        wrong[at] = ["is text"]
        return ""
    found = value.replace("\r\n", "\n").strip()
    if len(found) > longest:
        wrong[at] = [f"has {len(found):,} characters; {longest:,} is the most"]
    return found


def _named(row: Mapping[str, Any], name: str, at: str, wrong: dict[str, list[str]]) -> str:
    found = _text(row.get(name, ""), f"{at}.{name}", SHORT.get(name, LONGEST_TITLE), wrong)
    if not found:
        wrong.setdefault(f"{at}.{name}", ["is missing"])
    return found


def _priority(row: Mapping[str, Any], at: str, wrong: dict[str, list[str]]) -> dict[str, str]:
    names = list(PriorityTerms.__dataclass_fields__)
    unknown = set(row) - set(names)
    if unknown:
        wrong[at] = [f"has no {', '.join(sorted(unknown))}"]
    needed = {name: _named(row, name, at, wrong) for name in ("code", "title")}
    others = [name for name in names if name not in needed]
    longest = {name: SHORT.get(name, LONGEST_TEXT) for name in others}
    return {**needed, **{name: _text(row.get(name, ""), f"{at}.{name}", longest[name], wrong) for name in others}}


def _fate(row: Mapping[str, Any], at: str, wrong: dict[str, list[str]]) -> FateTerms:
    fate = row.get("fate")
    if fate not in Fate.values:
        wrong[f"{at}.fate"] = [f"is one of {', '.join(Fate.values)}"]
        fate = Fate.KEPT
    into, reason = (
        _text(row.get(name, ""), f"{at}.{name}", most, wrong)
        for name, most in (("into", LONGEST_CODE), ("reason", LONGEST_TEXT))
    )
    return FateTerms(_named(row, "old", at, wrong), Fate(fate), into, reason)


def exported(wording: Wording) -> dict[str, Any]:
    """Return a wording as a file holds it: the document, and its digest beside it."""
    return {**to_document(wording), "digest": digest_of(wording)}


def from_export(document: object) -> Wording:
    """Return the wording of a file. Raises RefusedError naming what cannot be read, also a digest of another text."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise RefusedError("The file holds no policy. Choose the file as it was exported.")
    wording = from_document(document)
    if document.get("digest", digest_of(wording)) != digest_of(wording):
        raise RefusedError("The file was changed after it was exported: its digest is of another text.")
    return wording
