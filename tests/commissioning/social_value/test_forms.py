"""The questions as people see them, and what each key may point at."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.casefile.api.answering import answered
from commissioning.errors import RefusedError
from commissioning.needs.models import NeedOutcome
from commissioning.records.rooms import Section
from commissioning.social_value.forms import MeasureForm, PriorityChoiceForm, RelevanceForm, WeightingForm
from commissioning.social_value.models import PriorityChoice, SocialValueRecord
from commissioning.social_value.sections import ROOM
from tests.commissioning.needs.filled import a_case
from tests.commissioning.policies.published import a_policy
from tests.commissioning.social_value.filled import filled_social_value


@pytest.fixture
def record(db: None) -> SocialValueRecord:
    return filled_social_value(a_case())


@pytest.mark.parametrize("section", ROOM.sections, ids=lambda section: section.key)
def test_every_question_has_words_of_its_own(section: Section) -> None:
    forms = [form for form in (section.form, *(rows.form for rows in section.rows)) if form is not None]
    assert forms
    for form in forms:
        assert all(str(field.label or "").strip() for field in form.base_fields.values())
        assert set(getattr(form, "examples", {})) <= set(form.base_fields)


def test_a_case_keeps_its_version_whatever_is_sent(record: SocialValueRecord) -> None:
    """A newer one is adopted with a reason, and its gate signs again: no writer chooses one around that."""
    own = record.policy_version
    assert own is not None
    newer = a_policy(own.policy.owner, effective_from=date(2026, 6, 1))
    for sent in (str(newer.pk), ""):
        form = RelevanceForm({"policy_version": sent, "relevance": "Jobs."}, instance=record)
        assert form.is_valid()
        assert "policy_version" not in form.cleaned_data
        assert form.instance.policy_version == own
    assert "version" not in RelevanceForm(instance=record).as_div()
    [checked] = answered(ROOM, record, {"relevance": {"relevance": "Jobs."}}, [])
    assert checked.values == {"relevance": "Jobs."}
    with pytest.raises(RefusedError) as refused:
        answered(ROOM, record, {"relevance": {"policy_version": newer.pk}}, [])
    assert list(refused.value.errors) == ["relevance.policy_version"]


def test_a_record_begun_without_a_policy_is_offered_its_own_version_alone(record: SocialValueRecord) -> None:
    own = record.policy_version
    assert own is not None
    newer = a_policy(own.policy.owner, effective_from=date(2027, 6, 1))
    bare = SocialValueRecord(strand=record.strand)
    page = RelevanceForm(instance=bare).as_div()
    assert "Social value policy, version 1" in page
    assert "version 2" not in page
    assert list(RelevanceForm({"policy_version": newer.pk}, instance=bare).errors) == ["policy_version"]
    assert RelevanceForm({"policy_version": own.pk}, instance=bare).is_valid()


def test_only_priorities_of_the_version_are_offered(record: SocialValueRecord) -> None:
    foreign = a_policy(code="climate").priorities.first()
    assert record.policy_version is not None
    own = record.policy_version.priorities.first()
    assert own is not None
    assert foreign is not None
    assert PriorityChoiceForm({"priority": own.pk, "chosen": "no"}, record=record).is_valid()
    assert list(PriorityChoiceForm({"priority": foreign.pk}, record=record).errors) == ["priority"]
    assert list(PriorityChoiceForm({"chosen": "yes"}, record=record).errors) == ["priority"]


def test_a_measure_points_within_its_own_case(record: SocialValueRecord) -> None:
    other = filled_social_value(a_case("Youth hubs"), record.policy_version)
    choice, outcome = (
        PriorityChoice.objects.filter(record=other)[0],
        NeedOutcome.objects.exclude(record__strand__case=record.strand.case).order_by("pk")[0],
    )
    form = MeasureForm({"choice": choice.pk, "outcome": outcome.pk, "title": "Jobs"}, record=record)
    assert sorted(form.errors) == ["choice", "outcome"]


def test_what_is_wanted_at_times_is_not_called_optional_and_no_choice_has_words(record: SocialValueRecord) -> None:
    page = " ".join(MeasureForm(record=record).as_div().split())
    assert "Which outcome does it bring about? (optional)" not in page
    assert "Which measure of the catalogue is it? (optional)" in page
    assert '<option value="" selected>Choose one</option>' in page
    assert '<option value="" selected>None</option>' in page
    assert "-----" not in page


def test_a_measure_may_leave_its_target_to_bidders(record: SocialValueRecord) -> None:
    form = MeasureForm({"title": "Jobs", "target": ""}, record=record)
    assert form.is_valid()
    assert form.cleaned_data["target"] is None
    assert MeasureForm({"target": "1,200.5"}, record=record).fields["target"].clean("1,200.5") == Decimal("1200.5")
    wrong = MeasureForm({"target": "many"}, record=record)
    assert list(wrong.errors) == ["target"]


def test_weight_is_a_share_of_a_hundred() -> None:
    assert WeightingForm({"weighting": "12.5%"}, instance=SocialValueRecord()).is_valid()
    assert not WeightingForm({"weighting": "101"}, instance=SocialValueRecord()).is_valid()


def test_many_rows_on_a_page_read_what_they_offer_once(record: SocialValueRecord) -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            MeasureForm(record=record).as_div()
    assert len(queries) == 3
