"""A question to the author: the clock of the seat stands while it is open, and goes on with the days that were left."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.errors import NotAllowedError
from accounts.rights import Role
from audit.errors import KeyReusedError
from audit.models import Entry
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.casefile.tasks import task_of
from commissioning.casefile.trail import event_of
from commissioning.chasing.models import Chase
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Question, SignOff
from commissioning.questions.rules import days_left
from commissioning.telling.models import Message
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import Action, AskKind, SeatState
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.questions.asked import (
    ADVICE,
    FINANCE,
    HEAD,
    LAST,
    POLICY,
    REPLY,
    TUESDAY,
    WEEK_AFTER,
    WORDS,
    another,
    asks,
    author_task,
    due,
    question,
    replies,
    seat_task,
)
from tests.council import AT, People, asks_of, does, states_of
from tests.kept import everything
from workflows.sweeping import chase_late, lapse, sweep

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def test_the_last_day_is_set_anew_from_the_answer_with_the_days_that_were_left(case: Case) -> None:
    asks(case)
    assert due(case) == (LAST, LAST, 3)
    replies(case)
    assert due(case) == (date(2026, 4, 17), date(2026, 4, 17), None)
    assert states_of(case)[FINANCE] == SeatState.OPEN
    does(seat_task(case), Action.SIGN, at=WEEK_AFTER)
    assert verify().sound


@pytest.mark.parametrize(
    ("today", "left"), [(date(2026, 4, 2), 4), (date(2026, 4, 5), 4), (date(2026, 4, 9), 1), (date(2026, 4, 10), 1)]
)
def test_what_is_left_is_at_least_a_day(today: date, left: int) -> None:
    assert days_left(LAST, today, england_calendar()) == left


def test_nobody_is_reminded_or_told_of_a_seat_whose_clock_stands(case: Case) -> None:
    asks(case)
    for day in range(20):
        chase_late(TUESDAY + day * ONE_DAY)
    assert not Chase.objects.filter(ask=seat_task(case)).exists()
    replies(case, at=TUESDAY + 21 * ONE_DAY)
    new = seat_task(case).due_on
    chase_late(datetime(new.year, new.month, new.day, 9, tzinfo=UTC) + 4 * ONE_DAY)
    assert Chase.objects.filter(ask=seat_task(case), due_on=new).exists()


def test_the_author_has_a_task_of_their_own_that_is_escalated_like_any_other(people: People, case: Case) -> None:
    asks(case)
    task = author_task(case)
    assert (task.kind, task.due_on, task.taken_by) == (AskKind.ANSWER, LAST, people["commissioner"])
    told = Message.objects.get(ask=task)
    assert (told.person, WORDS in told.text) == (people["commissioner"], True)
    for day in range(20):
        chase_late(TUESDAY + day * ONE_DAY)
    steps = list(Chase.objects.filter(ask=task).order_by("position").values_list("to", flat=True))
    assert steps == [
        "Commissioner, Adult Social Care",
        "",
        "Head of service, Adult Social Care",
        "Board chair, Strategic Procurement Board",
    ]


def test_a_tier_that_waits_for_advice_waits_until_it_is_due_anew_and_no_longer(case: Case) -> None:
    for title in (FINANCE, POLICY):
        does(seat_task(case, title), Action.SIGN)
    asks(case, ADVICE)
    late = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
    assert sweep(late)["lapsed"] == lapse(WEEK_AFTER) == 0
    replies(case)
    assert lapse(datetime(2026, 4, 17, 9, 0, tzinfo=UTC)) == 0
    assert lapse(datetime(2026, 4, 20, 9, 0, tzinfo=UTC)) == 1
    assert [ask.title for ask in asks_of(case)] == [HEAD]


def test_question_and_answer_stand_in_the_ledger_and_the_trail(people: People, case: Case) -> None:
    asks(case, sections=["option_costs"])
    replies(case)
    entries = Entry.objects.filter(stream=case.stream_name, verb__startswith="question.").order_by("number")
    asked, answered = (event_of(entry) for entry in entries.select_related("payload"))
    who = "Ruth Okafor (Finance officer, Finance)"
    about = "“Costs of the options” in needs analysis"
    assert asked.sentence == f"{who} asked the author about {about}, as “Finance officer”: {WORDS}"
    assert asked.text == "Of Amina Begum. The clock stands with 3 working days left."
    assert answered.sentence.startswith("Amina Begum (Commissioner, Adult Social Care) answered the question of")
    assert answered.sentence.endswith(f": {REPLY}")
    assert f"The question: {WORDS}" in answered.text
    assert "The clock runs again, until 17 April 2026." in answered.text
    found = question(case)
    assert (found.text, found.reply, found.sections) == (WORDS, REPLY, ["option_costs"])
    told = Message.objects.get(event=f"question/{found.pk}/answered")
    assert told.person == people["finance"]
    assert "17 April 2026" in told.text


def test_the_same_request_again_is_the_first_one(case: Case) -> None:
    key = a_key()
    first = asks(case, key=key)
    before = everything()
    assert asks(case, key=key) == first
    assert everything() == before
    with pytest.raises(KeyReusedError):
        asks(case, key=key, text="And the third?")
    key, task = a_key(), author_task(case)
    first = replies(case, key=key)
    before = everything()
    again = does(task, Action.DONE, at=WEEK_AFTER, by=first.person, key=key, fields={"reply": REPLY})
    assert again == first
    assert everything() == before


def test_one_question_of_a_seat_is_open_at_a_time(case: Case) -> None:
    second = another(Role.FINANCE_OFFICER, "finance")
    asks(case)
    before = everything()
    with pytest.raises(OvertakenError, match="asked the author a question already"):
        asks(case, by=second)
    assert everything() == before
    asks(case, POLICY)  # another seat asks for itself
    assert Question.objects.filter(ask__closed_at=None).count() == 2


def test_a_seat_may_ask_three_questions_about_one_submission(case: Case) -> None:
    for number in range(3):
        asks(case, text=f"Question {number}?")
        replies(case, at=TUESDAY)
    with pytest.raises(RefusedError, match="3 questions about this submission"):
        asks(case)


def test_a_question_does_not_stop_a_clock_that_has_run_out(people: People, case: Case) -> None:
    late = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
    task = seat_task(case)
    assert Action.ASK in task_of(task, people["finance"], TUESDAY).actions
    assert Action.ASK not in task_of(task, people["finance"], late).actions
    with pytest.raises(RefusedError, match="Its last day was 10 April 2026"):
        asks(case, at=late)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"text": "  "}, "text", "Write your question"),
        ({"sections": ["need"]}, "sections", "Choose among the sections you answer for"),
        ({"sections": ["nothing"]}, "sections", "Choose among the sections you answer for"),
    ],
)
def test_what_cannot_be_asked_changes_nothing(case: Case, more: dict[str, object], field: str, words: str) -> None:
    before = everything()
    with pytest.raises(RefusedError, match=words) as refused:
        asks(case, **more)  # type: ignore[arg-type]  # one of several
    assert field in refused.value.errors
    assert everything() == before


def test_an_answer_without_words_changes_nothing(case: Case) -> None:
    asks(case)
    before = everything()
    with pytest.raises(RefusedError):
        does(author_task(case), Action.DONE, fields={"reply": " "})
    assert everything() == before


def test_who_may_not_answer_the_seat_may_not_ask_for_it(people: People, case: Case) -> None:
    before = everything()
    for name in ("commissioner", "legal", "head.of.service", "auditor"):
        with pytest.raises(NotAllowedError):
            asks(case, by=people[name])
    assert everything() == before


def test_who_may_not_write_the_record_does_not_answer_for_its_author(people: People, case: Case) -> None:
    asks(case)
    for name in ("finance", "legal", "auditor", "procurement"):
        with pytest.raises(NotAllowedError):
            replies(case, by=people[name])
    assert question(case).reply == ""


def test_the_seat_may_answer_all_the_same_and_the_question_needs_no_answer_then(case: Case) -> None:
    asks(case)
    task = author_task(case)
    does(seat_task(case), Action.SIGN, at=TUESDAY)
    task.refresh_from_db()
    assert (task.open, task.closed_as) == (False, "not needed: the seat has answered")
    assert SignOff.objects.filter(seat__gate__strand__case=case).count() == 1
    with pytest.raises(OvertakenError, match="not needed: the seat has answered"):
        does(task, Action.DONE, by=task.taken_by, fields={"reply": REPLY})
    entry = Entry.objects.filter(stream=case.stream_name).select_related("payload").order_by("-number")[0]
    assert "closed without an answer, as the seat has answered" in event_of(entry).text
    told = Message.objects.get(event=f"question/{question(case).pk}/ended")
    assert told.person is not None
    assert told.person == task.taken_by
    assert told.subject == f"{case.reference}: a question to you needs no answer any more"
    assert told.text.endswith("You need not answer (not needed: the seat has answered).")
    page = Reader(told.person).get("/messages/")
    assert "Nothing is to be done any more: the task is closed (not needed: the seat has answered)." in page


def test_asked_before_the_clock_began_the_author_is_not_reminded_twice(case: Case) -> None:
    """Asked and answered on one day, nothing of the clock has changed."""
    asks(case, at=AT)
    replies(case, at=AT)
    assert due(case) == (LAST, LAST, None)
