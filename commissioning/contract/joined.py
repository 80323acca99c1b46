"""A year of a contract that a body outside the council leads: rated by the KPIs that its award took from the lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import QuerySet

from commissioning.award.models import LeadKpi
from commissioning.contract.forms import KpiRatingForm
from commissioning.contract.models import KpiRating
from commissioning.contract.sections import RATINGS
from commissioning.contract.sections import ROOM as MONITORING


class LeadKpiRatingForm(KpiRatingForm):
    """The year's rating against one KPI of the lead's contract."""

    at_once: ClassVar[tuple[str, ...]] = ("lead_kpi",)

    class Meta:
        model = KpiRating
        fields: ClassVar = ["lead_kpi", "observed", "rating", "reason"]
        labels: ClassVar = {"lead_kpi": "Key performance indicator"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """The KPIs that the award of this contract has."""
        return {"lead_kpi": LeadKpi.objects.filter(record__strand=record.strand_id)}


_RATINGS = replace(RATINGS, form=LeadKpiRatingForm)

ROOM = replace(
    MONITORING,
    sections=tuple(
        replace(section, rows=(_RATINGS,)) if RATINGS in section.rows else section for section in MONITORING.sections
    ),
)
