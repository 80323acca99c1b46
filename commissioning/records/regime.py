"""The regime of a case in its records: wished for at first, and wanted before its tender goes out."""

from __future__ import annotations

from commissioning.records.models import StageRecord
from commissioning.records.rooms import Fault
from commissioning.vocabulary import Regime

UNKNOWN = (
    "The regime of this case is unknown. Before its tender is published the council must know under which law it buys: "
    "the commissioner, Procurement or Legal sets the regime on the page of the case."
)


def of_regime(record: StageRecord, section: str) -> list[Fault]:
    """Say, in a section of the record, that the regime of its case is unknown; nothing once it is set."""
    return [Fault(section, UNKNOWN)] if record.strand.case.regime == Regime.UNKNOWN else []
