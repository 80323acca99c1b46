"""A case of what another body leads, over the API: opened, read, written, found, submitted."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from zeal import zeal_ignore

from commissioning.case.models import Case
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.joining.joined import NORTHSHIRE
from tests.council import AT, SERVICE, People, below_threshold
from workflows.demonstration.walking import declare_nothing

pytestmark = pytest.mark.django_db
LED_BY = {"name": NORTHSHIRE, "basis": "framework", "contact": "Ines Calder", "ocid": "ocds-h6vhtk-0abc12"}
OPEN = {"title": "Aids", "service": SERVICE, "estimated_value": {"net": "150000", "gross": "180000"}, "led_by": LED_BY}
SECTIONS: dict[str, dict[str, Any]] = {
    "lead": {"arrangement": "Framework of 2025, lot 3."},
    "need": {"need": "Aids for 900 people.", "joining_reasons": "A better price.", "alternatives": "A tender alone."},
    "tender": {
        "tender_says": "Five lots.",
        "cpv": "33196200",
        "starts_on": "2027-04-01",
        "term_months": 24,
        "light_touch": False,
        "key_decision": False,
    },
    "social_value": {"social_value_says": "Local jobs.", "own_priorities": "Work.", "not_covered": "Nothing."},
    "value": {"budget": "The service’s."},
    "risk": {"risks": "It is late.", "tupe": False, "personal_data": False},
    "conflicts": {"conflicts_note": "It found none."},
}


@pytest.fixture
def commissioner(people: People) -> Caller:
    return Caller(people["commissioner"])


def opens(caller: Caller, key: str = "", **changed: Any) -> Any:
    """Ask for a case to be opened."""
    headers = {"Idempotency-Key": key or a_key()}
    with zeal_ignore():  # a verb reads and writes its rows one by one
        return caller.client.post("/api/v1/cases/", {**OPEN, **changed}, format="json", headers=headers)


def test_a_script_joins_what_another_body_leads(people: People, commissioner: Caller) -> None:
    answer = opens(commissioner)
    assert answer.status_code == 201, answer.json()
    read = answer.json()
    assert (read["lane"], read["stage"], read["led_by"]) == ("joining", "needs", NORTHSHIRE)
    reference = read["reference"]
    case = Case.objects.get(reference=reference)
    below_threshold(case, people)
    record = commissioner.get(f"cases/{reference}/records/needs/").json()
    assert set(record["sections"]) == set(SECTIONS)
    saved = commissioner.patch(f"cases/{reference}/records/needs/", {"sections": SECTIONS})
    assert saved.status_code == 200, saved.json()
    sent = {"section": "tender", "file": SimpleUploadedFile("framework.txt", b"Framework of 2025.")}
    with zeal_ignore():  # as above
        headers = {"Idempotency-Key": a_key()}
        files = f"/api/v1/cases/{reference}/records/needs/files/"
        assert commissioner.client.post(files, sent, format="multipart", headers=headers).status_code == 201
    declare_nothing(case.strands.get().pk, AT)
    submitted = commissioner.act(commissioner.task("write", reference), "submit")
    assert submitted.status_code == 200, submitted.json()
    assert commissioner.get(f"cases/{reference}/").json()["state"] == "in_gate"
    found = commissioner.get("cases/?lane=joining").json()["results"]
    assert [(row["reference"], row["led_by"]) for row in found] == [(reference, NORTHSHIRE)]


def test_the_same_key_opens_one_and_another_body_under_it_is_refused(people: People, commissioner: Caller) -> None:
    first, again = opens(commissioner, "join-1"), opens(commissioner, "join-1")
    assert first.json()["reference"] == again.json()["reference"]
    other = opens(commissioner, "join-1", led_by={**LED_BY, "name": "Southshire"})
    assert other.status_code == 422


@pytest.mark.parametrize("wrong", [{"basis": "hope"}, {"name": ""}, {"name": None}])
def test_a_lead_that_says_nothing_is_refused(commissioner: Caller, wrong: dict[str, Any]) -> None:
    answer = opens(commissioner, led_by={**LED_BY, **wrong})
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_who_may_not_open_a_case_is_refused(people: People) -> None:
    assert opens(Caller(people["legal"])).status_code == 403


def test_a_case_that_we_lead_says_so(people: People, commissioner: Caller) -> None:
    assert opens(commissioner, led_by=None).json()["led_by"] == ""
