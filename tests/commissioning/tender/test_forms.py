"""The questions as people see them, and what each key may point at."""

from datetime import date

import pytest

from commissioning.records.rooms import Section
from commissioning.social_value.models import Measure
from commissioning.tender.forms import CriterionForm, LotsForm, TermForm, TimetableForm
from commissioning.tender.models import TenderRecord
from commissioning.tender.sections import ROOM
from tests.commissioning.needs.filled import a_case
from tests.commissioning.social_value.filled import filled_social_value
from tests.commissioning.tender.filled import filled_tender


@pytest.mark.parametrize("section", ROOM.sections, ids=lambda section: section.key)
def test_every_question_has_words_of_its_own(section: Section) -> None:
    forms = [form for form in (section.form, *(rows.form for rows in section.rows)) if form is not None]
    assert forms
    for form in forms:
        assert all(str(field.label or "").strip() for field in form.base_fields.values())
        assert set(getattr(form, "examples", {})) <= set(form.base_fields)


def test_every_column_a_person_answers_stands_in_one_section() -> None:
    asked = [name for section in ROOM.sections for name in section.fields]
    own = {field.name for field in TenderRecord._meta.fields} - {"id", "strand", "sequence"}
    assert sorted(asked) == sorted(own)


def test_dates_come_in_parts_or_whole() -> None:
    parts = {"tender_opens_on_day": "2", "tender_opens_on_month": "11", "tender_opens_on_year": "2026"}
    form = TimetableForm({**parts, "tenders_due_on": "2026-12-04"}, instance=TenderRecord())
    assert form.is_valid()
    assert form.cleaned_data["tender_opens_on"] == date(2026, 11, 2)
    assert form.cleaned_data["tenders_due_on"] == date(2026, 12, 4)
    assert form.cleaned_data["award_on"] is None


def test_questions_that_depend_on_an_answer_are_optional() -> None:
    page = " ".join(LotsForm(instance=TenderRecord()).as_div().split())
    assert "If not, why not? (optional)" in page
    assert "CPV codes (optional)" not in page


@pytest.mark.parametrize(("months", "valid"), [("48", True), ("0", False), ("601", False), ("four", False), ("", True)])
def test_a_term_is_a_number_of_months(months: str, valid: bool) -> None:
    assert TermForm({"term_months": months}, instance=TenderRecord()).is_valid() is valid


@pytest.mark.django_db
def test_a_criterion_stands_for_a_measure_of_its_own_case() -> None:
    record = filled_tender(a_case())
    own = Measure.objects.get()
    other = Measure.objects.get(record=filled_social_value(a_case("Youth hubs"), own.record.policy_version))
    assert CriterionForm({"kind": "social_value", "measure": own.pk}, record=record).is_valid()
    assert list(CriterionForm({"kind": "social_value", "measure": other.pk}, record=record).errors) == ["measure"]
