"""The board: what each body holds, by age, over the cases that its reader may see; its files; what it costs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Body
from accounts.reach import reach_of
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.board import Age, board_of, due_within
from commissioning.timetable.calendar import england_calendar
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.ownership.owned import a_service, answers, asked_of, shares
from tests.commissioning.questions.asked import WEEK_AFTER, asks
from tests.commissioning.waivers.waived import a_small_case, approved
from tests.council import AT, People, a_case, at_gate
from tests.council import people as people

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def auditor(people: People) -> Reader:
    return Reader(people["auditor"])


def late_by(working_days: int, today: date) -> date:
    """A last day that passed so many working days ago."""
    return england_calendar().late_by(working_days, today)


def put_off(case: Case, body: str, due_on: date) -> None:
    """Let what a body is asked in a case be due on a day."""
    assert Ask.objects.filter(case=case, closed_at=None, post__body__slug=body).update(due_on=due_on)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(-40, 60))
def test_every_last_day_is_of_exactly_one_age_and_the_right_one(today: date, days: int) -> None:
    due_on = today - timedelta(days=days)
    left = england_calendar().working_days_between(due_on, today)
    late = 0 if due_on >= today else max(left, 1)
    wanted = next(age for age, most in AGES if late <= most)
    assert [age for age in Age if holds(age, due_on, today)] == [wanted]


AGES = ((Age.NOT_DUE, 0), (Age.DAYS_5, 5), (Age.DAYS_10, 10), (Age.DAYS_20, 20), (Age.OVER_20, 10_000))
COMPARE = {
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
    "gt": lambda one, other: one > other,
}


def holds(age: Age, due_on: date, today: date) -> bool:
    """Whether the condition of an age takes a last day."""
    parts: list[Any] = due_within(age, today).children
    return all(COMPARE[name.rpartition("__")[2]](due_on, bound) for name, bound in parts)


def test_each_body_holds_what_its_posts_are_asked_the_latest_first(people: People, db: None) -> None:
    case, other = at_gate(people), a_case(people, title="Homecare, south")
    put_off(case, "finance", late_by(12, day_of(AT)))
    put_off(other, "adult-social-care", late_by(25, day_of(AT)))
    held = board_of(reach_of(people["auditor"], AT), day_of(AT))
    names = [(one.body.slug, {age: number for age, number in one.ages.items() if number}) for one in held]
    assert names[:2] == [("adult-social-care", {Age.OVER_20: 1}), ("finance", {Age.DAYS_20: 1})]
    finance = held[1]
    assert (finance.tasks, finance.late, finance.oldest_due) == (1, 1, late_by(12, day_of(AT)))
    assert finance.held_since == AT
    assert held[0].leads == 2


def test_a_task_whose_clock_stands_is_not_late(people: People, db: None) -> None:
    asks(at_gate(people))
    held = {one.body.slug: one for one in board_of(reach_of(people["auditor"], WEEK_AFTER), day_of(WEEK_AFTER))}
    assert (held["finance"].ages[Age.NOT_DUE], held["finance"].late, held["finance"].oldest_due) == (1, 0, None)
    assert held["strategy-policy-performance"].late == 1


def test_only_cases_in_sight_are_counted(people: People, db: None) -> None:
    """The head of one service sees what waits in that service's cases, whoever holds it, and nothing of another's."""
    partner = a_service()
    head = a_service("Housing").posts.get(role="head_of_service").holdings.get().person
    case = at_gate(people)
    assert board_of(reach_of(head, AT), day_of(AT)) == []
    shares(case, partner, people)
    nia = partner.posts.get(role="head_of_service").holdings.get().person
    seen = {one.body.slug: one for one in board_of(reach_of(nia, AT), day_of(AT))}
    assert "finance" in seen
    assert (seen[partner.slug].partners, seen[partner.slug].not_accepted) == (1, 1)


def test_what_went_otherwise_than_it_should_is_counted_for_the_lead(people: People, db: None) -> None:
    small = a_small_case(people)
    approved(small, people, begun_on=day_of(AT), retrospective_reason="The lift failed at night.")
    shared = shares(a_case(people), a_service(), people)
    answers(asked_of(shared, Body.objects.get(name="Public Health")), "decline", reason="Not ours.")
    held = {one.body.slug: one for one in board_of(reach_of(people["auditor"], AT), day_of(AT))}
    resources = held["corporate-resources"]
    assert (resources.waivers, resources.retrospective) == (1, 1)
    assert held["adult-social-care"].not_accepted == 1  # the lead has not answered yet
    [declined] = [one for slug, one in held.items() if slug.startswith("public-health")]
    assert (declined.partners, declined.not_accepted) == (1, 1)


def test_the_page_leads_to_the_tasks_it_counts(people: People, auditor: Reader) -> None:
    case = at_gate(people)
    put_off(case, "finance", late_by(7, day_of(timezone.now())))
    page = auditor.get("/board/")
    assert "Open tasks by how late they are" in page
    assert "What each body holds" in page
    answer = auditor.client.get("/board/").content.decode()
    assert 'href="/board/finance/?age=days_10"' in answer
    listed = auditor.get("/board/finance/?age=days_10")
    assert case.title in listed
    assert case.reference in listed
    assert "Nothing of this waits here." in auditor.get("/board/finance/?age=over_20")
    assert case.title in auditor.get("/board/finance/?age=nonsense")
    auditor.get("/board/nobody/", 404)


def test_the_way_there_is_shown_to_who_may_go_and_to_nobody_else(people: People) -> None:
    for name in ("head.of.service", "director", "board", "procurement", "auditor"):
        assert " Board " in Reader(people[name]).get("/")
        Reader(people[name]).get("/board/")
    for name in ("commissioner", "finance", "voluntary.sector", "supplier", "admin"):
        reader = Reader(people[name])
        assert " Board " not in reader.get("/")
        for page in ("/board/", "/board/finance/", "/board/export.csv"):
            assert "see the board" in reader.get(page, 403)
        assert Caller(people[name]).get("board/").status_code == 403


def test_the_file_says_the_same_and_holds_no_formula(people: People, auditor: Reader) -> None:
    case = shares(a_case(people), a_service("=Public Health"), people)
    put_off(case, "adult-social-care", late_by(30, day_of(timezone.now())))
    answer = auditor.client.get("/board/export.csv")
    assert answer["Cache-Control"] == "no-store, private"
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["Body"] == "Adult Social Care"
    assert rows[0]["Over 20 working days late"] == rows[0]["Open tasks"]
    assert "'=Public Health" in {row["Body"] for row in rows}


def test_a_script_reads_the_same(people: People, django_assert_max_num_queries: Limit) -> None:
    case = at_gate(people)
    put_off(case, "finance", late_by(7, day_of(timezone.now())))
    caller = Caller(people["auditor"])
    with django_assert_max_num_queries(MOST):
        answer = caller.get("board/")
    found = {one["body"]: one for one in answer.json()["results"]}
    assert found["finance"]["ages"] == {"not_due": 0, "days_5": 0, "days_10": 1, "days_20": 0, "over_20": 0}
    assert (found["finance"]["late"], found["adult-social-care"]["leads"]) == (1, 1)


@pytest.mark.parametrize("name", ["auditor", "head.of.service"])
def test_it_costs_the_same_however_many_cases(people: People, name: str, django_assert_max_num_queries: Limit) -> None:
    reader = Reader(people[name])
    at_gate(people)
    for number in range(5):
        shares(a_case(people, title=f"Homecare, {number}"), a_service(f"Service {number}"), people)
    for page in ("/board/", "/board/adult-social-care/", "/board/export.csv"):
        with django_assert_max_num_queries(MOST):
            assert reader.client.get(page).status_code == 200


def test_with_nothing_open_it_says_so(people: People, auditor: Reader) -> None:
    assert "Nothing is open." in auditor.get("/board/")
