"""Every plain Django form comes out in the manner of the GOV.UK Design System, errors linked and in words."""

import re
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import Group
from django.forms.formsets import BaseFormSet
from django.forms.models import ModelChoiceIteratorValue
from django.http import QueryDict
from django.template import engines

from govuk import fields, widgets
from govuk.formsets import one_more, wants_another


class Question(forms.Form):
    """A form as a page has it."""

    examples = {"need": "412 people over 75 waited."}

    need = forms.CharField(label="What is the need?", widget=forms.Textarea, help_text="Say who.", max_length=20)
    email = forms.EmailField(label="Email address", widget=forms.EmailInput(attrs={"class": "govuk-input--width-20"}))
    lane = fields.RadioField(choices=[("", "---------"), ("f", "Fast")], hints={"f": "One page"})
    wards = forms.MultipleChoiceField(
        choices=[("Inner", [("n", "North")])], widget=widgets.Checkboxes(small=True), required=False
    )
    start = fields.DateField(label="Start")
    value = fields.MoneyField(label="Value")
    agree = forms.BooleanField(label="I have no conflict", help_text="Ask if unsure.")
    paper = forms.FileField(required=False)
    key = fields.KeyField()


def render(source: str, **context: Any) -> str:
    """The page a template makes."""
    return engines["django"].from_string(source).render(context)


def row(form: forms.Form, name: str) -> str:
    """One field with its label."""
    return form[name].as_field_group()


def test_a_long_answer_has_label_hint_example_and_count() -> None:
    page = row(Question(), "need")
    assert '<label class="govuk-label govuk-label--s" for="id_need">What is the need?</label>' in page
    assert "A good example" in page
    assert "412 people over 75 waited." in page
    assert 'data-maxlength="20"' in page
    assert ' maxlength="20"' not in page, "a browser would cut the answer off without a word"
    assert 'aria-describedby="id_need_helptext id_need-info"' in page
    assert 'rows="5"' in page


def test_the_browser_checks_nothing() -> None:
    page = str(Question())
    assert not re.search(r"\s(required|minlength|min|max|step|placeholder)[\s=>]", page)


def test_own_classes_are_kept() -> None:
    assert 'class="govuk-input govuk-input--width-20"' in row(Question(), "email")


def test_wrong_fields_are_marked_and_described() -> None:
    page = row(Question({"email": "nobody"}), "email")
    assert "govuk-form-group--error" in page
    assert "govuk-input govuk-input--width-20 govuk-input--error" in page
    assert 'aria-describedby="id_email_error"' in page
    assert 'aria-invalid="true"' in page


def test_choices_have_hints_and_no_blank_choice() -> None:
    page = row(Question(), "lane")
    assert "---------" not in page
    assert page.count("govuk-radios__item") == 1
    assert 'aria-describedby="id_lane_1_hint"' in page
    assert "<legend" in page


def test_checkboxes_are_grouped_and_small() -> None:
    page = row(Question(), "wards")
    assert "govuk-checkboxes--small" in page
    assert "Inner" in page
    assert "(optional)" in page


def test_a_single_checkbox_stands_before_its_label() -> None:
    page = row(Question(), "agree")
    assert page.index("govuk-checkboxes__input") < page.index("I have no conflict")
    assert 'id="id_agree_helptext"' in page


def test_only_the_odd_ones_out_are_called_optional() -> None:
    """Where nothing must be answered, as in a filter, the word would only be noise."""

    class Filter(forms.Form):
        q = forms.CharField(label="Words", required=False)
        key = fields.KeyField()

    assert "(optional)" in row(Question(), "paper")
    assert "(optional)" not in str(Filter())


def test_an_answer_whose_hint_says_when_it_is_needed_is_not_called_optional() -> None:
    class Answer(forms.Form):
        answer = forms.CharField()
        reason = fields.ReasonField(label="Why", help_text="Needed to refuse.", longest=100, required=False)

    assert "(optional)" not in str(Answer())


def test_a_question_can_be_the_heading() -> None:
    page = render("{{ form.need|as_heading }}{{ form.lane|as_heading }}", form=Question())
    assert page.count("<h1") == 2
    assert "govuk-label--l" in page
    assert "govuk-fieldset__legend--l" in page


def test_the_summary_links_each_error_to_its_first_box() -> None:
    page = render("{% error_summary form %}", form=Question({"need": "x" * 21, "email": "nobody"}))
    links = dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', page))
    assert links == {
        "id_need": "Your answer to “What is the need?” must be 20 characters or less",
        "id_email": "Enter a valid email address.",
        "id_lane_0": "Select the lane",
        "id_start_day": "Enter the start",
        "id_value": "Enter the value",
        "id_agree": "Tick “I have no conflict” to go on",
    }
    assert "This page is incomplete" in page


def test_a_question_left_open_is_asked_again() -> None:
    assert list(Question({})["need"].errors) == ["Answer the question: What is the need?"]


def test_no_errors_no_summary() -> None:
    assert render("{% error_summary form %}", form=Question()).strip() == ""


def test_what_a_form_says_itself_stands_as_written() -> None:
    class Weights(forms.Form):
        weight = forms.IntegerField(error_messages={"required": "Give a weight."})

        def clean(self) -> None:
            raise forms.ValidationError("Weights add up to 95. Add 5 more.")

    page = render("{% error_summary form %}", form=Weights({}))
    assert "Give a weight." in page
    assert "<li>Weights add up to 95. Add 5 more.</li>" in page


def test_text_never_becomes_markup() -> None:
    form = Question({"need": "<script>"})
    form.fields["need"].label = "<b>bold</b>"
    form.fields["need"].help_text = "<i>hint</i>"
    assert not re.search(r"<script>|<b>|<i>", row(form, "need"))


def test_a_kept_file_is_shown_and_can_be_removed() -> None:
    class Kept:
        url = "/uploads/paper.pdf"

        def __str__(self) -> str:
            return "paper.pdf"

    page = row(Question(initial={"paper": Kept()}), "paper")
    assert 'href="/uploads/paper.pdf"' in page
    assert 'name="paper-clear"' in page


def test_choices_from_rows_of_a_table_have_hints_too() -> None:
    """A choice of rows carries a value of its own type, not text."""
    radios = widgets.Radios(hints={7: "Seven"})
    option = radios.create_option("x", ModelChoiceIteratorValue(7, Group(pk=7)), "Label", selected=False, index=0)
    assert option["hint"] == "Seven"


class Row(forms.Form):
    """A row of a list."""

    outcome = forms.CharField()


Rows: type[BaseFormSet[Any]] = forms.formset_factory(Row, extra=1, can_delete=True)


def test_rows_are_fieldsets_that_can_be_removed() -> None:
    page = render(
        '{% include "components/formset.html" with formset=rows legend="Outcome" add_text="Add another" only %}',
        rows=Rows(prefix="rows", initial=[{"outcome": "Fewer falls"}]),
    )
    assert "Outcome 1" in page
    assert "Outcome 2" in page
    assert 'name="rows-TOTAL_FORMS"' in page
    assert page.count("Remove this outcome") == 2
    assert 'name="add_another" value="rows"' in page


def test_another_row_comes_without_a_script() -> None:
    sent = QueryDict("add_another=rows&rows-TOTAL_FORMS=1&rows-INITIAL_FORMS=0&rows-0-outcome=Fewer falls")
    assert wants_another(sent, "rows")
    assert not wants_another(sent, "lots")
    rows = Rows(one_more(sent, "rows"), prefix="rows")
    assert [each["outcome"].value() for each in rows] == ["Fewer falls", None]


@pytest.mark.parametrize("count", ["many", "", "-5", "9" * 5000])
def test_a_count_that_is_none_is_left_alone(count: str) -> None:
    sent = QueryDict(f"rows-TOTAL_FORMS={count}")
    assert one_more(sent, "rows") == sent


def test_errors_of_rows_are_in_the_summary() -> None:
    data = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "1", "rows-0-outcome": ""}
    page = render("{% error_summary rows %}", rows=Rows(data, prefix="rows"))
    assert '<a href="#id_rows-0-outcome">Enter the outcome</a>' in page
    broken = render("{% error_summary rows %}", rows=Rows({}, prefix="rows"))
    assert "There is a problem" in broken
