"""What whoever may bid sees of the golden thread: what their own seats answer for, and no figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commissioning.vocabulary import Stage
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.council import People, a_case
from tests.council import people as people

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]


def test_the_voluntary_sector_sees_what_its_seats_answer_for_and_no_figures(
    people: People, django_assert_max_num_queries: Limit
) -> None:
    case = a_case(people, until=Stage.TENDER)
    grace = Reader(people["voluntary.sector"])
    path = f"/cases/{case.reference}/thread/"
    grace.get(path)
    with django_assert_max_num_queries(MOST):
        page = grace.get(path)
    assert "M2 Hours given to local voluntary groups" in page
    assert "Award criterion" not in page
    assert "per cent" not in page
    nodes = Caller(people["voluntary.sector"]).get(f"cases/{case.reference}/thread/").json()["nodes"]
    assert {node["kind"] for node in nodes} == {"policy", "priority", "outcome", "measure"}
    assert "C4" in Reader(people["finance"]).get(path)
    new = a_case(people, until=Stage.NEEDS, title="New")
    assert "There is nothing of the thread to show yet." in grace.get(f"/cases/{new.reference}/thread/")
    Reader(people["supplier"]).get(path, 404)
    listed = "/policies/social-value/versions/1/priorities/1/cases/"
    page = grace.get(listed)
    assert case.reference in page
    assert "Shown to those who see its figures" in page
    Reader(people["supplier"]).get(listed, 403)
    [told] = Caller(people["voluntary.sector"]).get(listed[1:]).json()["results"]
    assert (told["case"], told["measures"], told["committed"], told["verified"]) == (case.reference, None, None, None)
    assert Caller(people["supplier"]).get(listed[1:]).status_code == 403
