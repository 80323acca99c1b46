"""Waivers over the API alone: drafted, listed, advised on and decided by the text that was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.waivers.decisions import submit
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.waivers.waived import advised, approved, fresh
from tests.council import AT, People

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]
GIVEN = {
    "rule": "competition",
    "ground": "one_supplier",
    "reason": "Nobody else makes the parts of this lift.",
    "supplier": "Rowan Lifts Ltd",
    "value_net": "10000.00",
    "value_gross": "12000.00",
    "starts_on": "2027-05-01",
    "ends_on": "2027-10-31",
    "expires_on": "2027-10-31",
}


@pytest.fixture
def author(people: People) -> Caller:
    return Caller(people["commissioner"])


def test_a_script_drafts_once_for_its_key(small: Case, people: People, author: Caller) -> None:
    path = f"cases/{small.reference}/waivers/"
    first = author.post(path, GIVEN, key="waiver-1")
    assert first.status_code == 201, first.json()
    assert first.json()["reference"] == f"{small.reference}-W1"
    assert author.post(path, GIVEN, key="waiver-1").json() == first.json()
    assert author.post(path, {**GIVEN, "supplier": "Aspen"}, key="waiver-1").status_code == 422
    [listed] = author.get(path).json()["results"]
    assert (listed["state"], listed["value"]["gross"]) == ("drafting", "12000.00")
    assert author.get("waivers/").json()["results"] == []
    submit(small.waivers.get(), by=people["commissioner"], at=AT, key=a_key())
    assert [one["state"] for one in author.get("waivers/").json()["results"]] == ["submitted"]


def test_what_is_refused_names_the_fields(small: Case, author: Caller) -> None:
    path = f"cases/{small.reference}/waivers/"
    refused = author.post(path, {**GIVEN, "value_gross": "1.00"}, key="waiver-2")
    assert refused.status_code == 422
    assert "value_gross" in refused.json()["errors"]
    covered = author.post(path, {**GIVEN, "value_gross": "700000.00"}, key="waiver-3")
    assert covered.status_code == 422
    assert "the Procurement Act 2023 covers it" in covered.json()["detail"]


def test_a_script_reads_the_text_that_it_decides(small: Case, people: People) -> None:
    waiver, head = advised(small, people), Caller(people["head.of.service"])
    task = Ask.objects.get(case=small, closed_at=None, kind="decide", source__startswith="waiver/")
    read = head.get(f"tasks/{task.pk}/").json()
    [section] = read["sections"]
    assert section["stated"]["supplier"] == "Rowan Lifts Ltd"
    assert {field["name"]: field["default"] for field in read["fields"]}["digest"] == section["digest"]
    stale = {"action": "done", "answer": "approve", "reason": "Needed.", "digest": "0" * 64}
    assert head.post(f"tasks/{task.pk}/", stale, key="decide-1").status_code == 409
    done = {**stale, "digest": section["digest"]}
    assert head.post(f"tasks/{task.pk}/", done, key="decide-2").status_code == 200
    assert fresh(waiver).state == "approved"
    assert Caller(people["voluntary.sector"]).get(f"tasks/{task.pk}/").json()["sections"] == []


def test_the_register_is_narrowed_and_kept_from_who_sees_no_figures(
    small: Case, people: People, author: Caller, django_assert_max_num_queries: Limit
) -> None:
    waiver = approved(small, people)
    with django_assert_max_num_queries(MOST):
        [found] = author.get("waivers/?state=approved&ground=one_supplier&sort=highest").json()["results"]
    assert found["reference"] == waiver.reference
    assert author.get("waivers/?retrospective=true").json()["results"] == []
    outsider = Caller(people["voluntary.sector"])
    assert outsider.get("waivers/").json()["results"] == []
    assert outsider.get(f"cases/{small.reference}/waivers/").status_code == 403
    assert Caller(people["supplier"]).get(f"cases/{small.reference}/waivers/").status_code == 404
