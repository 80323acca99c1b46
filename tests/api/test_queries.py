"""What reading costs: a number of queries that does not grow with what is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.council import Caller, Council

MOST_FOR_TASKS = 14
MOST_FOR_A_CASE = 14


def queries_of(read: Callable[[], object]) -> int:
    """How many queries something takes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return len(captured)


def test_a_list_of_tasks_costs_the_same_however_long(council: Council, commissioner: Caller, finance: Caller) -> None:
    def hand_in(number: int) -> None:
        reference = commissioner.open_case(council.service, f"Case {number}")
        commissioner.write_needs(reference)
        assert commissioner.act(commissioner.task("write", reference), "submit").status_code == 200

    hand_in(1)
    one = queries_of(lambda: finance.get("tasks/"))
    for number in (2, 3):
        hand_in(number)
    assert len(finance.get("tasks/").json()["results"]) == 3
    assert queries_of(lambda: finance.get("tasks/")) == one
    assert one <= MOST_FOR_TASKS


def test_a_list_of_tasks_of_every_kind(council: Council, at_gate: str, commissioner: Caller, finance: Caller) -> None:
    commissioner.open_case(council.service)
    finance.act(finance.task("sign"), "return", reason="Not ready.")
    kinds = [task["kind"] for task in commissioner.get("tasks/").json()["results"]]
    assert kinds == ["write", "write"]
    assert queries_of(lambda: commissioner.get("tasks/")) <= MOST_FOR_TASKS


@pytest.mark.parametrize(("path", "most"), [("", MOST_FOR_A_CASE), ("trail/", 6)])
def test_reading_a_case_is_cheap(at_gate: str, commissioner: Caller, path: str, most: int) -> None:
    assert queries_of(lambda: commissioner.get(f"cases/{at_gate}/{path}")) <= most


def test_a_list_of_cases_costs_the_same_however_long(council: Council, commissioner: Caller) -> None:
    commissioner.open_case(council.service)
    one = queries_of(lambda: commissioner.get("cases/"))
    for number in range(3):
        commissioner.open_case(council.service, f"Case {number}")
    assert queries_of(lambda: commissioner.get("cases/")) == one
    assert one <= 4


def test_a_record_costs_the_same_however_many_rows(drafting: str, commissioner: Caller) -> None:
    path = f"cases/{drafting}/records/needs/"

    def with_rows(count: int) -> int:
        commissioner.patch(path, {"outcomes": {"outcomes": [{"title": f"Outcome {n}"} for n in range(count)]}})
        return queries_of(lambda: commissioner.get(path))

    assert with_rows(1) == with_rows(9)
