"""Managers who hand over at one moment: a task goes to one person, and nothing is lost of who is told."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from accounts.models import Person
from accounts.rights import Role
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.decisions import take
from commissioning.asks.models import Ask
from commissioning.cover.handing import hand_over
from commissioning.errors import OvertakenError
from commissioning.searches.decisions import save_search, share_search
from commissioning.searches.models import SavedSearch
from commissioning.telling.models import Message
from tests.accounts.factories import a_key, a_person, a_post, appointed
from tests.council import AT, People, a_demo_council, ask_of, at_gate, body
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def a_colleague(role: Role, slug: str, name: str) -> Person:
    person = a_person(name)
    appointed(person, a_post(role, body(slug), over=[body("council")]))
    return person


def taken(people: People) -> Ask:
    task = ask_of(at_gate(people), "Finance")
    take(task, by=people["finance"], at=AT, key=a_key())
    return Ask.objects.select_related("case", "strand", "post__body").get(pk=task.pk)


def test_of_two_managers_one_is_first() -> None:
    people = a_demo_council()
    task, director = taken(people), people["director"]
    others = [a_colleague(Role.FINANCE_OFFICER, "finance", name) for name in ("Sid Marsh", "Tam Third")]
    second = a_person("Dana Reid")
    appointed(second, director.holdings.get().post)
    acts = [
        partial(
            hand_over,
            Ask.objects.select_related("case", "strand", "post__body").get(pk=task.pk),
            holder=people["finance"],
            to=to,
            reason="Ill.",
            together=by.full_name,
            by=by,
            at=AT,
            key=a_key(),
        )
        for by, to in zip((director, second), others, strict=True)
    ]
    found = together(acts)
    assert sorted(type(one).__name__ for one in found) == sorted(["NoneType", OvertakenError.__name__])
    winner = others[found.index(None)]
    assert Ask.objects.get(pk=task.pk).taken_by == winner
    assert Entry.objects.filter(verb="ask.handed_over").count() == 1
    assert list(Message.objects.filter(event__endswith="/to").values_list("person", flat=True)) == [winner.pk]
    assert verify().breaks == []


def test_the_same_page_sent_twice_at_once_counts_once() -> None:
    people = a_demo_council()
    tasks, sid = [taken(people), taken(people)], a_colleague(Role.FINANCE_OFFICER, "finance", "Sid Marsh")

    def page() -> list[str]:
        said = []
        for task in tasks:
            fresh = Ask.objects.select_related("case", "strand", "post__body").get(pk=task.pk)
            try:
                hand_over(
                    fresh,
                    holder=people["finance"],
                    to=sid,
                    reason="Ill.",
                    together="page",
                    by=people["director"],
                    at=AT,
                    key=f"page/{task.pk}",
                )
                said.append("done")
            except RepeatedError:
                said.append("done before")
        return said

    found: list[Any] = together([page, page])
    assert [sorted(said) for said in zip(*found, strict=True)] == [["done", "done before"]] * 2
    message = Message.objects.get(person=sid, event="handed/page/to")
    assert message.text.count("\n- ") == 2
    assert verify().breaks == []


def test_a_search_shared_twice_at_once_has_one_address() -> None:
    people = a_demo_council()
    search = save_search(people["finance"], "Ours", "stage=needs", at=AT)
    found = together([partial(share_search, SavedSearch.objects.get(pk=search.pk)) for _ in range(2)])
    assert found == [SavedSearch.objects.get().token] * 2
