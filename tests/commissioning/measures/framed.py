"""Invented measures and frameworks: a council's own catalogue, and the Example Valley measures under licence."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from typing import Any

from commissioning.measures.importing import Given, publish_file, read_file
from commissioning.measures.kinds import FrameworkKind
from commissioning.measures.models import FrameworkVersion
from commissioning.measures.rules import Edition, MeasureTerms
from commissioning.measures.tables import COLUMNS, row_of
from tests.council import AT

JOBS = MeasureTerms(
    code="J1",
    title="Residents out of work who start a job",
    definition="People who live in the borough and were out of work for a year or more.",
    unit="people",
    counts="outcome",
    direction="higher",
    evidence="A list without names.",
    baseline="None in the year before.",
    theme="Work",
    guards=("jobs",),
    priorities=("P1",),
    proxy_value="15000.00",
    proxy_source="Our own estimate",
    price_year="2025",
    licence="The council’s own.",
)
HIRES = replace(JOBS, code="J2", title="Young people hired", guards=("Jobs",), priorities=(), proxy_value="")
HIRES = replace(HIRES, proxy_source="", price_year="", licence="")
HOURS = replace(HIRES, code="V1", title="Hours given to local groups", unit="hours", counts="output", guards=())
NOTE = "Example Valley Foundation: use within one council, name the source."
VALLEY = Edition("2026", "Example Valley Foundation", "https://measures.example/", NOTE, (HIRES, HOURS))
OWN, LICENSED = "Our catalogue", "Example Valley measures"


def csv_text(measures: Sequence[MeasureTerms], licence: str = "") -> bytes:
    """Measures as a file of the template."""
    return csv_bytes([COLUMNS, *(row_of(one, licence) for one in measures)])


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as CSV."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def a_catalogue(*measures: MeasureTerms, name: str = OWN, at: Any = AT, **more: Any) -> FrameworkVersion:
    """A version of the council's own catalogue, in force."""
    given = Given(name=name, kind=FrameworkKind.OWN, file="own.csv", **more)
    made = publish_file(
        read_file(csv_text(measures or (JOBS, HIRES, HOURS)), given, at), effective_from=at.date(), at=at
    )
    assert made is not None
    return made


def the_valley(at: Any = AT, **more: Any) -> FrameworkVersion:
    """The licensed framework, in force."""
    about = {"label": "2026", "publisher": VALLEY.publisher, "source": VALLEY.source, "licence": NOTE, **more}
    given = Given(name=LICENSED, file="valley.csv", **about)
    made = publish_file(read_file(csv_text(VALLEY.measures), given, at), effective_from=at.date(), at=at)
    assert made is not None
    return made
