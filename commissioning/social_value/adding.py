"""Adding a measure that was suggested to a record, as one decision like any other saving of its section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Person
from commissioning.errors import OvertakenError
from commissioning.measures.models import FrameworkMeasure
from commissioning.records.decisions import Answers, save_sections
from commissioning.records.models import StageRecord
from commissioning.social_value.models import Measure, PriorityChoice, SocialValueRecord
from commissioning.social_value.sections import MEASURES, ROOM

THERE = "This measure stands in the record already. Open the page again."
Key = tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """What a measure says that is to be added: what is counted, in what unit, which way, and on what evidence."""

    title: str
    unit: str
    direction: str
    evidence: str
    catalogue: FrameworkMeasure | None = None
    choice: PriorityChoice | None = None

    @property
    def columns(self) -> Mapping[str, object]:
        """The answers of the row."""
        return vars(self)

    @property
    def key(self) -> Key:
        """What tells it from other measures."""
        return key_of(self)


def key_of(one: Measure | Terms) -> Key:
    """Return what tells a measure from others: its code in its framework, else its title and unit."""
    if one.catalogue is not None:
        return one.catalogue.version.framework.code, one.catalogue.code.casefold()
    return "", one.title.strip().casefold(), one.unit.strip().casefold()


def add_measure(record: SocialValueRecord, terms: Terms, *, by: Person, at: datetime, key: str) -> None:
    """Add a measure after those that stand: its target and its weight are left to the writer.

    Raises NotAllowedError or OvertakenError as saving its section does, the latter also where it stands there already.
    """
    section = ROOM.section("measures")

    def answers(found: StageRecord) -> list[Answers]:
        standing = MEASURES.of(found)
        if terms.key in {key_of(row) for row in standing}:
            raise OvertakenError(THERE)
        rows = [*({"id": row.pk} for row in standing), terms.columns]
        return [Answers(section, {}, {MEASURES.name: rows})]

    asked = {"title": terms.title, "unit": terms.unit, "catalogue": terms.catalogue and terms.catalogue.pk}
    save_sections(ROOM, record, answers, read={}, asked={"record": record.pk, "add": asked}, by=by, at=at, key=key)
