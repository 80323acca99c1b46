"""Two at one moment: a nomination is answered once, and a person is nominated once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from accounts.errors import OvertakenError, RefusedError
from accounts.models import Holding, Nomination
from accounts.nominating import confirm, decline
from audit.verify import verify
from tests.accounts.factories import a_key
from tests.commissioning.nominations.nominated import nominated
from tests.council import a_demo_council
from tests.workflows.racing import side_by_side as side_by_side
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]
Acts = list[Callable[[], Any]]


def again(found: Nomination) -> Nomination:
    """The same nomination, read by another request."""
    return Nomination.objects.select_related("person", "post__body", "nominated_by").get(pk=found.pk)


def test_it_is_confirmed_or_declined_once() -> None:
    people = a_demo_council()
    found, at = nominated(people), timezone.now()
    acts: Acts = [
        partial(confirm, again(found), by=people["second.admin"], at=at, key=a_key()),
        partial(confirm, again(found), by=people["second.admin"], at=at, key=a_key()),
        partial(decline, again(found), reason="No.", by=people["admin"], at=at, key=a_key()),
    ]
    came = together(acts)
    assert sum(isinstance(one, OvertakenError) for one in came) == 2
    held = Holding.objects.filter(person=people["contract.manager"], post=found.post).count()
    assert held == (again(found).state == "confirmed")
    assert verify().breaks == []


def test_a_person_is_nominated_once_for_a_post() -> None:
    people = a_demo_council()
    both: Acts = [partial(nominated, people), partial(nominated, people, by=people["second.admin"])]
    came = together(both)
    assert sum(isinstance(one, RefusedError) for one in came) == 1
    assert Nomination.objects.count() == 1
    assert verify().breaks == []
