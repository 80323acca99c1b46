"""What a social value record must hold together."""

from dataclasses import dataclass
from datetime import date

import pytest

from commissioning.records.rules import faults_of
from commissioning.social_value.models import Measure, PriorityChoice, SocialValueRecord
from commissioning.social_value.rules import broken, of_choices
from commissioning.social_value.sections import ROOM
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.policies.published import a_policy
from tests.commissioning.social_value.filled import filled_social_value


@dataclass(frozen=True)
class AChoice:
    """A choice as a test gives it."""

    pk: int
    priority_id: int
    chosen: bool | None = True
    ground: str = ""


@dataclass(frozen=True)
class AMeasure:
    """A measure as a test gives it."""

    reference: str
    choice_id: int | None
    outcome_id: int | None = 1

    @property
    def pk(self) -> int:
        """Its number."""
        return int(self.reference.removeprefix("M"))


def texts(measures: list[AMeasure], choices: list[AChoice], names: dict[int, str], *outcomes: str) -> list[str]:
    """What the broken links of a record are called."""
    return [link.text for link in broken(measures, choices, names, outcomes)]


WANTED = {1: "SV1 Jobs", 2: "SV2 Net zero"}


@pytest.mark.parametrize(
    ("answered", "found"),
    [
        ([1, 2], []),
        ([1], ["Say of “SV2 Net zero” whether you choose it, and why."]),
        ([1, 2, 2], ["“SV2 Net zero” is answered 2 times. Keep one."]),
        (
            [1, 2, 9],
            ["A priority here is not in the version of the policy you named. Remove it, or name the other version."],
        ),
        (
            [1, 2, 8, 9],
            [
                (
                    "2 priorities here are not in the version of the policy you named. "
                    "Remove them, or name the other version."
                )
            ],
        ),
    ],
)
def test_every_priority_of_the_version_is_answered_once(answered: list[int], found: list[str]) -> None:
    choices = [AChoice(place, priority) for place, priority in enumerate(answered)]
    assert of_choices(choices, WANTED) == found


def test_each_chosen_priority_has_a_measure_and_no_other_has() -> None:
    choices = [AChoice(1, 1), AChoice(2, 2, chosen=False), AChoice(3, 3, chosen=None)]
    names = {1: "SV1 Jobs", 2: "SV2 Net zero", 3: "SV3 Health"}
    assert texts([AMeasure("M1", 1)], choices, names) == []
    assert texts([], choices, names) == ["Add a measure for “SV1 Jobs”."]
    assert texts([AMeasure("M1", 1), AMeasure("M2", 2), AMeasure("M3", None)], choices, names) == [
        "Measure M2 serves “SV2 Net zero”, which is not chosen. Choose that priority, or another one for the measure."
    ]


def test_a_measure_brings_about_an_outcome_where_the_need_seeks_any() -> None:
    loose, choices, names = [AMeasure("M1", 1, None)], [AChoice(1, 1)], {1: "SV1 Jobs"}
    assert texts(loose, choices, names) == []
    assert texts(loose, choices, names, "O1", "O2") == [
        "Measure M1 brings about no outcome. Say which one: the need seeks O1 and O2."
    ]


@pytest.mark.django_db
def test_a_filled_record_has_no_fault() -> None:
    assert faults_of(ROOM, filled_social_value(a_case())) == []


@pytest.mark.django_db
def test_an_untouched_record_asks_for_its_policy_first() -> None:
    case = a_case()
    with within_case(case):
        record = SocialValueRecord(strand=the_strand(case, Stage.SOCIAL_VALUE))
        record.save()
    found = faults_of(ROOM, record)
    assert found[0].text == "Answer “Which version of the social value policy applies?”."
    assert {fault.section for fault in found} == {"relevance", "wellbeing", "weighting"}


@pytest.mark.django_db
def test_a_measure_names_the_priority_it_serves() -> None:
    record = filled_social_value(a_case())
    with within_case(record.strand.case):
        measure = Measure.objects.get(record=record)
        measure.choice = None
        measure.save()
    assert [fault.text for fault in faults_of(ROOM, record)] == [
        "Answer “Which priority does it serve?” for the measure “M1 People who start a job”.",
        "Add a measure for “SV1 Jobs for local people”.",
    ]


@pytest.mark.django_db
def test_a_priority_set_aside_says_why() -> None:
    record = filled_social_value(a_case())
    with within_case(record.strand.case):
        choice = PriorityChoice.objects.get(record=record, priority__code="SV2")
        choice.reason = " "
        choice.save()
    assert [(fault.section, fault.field, fault.text) for fault in faults_of(ROOM, record)] == [
        ("priorities", "choices", "Answer “Why, or why not?” for the priority “SV2 Net zero”.")
    ]


@pytest.mark.django_db
def test_after_adopting_a_newer_version_its_priorities_are_answered() -> None:
    record = filled_social_value(a_case())
    assert record.policy_version is not None
    newer = a_policy(record.policy_version.policy.owner, effective_from=date(2027, 4, 1))
    with within_case(record.strand.case):
        record.policy_version = newer
        record.save()
    texts = [fault.text for fault in faults_of(ROOM, record)]
    assert texts[0] == "Say of “SV1 Jobs for local people” whether you choose it, and why."
    assert texts[2].startswith("2 priorities here are not in the version")
