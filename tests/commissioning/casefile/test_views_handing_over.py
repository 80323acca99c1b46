"""The pages on which a manager hands tasks over: what is listed, checked, sent, refused by task, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.decisions import end_holding
from accounts.models import Person
from accounts.rights import Role
from accounts.rules import day_of
from audit.models import Entry
from commissioning.asks.decisions import give_back, take
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile import handing_over
from commissioning.casefile.views import handing_over as view
from commissioning.cover.handing import hand_over
from commissioning.telling.models import Message
from tests.accounts.factories import a_body, a_key, a_person, a_post, appointed, excluded, in_post
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader, words

PATH = "/cover/tasks/"
Limit = Callable[[int], Any]


@pytest.fixture
def nia(council: Council) -> Person:
    """A second commissioner of the service."""
    return in_post(Role.COMMISSIONER, council.service, "Nia Bell")


@pytest.fixture
def tasks(council: Council, commissioner: Reader) -> list[Ask]:
    """Three records to be written, which their commissioner is on."""
    for title in ("Homecare", "Youth hubs", "Parks"):
        commissioner.open_case(council, title)
    return list(Ask.objects.filter(kind="write").select_related("case", "taken_by").order_by("pk"))


def pair(task: Ask) -> str:
    return f"{task.pk}-{task.taken_by_id}"


def sent(tasks: list[Ask], to: Person | None, **more: Any) -> dict[str, Any]:
    """What the form is filled in with."""
    what = {"what": "give", "to": to.pk} if to else {"what": "free"}
    return {"tasks": [pair(task) for task in tasks], **what, "reason": "She is ill.", "key": a_key(), **more}


def on_it(tasks: list[Ask]) -> list[str]:
    found = {task.pk: task.taken_by for task in Ask.objects.select_related("taken_by")}
    return [person.full_name if (person := found[task.pk]) else "" for task in tasks]


def test_several_tasks_are_handed_over_after_a_check(tasks: list[Ask], head: Reader, nia: Person) -> None:
    page = head.get(PATH)
    assert "3 tasks" in page
    assert f"{tasks[0].case.reference} Homecare: {tasks[0].title}. Amina Begum is on it as Commissioner" in page
    data = sent(tasks[:2], nia)
    page = words(head.post(PATH, data, 200))
    assert (
        f"What goes to Nia Bell 2 tasks {tasks[0].case.reference}, {tasks[0].title} Amina Begum was on it. Goes" in page
    )
    assert on_it(tasks) == ["Amina Begum"] * 3, "looking changes nothing"
    for _ in range(2):  # the same page twice
        page = words(head.post(PATH, {**data, "confirm": "yes"}, 200))
        assert "2 tasks are with Nia Bell now" in page
        assert page.count("Handed over") == 2
        assert "What stays" not in page
    assert on_it(tasks) == ["Nia Bell", "Nia Bell", "Amina Begum"]
    keys = {f"{data['key']}/{task.pk}" for task in tasks[:2]}
    assert set(Entry.objects.filter(verb="ask.handed_over").values_list("key", flat=True)) == keys
    assert {entry.stream for entry in Entry.objects.filter(key__in=keys)} == {t.case.stream_name for t in tasks[:2]}
    message = Message.objects.get(person=nia, event__startswith="handed/")
    assert message.text.count("\n- ") == 2
    assert "Gareth Pryce hands tasks to you" in Reader(nia).get("/messages/")
    assert "handed the task" in head.get(f"/cases/{tasks[0].case.reference}/trail/")


def test_all_that_a_filter_leaves_are_freed(tasks: list[Ask], head: Reader, commissioner: Reader, nia: Person) -> None:
    take(tasks[2], by=nia, at=timezone.now(), key=a_key())
    query = f"{PATH}?holder={commissioner.person.pk}"
    assert "2 tasks" in head.get(query)
    data = {**sent([], None), "everything": "on"}
    page = words(head.post(query, data, 200))
    assert "What is freed 2 tasks" in page
    [kept] = [re.findall(r'name="tasks" value="([\d-]+)"', head.post(query, data, 200).content.decode())]
    assert kept == [pair(task) for task in tasks[:2]]
    page = words(head.post(query, {**sent(tasks[:2], None), "confirm": "yes"}, 200))
    assert "2 tasks are freed now" in page
    assert on_it(tasks) == ["", "", "Nia Bell"]
    assert "No task matches." in head.get(f"{PATH}?late=on")


def test_each_task_says_why_it_stays(
    council: Council, at_gate: Case, tasks: list[Ask], head: Reader, finance: Reader, nia: Person
) -> None:
    """One that is another post's, one that its recipient wrote, one of somebody else by now, one that is done."""
    whole = council.service.parent or council.service
    director = in_post(Role.CORPORATE_DIRECTOR, whole, "Dana Reid", over=[whole])
    at = timezone.now()
    sign = Ask.objects.get(case=at_gate, kind="sign")
    take(sign, by=finance.person, at=at, key=a_key())
    sign.refresh_from_db()
    written = next(task for task in tasks if task.case_id == at_gate.pk)
    chosen = [sign, *(task for task in tasks if task != written), written]
    excluded(nia, f"case/{chosen[1].case_id}")
    pairs = [pair(task) for task in chosen]
    hand_over(
        chosen[2], holder=chosen[2].taken_by or nia, to=None, reason="x", together="x", by=director, at=at, key=a_key()
    )
    page = words(Reader(director).post(PATH, {**sent([], nia), "tasks": pairs}, 200))
    assert f"{sign.case.reference}, Sign: needs analysis This waits for the Finance officer, Finance" in page
    assert "They wrote this record, so they cannot write it." in page
    assert "Amina Begum is not on this task any more: nobody is. Nothing was changed." in page
    assert f"{written.case.reference}, {written.title} It is done, or nobody has to do it any more." in page
    assert page.count(" Stays") == 4
    before = on_it(chosen)
    page = words(Reader(director).post(PATH, {**sent([], nia), "tasks": pairs, "confirm": "yes"}, 200))
    assert page.count(" Stays") == 4
    assert "This task is closed: Amina Begum" in page
    assert "a post they do not hold" in page
    now = on_it(chosen)
    assert (now[:3], now[4:]) == (before[:3], before[4:])
    assert not Message.objects.filter(person=nia, text__contains=f"{sign.case.reference}, Sign").exists()


def test_what_changes_between_check_and_sending_is_told(
    tasks: list[Ask], head: Reader, commissioner: Reader, nia: Person
) -> None:
    data = sent(tasks, nia)
    head.post(PATH, data, 200)
    give_back(tasks[0], reason="Not mine.", by=commissioner.person, at=timezone.now(), key=a_key())
    page = words(head.post(PATH, {**data, "confirm": "yes"}, 200))
    assert "2 tasks are with Nia Bell now" in page
    assert "What stays, and why" in page
    assert on_it(tasks) == ["", "Nia Bell", "Nia Bell"]
    end_holding(
        nia.holdings.get(), on=day_of(timezone.now()) - timedelta(days=1), by=None, at=timezone.now(), key=a_key()
    )
    page = words(head.post(PATH, {**sent([], commissioner.person), "tasks": [f"{tasks[1].pk}-{nia.pk}"]}, 200))
    assert "What goes to Amina Begum" in page, "who lost the post still has it to be taken from them"


def test_another_page_with_the_same_key_does_nothing(tasks: list[Ask], head: Reader, nia: Person) -> None:
    data = sent(tasks[:1], nia, confirm="yes")
    head.post(PATH, data, 200)
    answer = head.post(PATH, {**data, "reason": "Another reason."}, 422)
    assert "This page was used already" in words(answer)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"tasks": []}, "Choose a task"),
        ({"to": ""}, "Choose who gets them"),
        ({"to": "99999"}, "Select a valid choice"),
        ({"what": ""}, "Select what happens to them"),
        ({"reason": ""}, "Enter why"),
        ({"tasks": ["x"]}, "Select a valid choice"),
        ({"tasks": ["1-2-3"]}, "Select a valid choice"),
        ({"tasks": [f"{'9' * 10}-1"]}, "Select a valid choice"),
        ({"key": ""}, "This page is incomplete"),
    ],
)
def test_what_is_missing_is_asked_for(
    tasks: list[Ask], head: Reader, nia: Person, change: dict[str, Any], told: str
) -> None:
    page = words(head.post(PATH, {**sent(tasks, nia), "confirm": "yes", **change}, 422))
    assert "There is a problem" in page
    assert on_it(tasks) == ["Amina Begum"] * 3


def test_the_form_can_be_changed_after_the_check(tasks: list[Ask], head: Reader, nia: Person) -> None:
    page = head.post(PATH, {**sent(tasks[:1], nia), "change": "yes"}, 200).content.decode()
    assert "She is ill." in page
    assert re.search(rf'value="{pair(tasks[0])}"[^>]*checked', page)
    assert not re.search(rf'value="{pair(tasks[1])}"[^>]*checked', page)


def test_it_is_for_managers_and_for_their_services_alone(
    council: Council, tasks: list[Ask], head: Reader, commissioner: Reader, nia: Person
) -> None:
    assert "Heads of service and directors do" in commissioner.get(PATH, 403)
    commissioner.post(PATH, sent(tasks, nia), 403)
    other = a_body("Public Health", parent=council.service.parent)
    stranger = Reader(in_post(Role.HEAD_OF_SERVICE, other, "Hal Other"))
    page = stranger.get(PATH)
    assert "Nobody is on a task here." in page
    assert "Homecare" not in page
    page = words(stranger.post(PATH, {**sent(tasks, stranger.person), "confirm": "yes"}, 200))
    assert "Nothing was changed" in page
    assert tasks[0].case.reference not in page
    assert on_it(tasks) == ["Amina Begum"] * 3
    assert "Hand over tasks that people are on" in head.get("/cover/")
    assert "Hand over tasks" not in commissioner.get("/cover/")


def test_a_long_list_is_cut_and_says_so(
    tasks: list[Ask], head: Reader, nia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST", 2)
    page = head.get(PATH)
    assert "More than 2 tasks. Only the first 2 are listed: narrow the list to see others." in page
    page = words(head.post(PATH, {**sent([], nia), "everything": "on"}, 200))
    assert "What goes to Nia Bell 2 tasks" in page
    assert handing_over.MOST == 100


def test_pages_cost_the_same_however_many_tasks(
    council: Council,
    tasks: list[Ask],
    head: Reader,
    commissioner: Reader,
    nia: Person,
    django_assert_max_num_queries: Limit,
) -> None:
    def cost(chosen: list[Ask]) -> tuple[int, int]:
        with django_assert_max_num_queries(12) as listing:
            head.get(PATH)
        with django_assert_max_num_queries(22) as check:
            head.post(PATH, sent(chosen, nia), 200)
        return len(listing), len(check)

    once = cost(tasks[:1])
    for number in range(4):
        commissioner.open_case(council, f"Another {number}")
    assert cost(list(Ask.objects.filter(kind="write"))) == once


def test_a_colleague_who_covers_the_post_can_get_it(
    council: Council, tasks: list[Ask], head: Reader, commissioner: Reader
) -> None:
    lin = a_person("Lin Chen")
    appointed(lin, a_post(Role.COMMISSIONER, council.service), principal=commissioner.person)
    page = words(head.post(PATH, {**sent(tasks, lin), "confirm": "yes"}, 200))
    assert "3 tasks are with Lin Chen now" in page


def test_what_was_ticked_stays_ticked_when_nothing_of_it_can_go(tasks: list[Ask], head: Reader) -> None:
    data = sent(tasks[:2], head.person)
    page = head.post(PATH, data, 200).content.decode()
    assert "Nothing can go." in page
    kept = re.findall(r'name="tasks" value="([\d-]+)"', page)
    again = head.post(PATH, {**data, "tasks": kept, "change": "yes"}, 200).content.decode()
    assert len(re.findall(r'name="tasks"[^>]*checked', again)) == 2
