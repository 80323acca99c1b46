"""A manager's script: which tasks people are on, and one of them handed to somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Person
from accounts.rights import Role
from audit.models import Entry
from commissioning.asks.models import Ask
from tests.accounts.factories import a_key, in_post
from tests.api.council import Caller, Council


@pytest.fixture
def nia(council: Council) -> Person:
    return in_post(Role.COMMISSIONER, council.service, "Nia Bell")


@pytest.fixture
def task(council: Council, commissioner: Caller) -> Ask:
    commissioner.open_case(council.service)
    return Ask.objects.select_related("case", "taken_by").get(kind="write")


def sent(task: Ask, to: Person | None) -> dict[str, Any]:
    holder = task.taken_by.email if task.taken_by else ""
    return {"holder": holder, "to": to.email if to else None, "reason": "Ill."}


def test_a_task_is_handed_over_once(task: Ask, head: Caller, nia: Person) -> None:
    [held] = head.get("tasks/held/").json()["results"]
    assert (held["id"], held["case"], held["holder"]) == (task.pk, task.case.reference, sent(task, nia)["holder"])
    answers = [head.post(f"tasks/{task.pk}/hand-over/", sent(task, nia), "once") for _ in range(2)]
    entry = Entry.objects.get(key="once")
    assert [answer.json() for answer in answers] == [
        {"task": task.pk, "entry": entry.number, "digest": entry.digest}
    ] * 2
    assert Ask.objects.get(pk=task.pk).taken_by == nia
    again = head.post(f"tasks/{task.pk}/hand-over/", sent(task, None), a_key())
    assert again.status_code == 409
    assert "Nia Bell is" in again.json()["detail"]
    freed = head.post(f"tasks/{task.pk}/hand-over/", {"holder": nia.email, "to": None, "reason": "Ill."}, a_key())
    assert freed.status_code == 200
    assert head.get("tasks/held/").json()["results"] == []


def test_refusals_change_nothing(task: Ask, head: Caller, commissioner: Caller, finance: Caller, nia: Person) -> None:
    path = f"tasks/{task.pk}/hand-over/"
    for to in (head.person.email, "nobody@x.test"):
        answer = head.post(path, {**sent(task, nia), "to": to}, a_key())
        assert answer.status_code == 422
        assert set(answer.json()["errors"]) == {"to"}
    for holder in ("nobody@x.test", finance.person.email):
        answer = head.post(path, {**sent(task, nia), "holder": holder}, a_key())
        assert "Nobody with this address" in str(answer.json()["errors"]["holder"]), "nobody learns whose address it is"
    assert head.post(path, sent(task, nia), None).status_code == 422
    for caller in (commissioner, finance):
        assert caller.post(path, sent(task, nia), a_key()).status_code == 404
        assert caller.get("tasks/held/").json()["results"] == []
    assert Ask.objects.get(pk=task.pk).taken_by == task.taken_by


def test_the_list_is_narrowed(council: Council, task: Ask, head: Caller) -> None:
    for query, number in (({"service": council.service.slug}, 1), ({"service": "finance"}, 0), ({"late": True}, 0)):
        assert len(head.get("tasks/held/", **query).json()["results"]) == number
    assert head.get("tasks/held/", page=0).status_code == 422
