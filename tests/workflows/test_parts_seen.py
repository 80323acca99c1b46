"""What people and scripts see of a case in lots: each part by its name, and one part alone where there is only one."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from commissioning.case.models import Case, CaseLink, Strand
from commissioning.gates.models import Gate
from commissioning.vocabulary import Action, LinkKind, Stage, State
from tests.api.council import headers_of
from tests.commissioning.casefile.pages import Reader
from tests.council import People, a_case, ask_of, does, strand_of
from tests.workflows.parted import dated, failed, in_lots, onward, parts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def two_lots(people: People, django_db_blocker: DjangoDbBlocker) -> int:
    """The id of a case in two lots of which the second has failed."""
    with django_db_blocker.unblock():
        case = in_lots(people, "", "")
        onward(parts(case)[0], until=(Stage.MONITORING, State.DRAFTING))
        failed(case)
    return case.pk


@pytest.fixture
def case(two_lots: int, db: None) -> Case:
    """That case, read anew for each test."""
    return Case.objects.get(pk=two_lots)


def test_the_case_page_shows_each_part_and_what_it_waits_for(case: Case, people: People) -> None:
    page = Reader(people["commissioner"]).get(f"/cases/{case.reference}/")
    for words in ("Parts of this case", "Whole case", "Goes on below", "Lot L1, North", "Lot L2, South", "Stopped"):
        assert words in page
    assert not re.search(r"\d [a-z]+ 20\d\d", page)  # months keep their capital
    assert "What you can do" in page
    assert "Tender it again" in page


def test_a_reader_who_can_do_nothing_with_any_part_is_shown_no_column_for_it(case: Case, people: People) -> None:
    answer = Reader(people["scrutiny"]).client.get(f"/cases/{case.reference}/")
    page = answer.content.decode()
    assert "Parts of this case" in page
    assert "What you can do" not in page
    assert "Tender it again" not in page
    assert {len(row) for row in answer.context["parts"]} == {len(answer.context["parts_head"])} == {4}


def test_a_case_with_one_part_says_nothing_of_parts(people: People) -> None:
    case = a_case(people)
    assert "Parts of this case" not in Reader(people["commissioner"]).get(f"/cases/{case.reference}/")


def test_a_failed_lot_is_tendered_again_from_its_page(case: Case, people: People) -> None:
    commissioner, south = Reader(people["commissioner"]), parts(case)[1]
    page = f"/cases/{case.reference}/strands/{south.number}/again/"
    assert "Tender again: Lot L2, South" in commissioner.get(page)
    commissioner.post(page, {"reason": ""}, 422)
    commissioner.post(page, {"reason": "A new market."})
    assert Strand.objects.filter(case=case, attempt=2).count() == 1
    assert "cannot be tendered again" in commissioner.get(page)
    shown = commissioner.get(f"/cases/{case.reference}/")
    assert "Lot L2, South, attempt 2" in shown
    assert "began attempt 2 to tender Lot L2, South" in commissioner.get(f"/cases/{case.reference}/trail/")
    assert "Lot L2, South, attempt 2" in commissioner.get("/")
    Reader(people["finance"]).get(page, 403)


def test_the_records_and_gates_of_each_part_are_told_apart(case: Case, people: People) -> None:
    commissioner = Reader(people["commissioner"])
    assert "Award, Lot L1, North" in commissioner.get(f"/cases/{case.reference}/records/")
    assert "Award, Lot L2, South" in commissioner.get(f"/cases/{case.reference}/gates/")
    trail = commissioner.get(f"/cases/{case.reference}/trail/")
    assert "the record of award (Lot L2, South)" in trail


def test_cases_are_linked_and_a_link_is_taken_back(case: Case, people: People) -> None:
    commissioner, other = Reader(people["commissioner"]), a_case(people, title="Home visits")
    page = f"/cases/{case.reference}/links/"
    told = {"kind": LinkKind.MERGED_INTO.value, "other": other.reference, "reason": "One market."}
    commissioner.post(page, {**told, "other": "TG-1999-0001"}, 422)
    commissioner.post(page, told)
    assert "Merged into" in commissioner.get(f"/cases/{case.reference}/")
    assert "Merged from" in commissioner.get(f"/cases/{other.reference}/")
    link = CaseLink.objects.get()
    back = f"{page}{link.pk}/"
    assert f"merged into {other.reference}" in commissioner.get(back)
    commissioner.post(back, {"reason": "Two markets after all."})
    assert not CaseLink.objects.exists()


def asked(people: People, path: str, body: dict[str, Any], key: str, name: str = "commissioner") -> tuple[int, Any]:
    """What the API answers to a post."""
    answer = Client().post(
        f"/api/v1/{path}",
        json.dumps(body),
        content_type="application/json",
        headers={**headers_of(people[name]), "Idempotency-Key": key},
    )
    return answer.status_code, answer.json()


def test_the_api_tenders_again_and_links_once_for_a_key(case: Case, people: People) -> None:
    south, other = parts(case)[1], a_case(people)
    path, body = f"cases/{case.reference}/attempts/", {"strand": south.number, "reason": "A new market."}
    status, first = asked(people, path, body, "again")
    assert (status, asked(people, path, body, "again")) == (201, (201, first))
    assert asked(people, path, body, "another")[0] == 409
    assert asked(people, path, body, "theirs", "finance")[0] == 403
    link = {"kind": "retender_of", "other": other.reference, "reason": "It came to nothing."}
    assert asked(people, f"cases/{case.reference}/links/", link, "link")[0] == 201
    assert asked(people, f"cases/{case.reference}/links/", {**link, "kind": "next_cycle_of"}, "other")[0] == 422
    read = Client().get(f"/api/v1/cases/{case.reference}/", headers=headers_of(people["commissioner"])).json()
    told = [(strand["title"], strand["attempt"], strand["origin"], strand["stage"]) for strand in read["strands"]]
    assert told[-1] == ("Lot L2, South", 2, south.number, "tender")


def test_the_page_before_submitting_tells_whose_answers_stand_from_the_attempt_before(people: People) -> None:
    case, commissioner = a_case(people, until=Stage.AWARD), Reader(people["commissioner"])
    onward(strand_of(case), until=(Stage.AWARD, State.STOPPED), stop=True)
    commissioner.post(f"/cases/{case.reference}/strands/1/again/", {"reason": "A new market."})
    made = Strand.objects.get(case=case, attempt=2)
    dated(made, people)
    page = commissioner.get(f"/cases/{case.reference}/records/tender/submit/?strand={made.number}")
    assert page.count("Not asked again: their answer still stands") == 1
    does(ask_of(case, "Write the record of tender"), Action.SUBMIT)
    gate = Gate.objects.get(strand=made)
    shown = commissioner.get(f"/cases/{case.reference}/gates/{gate.pk}/")
    assert "Its answer in the attempt before still stands" in shown
    legal = Reader(people["legal"])
    assert "What changed" in legal.get(f"/tasks/{ask_of(case, 'Legal officer').pk}/")
