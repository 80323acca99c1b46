"""Two people at one moment: a body answers once, and a partner that goes while it answers leaves nothing half done."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.authority import eligible
from accounts.models import Person
from audit.verify import verify
from commissioning.errors import OvertakenError, RefusedError
from commissioning.ownership.decisions import remove_partner
from commissioning.ownership.models import Acceptance
from commissioning.ownership.reconsidering import accept_after_all
from tests.accounts.factories import a_key, a_person, appointed
from tests.commissioning.ownership.owned import a_service, answers, asked_of, shares, standing
from tests.council import AT, a_case, a_demo_council
from tests.workflows.racing import side_by_side as side_by_side
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def test_a_body_answers_once() -> None:
    """Two heads of one body accept and decline at the same moment: it comes to one of them, the other is told."""
    people = a_demo_council()
    partner = a_service()
    case = shares(a_case(people), partner, people)
    task = asked_of(case, partner)
    appointed(a_person("Ola Berg"), task.post)
    heads = eligible(task.post, on=task, at=AT)
    assert len(heads) == 2
    acts = [
        partial(answers, asked_of(case, partner), by=heads[0]),
        partial(answers, asked_of(case, partner), "decline", reason="No.", by=heads[1]),
    ]
    told = together(acts)
    assert [type(found) for found in told].count(OvertakenError) == 1
    assert standing(case)["needs", partner.name] in ("accepted", "declined")
    assert verify().breaks == []


def test_a_partner_comes_in_once() -> None:
    people = a_demo_council()
    partner = a_service()
    case = a_case(people)
    names = ("commissioner", "head.of.service")
    told = together([partial(shares, case, partner, people, by=people[name], key=a_key()) for name in names])
    assert [type(found) for found in told].count(RefusedError) == 1
    assert Acceptance.objects.filter(body=partner).count() == 1
    assert verify().breaks == []


def test_a_partner_goes_while_it_answers() -> None:
    people = a_demo_council()
    partner = a_service()
    case = shares(a_case(people), partner, people)
    task = asked_of(case, partner)
    head = eligible(task.post, on=task, at=AT)[0]
    goes = partial(remove_partner, case, partner, reason="It asked to.", by=people["commissioner"], at=AT, key=a_key())
    acts: list[Callable[[], Any]] = [partial(answers, task, by=head), goes]
    told = together(acts)
    assert told[1] is None
    state = standing(case)["needs", partner.name]
    assert state == ("ended" if isinstance(told[0], Exception) else "accepted")
    assert verify().breaks == []


def test_a_declined_stage_is_accepted_after_all_once() -> None:
    """Two requests of the head who declined, at the same moment: one accepts, the other is told that it was done."""
    people = a_demo_council()
    case, partner = a_case(people), a_service()
    case = shares(case, partner, people)
    nia = Person.objects.get(full_name="Nia Boateng")
    answers(asked_of(case, partner), "decline", reason="No.", by=nia)
    read = Acceptance.objects.select_related("case", "body", "person")
    acts = [
        partial(accept_after_all, read.get(case=case, body=partner), reason="Now we do.", by=nia, at=AT, key=a_key())
        for _ in range(2)
    ]
    came = together(acts)
    assert came.count(None) == 1
    assert sum(isinstance(one, OvertakenError) for one in came) == 1
    assert standing(case)["needs", partner.name] == "accepted"
    assert verify().breaks == []
