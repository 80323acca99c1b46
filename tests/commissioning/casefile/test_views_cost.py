"""No page asks the database more than twelve questions, and none asks more of a longer list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commissioning.case.models import Case
from commissioning.gates.models import Gate
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader

MOST = 12
OF_A_CASE = ["", "records/", "records/needs/", "gates/", "timetable/", "trail/", "trail/?stage=needs", "regime/"]
Limit = Callable[[int], Any]


@pytest.mark.parametrize(
    "path", ["/", "/?show=held", "/?show=done", "/cases/", "/cases/open/", "/contracts/", "/policies/", "/messages/"]
)
def test_lists(
    at_gate: Case, council: Council, commissioner: Reader, path: str, django_assert_max_num_queries: Limit
) -> None:
    for number in range(3):
        commissioner.open_case(council, f"Another {number}")
    with django_assert_max_num_queries(MOST):
        commissioner.get(path)


@pytest.mark.parametrize("path", OF_A_CASE[:-1])
def test_pages_of_a_case_at_its_gate(
    at_gate: Case, commissioner: Reader, path: str, django_assert_max_num_queries: Limit
) -> None:
    with django_assert_max_num_queries(MOST):
        commissioner.get(f"/cases/{at_gate.reference}/{path}")


@pytest.mark.parametrize(
    "path",
    ["", "records/", "records/needs/", "records/needs/options/", "records/needs/check/", "records/needs/submit/"],
)
def test_pages_of_a_case_being_written(
    drafting: Case, commissioner: Reader, path: str, django_assert_max_num_queries: Limit
) -> None:
    commissioner.write_needs(drafting)
    with django_assert_max_num_queries(MOST):
        commissioner.get(f"/cases/{drafting.reference}/{path}")


def test_a_gate(at_gate: Case, head: Reader, finance: Reader, django_assert_max_num_queries: Limit) -> None:
    finance.act(finance.task(at_gate, "sign"), "sign")
    with django_assert_max_num_queries(MOST):
        head.get(f"/cases/{at_gate.reference}/gates/{Gate.objects.get().pk}/")


def test_tasks(at_gate: Case, finance: Reader, adviser: Reader, django_assert_max_num_queries: Limit) -> None:
    for reader, kind in ((finance, "sign"), (adviser, "consult")):
        task = reader.task(at_gate, kind)
        with django_assert_max_num_queries(MOST):
            reader.get(f"/tasks/{task.pk}/")


def test_a_seat_that_is_asked_again(
    returned: Case, commissioner: Reader, finance: Reader, django_assert_max_num_queries: Limit
) -> None:
    commissioner.save(returned, "lessons", lessons="Two suppliers leave a choice.")
    for path in ("", "check/", "submit/"):
        with django_assert_max_num_queries(MOST):
            commissioner.get(f"/cases/{returned.reference}/records/needs/{path}")
    commissioner.submit(returned)
    task = finance.task(returned, "sign")
    with django_assert_max_num_queries(MOST):
        finance.get(f"/tasks/{task.pk}/")


def test_a_receipt(at_gate: Case, finance: Reader, django_assert_max_num_queries: Limit) -> None:
    receipt = finance.act(finance.task(at_gate, "sign"), "sign")
    with django_assert_max_num_queries(MOST):
        finance.get(receipt.url)
