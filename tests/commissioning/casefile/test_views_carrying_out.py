"""Sending a task: the verb asks who may, and nothing of it is told to whoever may not see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.rights import Right, Role, rights_of
from audit.models import Entry
from commissioning.asks.decisions import RIGHT_OF_KIND
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.council import digest_of

MOST = 27  # three are the savepoints of the test around it; ten write what a signature leaves; one ends the draft


def signed(task: Ask) -> dict[str, str]:
    """What the page of a seat sends."""
    return {"action": "sign", "digest": digest_of(task), "reason": "", "key": a_key()}


def test_whoever_may_answer_may_see(at_gate: Case) -> None:
    answering = set(RIGHT_OF_KIND.values())
    assert all(Right.VIEW_CASE in rights_of(role) for role in Role if answering & set(rights_of(role)))


@pytest.mark.parametrize("name", ["stranger", "supplier"])
def test_a_task_of_a_case_one_may_not_see_is_not_there_to_be_answered(
    at_gate: Case, readers: dict[str, Reader], finance: Reader, name: str
) -> None:
    task, entries = finance.task(at_gate, "sign"), Entry.objects.count()
    readers[name].post(f"/tasks/{task.pk}/", signed(task), 404)
    assert Entry.objects.count() == entries
    finance.act(task, "sign")
    readers[name].post(f"/tasks/{task.pk}/", signed(task), 404)  # closed by now: that is not told either


def test_a_task_there_is_not(at_gate: Case, finance: Reader) -> None:
    finance.post("/tasks/999999999/", {"action": "take"}, 404)


def test_whoever_sees_it_learns_why_they_cannot_answer(at_gate: Case, finance: Reader, commissioner: Reader) -> None:
    task = finance.task(at_gate, "sign")
    commissioner.post(f"/tasks/{task.pk}/", signed(task), 403)


def test_what_a_signature_asks_of_the_database(
    at_gate: Case, finance: Reader, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    task = finance.task(at_gate, "sign")
    with django_assert_max_num_queries(MOST):
        finance.post(f"/tasks/{task.pk}/", signed(task))
