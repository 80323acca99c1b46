"""Measures to think of: what similar contracts chose and delivered, among what the reader may see."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Body, Person
from accounts.reach import reach_of
from accounts.rights import Role
from commissioning.case.models import Case, CaseBody
from commissioning.casefile.social_value_words import delivered_in_words, similar_picture, similar_rows
from commissioning.casefile.suggesting import Suggestions, division_of, suggestions_for
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract, DeliveryReturn, MonitoringRecord, Obligation
from commissioning.measures.kinds import Direction
from commissioning.policies.models import PolicyVersion
from commissioning.review.models import Achievement, ReviewRecord
from commissioning.social_value.models import Measure, SocialValueRecord
from tests.accounts.factories import AT, in_post
from tests.commissioning.needs.filled import a_case, within_case
from tests.commissioning.policies.published import a_policy
from tests.commissioning.social_value.filled import filled_social_value

CARE = "85312400"
pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db: None) -> PolicyVersion:
    return a_policy()


def record_of(version: PolicyVersion, title: str, cpv: str = CARE) -> SocialValueRecord:
    """A complete record of a case in a category, M1 of which counts people who start a job."""
    return filled_social_value(a_case(title, cpv=cpv), version)


def delivers(
    record: SocialValueRecord, committed: int, *verified: int, ended: bool = True, reviewed: int | None = None
) -> None:
    """Let the case have a contract that is over, with so much verified each year, and perhaps a review."""
    case, measure = record.strand.case, Measure.objects.get(record=record)
    over = {"status": ContractStatus.ENDED, "ended_on": AT.date()} if ended else {}
    with within_case(case):
        contract = Contract(case=case, strand=record.strand, number=f"{case.reference}-C1", title=case.title, **over)
        contract.save()
        obligation = Obligation(contract=contract, reference="B1", measure=measure, quantity=Decimal(committed))
        obligation.save()
        for year, quantity in enumerate(verified, start=1):
            told = MonitoringRecord(strand=record.strand, sequence=year)
            told.save()
            DeliveryReturn(record=told, obligation=obligation, verified_quantity=Decimal(quantity)).save()
        if reviewed is not None:
            review = ReviewRecord(strand=record.strand)
            review.save()
            Achievement(record=review, obligation=obligation, verified=Decimal(reviewed)).save()


def reader_of(*cases: Case) -> Person:
    """Who sees these cases and their figures."""
    bodies = [Body.objects.get(pk=CaseBody.objects.get(case=case).body_id) for case in cases]
    return in_post(Role.AUDITOR, bodies[0], over=bodies)


def found_by(person: Person, record: SocialValueRecord, division: str = "85") -> Suggestions:
    return suggestions_for(record, reach_of(person, AT), division)


def test_what_similar_contracts_committed_to_is_held_against_what_was_verified(version: PolicyVersion) -> None:
    own, ended, reviewed, live, works = (
        record_of(version, title, cpv)
        for title, cpv in (("Own", CARE), ("A", CARE), ("B", "85000000"), ("C", CARE), ("D", "45000000"))
    )
    delivers(ended, 20, 5, 4)
    delivers(reviewed, 10, 9, ended=False, reviewed=8)  # the review corrects what monitoring verified
    delivers(live, 100, 100, ended=False)
    delivers(works, 7, 7)
    person = reader_of(*(one.strand.case for one in (own, ended, reviewed, live, works)))
    [one] = found_by(person, own).similar
    assert (len(one.chosen_in), len(one.contracts)) == (3, 2)
    assert (one.committed, one.verified, one.share) == (Decimal(30), Decimal(17), 56)
    assert one.there  # the record counts the same already
    assert [found.committed for found in found_by(person, own, "45").similar] == [Decimal(7)]
    assert found_by(person, own, "90").similar == []


def test_quantities_in_another_unit_are_not_added_up(version: PolicyVersion) -> None:
    own, people, years = (record_of(version, title) for title in ("Own", "A", "B"))
    delivers(people, 100, 80)
    delivers(years, 5, 1)
    counts_in(years, "FTE years")
    counts_in(people, " People")  # the measure's unit, however it is written
    person = reader_of(*(one.strand.case for one in (own, people, years)))
    [one] = found_by(person, own).similar
    assert (len(one.contracts), one.others) == (2, 1)
    assert (one.committed, one.verified, one.share) == (Decimal(100), Decimal(80), 80)
    [row] = similar_rows([one])
    assert [cell["text"] for cell in row[3:5]] == [
        "100 people, and 1 contract in another unit",
        "80 people, and 1 contract in another unit",
    ]


def test_where_lower_is_better_no_share_is_told(version: PolicyVersion) -> None:
    own, other = record_of(version, "Own"), record_of(version, "Other")
    delivers(other, 20, 5)
    with within_case(other.strand.case):
        measure = Measure.objects.get(record=other)
        measure.direction = Direction.LOWER
        measure.save()
    [one] = found_by(reader_of(own.strand.case, other.strand.case), own).similar
    assert (one.committed, one.verified, one.share) == (Decimal(20), Decimal(5), None)
    assert delivered_in_words(one).startswith("5 of 20 people verified, lower is better")
    assert similar_picture([one]) is None


def counts_in(record: SocialValueRecord, unit: str) -> None:
    """Let the contract of the record's case count in a unit."""
    with within_case(record.strand.case):
        obligation = Obligation.objects.get(contract__case=record.strand.case)
        obligation.unit = unit
        obligation.save()


def test_only_what_the_reader_sees_counts(version: PolicyVersion) -> None:
    own, other = record_of(version, "Own"), record_of(version, "Other")
    delivers(other, 20, 5)
    assert found_by(reader_of(own.strand.case), own).similar == []
    assert len(found_by(reader_of(other.strand.case, own.strand.case), own).similar) == 1
    body = Body.objects.get(pk=CaseBody.objects.get(case=other.strand.case).body_id)
    sector = in_post(Role.VOLUNTARY_SECTOR_REPRESENTATIVE, body)
    assert found_by(sector, own).similar == []  # they see cases, and no figures


def test_it_asks_as_much_whatever_there_is(version: PolicyVersion) -> None:
    own = record_of(version, "Own")
    others = [record_of(version, f"Other {number}") for number in range(3)]
    person = reader_of(*(one.strand.case for one in (own, *others)))

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            found_by(person, own)
        return len(captured)

    first = asked()
    for one in others:
        delivers(one, 10, 5)
    assert asked() == first <= 7  # one of them for the reader's reach


@pytest.mark.parametrize(
    ("cpv", "division"), [("85312400 85320000", "85"), (" 45", "45"), ("", ""), ("8", ""), ("ab123456", ""), ("٤٥", "")]
)
def test_the_category_is_the_first_two_figures(cpv: str, division: str) -> None:
    assert division_of(cpv) == division
