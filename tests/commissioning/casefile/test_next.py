"""Every page of a case says what happens next or where that stands, who holds it; a refusal says what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from commissioning.asks.models import Ask
from commissioning.case.models import Case, Strand
from commissioning.casefile import drawing
from commissioning.casefile.next_steps import NOBODY, next_of
from commissioning.gates.models import Gate
from commissioning.vocabulary import Stage, State
from tests.commissioning.casefile.pages import NEED, Reader, words

PAGES = ["records/", "records/needs/", "gates/", "timetable/", "trail/", "sources/"]
MOST = 12
Limit = Callable[[int], Any]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_case_says_where_it_stands_and_leads_to_who_holds_it(
    at_gate: Case, commissioner: Reader, page: str
) -> None:
    answer = commissioner.client.get(f"/cases/{at_gate.reference}/{page}")
    assert "Needs analysis: at the gate. What happens next, and who holds it" in words(answer)
    assert f'href="/cases/{at_gate.reference}/#what-next"' in answer.content.decode()


def test_a_record_being_written_says_with_whom_it_is(drafting: Case, commissioner: Reader, finance: Reader) -> None:
    commissioner.save(drafting, "need", **NEED)
    for page in ("", "need/"):
        told = finance.get(f"/cases/{drafting.reference}/records/needs/{page}")
        assert "It is with Amina Begum, due in" in told
    assert "What happens next: once it is complete, its writer submits it to its gate" in finance.get(
        f"/cases/{drafting.reference}/records/needs/"
    )
    commissioner.act(commissioner.task(drafting, "write"), "give_back", reason="On leave.")
    told = finance.get(f"/cases/{drafting.reference}/records/needs/")
    assert "It is with the commissioner of Adult Social Care, due in" in told


def test_a_record_that_came_back_is_not_called_never_submitted(returned: Case, finance: Reader) -> None:
    page = finance.get(f"/cases/{returned.reference}/records/needs/")
    assert "This record came back from its gate and is being mended." in page
    assert "Nothing in it has been submitted yet" not in page
    assert "It is with Amina Begum" in page


def test_a_gate_that_a_seat_returned_at_leads_back_to_the_author(at_gate: Case, finance: Reader) -> None:
    before = finance.get(f"/cases/{at_gate.reference}/")
    assert "If they agree, the next stage begins: social value priorities." in before
    finance.act(finance.task(at_gate, "sign"), "return", reason="The lessons name one supplier only.")
    after = finance.get(f"/cases/{at_gate.reference}/")
    assert "Then its author mends it and hands it in again." in after
    assert "Then the next stage begins" not in after


def test_a_stored_record_says_how_its_gate_stands(returned: Case, adviser: Reader) -> None:
    page = adviser.get(f"/cases/{returned.reference}/records/needs/")
    assert "How its gate stands: returned to its author. The record is being mended. It is with Amina Begum" in page


def test_an_open_gate_says_who_is_waited_for(
    at_gate: Case, finance: Reader, django_assert_max_num_queries: Limit
) -> None:
    with django_assert_max_num_queries(MOST):
        page = finance.get(f"/cases/{at_gate.reference}/gates/{Gate.objects.get().pk}/")
    assert "What happens next The record of needs analysis is at its gate. Waiting for: Finance officer" in page


def test_the_list_of_cases_says_who_holds_each(at_gate: Case, commissioner: Reader, finance: Reader) -> None:
    assert "Finance officer, Finance" in commissioner.get("/cases/")
    finance.act(finance.task(at_gate, "sign"), "take")
    assert "Ruth Okafor" in commissioner.get("/cases/")


def test_a_case_that_nobody_is_asked_about_says_so() -> None:
    case = Case(stage=Stage.AWARD, state=State.WAITING)
    strand = Strand(case=case, pk=1, number=1, stage=Stage.AWARD, state=State.WAITING)
    assert next_of(case, [strand], [], [], date(2026, 10, 6)).text.endswith(NOBODY)


def test_who_may_not_do_a_thing_reads_whom_to_ask(at_gate: Case, commissioner: Reader, finance: Reader) -> None:
    page = commissioner.get(f"/tasks/{finance.task(at_gate, 'sign').pk}/", 403)
    assert "This waits for the Finance officer, Finance" in page
    assert "ask the person who keeps the appointments of your service" in page
    assert "Open the page as it stands now" not in page


def test_who_comes_too_late_opens_the_page_as_it_stands(at_gate: Case, finance: Reader) -> None:
    task = finance.task(at_gate, "sign")
    answer = finance.post(f"/tasks/{task.pk}/", {"action": "sign", "digest": "0" * 64}, 409)
    assert f'href="/tasks/{task.pk}/">Open the page as it stands now' in answer.content.decode()
    assert "keeps the appointments" not in words(answer)


def test_a_record_that_nobody_is_asked_to_submit_says_so(drafting: Case, commissioner: Reader) -> None:
    commissioner.write_needs(drafting)
    task = commissioner.task(drafting, "write")
    Ask.objects.filter(pk=task.pk).update(closed_at=task.opened_at)
    page = commissioner.get(f"/cases/{drafting.reference}/records/needs/submit/")
    assert "Nobody is asked to submit this record just now" in page
    assert "Submit to the gate" not in page
    assert "It is with" not in commissioner.get(f"/cases/{drafting.reference}/records/needs/")


def test_a_title_fits_its_box_in_the_picture_of_a_gate() -> None:
    assert drawing.LONGEST * 8.5 + 2 * drawing.INDENT <= drawing.WIDTH
