"""Two at one moment, and a process that dies: a question is asked once, answered once, and nothing is half done."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.rights import Role
from audit.errors import RepeatedError
from audit.verify import verify
from commissioning.errors import OvertakenError
from commissioning.gates import pausing
from commissioning.gates.models import Question
from commissioning.questions import decisions
from commissioning.questions.decisions import answer_question, ask_author
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key
from tests.commissioning.questions.asked import REPLY, TUESDAY, WEEK_AFTER, WORDS, another, asks, author_task, seat_task
from tests.council import a_demo_council, at_gate, does
from tests.kept import everything
from tests.workflows.racing import side_by_side as side_by_side
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def test_of_two_who_ask_at_once_one_asks() -> None:
    people = a_demo_council()
    case = at_gate(people)
    askers = (people["finance"], another(Role.FINANCE_OFFICER, "finance"))
    acts = [partial(ask_author, seat_task(case), text=WORDS, by=who, at=TUESDAY, key=a_key()) for who in askers]
    told = together(acts)
    assert sorted(type(found).__name__ for found in told) == ["OvertakenError", "Question"]
    assert Question.objects.filter(ask__closed_at=None).count() == 1
    assert verify().breaks == []


def test_answered_twice_with_one_key_it_is_answered_once() -> None:
    people = a_demo_council()
    case = at_gate(people)
    asks(case)
    task, key = author_task(case), a_key()
    again = author_task(case)
    acts = [
        partial(answer_question, one, reply=REPLY, by=people["commissioner"], at=WEEK_AFTER, key=key)
        for one in (task, again)
    ]
    told = together(acts)
    assert [found for found in told if found is None] == [None]
    assert [type(found) for found in told if found is not None] == [RepeatedError]
    assert Question.objects.get().reply == REPLY


def test_of_an_answer_and_a_signature_at_once_both_are_whole() -> None:
    people = a_demo_council()
    case = at_gate(people)
    asks(case)
    replies: Callable[[], object] = partial(
        answer_question, author_task(case), reply=REPLY, by=people["commissioner"], at=WEEK_AFTER, key=a_key()
    )
    signs: Callable[[], object] = partial(does, seat_task(case), Action.SIGN, by=people["finance"], at=WEEK_AFTER)
    answered, signed = together([replies, signs])
    assert not isinstance(signed, Exception)
    assert answered is None or isinstance(answered, OvertakenError)
    assert not Question.objects.filter(ask__closed_at=None).exists()
    assert verify().breaks == []


@pytest.mark.parametrize("where", [(decisions, "pause"), (decisions, "tell_question"), (decisions, "_about")])
def test_killed_while_asking_nothing_is_asked(where: tuple[object, str], monkeypatch: pytest.MonkeyPatch) -> None:
    people = a_demo_council()
    case = at_gate(people)
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(*where, fail)
        with pytest.raises(OSError, match="killed"):
            asks(case)
    assert everything() == before
    asks(case)
    assert Question.objects.count() == 1


@pytest.mark.parametrize("where", [(decisions, "resume"), (decisions, "tell_answer"), (pausing, "england_calendar")])
def test_killed_while_answering_the_clock_still_stands(
    where: tuple[object, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = a_demo_council()
    case = at_gate(people)
    asks(case)
    before, task, key = everything(), author_task(case), a_key()
    act = partial(answer_question, task, reply=REPLY, by=people["commissioner"], at=WEEK_AFTER, key=key)
    with monkeypatch.context() as patch:
        patch.setattr(*where, fail)
        with pytest.raises(OSError, match="killed"):
            act()
    assert everything() == before
    answer_question(author_task(case), reply=REPLY, by=people["commissioner"], at=WEEK_AFTER, key=key)
    assert seat_task(case).days_left is None


def fail(*_: object, **__: object) -> None:
    raise OSError("killed")
