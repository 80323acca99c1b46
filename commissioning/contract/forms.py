"""The questions of a contract's year, in plain English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from commissioning.contract.kinds import NextYear, Rating
from commissioning.contract.models import DeliveryReturn, KpiRating, MonitoringRecord, Obligation
from commissioning.records.forms import RowForm, SectionForm, long_answer, short_answer
from commissioning.tender.models import Kpi, TenderRecord
from govuk.fields import MoneyField, RadioField


class PerformanceForm(SectionForm):
    """How the contract performed in the year."""

    performance = long_answer(
        "How did the contract perform this year?", "What users and staff say, as well as figures."
    )
    examples: ClassVar[Mapping[str, str]] = {
        "performance": "Visits began on time in 96 of 100 cases. Two complaints were upheld, both about handover at "
        "weekends; the supplier changed its rota in October and none has come since.",
    }

    class Meta:
        model = MonitoringRecord
        fields: ClassVar = ["performance"]


class KpiRatingForm(RowForm):
    """The year's rating against one KPI."""

    observed = short_answer("What was measured", longest=300)
    rating = RadioField(label="Rating", choices=Rating.choices)
    reason = long_answer("Why, and what is done about it", "Needed for every rating but good.")
    optional: ClassVar[tuple[str, ...]] = ("reason",)
    at_once: ClassVar[tuple[str, ...]] = ("kpi",)

    class Meta:
        model = KpiRating
        fields: ClassVar = ["kpi", "observed", "rating", "reason"]
        labels: ClassVar = {"kpi": "Key performance indicator"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """The KPIs that the case's tender set."""
        return {"kpi": Kpi.objects.filter(record=TenderRecord.objects.of_strand(record.strand))}


class DeliveryForm(SectionForm):
    """What was delivered of the supplier's commitments."""

    delivery = long_answer("What was delivered of the supplier's commitments this year, and what was not?")

    class Meta:
        model = MonitoringRecord
        fields: ClassVar = ["delivery"]


class DeliveryReturnForm(RowForm):
    """The return on one obligation."""

    claimed_quantity = forms.DecimalField(
        label="Quantity the supplier claims for the year", min_value=0, max_digits=17, decimal_places=2
    )
    evidence = long_answer("Evidence", "What shows it: records, invoices, visits, and where they are kept.")
    verified_quantity = forms.DecimalField(
        label="Quantity verified",
        help_text="Leave empty where it was not checked.",
        min_value=0,
        max_digits=17,
        decimal_places=2,
    )
    verified_by = short_answer("Who verified it, and how", longest=200)
    optional: ClassVar[tuple[str, ...]] = ("evidence", "verified_quantity", "verified_by")
    at_once: ClassVar[tuple[str, ...]] = ("obligation",)

    class Meta:
        model = DeliveryReturn
        fields: ClassVar = ["obligation", "claimed_quantity", "evidence", "verified_quantity", "verified_by"]
        labels: ClassVar = {"obligation": "Obligation"}

    def choices_of(self, record: Any) -> Mapping[str, QuerySet[Any]]:
        """The obligations of the record's own contract."""
        return {"obligation": Obligation.objects.filter(contract__strand=record.strand_id)}


class PaymentsForm(SectionForm):
    """What was paid and what was changed."""

    paid_net = MoneyField(label="How much was paid this year, without VAT?", max_digits=17)
    payments = long_answer("Was every invoice paid within 30 days, and what was disputed?")
    changes = long_answer("What was changed in the contract this year?", "Say so when nothing was.")

    class Meta:
        model = MonitoringRecord
        fields: ClassVar = ["paid_net", "payments", "changes"]


class RemediesForm(SectionForm):
    """What was done about failures."""

    remedies = long_answer(
        "What was done about failures?", "Rectification plans, deductions, warnings. Say so when there were none."
    )

    class Meta:
        model = MonitoringRecord
        fields: ClassVar = ["remedies"]


class NextYearForm(SectionForm):
    """What is recommended for the coming year."""

    next_year = RadioField(label="What do you recommend for the coming year?", choices=NextYear.choices)
    next_year_reasons = long_answer("Why?")

    class Meta:
        model = MonitoringRecord
        fields: ClassVar = ["next_year", "next_year_reasons"]
