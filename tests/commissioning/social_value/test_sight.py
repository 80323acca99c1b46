"""What is told of the social value records of many cases: nothing of a draft to whoever may bid."""

from __future__ import annotations

import pytest

from accounts.models import Person
from commissioning.case.models import Case
from commissioning.measures.models import FrameworkVersion
from commissioning.records.decisions import save_section
from commissioning.social_value.models import SocialValueRecord
from commissioning.social_value.sections import ROOM
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.gates.together import handed_on
from tests.commissioning.measures.framed import HOURS, a_catalogue
from tests.council import AT, HOMECARE, People, a_case, ask_of
from tests.council import people as people
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db
TITLE = "Hours at the new lido"
MEASURE = "measures/our-catalogue/versions/1/measures/V1/"
PRIORITY = "policies/social-value/versions/1/priorities/1/cases/"
USE = "policies/social-value/use/"


def write(case: Case, people: People, version: FrameworkVersion) -> None:
    """The case's record chooses its first priority alone, and measures it from the catalogue."""
    record = SocialValueRecord.objects.of_case(case)
    assert record is not None
    by = people["commissioner"]
    choices = list(record.choices.order_by("priority__position"))
    chosen = {"choices": [{"id": one.pk, "chosen": one == choices[0], "reason": "Why."} for one in choices]}
    save_section(ROOM, record, ROOM.section("priorities"), values={}, rows=chosen, by=by, at=AT, key=a_key())
    found = version.measures.get(code="V1")
    rows = {"measures": [{"title": TITLE, "unit": "hours", "catalogue": found, "choice": choices[0]}]}
    save_section(ROOM, record, ROOM.section("measures"), values={}, rows=rows, by=by, at=AT, key=a_key())


def cases_and_measures(person: Person) -> tuple[int, int]:
    """How many cases and measures serve the first priority, as a person is told."""
    first = Caller(person).get(USE).json()["results"][0]
    return first["cases"], first["measures"]


def lists(person: Person, case: Case) -> set[bool]:
    """Whether page and API list a case as one that serves the first priority."""
    api = Caller(person).get(PRIORITY).content.decode()
    return {case.reference in Reader(person).get(f"/{PRIORITY}"), case.reference in api}


@pytest.mark.parametrize(("name", "told"), [("voluntary.sector", False), ("finance", True)])
def test_a_measure_of_a_case_is_told_to_who_sees_its_figures(people: People, name: str, told: bool) -> None:
    version, case = a_catalogue(HOURS), a_case(people, until=Stage.SOCIAL_VALUE)
    write(case, people, version)
    person = people[name]
    assert (TITLE in Reader(person).get(f"/{MEASURE}")) is told
    assert (TITLE in Caller(person).get(MEASURE).content.decode()) is told


def test_a_record_being_written_serves_no_priority_for_who_may_bid(people: People) -> None:
    case = a_case(people, until=Stage.SOCIAL_VALUE)
    write(case, people, a_catalogue(HOURS))
    grace, finance = people["voluntary.sector"], people["finance"]
    assert (lists(grace, case), cases_and_measures(grace)) == ({False}, (0, 0))
    assert (lists(finance, case), cases_and_measures(finance)) == ({True}, (1, 1))


def test_at_its_gate_it_does_and_what_was_handed_on_not_before_the_next_gate(people: People) -> None:
    case = handed_on(people, stage=Stage.SOCIAL_VALUE)
    grace = people["voluntary.sector"]
    assert (lists(grace, case), cases_and_measures(grace)) == ({False}, (0, 0))
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    assert lists(grace, case) == {True}
    assert cases_and_measures(grace)[0] == 1
