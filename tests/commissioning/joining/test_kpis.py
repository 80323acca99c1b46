"""What the lead's contract counts: written in our award, rated in each year of our contract."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from commissioning.award.joined import ROOM as AWARD
from commissioning.award.joined import LeadKpiForm
from commissioning.award.models import AwardRecord, LeadKpi
from commissioning.award.sections import ROOM as STANDARD
from commissioning.case.models import Case
from commissioning.contract.joined import ROOM as MONITORING
from commissioning.contract.joined import LeadKpiRatingForm
from commissioning.contract.models import KpiRating, MonitoringRecord
from commissioning.records.rules import faults_of
from commissioning.vocabulary import Stage
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.casefile.test_sections_cost import all_of_it, of_record, too_many
from tests.commissioning.joining.joined import AIDS, walked
from tests.commissioning.needs.filled import within_case
from tests.council import AT, People
from workflows.demonstration.walking import walk

pytestmark = pytest.mark.django_db
FIRST = "K1 Orders delivered within five working days"


@pytest.fixture
def year(people: People) -> MonitoringRecord:
    """The first year of a contract that another body leads, just begun."""
    walked(people, until=Stage.MONITORING)
    return MonitoringRecord.objects.select_related("strand__case").get()


def case_of(year: MonitoringRecord) -> Case:
    return year.strand.case


def test_the_years_record_begins_with_the_kpis_of_the_lead(year: MonitoringRecord) -> None:
    ratings = list(year.ratings.select_related("lead_kpi").order_by("pk"))
    assert [(str(row.rated), row.rating, row.kpi_id) for row in ratings] == [
        (FIRST, "", None),
        ("K2 People who say it helped them live at home", "", None),
    ]
    stated: Any = MONITORING.section("performance").write(year)
    assert stated["ratings"][0] == {
        "kpi": FIRST,
        "target": "95, each quarter",
        "unit": "per cent",
        "observed": "",
        "rating": "",
        "reason": "",
    }
    wanted = [fault.field for fault in faults_of(MONITORING, year) if fault.section == "performance"]
    assert wanted.count("ratings") == 4
    with within_case(case_of(year)) as decision:
        MONITORING.prefill(year)
    assert decision.bag.changes == []


def test_they_are_part_of_what_the_award_signs(year: MonitoringRecord) -> None:
    record = AwardRecord.objects.select_related("strand__case").get()
    assert (
        b'"kpis":[{"reference":"K1","target":"95, each quarter","title":"Orders'
        in AWARD.section("offers").freeze(record).body
    )
    assert b"kpis" not in STANDARD.section("offers").freeze(record).body
    page = Reader(case_of(year).commissioner).get(f"/cases/{case_of(year).reference}/records/award/")  # type: ignore[arg-type]  # somebody leads it
    assert "Orders delivered within five working days" in page
    with within_case(case_of(year)):
        for kpi in LeadKpi.objects.all():
            kpi.ratings.all()[0].delete()
            kpi.delete()
    assert AWARD.section("offers").freeze(record).body == STANDARD.section("offers").freeze(record).body


def test_a_year_is_rated_by_them_and_by_no_others(year: MonitoringRecord, people: People) -> None:
    case = case_of(year)
    walked_on = Caller(people["contract.manager"])
    path = f"cases/{case.reference}/records/monitoring/"
    section = walked_on.get(path).json()["sections"]["performance"]
    rows = section["rows"]["ratings"]
    rows[0] |= {"observed": "96 per cent", "rating": "good"}
    kept = [{name: row[name] for name in ("id", "lead_kpi", "observed", "rating", "reason")} for row in rows]
    saved = walked_on.patch(path, {"performance": {"ratings": kept}})
    assert saved.status_code == 200, saved.json()
    assert year.ratings.order_by("pk")[0].observed == "96 per cent"
    foreign = LeadKpi.objects.order_by("pk")[0].pk + 100
    assert set(LeadKpiRatingForm(data={"lead_kpi": foreign}, record=year).errors) == {"lead_kpi"}
    assert set(LeadKpiForm(data={}, record=AwardRecord.objects.get()).fields) == {"title", "unit", "target"}


def test_a_rating_is_of_one_kpi(year: MonitoringRecord) -> None:
    with pytest.raises(IntegrityError), within_case(case_of(year)):
        KpiRating(record=year).save()


def test_their_pages_cost_no_more_and_the_year_goes_on(year: MonitoringRecord, people: People) -> None:
    case, reader = case_of(year), Reader(people["contract.manager"])
    assert too_many(reader, [*of_record(case, MONITORING), *all_of_it(case, MONITORING)]) == {}
    case.refresh_from_db()
    walk(case, AIDS, until=Stage.REVIEW, at=AT)
    assert not year.ratings.filter(rating="").exists()
