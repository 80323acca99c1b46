"""The pages of a case far on in its cycle: events to record, a whole cycle behind it, a case that came from outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.authority import eligible
from commissioning.asks.models import Ask
from commissioning.case.models import Case, Strand
from commissioning.casefile import overview
from commissioning.casefile.duties import status_of
from commissioning.casefile.shelves import records_of
from commissioning.casefile.statutory import Owed
from commissioning.timetable.statutes import DUTIES
from commissioning.vocabulary import AskKind, Stage, State
from tests.commissioning.casefile.pages import Reader, words
from tests.council import AT, HOMECARE, People, a_case, answered, asks_of, at_gate, people
from workflows.demonstration.walking import walk

__all__ = ["people"]
MOST = 12
Limit = Callable[[int], Any]


def record_task(people: People) -> Ask:
    """The first task to record an event that an award asks, its gate having passed."""
    case = at_gate(people, stage=Stage.AWARD)
    for _ in range(4):
        found = [ask for ask in asks_of(case) if ask.kind == AskKind.RECORD]
        if found:
            return found[0]
        answered(case)
    raise AssertionError("The award asked for nothing to be recorded.")


@pytest.mark.django_db
def test_an_event_is_recorded_with_the_answers_offered(people: People, django_assert_max_num_queries: Limit) -> None:
    task = record_task(people)
    reader = Reader(eligible(task.post, on=task, at=timezone.now())[0])
    with django_assert_max_num_queries(MOST):
        page = reader.client.get(f"/tasks/{task.pk}/")
    assert "Record it" in words(page)
    assert "There is a problem" in words(reader.post(f"/tasks/{task.pk}/", {"action": "done"}, 422))
    offered = offered_in(page.content.decode())
    receipt = reader.post(f"/tasks/{task.pk}/", {**offered, "action": "done"})
    assert "It is recorded" in reader.get(receipt.url)


def offered_in(page: str) -> dict[str, str]:
    """What the fields of a page hold already: texts, chosen radios, and words for what is empty."""
    inputs = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) | {"tag": tag} for tag in re.findall(r"<input [^>]+>", page)]
    typed = {one["name"]: one.get("value", "") for one in inputs if one.get("type") in ("text", "number", None)}
    chosen = {one["name"]: one["value"] for one in inputs if one.get("type") == "radio" and "checked" in one["tag"]}
    areas = re.findall(r'<textarea[^>]* name="(\w+)"', page) + re.findall(r'<textarea name="(\w+)"', page)
    return {**typed, **chosen, **dict.fromkeys(areas, "In order.")}


@pytest.mark.django_db
def test_a_whole_cycle_can_be_read(people: People, django_assert_max_num_queries: Limit) -> None:
    case = a_case(people, until=None)
    reader = Reader(people["auditor"])
    addresses = ["", "records/", "gates/", "timetable/", "trail/", "trail/?page=2", "trail/?stage=award"]
    addresses += [f"records/{stage}/" for stage in Stage]
    pages = {}
    for address in addresses:
        with django_assert_max_num_queries(MOST):
            pages[address] = reader.get(f"/cases/{case.reference}/{address}")
    assert "Nothing: this cycle of the case is closed." in pages[""]
    assert "Publish the below-threshold tender notice (UK4) No date yet" in pages["timetable/"]
    assert "Monitoring, Year 1 Ended: gone to review" in pages["records/"]
    assert "Review Passed" in pages["records/"]
    assert "Gate" in pages["gates/"]
    assert "recorded the signature of the contract" in pages["trail/?stage=award"]


@pytest.mark.django_db
def test_a_case_that_awaits_its_signature_asks_no_more(people: People, django_assert_max_num_queries: Limit) -> None:
    case = a_case(people, until=Stage.AWARD)
    walk(case, HOMECARE, until=None, at=AT, while_=lambda case: case.state != State.WAITING)
    reader = Reader(people["auditor"])
    with django_assert_max_num_queries(MOST):
        page = reader.get(f"/cases/{case.reference}/")
    assert "Record the signature" in page


@pytest.mark.django_db
def test_a_linked_case_is_named_from_both_ends(
    people: People, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = a_case(people, until=None)
    following = Case.objects.get(links__other=first)
    reader = Reader(people["auditor"])
    assert f"Next cycle {following.reference}" in reader.get(f"/cases/{first.reference}/")
    assert f"Next cycle of {first.reference}" in reader.get(f"/cases/{following.reference}/")


def outside(stage: Stage, **facts: Any) -> tuple[Case, list[Strand]]:
    """A case that came from outside at a stage, as its pages read it; nothing is kept."""
    case = Case(reference="TG-2026-0001", stage=stage, taken_on_at=stage, **facts)
    return case, [Strand(pk=1, case=case, number=1, stage=stage)]


def test_stages_passed_before_tollgate_say_so() -> None:
    case, strands = outside(Stage.AWARD, gate_before_tollgate=True)
    found = overview.strip(case, strands, [], date(2026, 10, 6))
    assert [stage["note"] for stage in found] == ["before Tollgate"] * 4 + ["", ""]
    assert not any(stage["href"] for stage in found)
    assert [shelf.items[0]["status"] for shelf in records_of(case, strands, [])][2:5] == [
        "Before Tollgate",
        "Before Tollgate",
        "Not started",
    ]
    case, strands = outside(Stage.AWARD)
    assert overview.strip(case, strands, [], date(2026, 10, 6))[3]["note"] == ""


def test_a_day_of_another_year_says_which() -> None:
    assert overview.short_day(date(2026, 8, 12), date(2026, 10, 6)) == "12 August"
    assert overview.short_day(date(2025, 8, 12), date(2026, 10, 6)) == "12 August 2025"


def test_a_value_says_whether_it_is_net_or_gross_and_in_which_currency() -> None:
    assert overview.value_in_words(Case()) == "value not estimated yet"
    assert overview.value_in_words(Case(value_gross=120)) == "estimated £120 gross"
    assert overview.value_in_words(Case(value_net=100, currency="AED")) == "estimated 100 AED net"


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "1 day late, 5 October 2026"), (0, "Due today, 6 October 2026"), (9, "Due in 9 days, 15")]
)
def test_a_duty_says_the_date_and_how_long_is_left(days: int, words: str) -> None:
    today = date(2026, 10, 6)
    status, _ = status_of(Owed(DUTIES[0], due_on=today + timedelta(days=days)), today)
    assert status.startswith(words)


def test_a_duty_that_was_met_says_when() -> None:
    today = date(2026, 10, 6)
    assert status_of(Owed(DUTIES[0], done_on=today), today) == ("Done on 6 October 2026", "green")
    assert status_of(Owed(DUTIES[0]), today) == ("No date yet", "grey")
