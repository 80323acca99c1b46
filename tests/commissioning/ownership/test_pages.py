"""Owners by pages alone: the case says who owns it, a partner comes in, accepts, and what a refusal says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Body, Person
from commissioning.case.models import Case
from commissioning.ownership.models import Acceptance
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.ownership.owned import a_service, answers, asked_of, shares
from tests.council import HOMECARE, People, ask_of
from workflows.demonstration.walking import write_if_open

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]


@pytest.fixture
def author(people: People) -> Reader:
    return Reader(people["commissioner"])


@pytest.fixture
def nia(partner: Body) -> Reader:
    return Reader(Person.objects.get(full_name="Nia Boateng"))


def at(case: Case, rest: str = "") -> str:
    return f"/cases/{case.reference}/owners/{rest}"


def test_one_owner_reads_that_nobody_is_asked(needs: Case, author: Reader) -> None:
    assert "Adult Social Care alone. Whoever writes the record of a stage acts for it." in author.get(
        f"/cases/{needs.reference}/"
    )
    assert "In this stage nobody has written yet." in author.get(at(needs))


def test_from_one_owner_to_two_that_accepted(needs: Case, partner: Body, author: Reader, nia: Reader) -> None:
    nia.get(f"/cases/{needs.reference}/", 404)
    refused = author.post(at(needs, "add/"), {"body": "", "reason": ""}, 422)
    assert "Choose the body that owns the case too." in refused.content.decode()
    author.post(at(needs, "add/"), {"body": partner.slug, "reason": "Both commission for the same people."})
    shown = author.get(at(needs))
    assert "Public Health Partner. Needs analysis: not accepted yet, due in 5 working days" in shown
    assert "Accept ownership of the stage" in nia.get("/")
    task = asked_of(needs, partner)
    page = nia.get(f"/tasks/{task.pk}/")
    assert "Adult Social Care and Public Health own this case together. You answer for Public Health" in page
    nia.post(f"/tasks/{task.pk}/", {"action": "done"}, 422)
    receipt = nia.post(f"/tasks/{task.pk}/", {"action": "done", "answer": "accept"})
    assert "It is recorded" in nia.get(receipt.url)
    case_page = author.get(f"/cases/{needs.reference}/")
    assert "Public Health. Needs analysis: accepted by Nia Boateng (Head of service, Public Health)" in case_page
    assert "Adult Social Care. Needs analysis: not accepted yet" in case_page
    assert "Adult Social Care (lead) and 1 partner" in case_page
    trail = author.get(f"/cases/{needs.reference}/trail/")
    assert "let Public Health own the case too: Both commission for the same people." in trail
    assert "accepted ownership of needs analysis for Public Health" in trail


def test_a_declined_stage_shows_the_reason_to_who_reads_the_trail(
    needs: Case, partner: Body, people: People, author: Reader
) -> None:
    case = shares(needs, partner, people)
    answers(asked_of(case, partner), "decline", reason="Its budget ended in March.")
    assert "Declined" in author.get(at(case))
    assert "Its budget ended in March." in author.get(at(case))
    outsider = Reader(people["voluntary.sector"])
    for page in (at(case), f"/cases/{case.reference}/"):
        assert "Its budget ended in March." not in outsider.get(page)


def test_who_submits_is_told_who_has_not_accepted(needs: Case, partner: Body, people: People, author: Reader) -> None:
    case = shares(needs, partner, people)
    task = ask_of(case, "Write")
    write_if_open(task, HOMECARE, by=people["commissioner"], at=task.opened_at)
    page = author.get(f"/cases/{case.reference}/records/needs/submit/")
    assert "Adult Social Care and Public Health have not accepted ownership of this stage." in page
    assert "You can submit the record all the same." in page


def test_a_partner_goes_and_another_leads(needs: Case, partner: Body, people: People, author: Reader) -> None:
    case = shares(needs, partner, people)
    leo = Person.objects.get(full_name="Leo Marsh")
    refused = author.post(at(case, "lead/"), {"body": partner.slug, "reason": "It pays most."}, 422)
    assert "Amina Begum holds no post that leads cases of Public Health" in refused.content.decode()
    author.post(at(case, "lead/"), {"body": partner.slug, "commissioner": leo.pk, "reason": "It pays most."})
    assert "Public Health Lead" in author.get(at(case))
    author.get(at(case, "add/"), 403)
    Reader(leo).post(at(case, "adult-social-care/remove/"), {"reason": "It has no part in it."})
    author.get(at(case), 404)
    assert Acceptance.objects.filter(case=case, state="asked").count() == 0


@pytest.mark.parametrize("name", ["legal", "auditor", "voluntary.sector"])
def test_others_read_who_owns_it_and_change_nothing(needs: Case, partner: Body, people: People, name: str) -> None:
    reader = Reader(people[name])
    assert "Add a partner" not in reader.get(at(needs))
    for rest in ("add/", "lead/", f"{partner.slug}/remove/"):
        assert "change which bodies own it" in reader.get(at(needs, rest), 403)


def test_whose_case_it_is_not_learns_nothing(needs: Case, nia: Reader, partner: Body) -> None:
    for rest in ("", "add/", "lead/", f"{partner.slug}/remove/"):
        nia.get(at(needs, rest), 404)


def test_pages_cost_the_same_however_many_own_it(
    needs: Case, people: People, author: Reader, django_assert_max_num_queries: Limit
) -> None:
    case = needs
    for name in ("Public Health", "Housing", "Leisure", "Libraries"):
        case = shares(case, a_service(name), people)
    for page in (at(case), f"/cases/{case.reference}/", at(case, "add/"), at(case, "lead/")):
        with django_assert_max_num_queries(MOST):
            author.get(page)
