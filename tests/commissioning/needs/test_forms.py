"""The questions as people see them, and what they may leave open."""

from decimal import Decimal

import pytest
from django import forms

from commissioning.needs.forms import CurrentSpendForm, NeedForm
from commissioning.needs.models import NeedsRecord, Option
from commissioning.needs.option_forms import OptionCostForm, OptionForm
from commissioning.needs.sections import ROOM
from commissioning.records.rooms import Section
from tests.commissioning.needs.filled import a_case, filled_needs


@pytest.mark.parametrize("section", ROOM.sections, ids=lambda section: section.key)
def test_every_question_has_words_of_its_own(section: Section) -> None:
    """A label made from a column's name is not a question."""
    asked = [form for form in (section.form, *(rows.form for rows in section.rows)) if form is not None]
    assert asked
    for form in asked:
        assert all(str(field.label or "").strip() for field in form.base_fields.values())
        assert set(getattr(form, "examples", {})) <= set(form.base_fields)


@pytest.mark.parametrize("section", ROOM.sections, ids=lambda section: section.key)
def test_every_question_has_an_example_or_says_what_to_enter(section: Section) -> None:
    asked = [form for form in (section.form, *(rows.form for rows in section.rows)) if form is not None]
    for form in asked:
        examples = getattr(form, "examples", {})
        for name, field in form.base_fields.items():
            chosen = isinstance(field, forms.ChoiceField)
            assert name in examples if isinstance(field, forms.CharField) else chosen or field.help_text, name


def test_a_page_shows_label_hint_and_example() -> None:
    page = NeedForm().as_div()
    assert "What is needed?" in page
    assert "One ward a line" in page
    assert "Harbour Ward" in page


def test_answers_may_be_left_open_on_saving() -> None:
    form = CurrentSpendForm({"annual_spend": "", "current_contract": "None."}, instance=NeedsRecord())
    assert form.is_valid()
    assert (form.cleaned_data["annual_spend"], form.cleaned_data["current_contract"]) == (None, "None.")


def test_a_wrong_answer_is_refused_on_saving() -> None:
    form = CurrentSpendForm({"annual_spend": "lots"}, instance=NeedsRecord())
    assert list(form.errors) == ["annual_spend"]


def test_money_is_read_as_people_type_it() -> None:
    form = CurrentSpendForm({"annual_spend": "£612,000.50"}, instance=NeedsRecord())
    assert form.is_valid()
    assert form.cleaned_data["annual_spend"] == Decimal("612000.50")


@pytest.mark.parametrize(
    "given",
    ["Mill Ward\n\n  Harbour   Ward \nMill Ward", ["Mill Ward", "Harbour Ward", ""]],
)
def test_wards_are_read_line_by_line_or_as_a_list(given: object) -> None:
    form = NeedForm({"wards": given}, instance=NeedsRecord())
    assert form.is_valid()
    assert form.cleaned_data["wards"] == ["Mill Ward", "Harbour Ward"]


def test_kept_wards_are_shown_as_lines() -> None:
    form = NeedForm(instance=NeedsRecord(wards=["Mill Ward", "Harbour Ward"]))
    assert form["wards"].value() == "Mill Ward\nHarbour Ward"
    assert not NeedForm({"wards": "Mill Ward"}, instance=NeedsRecord(wards=["Mill Ward"])).has_changed()


def test_only_some_questions_are_optional() -> None:
    page = OptionForm(record=NeedsRecord()).as_div()
    assert "Is this the option you chose? (optional)" in " ".join(page.split())
    assert "What are its risks? (optional)" not in " ".join(page.split())


@pytest.mark.django_db
def test_a_cost_is_of_one_of_the_records_own_options() -> None:
    mine, other = filled_needs(a_case()), filled_needs(a_case("Youth hubs"))
    own, foreign = Option.objects.filter(record=mine).first(), Option.objects.filter(record=other).first()
    assert own is not None
    assert foreign is not None
    assert OptionCostForm({"option": own.pk, "cost": "5"}, record=mine).is_valid()
    assert list(OptionCostForm({"option": foreign.pk, "cost": "5"}, record=mine).errors) == ["option"]
    assert list(OptionCostForm({"option": "", "cost": "5"}, record=mine).errors) == ["option"]


def test_rows_ask_for_their_columns() -> None:
    assert [(section.key, rows.name, rows.fields) for section in ROOM.sections for rows in section.rows] == [
        ("evidence", "evidence_rows", ["claim", "source", "dated_on", "file"]),
        ("engagement", "engagements", ["kind", "held_on", "who", "how", "learned"]),
        ("equality_impact", "groups", ["characteristic", "positive", "negative", "evidence", "mitigation"]),
        ("outcomes", "outcomes", ["kind", "title", "who_benefits", "how_known", "baseline", "target"]),
        ("options", "options", ["kind", "title", "benefits", "risks", "chosen"]),
        ("option_scores", "options", ["social_value", "benefit_score", "risk_score", "social_value_score"]),
        ("option_costs", "option_costs", ["option", "cost", "basis", "cost_score"]),
        ("lessons", "lesson_rows", ["adopted", "reason"]),
    ]
