"""Two stages at one gate, as people meet them: every page says that both records are decided together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile

from commissioning.needs.sections import ROOM as NEEDS
from commissioning.records.decisions import current_record
from commissioning.records.filing import attach
from commissioning.vocabulary import Action, Stage, State
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.gates.together import at_one_gate, combined, handed_on, published
from tests.council import AT, HOMECARE, People, a_case, answered, ask_of, does, gate_of, strand_of
from tests.council import people as people
from workflows.demonstration.walking import answer
from workflows.demonstration.writing import write_record

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]
NAME = "Needs analysis and social value priorities"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def amina(people: People) -> Reader:
    """The commissioner, who writes the records."""
    return Reader(people["commissioner"])


def test_a_writer_hands_a_record_on_and_submits_both(people: People, amina: Reader) -> None:
    case = a_case(people)
    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    published(combined())
    here = f"/cases/{case.reference}"
    assert "one gate decides both" in amina.get(f"{here}/")
    assert "You hand the record on" in amina.get(f"{here}/records/needs/check/")
    page = amina.get(f"{here}/records/needs/submit/")
    assert "Hand the record on to social value priorities" in page
    assert "answers no seat of that gate" in page
    task = ask_of(case, "Write")
    assert "hand it on to the next stage" in amina.get(f"/tasks/{task.pk}/")
    receipt = amina.post(f"/tasks/{task.pk}/", {"action": "hand_on"})
    assert "The record is handed on" in amina.get(receipt.url)

    page = amina.get(f"{here}/")
    assert "To be decided with social value priorities" in page
    assert "that of needs analysis was handed on, is still open" in page
    assert "Handed on, goes with social value priorities" in amina.get(f"{here}/records/")
    page = amina.get(f"{here}/records/needs/")
    assert "This record was handed on and is still open" in page
    assert "is submitted with the one it goes with" in amina.get(f"{here}/records/needs/check/")
    answer_ = amina.client.get(f"{here}/records/needs/submit/")
    assert answer_.status_code == 302
    amina.post(f"{here}/records/needs/lessons/", {"lessons": "Small lots draw more bids.", "read": read(amina, here)})
    assert "Small lots draw more bids." in amina.get(f"{here}/records/needs/check/")

    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    page = amina.get(f"{here}/records/social_value/")
    assert "Needs analysis was handed on to this stage and is still open" in page
    page = amina.get(f"{here}/records/social_value/submit/")
    assert "Submit both records to their gate" in page
    assert "Costs of the options" in page  # what Finance answers for
    write = ask_of(case, "Write")
    amina.post(f"/tasks/{write.pk}/", {"action": "submit"})
    assert gate_of(case, Stage.SOCIAL_VALUE).earlier == "needs"


def read(reader: Reader, here: str) -> str:
    """The digest that the page of a section holds."""
    page = reader.client.get(f"{here}/records/needs/lessons/").content.decode()
    return page.partition('name="read" value="')[2].partition('"')[0]


def test_every_page_of_a_case_at_one_gate_says_so(
    people: People, amina: Reader, django_assert_max_num_queries: Limit
) -> None:
    case = at_one_gate(people)
    here = f"/cases/{case.reference}"
    gate = gate_of(case, Stage.SOCIAL_VALUE)
    told = {
        "": "The records of needs analysis and social value priorities are at one gate",
        "records/": "At the gate",
        "records/needs/": "One gate decides needs analysis and social value priorities together",
        "records/social_value/": "One gate decides needs analysis and social value priorities together",
        "gates/": NAME,
        f"gates/{gate.pk}/": "records decided together: Needs analysis and Social value priorities",
        "timetable/": "",
        "trail/": "submitted the records of needs analysis and social value priorities to one gate",
        "trail/?stage=needs": "submitted the records of needs analysis and social value priorities to one gate",
    }
    for path, words in told.items():
        with django_assert_max_num_queries(MOST):
            assert words in amina.get(f"{here}/{path}")
    assert "handed the record of needs analysis on to social value priorities" in amina.get(f"{here}/trail/")
    assert "social value priorities are at one gate" in amina.get(f"{here}/gates/{gate.pk}/")
    page = amina.get(f"{here}/records/needs/")
    assert "Costs of the options" in page
    assert "Proportionality" not in page
    assert "Costs of the options" not in amina.get(f"{here}/records/social_value/")


def test_a_case_that_was_handed_on_asks_no_more(
    people: People, amina: Reader, django_assert_max_num_queries: Limit
) -> None:
    case = handed_on(people)
    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    here = f"/cases/{case.reference}"
    paths = (
        "",
        "records/",
        "records/needs/",
        "records/needs/check/",
        "records/social_value/",
        "records/social_value/check/",
    )
    for path in paths:
        with django_assert_max_num_queries(MOST):
            amina.get(f"{here}/{path}")
    with django_assert_max_num_queries(MOST):
        amina.get(f"/tasks/{ask_of(case, 'Write').pk}/")
    with django_assert_max_num_queries(MOST + 5):  # the rows of both records
        amina.get(f"{here}/records/social_value/submit/")


def test_a_signer_reads_both_and_the_files_of_both(people: People, django_assert_max_num_queries: Limit) -> None:
    case = handed_on(people)
    record = current_record(NEEDS, strand_of(case))
    by = people["commissioner"]
    file = ContentFile(b"Two options, by the hour.", "costs.txt")
    attach(NEEDS, record, NEEDS.section("options"), file, by=by, at=AT, key=a_key())
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    finance, task = Reader(people["finance"]), ask_of(case, "Finance officer")
    with django_assert_max_num_queries(MOST):
        page = finance.get(f"/tasks/{task.pk}/")
    assert "Sign the records of needs analysis and social value priorities" in page
    assert "costs.txt" in page
    assert "Sign the records of needs analysis and social value priorities" in finance.get("/")
    adviser, advice = Reader(people["voluntary.sector"]), ask_of(case, "Voluntary-sector representative")
    page = adviser.get(f"/tasks/{advice.pk}/")
    assert "Give advice on the records of needs analysis and social value priorities" in page
    assert "Costs of the options" not in page
    assert "The need" in adviser.get(f"/cases/{case.reference}/records/needs/")


def test_a_return_shows_its_reasons_at_both_records(people: People, amina: Reader) -> None:
    case = at_one_gate(people)
    does(ask_of(case, "Finance officer"), Action.RETURN, reason="The costs are missing.")
    mend = ask_of(case, "Mend")
    does(mend, Action.TAKE_BACK, reason="It is quickly done.")
    here = f"/cases/{case.reference}"
    assert "were returned and are being mended" in amina.get(f"{here}/")
    for stage in ("needs", "social_value"):
        page = amina.get(f"{here}/records/{stage}/")
        assert "The costs are missing." in page
    assert "Returned" in amina.get(f"{here}/records/needs/")
    page = amina.get(f"{here}/records/social_value/submit/")
    assert "Not asked again" not in page  # nobody else had answered yet
    assert case.state == State.IN_GATE


def test_once_passed_both_stages_are_signed(people: People, amina: Reader) -> None:
    case = at_one_gate(people)
    answered(case)
    answered(case)
    here = f"/cases/{case.reference}"
    page = amina.get(f"{here}/")
    assert page.count("signed 1 April") == 2
    assert "Passed" in amina.get(f"{here}/records/")
    assert "agreed the records of needs analysis and social value priorities" in amina.get(f"{here}/trail/")


def test_the_api_says_so(people: People) -> None:
    case = handed_on(people)
    caller = Caller(people["commissioner"])
    record = caller.get(f"cases/{case.reference}/records/needs/").json()
    assert (record["writable"], record["state"], record["decided_with"]) == (True, "drafting", "social_value")
    write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
    does(ask_of(case, "Write"), Action.SUBMIT)
    record = caller.get(f"cases/{case.reference}/records/social_value/").json()
    assert (record["writable"], record["decided_with"]) == (False, "needs")
    seats = caller.get(f"cases/{case.reference}/").json()["open_seats"]
    assert {(seat["stage"], seat["earlier"]) for seat in seats} == {("social_value", "needs")}
    signer = Caller(people["finance"])
    [task] = signer.get("tasks/").json()["results"]
    assert (task["stage"], task["earlier"]) == ("social_value", "needs")
    assert {section["key"] for section in task["sections"]} >= {"option_costs"}
