"""A contract's year in sections: what each states, what the record tells its gate, what is still wrong with it."""

from __future__ import annotations

from accounts.rights import Role
from commissioning.case.rules import largest
from commissioning.contract import forms, rules
from commissioning.contract.kinds import NextYear, Rating
from commissioning.contract.models import Contract, MonitoringRecord
from commissioning.contract.opening import year_end_of
from commissioning.contract.prefill import prefill
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom
from commissioning.records.writing import hundredths
from commissioning.vocabulary import Stage

RATINGS = RowSet("ratings", "Ratings", forms.KpiRatingForm, "rating", related=("kpi", "lead_kpi"))
RETURNS = RowSet("returns", "Returns", forms.DeliveryReturnForm, "return", related=("obligation",))


def performance(record: MonitoringRecord) -> dict[str, object]:
    """How the contract did in the year, against each KPI."""
    return {
        "year": record.sequence,
        "performance": record.performance,
        "ratings": [
            {
                "kpi": str(rating.rated),
                "target": rating.rated.target,
                "unit": rating.lead_kpi.unit if rating.lead_kpi else "",
                "observed": rating.observed,
                "rating": rating.rating,
                "reason": rating.reason,
            }
            for rating in RATINGS.of(record)
        ],
    }


def delivery(record: MonitoringRecord) -> dict[str, object]:
    """What was claimed and verified of each obligation in the year, beside what is due over the whole term."""
    return {
        "delivery": record.delivery,
        "returns": [
            {
                "obligation": str(given.obligation),
                "committed": hundredths(given.obligation.quantity),
                "unit": given.obligation.unit,
                "claimed_quantity": hundredths(given.claimed_quantity),
                "evidence": given.evidence,
                "verified_quantity": hundredths(given.verified_quantity),
                "verified_by": given.verified_by,
            }
            for given in RETURNS.of(record)
        ],
    }


def payments(record: MonitoringRecord) -> dict[str, object]:
    """What was paid in the year, net, in pounds; and what was changed."""
    return {"paid_net": hundredths(record.paid_net), "payments": record.payments, "changes": record.changes}


def remedies(record: MonitoringRecord) -> dict[str, object]:
    """What was done about failures."""
    return {"remedies": record.remedies}


def next_year(record: MonitoringRecord) -> dict[str, object]:
    """Whether the contract should carry on, and why."""
    return {"next_year": record.next_year, "next_year_reasons": record.next_year_reasons}


def facts(record: MonitoringRecord) -> dict[str, object]:
    """What a gate's conditions may ask of the year. Its value is the contract's where that is above the case's."""
    contract = Contract.objects.filter(strand=record.strand_id).first()
    given = {rating.rating for rating in RATINGS.of(record)}
    return {
        "year": record.sequence,
        "recommends_end": record.next_year == NextYear.END,
        "inadequate": Rating.INADEQUATE in given,
        "value_gross": largest(record.strand.case.amount, contract.amount if contract else None),
        "contract_net": contract.value_net if contract else None,
        "contract_gross": contract.value_gross if contract else None,
    }


def faults(record: MonitoringRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in."""
    rated = [rules.Rated(str(row.rated), row.rating, row.reason) for row in record.ratings.all()]
    returned = [
        rules.Returned(str(row.obligation), row.claimed_quantity, row.verified_quantity, row.verified_by)
        for row in record.returns.all()
    ]
    return [
        *(Fault("performance", text, "ratings") for text in rules.of_ratings(rated)),
        *(Fault("delivery", text, "returns") for text in rules.of_returns(returned)),
    ]


SECTIONS = (
    Section("performance", 1, "Performance", performance, forms.PerformanceForm, rows=(RATINGS,)),
    Section("delivery", 1, "Delivery of commitments", delivery, forms.DeliveryForm, rows=(RETURNS,)),
    Section("payments", 1, "Payments and changes", payments, forms.PaymentsForm, figures=True),
    Section("remedies", 1, "Remedies", remedies, forms.RemediesForm),
    Section("next_year", 1, "The coming year", next_year, forms.NextYearForm),
)

ROOM = StageRoom(
    stage=Stage.MONITORING,
    record=MonitoringRecord,
    sections=SECTIONS,
    facts=facts,
    faults=faults,
    writer=Role.CONTRACT_MANAGER,
    due_on=year_end_of,
    prefill=prefill,
)
