"""A conflict of interest and the panel at one moment: whichever is first, nobody is lost and nothing is said twice."""

from collections.abc import Callable
from functools import partial

import pytest

from audit.verify import verify
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.errors import RefusedError
from commissioning.gates.models import BundleSection, Submission
from commissioning.interests.kinds import Conflict
from commissioning.interests.models import Invitation
from commissioning.telling.models import Message
from commissioning.tender.models import Evaluator
from commissioning.vocabulary import Action, Stage
from tests.accounts.factories import a_key
from tests.commissioning.interests.declared import declares
from tests.commissioning.interests.panels import WRITE, a_tender, joins
from tests.commissioning.interests.test_declaring import still_missing
from tests.council import AT, People, a_demo_council, ask_of
from tests.workflows.racing import side_by_side as side_by_side
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def ready(people: People) -> Case:
    """A tender that everyone named on it has declared for."""
    case = a_tender(people)
    missing = still_missing(case)
    for person in people.values():
        if person.full_name in missing:
            declares(case, person, Conflict.NONE)
    return case


def test_a_conflict_and_the_submission_of_the_panel_it_is_on() -> None:
    people = a_demo_council()
    case, ruth = ready(people), people["finance"]
    task, by = ask_of(case, WRITE), people["commissioner"]
    acts: list[Callable[[], object]] = [
        partial(carry_out, task, Deed(Action.SUBMIT), by=by, at=AT, key=a_key()),
        partial(declares, case, ruth),
    ]
    handed_in, _ = together(acts)
    if isinstance(handed_in, Exception):
        assert isinstance(handed_in, RefusedError), handed_in
        assert "panel.evaluators" in handed_in.errors
        assert not Submission.objects.filter(gate__strand__case=case, gate__stage=Stage.TENDER).exists()
    else:
        stated = BundleSection.objects.get(key="panel").stated["evaluators"]
        assert not [one for one in stated if one.get("standing")], "it was handed in before"
    told = Message.objects.filter(person=by, event__startswith="interests/panel/").count()
    assert told == 1
    assert verify().breaks == []


def test_two_who_name_the_same_person_ask_them_once() -> None:
    people = a_demo_council()
    case, jamal = a_tender(people), people["contract.manager"]
    acts: list[Callable[[], object]] = [
        partial(joins, case, jamal, by=people["commissioner"]),
        partial(joins, case, jamal, by=people["procurement"]),
    ]
    told = together(acts)
    assert not [found for found in told if isinstance(found, Exception)], told
    assert Evaluator.objects.filter(person=jamal).count() >= 1
    assert Invitation.objects.filter(case=case, person=jamal).count() == 1
    assert Message.objects.filter(person=jamal, subject__contains="declare your interests").count() == 1
    assert verify().breaks == []
