"""None of the council's own people evaluates as if from outside, where nothing would be known of them."""

from __future__ import annotations

import pytest

from accounts.models import Body, Person
from accounts.rights import Role
from accounts.vocabulary import BodyKind
from commissioning.award.models import AwardEvaluator, AwardRecord
from commissioning.award.sections import ROOM as AWARD
from commissioning.errors import RefusedError
from commissioning.tender.models import TenderRecord
from commissioning.tender.panel_forms import EvaluatorForm
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Stage
from tests.accounts.factories import AT, a_body, in_post
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.tender.filled import filled_tender

COLLEGE = "Riverside College"
NOT_OUTSIDE = "Ruth Okafor is one of the council’s own people. Choose them under “Person of this council”"


@pytest.fixture
def record(db: None) -> TenderRecord:
    return filled_tender(a_case())


@pytest.fixture
def ruth(record: TenderRecord) -> Person:
    """The finance officer."""
    return in_post(Role.FINANCE_OFFICER, Body.objects.get(pk=record.strand.case.bodies[0]), "Ruth Okafor")


def faults_of(record: TenderRecord, name: str, organisation: str = COLLEGE) -> list[str]:
    form = EvaluatorForm({"name": name, "organisation": organisation}, record=record)
    return [str(text) for text in form.errors.get("name", [])]


@pytest.mark.parametrize("typed", ["Ruth Okafor", " ruth   OKAFOR ", "Ruth Okafor, finance", "Ruth Okafor (Finance)"])
def test_a_person_of_the_council_is_known_by_name(record: TenderRecord, ruth: Person, typed: str) -> None:
    [why] = faults_of(record, typed)
    assert why.startswith(NOT_OUTSIDE)


def test_a_person_of_the_council_is_known_by_address(record: TenderRecord, ruth: Person) -> None:
    assert faults_of(record, "R. O.", f"{COLLEGE} ({ruth.email.upper()}).")
    assert faults_of(record, f"Ruthie <{ruth.email}>")


def test_others_are_from_outside(record: TenderRecord, ruth: Person) -> None:
    in_post(Role.SUPPLIER_CONTACT, a_body("Bright Days", BodyKind.SUPPLIER), "Tom Reed")
    for typed in ("Ruth J. Okafor", "Tom Reed", "Dr Priya Nair", ""):
        assert faults_of(record, typed) == []
    form = EvaluatorForm({"person": ruth.pk, "name": ""}, record=record)
    assert "name" not in form.errors


def test_a_tender_that_names_one_so_is_not_handed_in(record: TenderRecord, ruth: Person) -> None:
    row = record.evaluators.get()
    with within_case(record.strand.case):
        row.name = "Ruth Okafor"
        row.save()
    with pytest.raises(RefusedError, match=NOT_OUTSIDE):
        TENDER.require(record, AT)


def test_nor_is_an_award(record: TenderRecord, ruth: Person) -> None:
    case = record.strand.case
    with within_case(case):
        award = AwardRecord(strand=the_strand(case, Stage.AWARD))
        award.save()
        AwardEvaluator(record=award, reference="E1", name="Ruth Okafor", organisation=COLLEGE).save()
    with pytest.raises(RefusedError, match=NOT_OUTSIDE):
        AWARD.require(award, AT)
