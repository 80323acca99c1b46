"""Joining by pages alone: opened, written, sent, decided; and what readers see of who leads."""

from __future__ import annotations

from typing import Any

import pytest

from commissioning.case.models import Case
from commissioning.gates.terms import JOINING_GATE
from commissioning.vocabulary import Lane, Stage
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.gates.published import published_with
from tests.commissioning.joining.joined import NORTHSHIRE, a_joined_case, at_its_gate, walked, with_the_leads_record
from tests.council import SERVICE, People, ask_of, below_threshold, body
from workflows.demonstration import gate_policy
from workflows.demonstration.walking import declare_nothing

pytestmark = pytest.mark.django_db
OPEN = {
    "title": "Aids for living at home",
    "led_by": NORTHSHIRE,
    "basis": "joint",
    "contact": "Ines Calder",
    "value_net": "150,000",
    "value_gross": "180,000",
}
ANSWERS: dict[str, dict[str, str]] = {
    "lead": {
        "lead_name": NORTHSHIRE,
        "lead_contact": "Ines Calder",
        "basis": "joint",
        "arrangement": "Agreement of five councils.",
        "lead_notice": "",
        "lead_ocid": "",
    },
    "need": {"need": "Aids for 900 people.", "joining_reasons": "A better price.", "alternatives": "A tender alone."},
    "tender": {
        "tender_says": "Five lots.",
        "cpv": "33196200",
        "tender_notice_on": "",
        "starts_on_day": "1",
        "starts_on_month": "4",
        "starts_on_year": "2027",
        "term_months": "24",
        "light_touch": "no",
        "key_decision": "no",
    },
    "social_value": {"social_value_says": "Local jobs.", "own_priorities": "Work.", "not_covered": "Nothing."},
    "value": {"value_net": "150,000", "value_gross": "180,000", "budget": "The service’s."},
    "risk": {"risks": "It is late.", "tupe": "no", "personal_data": "no", "staff_and_data_note": ""},
    "conflicts": {"conflicts_note": "It found none."},
}


@pytest.fixture
def commissioner(people: People) -> Reader:
    return Reader(people["commissioner"])


def opens(reader: Reader, status: int = 302, /, **changed: str) -> Any:
    """Open a case of what another body leads."""
    return reader.post("/cases/join/", {**OPEN, "service": body(SERVICE).pk, **changed}, status)


def test_a_case_is_opened_written_and_joined_by_pages_alone(people: People, commissioner: Reader) -> None:
    assert "Another body outside the council leads the procurement" in commissioner.get("/cases/open/")
    assert "Its gate decides whether we join" in commissioner.get("/cases/join/")
    page = commissioner.get(opens(commissioner).url)
    assert "Led by Northshire County Council" in page
    assert "Northshire County Council, outside the council" in page
    assert "Joining lane. Led by Northshire County Council, outside the council" in page
    assert "The joining record is being written" in page
    assert "If they agree, the next stage begins: award" in page
    case = Case.objects.get(title=OPEN["title"])
    below_threshold(case, people)
    here = f"/cases/{case.reference}/records/needs/"
    for section, answers in ANSWERS.items():
        commissioner.post(f"{here}{section}/", answers)
    assert "Attach the lead’s record" in commissioner.get(f"{here}check/")
    with_the_leads_record(case)
    declare_nothing(case.strands.get().pk, case.opened_at)
    asked = commissioner.get(f"{here}submit/")
    assert "Decision: corporate director" not in asked
    assert "Corporate director" in asked
    commissioner.submit(case)
    legal = Reader(people["legal"])
    task = ask_of(case, "Legal officer")
    assert "Who leads" in legal.get(f"/tasks/{task.pk}/")
    legal.act(task, "sign")
    gate = case.strands.get().gates.get()
    assert "Gate of joining" in legal.get(f"/cases/{case.reference}/gates/{gate.pk}/")
    trail = commissioner.get(f"/cases/{case.reference}/trail/")
    assert "opened the case in the joining lane, led by Northshire County Council" in trail
    assert "signed the joining record" in trail
    assert "saved “Who leads” in the joining record" in trail
    assert "submitted the joining record to its gate" in trail


def test_what_is_missing_is_said_and_nothing_is_opened(commissioner: Reader) -> None:
    answer = opens(commissioner, 422, led_by="", basis="")
    assert "Enter the body that leads the procurement" in answer.content.decode()
    assert not Case.objects.filter(lane=Lane.JOINING).exists()


def test_without_a_gate_for_joining_the_page_says_whom_to_ask(people: People, commissioner: Reader) -> None:
    seats = tuple(seat for seat in gate_policy.terms().seats if seat.gate != JOINING_GATE)
    published_with(seats=seats)
    assert "Ask Procurement to draft a policy" in opens(commissioner, 422).content.decode()


def test_who_may_not_open_a_case_is_told_who_does(people: People) -> None:
    assert "The commissioners of the services do" in Reader(people["legal"]).get("/cases/join/", 403)


def test_lists_say_who_leads_and_can_be_narrowed_to_it(people: People, commissioner: Reader) -> None:
    a_joined_case(people)
    rows = commissioner.get("/cases/?lane=joining")
    assert "Led by Northshire County Council" in rows
    assert "Joining: drafting" in rows
    assert "Led by Northshire" not in commissioner.get("/cases/?lane=standard")
    assert "Northshire County Council" in commissioner.get("/cases/?columns=led_by")
    assert NORTHSHIRE in commissioner.client.get("/cases/export.csv?columns=led_by").content.decode()


def test_records_are_those_that_we_keep(people: People, commissioner: Reader) -> None:
    case = walked(people, until=Stage.AWARD)
    page = commissioner.get(f"/cases/{case.reference}/records/")
    assert "Joining" in page
    assert "Award" in page
    assert "Social value priorities" not in page.partition("Records")[2].partition("Interests")[2]
    stored = commissioner.get(f"/cases/{case.reference}/records/needs/")
    assert "Agreement of the five councils on joint buying" in stored
    assert "northshire-invitation-to-tender.txt" in stored
    assert "A joint procurement: it tenders for itself and for us" in stored


def test_the_timetable_says_whose_notices_they_are(people: People, commissioner: Reader) -> None:
    case = at_its_gate(people)
    page = commissioner.get(f"/cases/{case.reference}/timetable/")
    assert "Northshire County Council leads the procurement and publishes its notices" in page


def test_the_voluntary_sector_reads_neither_value_nor_weights(people: People) -> None:
    case = at_its_gate(people)
    page = Reader(people["voluntary.sector"]).get(f"/cases/{case.reference}/records/needs/")
    assert "Aids" in page
    assert "quality 50, price 40" not in page
    assert "£1,500" not in page


def test_its_pages_ask_few_queries(people: People, commissioner: Reader, django_assert_max_num_queries: Any) -> None:
    case = walked(people, until=Stage.AWARD)
    for page in ("", "records/", "records/needs/", "gates/", "timetable/", "trail/"):
        with django_assert_max_num_queries(12, info=page):
            commissioner.get(f"/cases/{case.reference}/{page}")
    with django_assert_max_num_queries(12):
        commissioner.get(f"/cases/{case.reference}/records/award/")


def test_a_draft_of_the_gate_policy_can_be_given_the_joining_gate(people: People) -> None:
    seats = tuple(seat for seat in gate_policy.terms().seats if seat.gate != JOINING_GATE)
    published_with(seats=seats)
    procurement = Reader(people["procurement"])
    draft = procurement.post("/gate-policies/begin/", {"version": "2"}).url
    assert "Joining: another body leads" in procurement.get(draft)
    assert "Not used: nothing can be joined" in procurement.get(draft)
    assert "Add a seat" in procurement.get(f"{draft}gates/needs/joining/")
