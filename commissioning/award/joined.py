"""The award where a body outside the council leads: with the KPIs of its contract, which our own is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from commissioning.award.models import AwardRecord, LeadKpi
from commissioning.award.sections import OFFERS
from commissioning.award.sections import ROOM as AWARD
from commissioning.award.sections import offers as offered
from commissioning.records.forms import RowForm, short_answer
from commissioning.records.rooms import RowSet, Section


class LeadKpiForm(RowForm):
    """One key performance indicator of the lead's contract."""

    title = short_answer("What is counted?", "As the lead’s contract has it.", longest=300)
    unit = short_answer("In what unit?", longest=100)
    target = short_answer("What is the target?", longest=300)

    examples: ClassVar[Mapping[str, str]] = {
        "title": "Aids delivered within five working days",
        "unit": "per cent of orders",
        "target": "95, each quarter",
    }

    class Meta:
        model = LeadKpi
        fields: ClassVar = ["title", "unit", "target"]


LEAD_KPIS = RowSet("kpis", "Key performance indicators of the lead’s contract", LeadKpiForm, "KPI", prefix="K")


def offers(record: AwardRecord) -> dict[str, object]:
    """What the bidders commit to, and by which KPIs of the lead the contract is judged each year."""
    kpis = [
        {"reference": kpi.reference, "title": kpi.title, "unit": kpi.unit, "target": kpi.target}
        for kpi in LEAD_KPIS.of(record)
    ]
    return {**offered(record), "kpis": kpis}


def _with_kpis(section: Section) -> Section:
    intro = f"{section.intro} The KPIs of the lead’s contract are rated in each year of ours."
    return replace(section, write=offers, rows=(OFFERS, LEAD_KPIS), intro=intro)


ROOM = replace(
    AWARD, sections=tuple(_with_kpis(section) if section.key == "offers" else section for section in AWARD.sections)
)
