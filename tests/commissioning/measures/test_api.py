"""Measures over the API: read by version and measure, brought in from a file once for each key."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from zeal import zeal_ignore

from accounts.models import Person
from commissioning.measures.models import FrameworkVersion
from tests.accounts.factories import a_key
from tests.api.council import Caller, headers_of
from tests.commissioning.measures.framed import HIRES, HOURS, LICENSED, NOTE, a_catalogue, csv_text, the_valley
from tests.council import AT, People

pytestmark = pytest.mark.django_db
MEASURES = "/api/v1/measures/"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


def sends(by: Person, content: bytes, *, key: str = "", **about: Any) -> Any:
    """Send a file."""
    file = SimpleUploadedFile("valley.csv", content)
    headers = headers_of(by) | {"Idempotency-Key": key or a_key()}
    with zeal_ignore():
        return Client().post(MEASURES, {"framework": LICENSED, **about, "file": file}, headers=headers)


def test_frameworks_versions_and_measures_are_read(people: People) -> None:
    a_catalogue()
    the_valley()
    hannah = Caller(people["policy"])
    listed = hannah.get("measures/").json()
    assert [(one["code"], one["kind"], one["in_force"]) for one in listed["results"]] == [
        ("our-catalogue", "own", 1),
        ("example-valley-measures", "licensed", 1),
    ]
    assert listed["government"] == ["ppn-002", "ppn-026"]
    assert hannah.get("measures/our-catalogue/").json()["versions"][0]["state"] == "published"
    version = hannah.get("measures/example-valley-measures/versions/1/").json()
    assert (version["licence"], [one["code"] for one in version["measures"]]) == (NOTE, ["J2", "V1"])
    measure = hannah.get("measures/example-valley-measures/versions/1/measures/V1/").json()
    assert (measure["licence"], measure["measure"]["unit"], measure["cases"]) == (NOTE, "hours", [])
    assert hannah.get("measures/example-valley-measures/versions/1/measures/X/").status_code == 404
    model = hannah.get("measures/government/ppn-026/").json()
    assert (model["binds_councils"], model["confidence"]) == (False, "secondary")
    assert hannah.get("measures/government/ppn-1/").status_code == 404
    supplier = Caller(people["supplier"])
    assert [one["code"] for one in supplier.get("measures/").json()["results"]] == ["our-catalogue"]
    assert supplier.get("measures/example-valley-measures/").status_code == 404


def test_a_file_becomes_a_draft_once_for_each_key(people: People) -> None:
    hannah, content = people["policy"], csv_text((HIRES, HOURS))
    about = {"owner": "strategy-policy-performance", "licence": NOTE}
    told = sends(hannah, content, **about, dry_run="true").json()
    assert (told["created"], told["version"], FrameworkVersion.objects.count()) == (2, None, 0)
    first, again = (sends(hannah, content, **about, key="once") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert (first.json()["code"], first.json()["version"]) == ("example-valley-measures", 1)
    assert FrameworkVersion.objects.get().state == "draft"


def test_what_is_wrong_with_a_file_is_told_by_row_and_column(people: People) -> None:
    hannah, about = people["policy"], {"owner": "strategy-policy-performance", "kind": "licensed"}
    refused = sends(hannah, csv_text((HIRES, HIRES), NOTE), **about)
    assert (refused.status_code, sorted(refused.json()["errors"])) == (422, ["row 2, code", "row 3, code"])
    rehearsed = sends(hannah, csv_text((HIRES, HIRES), NOTE), **about, dry_run="true").json()
    assert [(one["row"], one["column"]) for one in rehearsed["refused"]] == [(2, "code"), (3, "code")]
    assert sends(hannah, b"\xff", **about).status_code == 422
    assert sends(hannah, csv_text((HIRES,), NOTE)).status_code == 422
    assert sends(people["finance"], csv_text((HIRES,), NOTE), **about).status_code == 403
    assert not FrameworkVersion.objects.exists()
