"""A body that declined a stage accepts it after all: by the same body, with a reason, while the stage is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.decisions import end_holding
from accounts.errors import NotAllowedError
from accounts.models import Body, Holding, Person
from audit.errors import RepeatedError
from audit.history import history_of
from audit.verify import verify
from commissioning.case.models import Case, CaseWarning
from commissioning.errors import OvertakenError, RefusedError
from commissioning.ownership.decisions import remove_partner
from commissioning.ownership.models import Acceptance
from commissioning.ownership.reconsidering import accept_after_all
from commissioning.telling.models import Message
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.ownership.owned import answers, asked_of, shares, standing
from tests.council import AT, HOMECARE, People, entry_of
from workflows.demonstration.walking import walk

pytestmark = pytest.mark.django_db
NO, YES = "Its budget ended in March.", "The budget goes on until 2028."
Limit = Callable[[int], Any]


@pytest.fixture
def nia(partner: Body) -> Person:
    return Person.objects.get(full_name="Nia Boateng")


@pytest.fixture
def declined(needs: Case, partner: Body, people: People) -> Acceptance:
    """What Public Health declined."""
    case = shares(needs, partner, people)
    answers(asked_of(case, partner), "decline", reason=NO)
    return again(case, partner)


def again(case: Case, body: Body) -> Acceptance:
    """What a body said of the needs, read by another request."""
    return Acceptance.objects.select_related("case", "body", "person").get(case=case, body=body, stage="needs")


def accepts(found: Acceptance, by: Person, reason: str = YES, key: str = "") -> None:
    accept_after_all(found, reason=reason, by=by, at=AT, key=key or a_key())


def test_the_same_body_accepts_it_with_the_reason(declined: Acceptance, nia: Person, people: People) -> None:
    accepts(declined, nia)
    case = declined.case
    assert standing(case)["needs", "Public Health"] == "accepted"
    assert not CaseWarning.objects.filter(case=case, code="ownership_declined").exists()
    told = Message.objects.filter(event__startswith="ownership/reconsidered/").values_list("person__full_name", "text")
    assert {name for name, _ in told} == {"Amina Begum", "Gareth Pryce"}
    assert all(text.endswith(YES) for _, text in told)
    stated = entry_of(case)
    assert (stated["about"]["was"], stated["reason"]) == (NO, YES)
    assert stated["about"]["said_by"] == "Nia Boateng (Head of service, Public Health)"
    before = history_of(Acceptance).objects.filter(id=declined.pk).order_by("history_id")
    assert [(row.state, row.reason) for row in before][-2:] == [("declined", NO), ("accepted", YES)]
    assert verify().breaks == []


def test_it_needs_a_reason(declined: Acceptance, nia: Person) -> None:
    with pytest.raises(RefusedError, match="Say why your body owns it now"):
        accepts(declined, nia, " ")
    assert standing(declined.case)["needs", "Public Health"] == "declined"


def test_nobody_else_accepts_it_for_them(declined: Acceptance, people: People) -> None:
    for name in ("commissioner", "head.of.service", "admin"):
        with pytest.raises(NotAllowedError):
            accepts(declined, people[name])
    leo = Person.objects.get(full_name="Leo Marsh")  # of the same body, in another post
    with pytest.raises(NotAllowedError):
        accepts(declined, leo)


def test_a_right_lost_in_between_accepts_nothing(declined: Acceptance, nia: Person) -> None:
    end_holding(Holding.objects.get(person=nia), on=AT.date().replace(day=1, month=3), by=None, at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        accepts(declined, nia)


def test_it_is_accepted_once(declined: Acceptance, nia: Person, partner: Body) -> None:
    accepts(declined, nia, key="after-all")
    with pytest.raises(RepeatedError):
        accepts(again(declined.case, partner), nia, key="after-all")
    with pytest.raises(OvertakenError, match="accepted by Nia Boateng"):
        accepts(again(declined.case, partner), nia)


def test_once_the_stage_is_over_what_was_said_stands(declined: Acceptance, nia: Person, partner: Body) -> None:
    walk(declined.case, HOMECARE, until=Stage.SOCIAL_VALUE, at=AT)
    with pytest.raises(RefusedError, match="is in needs analysis any more"):
        accepts(again(declined.case, partner), nia)


def test_a_body_that_owns_it_no_more_accepts_nothing(
    declined: Acceptance, nia: Person, partner: Body, people: People
) -> None:
    read = again(declined.case, partner)
    remove_partner(declined.case, partner, reason="It declined.", by=people["commissioner"], at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        accepts(read, nia)


def test_by_pages_alone(
    declined: Acceptance, nia: Person, people: People, django_assert_max_num_queries: Limit
) -> None:
    here = f"/cases/{declined.case.reference}/owners/"
    page = f"{here}answers/{declined.pk}/"
    head, author = Reader(nia), Reader(people["commissioner"])
    with django_assert_max_num_queries(12):
        assert "Public Health declined needs analysis. Accept it after all" in head.get(here)
    assert "Accept it after all" not in author.get(here)
    asked = head.get(page)
    assert f"Declined by Nia Boateng (Head of service, Public Health), 1 April 2026: {NO}" in asked
    head.post(page, {"reason": ""}, 422)
    author.post(page, {"reason": YES}, 403)
    head.post(page, {"reason": YES})
    assert "Accept it after all" not in head.get(here)
    assert "accepted after all ownership of needs analysis for Public Health" in author.get(
        f"/cases/{declined.case.reference}/trail/"
    )
    head.post(page, {"reason": YES}, 409)


def test_over_the_api(declined: Acceptance, nia: Person, partner: Body) -> None:
    owners, caller = f"cases/{declined.case.reference}/owners/", Caller(nia)
    asked = {"action": "accept", "body": partner.slug, "stage": "needs", "reason": YES}
    first = caller.post(owners, asked, key="yes-1")
    assert first.status_code == 201, first.json()
    assert caller.post(owners, asked, key="yes-1").json() == first.json()
    assert caller.post(owners, asked, key="yes-2").status_code == 409
    states = {row["body"]: row["state"] for row in caller.get(owners).json()["acceptances"]}
    assert states[partner.slug] == "accepted"
    assert caller.post(owners, {**asked, "stage": "award"}, key="yes-3").status_code == 422
