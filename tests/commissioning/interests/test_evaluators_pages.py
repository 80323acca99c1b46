"""The evaluation panel on screen and over the API: named, marked, kept apart, told in the trail."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from accounts.rights import Role
from commissioning.award.models import EvaluatorMark
from commissioning.case.models import Case
from commissioning.interests.kinds import Conflict
from commissioning.tender.models import Evaluator
from commissioning.vocabulary import SeatState, Stage
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader, rows
from tests.commissioning.interests.declared import declares
from tests.commissioning.interests.panels import (
    COMPARED,
    DIRECTOR,
    WRITE,
    a_tender,
    joins,
    record_of,
    returned_from_award,
    to_award,
    to_award_gate,
    to_decision,
)
from tests.commissioning.interests.test_keeping_out import a_second
from tests.council import AT, People, ask_of, states_of
from workflows.demonstration.walking import write_if_open

pytestmark = pytest.mark.django_db
MOST = 12
REFUSED, FORBIDDEN = 422, 403
Limit = Callable[[int], Any]


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


def page(case: Case, stage: Stage, section: str = "") -> str:
    return f"/cases/{case.reference}/records/{stage}/{f'{section}/' if section else ''}"


def test_a_panel_is_named_on_a_page_row_by_row(people: People) -> None:
    case, author = a_tender(people, written=False), Reader(people["commissioner"])
    here = page(case, Stage.TENDER, "panel")
    shown = author.get(here)
    assert "Somebody from outside" in shown
    assert "Jamal Rahman (contract.manager@demo.example)" in shown
    assert "Grace Mensah" not in shown, "the voluntary sector sees no bids"
    assert "Chloe Barker" not in shown, "nor does a supplier"
    given = [
        {"person": str(people["contract.manager"].pk), "quality": "on", "social_value": "on"},
        {
            "person": "",
            "name": "Dr Priya Nair",
            "organisation": "Riverside College",
            "declared_on_day": "30",
            "declared_on_month": "3",
            "declared_on_year": "2026",
            "moderates": "on",
        },
    ]
    author.post(here, rows("evaluators", given))
    jamal, priya = Evaluator.objects.filter(record__strand__case=case).order_by("pk")
    assert (jamal.reference, jamal.person, jamal.quality, jamal.price, jamal.moderates) == (
        "E1",
        people["contract.manager"],
        True,
        False,
        False,
    )
    assert (priya.reference, priya.who, priya.organisation, priya.moderates) == (
        "E2",
        "Dr Priya Nair",
        "Riverside College",
        True,
    )
    again = [{"id": str(jamal.pk), "person": str(jamal.person_id), "quality": "on"}]
    author.post(here, rows("evaluators", again, initial=1))
    [left] = Evaluator.objects.filter(record__strand__case=case)
    assert (left.pk, left.quality, left.social_value) == (jamal.pk, True, False), "a box that is not ticked is off"
    assert case.reference in Reader(people["contract.manager"]).get("/"), "My work asks for their interests"


def test_somebody_who_is_not_offered_cannot_be_named(people: People) -> None:
    case, author = a_tender(people, written=False), Reader(people["commissioner"])
    given = [{"person": str(people["supplier"].pk), "quality": "on"}]
    author.post(page(case, Stage.TENDER, "panel"), rows("evaluators", given), REFUSED)
    assert not Evaluator.objects.exists()


def test_who_is_off_the_panel_is_said_where_it_is_mended(people: People) -> None:
    case = a_tender(people)
    declares(case, people["finance"])
    author = Reader(people["commissioner"])
    assert "is off the panel. A replacement is owed" in author.get(page(case, Stage.TENDER))
    trail = author.get(f"/cases/{case.reference}/trail/")
    assert "They are off the evaluation panel, and a replacement is owed." in trail


def test_marks_are_entered_for_each_evaluator_and_bid_and_stay_theirs(people: People) -> None:
    case = to_award_gate(a_tender(people))
    record = EvaluatorMark.objects.select_related("record")[0].record
    shown = Reader(people["legal"]).get(page(case, Stage.AWARD))
    assert "What each evaluator gave" in shown
    assert "Cover for absent staff is thin." in shown
    assert record.marks.count() == 8
    Reader(people["voluntary.sector"]).get(page(case, Stage.AWARD, "marks"), FORBIDDEN)


def test_another_is_not_named_for_somebody_whose_marks_are_kept(people: People) -> None:
    case, author = returned_from_award(a_tender(people)), Reader(people["commissioner"])
    standing = [
        {"id": str(row.pk), "person": str(row.person_id or ""), "name": row.name, "organisation": row.organisation}
        for row in record_of(case).evaluators.order_by("pk")
    ]
    for row in standing:
        row |= {"moderates": "on", "quality": "on", "price": "on", "social_value": "on"}
    author.post(page(case, Stage.AWARD, "panel"), rows("evaluators", standing, initial=len(standing)))
    assert {row.moderates for row in record_of(case).evaluators.all()} == {True}, "what they do can be mended"
    standing[3]["person"] = str(people["policy"].pk)
    answer = author.post(
        page(case, Stage.AWARD, "panel"), rows("evaluators", standing, initial=len(standing)), REFUSED
    ).content.decode()
    assert "They have given marks, which stay theirs." in answer


def test_whoever_evaluated_is_told_on_their_page_and_by_the_api_that_they_do_not_decide(people: People) -> None:
    case, sunita = a_tender(people), people["director"]
    joins(case, sunita, by=people["commissioner"])
    task = ask_of(to_decision(case), DIRECTOR)
    assert "You evaluated these bids, so you cannot decide it" in Reader(sunita).get(f"/tasks/{task.pk}/", FORBIDDEN)
    answer = Caller(sunita).post(f"tasks/{task.pk}/", {"action": "pass", "digest": "0" * 64}, "key-1")
    assert (answer.status_code, "You evaluated these bids" in answer.json()["detail"]) == (FORBIDDEN, True)
    assert Caller(sunita).get("tasks/", case=case.reference).json()["results"] == []
    other = a_second(Role.CORPORATE_DIRECTOR, "Ida Moss")
    declares(case, other, Conflict.NONE)
    Reader(other).act(task, "pass")
    assert states_of(case, Stage.AWARD)[DIRECTOR] == SeatState.PASSED


def test_a_script_names_a_panel_with_true_and_false(people: People) -> None:
    case, author = a_tender(people, written=False), Caller(people["commissioner"])
    address = f"cases/{case.reference}/records/tender/"
    wrong = author.patch(address, {"panel": {"evaluators": [{"name": "Dr Priya Nair", "quality": "yes"}]}})
    assert (wrong.status_code, wrong.json()["errors"]) == (
        REFUSED,
        {"panel.evaluators.0.quality": ["Send true or false."]},
    )
    named = {"person": people["contract.manager"].pk, "quality": True, "moderates": False}
    saved = author.patch(address, {"panel": {"evaluators": [named]}})
    assert saved.status_code == 200, saved.json()
    [row] = saved.json()["sections"]["panel"]["rows"]["evaluators"]
    told = {name: row[name] for name in ("reference", "person", "quality", "price", "moderates")}
    assert told == {
        "reference": "E1",
        "person": people["contract.manager"].pk,
        "quality": True,
        "price": False,
        "moderates": False,
    }
    kept = author.patch(address, {"panel": {"evaluators": [{"id": row["id"], "price": True}]}}).json()
    [row] = kept["sections"]["panel"]["rows"]["evaluators"]
    assert (row["quality"], row["price"]) == (True, True), "what is left out stays"


@pytest.mark.parametrize("section", ["", "panel"])
def test_the_pages_of_a_tender_cost_no_more_queries(
    people: People, django_assert_max_num_queries: Limit, section: str
) -> None:
    case, author = a_tender(people), Reader(people["commissioner"])
    declares(case, people["finance"])
    author.get(page(case, Stage.TENDER, section))
    with django_assert_max_num_queries(MOST):
        author.get(page(case, Stage.TENDER, section))


@pytest.mark.parametrize("section", ["", "panel", "marks"])
def test_nor_do_those_of_an_award(people: People, django_assert_max_num_queries: Limit, section: str) -> None:
    case, by = to_award(a_tender(people)), people["commissioner"]
    write_if_open(ask_of(case, WRITE), COMPARED, by=by, at=AT)
    declares(case, people["finance"])
    author = Reader(by)
    author.get(page(case, Stage.AWARD, section))
    with django_assert_max_num_queries(MOST if section else MOST + 1):  # the list also says what stays below a minimum
        author.get(page(case, Stage.AWARD, section))
