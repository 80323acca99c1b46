"""What becomes of an open question when the record, the seat or a person goes: nothing waits for who has left."""

from datetime import date

import pytest

from accounts.errors import NotAllowedError
from accounts.models import Person, Post
from accounts.rights import Role
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.casefile.tasks import task_of
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Question
from commissioning.interests.kinds import Conflict
from commissioning.ownership.decisions import change_lead, remove_partner
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, SeatState, Stage
from tests.accounts.factories import a_key
from tests.commissioning.interests.declared import declares
from tests.commissioning.ownership.owned import a_service, shares
from tests.commissioning.questions.asked import (
    ADVICE,
    FINANCE,
    LAST,
    POLICY,
    REPLY,
    TUESDAY,
    WEEK_AFTER,
    another,
    asks,
    author_task,
    covering,
    due,
    leaves,
    question,
    replies,
    seat_task,
    writes_too,
)
from tests.council import AT, People, ask_of, at_gate, body, changes, does, states_of
from tests.kept import everything

pytestmark = pytest.mark.django_db


def test_withdrawn_the_clock_goes_on_from_that_day(people: People, case: Case) -> None:
    asks(case)
    task = author_task(case)
    does(seat_task(case), Action.WITHDRAW, at=WEEK_AFTER)
    assert due(case) == (date(2026, 4, 17), date(2026, 4, 17), None)
    task.refresh_from_db()
    assert task.closed_as == "withdrawn by Ruth Okafor"
    assert Message.objects.filter(event=f"question/{question(case).pk}/withdrawn", person=people["commissioner"])
    with pytest.raises(OvertakenError, match="withdrawn by Ruth Okafor"):
        does(task, Action.DONE, by=people["commissioner"], fields={"reply": REPLY})
    with pytest.raises(OvertakenError, match="No question of this seat is open"):
        does(seat_task(case), Action.WITHDRAW, at=WEEK_AFTER)
    asks(case, at=WEEK_AFTER)


def test_a_colleague_withdraws_the_question_of_who_has_left(people: People, case: Case) -> None:
    sam = another(Role.FINANCE_OFFICER, "finance")
    asks(case, by=people["finance"])
    leaves(people["finance"])
    assert Action.WITHDRAW in task_of(seat_task(case), sam, TUESDAY).actions
    does(seat_task(case), Action.WITHDRAW, by=sam, at=WEEK_AFTER)
    assert due(case)[2] is None


def test_the_answer_reaches_whoever_holds_the_post_when_the_asker_has_left(people: People, case: Case) -> None:
    sam = another(Role.FINANCE_OFFICER, "finance")
    asks(case, by=people["finance"])
    leaves(people["finance"])
    replies(case)
    assert [told.person for told in Message.objects.filter(event__endswith="/answered")] == [sam]
    does(seat_task(case), Action.SIGN, by=sam, at=WEEK_AFTER)


def test_another_author_answers_for_the_one_who_has_left(people: People, case: Case) -> None:
    asks(case)
    sam = another(Role.COMMISSIONER, "adult-social-care")
    leaves(people["commissioner"])
    task = author_task(case)
    found = Question.objects.filter(ask=task).whole(TUESDAY.date()).get()
    assert found.with_whom == "Commissioner, Adult Social Care"
    replies(case, by=sam)
    assert question(case).answered_by == sam


def test_a_question_goes_to_who_is_there_not_to_an_author_who_has_left(people: People, case: Case) -> None:
    sam = another(Role.COMMISSIONER, "adult-social-care")
    leaves(people["commissioner"])
    asks(case)
    assert author_task(case).taken_by is None
    assert [told.person for told in Message.objects.filter(ask=author_task(case))] == [sam]


def test_where_nobody_could_answer_nothing_is_asked(people: People, case: Case) -> None:
    leaves(people["commissioner"])
    before = everything()
    with pytest.raises(RefusedError, match="no other person holds the post of Commissioner, Adult Social Care"):
        asks(case)
    assert everything() == before


def test_nobody_answers_their_own_question(people: People, case: Case) -> None:
    """Whoever holds both posts and wrote nothing may ask; another has to answer."""
    writes_too(people["finance"])
    asks(case, by=people["finance"])
    with pytest.raises(RefusedError, match="You asked this question, so you cannot answer it"):
        replies(case, by=people["finance"])
    replies(case, by=people["commissioner"])


def test_whoever_answers_for_the_record_signs_nothing_of_it(people: People, case: Case) -> None:
    policy = people["policy"]
    writes_too(policy)
    asks(case)
    replies(case, by=policy)
    with pytest.raises(NotAllowedError, match="You wrote"):
        does(seat_task(case, POLICY), Action.SIGN, by=policy)


def test_whoever_has_signed_does_not_answer_for_the_author(people: People, case: Case) -> None:
    policy = people["policy"]
    writes_too(policy)
    does(seat_task(case, POLICY), Action.SIGN, by=policy)
    asks(case)
    with pytest.raises(RefusedError, match="You answered a seat of this gate"):
        replies(case, by=policy)


def test_taken_back_the_question_is_closed_and_the_seat_is_asked_anew(people: People, case: Case) -> None:
    asks(case)
    does(seat_task(case, POLICY), Action.RETURN, reason="Evidence is missing.", at=TUESDAY)
    task = author_task(case)
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="To mend it.", at=TUESDAY)
    task.refresh_from_db()
    assert (task.open, task.closed_as) == (False, "taken back")
    changes(case, "need", statement="Older people wait nine weeks for help at home.", at=WEEK_AFTER)
    does(ask_of(case, "Mend"), Action.SUBMIT, at=WEEK_AFTER)
    assert due(case) == (date(2026, 4, 21), date(2026, 4, 21), None)
    asks(case, at=WEEK_AFTER)  # of another submission, and still told at the gate
    assert Question.objects.filter(seat__gate__strand__case=case).count() == 2
    assert verify().sound


def test_a_return_by_another_seat_leaves_the_question_open_until_it_is_answered(case: Case) -> None:
    asks(case)
    for title, action in ((POLICY, Action.RETURN), (ADVICE, Action.ADVISE)):
        does(seat_task(case, title), action, reason="Evidence is missing.", at=TUESDAY)
    assert states_of(case)[FINANCE] == SeatState.OPEN
    replies(case)
    does(seat_task(case), Action.SIGN, at=WEEK_AFTER)
    assert ask_of(case, "Mend").open


def test_a_conflict_of_the_author_leaves_the_question_to_another(people: People, case: Case) -> None:
    sam = another(Role.COMMISSIONER, "adult-social-care")
    asks(case)
    declares(case, people["commissioner"])
    assert author_task(case).taken_by is None
    with pytest.raises(NotAllowedError, match="conflict of interest"):
        replies(case, by=people["commissioner"])
    replies(case, by=sam)


def test_a_conflict_of_the_asker_leaves_the_question_with_the_seat(people: People, case: Case) -> None:
    sam = another(Role.FINANCE_OFFICER, "finance")
    asks(case, by=people["finance"])
    declares(case, people["finance"])
    assert due(case) == (LAST, LAST, 3)
    replies(case)
    does(seat_task(case), Action.SIGN, by=sam, at=WEEK_AFTER)


def test_a_cover_asks_for_whom_it_covers(people: People, case: Case) -> None:
    sam = covering(people["finance"])
    asks(case, by=sam)
    found = question(case)
    assert (found.asked_by, found.on_behalf_of) == (sam, "Ruth Okafor")


def test_a_long_name_is_cut_where_it_says_who_withdrew_the_question(case: Case) -> None:
    asks(case)
    task = author_task(case)
    name = "Maria " + "Longname" * 7
    does(seat_task(case), Action.WITHDRAW, by=another(Role.FINANCE_OFFICER, "finance", name), at=TUESDAY)
    task.refresh_from_db()
    assert task.closed_as == f"withdrawn by {name}"[:60]


def test_with_another_lead_the_question_goes_to_who_may_write_there(people: People, case: Case) -> None:
    lead, partner = case.lead, a_service()
    shared = shares(case, partner, people)
    leo = Person.objects.get(full_name="Leo Marsh")
    change_lead(shared, partner, commissioner=leo, reason="So.", by=people["commissioner"], at=AT, key=a_key())
    remove_partner(shared, lead, reason="It left.", by=leo, at=AT, key=a_key())
    asks(case, by=people["finance"])
    task = author_task(case)
    assert (task.post.body, task.taken_by) == (partner, leo)
    assert [told.person for told in Message.objects.filter(ask=task)] == [leo]
    with pytest.raises(NotAllowedError):
        replies(case, by=people["commissioner"])
    replies(case, by=leo)
    assert due(case)[2] is None


def test_a_question_is_not_asked_of_a_lead_that_has_no_such_post(people: People, case: Case) -> None:
    Post.objects.filter(role=Role.COMMISSIONER, body=case.lead).update(body=body("finance"))
    before = everything()
    with pytest.raises(RefusedError, match="Adult Social Care has no post of commissioner"):
        asks(case)
    assert everything() == before


def test_nobody_asks_or_answers_about_an_award_who_has_not_declared(people: People) -> None:
    case = at_gate(people, stage=Stage.AWARD)
    sam, kim = another(Role.FINANCE_OFFICER, "finance"), another(Role.COMMISSIONER, "adult-social-care", "Kim Lowe")
    with pytest.raises(RefusedError, match="You have not declared your interests"):
        asks(case, by=sam, at=AT)
    asks(case, by=people["finance"], at=AT)
    with pytest.raises(RefusedError, match="You have not declared your interests"):
        replies(case, by=kim, at=AT)
    declares(case, kim, Conflict.NONE)
    replies(case, by=kim, at=AT)
