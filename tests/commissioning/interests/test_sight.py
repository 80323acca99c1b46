"""What somebody whom a conflict keeps out can still read of a case, and whoever covers for them."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.authority import may
from accounts.models import Person, Post
from accounts.reach import reach_of
from accounts.rights import Right, Role
from commissioning.case.models import Case
from commissioning.casefile.people import case_of
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_person, appointed
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.cover.covers import accepted, offered
from tests.commissioning.interests.declared import declares
from tests.council import AT, HOMECARE, People, ask_of, at_gate, body
from workflows.demonstration.council import SINCE

pytestmark = pytest.mark.django_db
FINANCE = "Finance officer"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def awarding(people: People, db: None) -> Case:
    """A case at the gate of its award, where Finance is asked."""
    return at_gate(people, stage=Stage.AWARD)


@pytest.fixture
def dee(people: People, db: None) -> Person:
    """A commissioner of another service, who covers for the finance officer."""
    own = body("youth-services")
    found = a_person("Dee Ash", body=own)
    appointed(found, Post.objects.get(role=Role.COMMISSIONER, body=own), starts_on=SINCE)
    accepted(offered(people["finance"], found))
    return found


def test_the_task_of_ones_own_seat_tells_nothing_of_the_bids(people: People, awarding: Case) -> None:
    ruth, task = people["finance"], ask_of(awarding, FINANCE)
    client = Client()
    client.force_login(ruth)
    assert client.get(f"/api/v1/tasks/{task.pk}/").json()["sections"]
    declares(awarding, ruth)
    told = client.get(f"/api/v1/tasks/{task.pk}/").json()
    assert told["sections"] == []
    assert "You declared a conflict of interest" in told["refusal"]


@pytest.mark.parametrize("path", ["/cases/{}/records/award/", "/api/v1/cases/{}/records/award/"])
def test_the_record_that_was_handed_in_tells_nothing_of_the_bids(people: People, awarding: Case, path: str) -> None:
    reader = Reader(people["finance"])
    address = path.format(awarding.reference)
    assert HOMECARE.supplier in reader.client.get(address).content.decode()
    declares(awarding, people["finance"])
    answer = reader.client.get(address)
    assert answer.status_code == 200
    assert HOMECARE.supplier not in answer.content.decode()


def test_the_record_that_was_handed_in_tells_no_spend(people: People, case: Case) -> None:
    declares(case, people["finance"])
    text = Reader(people["finance"]).client.get(f"/cases/{case.reference}/records/needs/").content.decode()
    assert "Annual spend" not in text
    assert "£" not in text


def test_the_case_leads_nobody_to_a_task_they_are_kept_out_of(people: People, case: Case) -> None:
    ruth = people["finance"]
    page = f"/cases/{case.reference}/"
    assert "Open your task" in Reader(ruth).client.get(page).content.decode()
    declares(case, ruth)
    assert "Open your task" not in Reader(ruth).client.get(page).content.decode()


def test_whoever_covers_for_somebody_kept_out_reads_nothing_secret_by_it(
    people: People, case: Case, dee: Person
) -> None:
    seen = case_of(dee, case.reference, AT)
    assert (seen.sees_figures, seen.sees_bids, seen.reads_trail) == (True, True, True)
    declares(case, people["finance"])
    assert not may(dee, Right.SEE_BIDS, on=case, at=AT)
    seen = case_of(dee, case.reference, AT)
    assert (seen.sees_figures, seen.sees_bids, seen.reads_trail) == (False, False, False)
    assert "Open your task" not in Reader(dee).client.get(f"/cases/{case.reference}/").content.decode()
    assert reach_of(dee, AT).kept_out == set(), "they themselves are kept out of nothing"


def test_what_is_held_for_another_or_for_oneself_is_left(people: People, case: Case, dee: Person) -> None:
    legal = people["legal"]
    accepted(offered(legal, dee))
    declares(case, people["finance"])
    assert case_of(dee, case.reference, AT).sees_bids, "for the legal officer"
    declares(case, legal)
    assert not case_of(dee, case.reference, AT).sees_bids
    other = at_gate(people)
    assert case_of(dee, other.reference, AT).sees_bids


def test_a_reach_stays_one_query_with_conflicts_and_covers(
    people: People, case: Case, dee: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    declares(case, people["finance"])
    with django_assert_num_queries(1):
        reach = reach_of(dee, AT)
        scope = f"case/{case.pk}"
        assert reach.over(Right.SEE_BIDS) > reach.inside(Right.SEE_BIDS, scope)
        assert reach.touched == {scope}
