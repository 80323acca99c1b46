"""The invented OCDS packages, and small ones made on the spot."""

import json
from pathlib import Path
from typing import Any

from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.reading import Reading, read_package

OCDS = Path(__file__).parents[2] / "fixtures" / "ocds"
OCID = "ocds-inv001-larkmoor-1"


def names(folder: str) -> list[str]:
    """The packages of a folder, by name."""
    return sorted(path.stem for path in (OCDS / folder).glob("*.json"))


def read(name: str) -> Reading:
    """A fixture, read; `name` is folder/name."""
    return read_package(OCDS / f"{name}.json")


def only(reading: Reading) -> MergedNotice:
    """The one notice of a reading that refused nothing."""
    assert reading.refusals == ()
    (notice,) = reading.notices
    return notice


def release(**parts: Any) -> dict[str, Any]:
    """A small release; give `None` to leave a part out."""
    whole = {
        "ocid": OCID,
        "id": "1",
        "date": "2026-03-02T09:00:00Z",
        "tag": ["tender"],
        "tender": {"title": "Home care"},
        **parts,
    }
    return {key: part for key, part in whole.items() if part is not None}


def package(*releases: Any) -> str:
    """A release package as text."""
    return json.dumps({"version": "1.1", "releases": releases})


def merged(*releases: dict[str, Any]) -> MergedNotice:
    """The one notice of a package of these releases."""
    return only(read_package(package(*releases)))
