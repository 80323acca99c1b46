"""The pages of measures: read by all, drafted by their keeper, brought in from a file, published by other eyes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.casefile.exporting import workbook_of
from commissioning.measures.drafting import begin_version
from commissioning.measures.models import FrameworkVersion
from commissioning.measures.publishing import put_forward
from commissioning.measures.tables import COLUMNS, EXAMPLE
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.measures.framed import HIRES, HOURS, JOBS, LICENSED, NOTE, a_catalogue, csv_text, the_valley
from tests.council import AT, People

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
OWN = "/measures/our-catalogue/"
VERSION = f"{OWN}versions/2/"
TODAY = {"effective_from_day": "1", "effective_from_month": "4", "effective_from_year": "2026"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def hannah(people: People) -> Reader:
    """The policy officer."""
    return Reader(people["policy"])


@pytest.fixture
def draft(people: People) -> FrameworkVersion:
    """The next version of the catalogue, being drafted."""
    return begin_version(a_catalogue().framework, by=people["policy"], at=AT, key=a_key())


def sent(version: FrameworkVersion, **answers: Any) -> dict[str, Any]:
    version.refresh_from_db()
    return {"read": version.digest, **answers}


def a_measure(**changed: Any) -> dict[str, Any]:
    """A measure as its form sends it."""
    given = {**vars(HOURS), "guards": "jobs\nhours", "priorities": ["P2"], "proxy_value": "12.5", **changed}
    return {**given, "proxy_source": "Our own", "price_year": "2026", "licence": "The council’s own."}


def test_frameworks_are_listed_with_their_licence_and_the_governments_facts(people: People, hannah: Reader) -> None:
    assert "There is no framework of measures yet." in hannah.get("/measures/")
    a_catalogue()
    the_valley()
    page = hannah.get("/measures/")
    for text in ("2 frameworks", "Our catalogue", f"Licence: {NOTE}", "Bring measures in from a file", "PPN 026"):
        assert text in page
    supplier = Reader(people["supplier"])
    page = supplier.get("/measures/")
    assert "Our catalogue" in page
    assert LICENSED not in page
    supplier.get("/measures/example-valley-measures/", 404)
    assert "Bring measures in" not in page
    page = hannah.get("/measures/government/ppn-002/")
    assert "5 Reducing crime (title not verified)" in page
    assert "This binds central government, not this council." in page
    hannah.get("/measures/government/ppn-001/", 404)
    use = hannah.get("/policies/social-value/use/")
    assert "P1 Good work for local people 0 0 1 0" in use
    assert "P2 Strong communities and voluntary groups 0 0 0 0" in use


def test_a_version_and_its_measures_are_read_and_handed_out(people: People) -> None:
    a_catalogue()
    the_valley()
    amina = Reader(people["finance"])
    page = amina.get(OWN)
    assert "J1 Residents out of work who start a job" in page
    assert "Begin the next version" not in page
    page = amina.get(f"{OWN}versions/1/measures/J1/")
    for text in (
        "Guarded against counting twice jobs; never together with J2",
        "£15,000 for one unit, at 2025 prices. Our own estimate",
        "Licence The council’s own.",
        "None of the live cases whose figures you may see",
    ):
        assert text in page
    assert f"Licence {NOTE}" in amina.get("/measures/example-valley-measures/versions/1/measures/V1/")
    amina.get(f"{OWN}versions/1/measures/X9/", 404)
    amina.get(f"{OWN}versions/9/", 404)
    file = amina.client.get("/measures/example-valley-measures/versions/1/measures.csv")
    assert NOTE in file.content.decode("utf-8-sig")
    assert amina.client.get("/measures/example-valley-measures/versions/1/measures.xlsx").status_code == 200
    template = amina.client.get("/measures/template.csv").content.decode("utf-8-sig")
    assert template.splitlines()[0] == ",".join(COLUMNS)
    assert amina.client.get("/measures/template.xlsx").status_code == 200
    assert "Live cases" not in Reader(people["supplier"]).get(f"{OWN}versions/1/measures/J1/")


def test_a_draft_is_written_measure_by_measure(draft: FrameworkVersion, hannah: Reader) -> None:
    assert "Whoever keeps the framework drafts it now" in hannah.get(VERSION)
    hannah.post(f"{VERSION}about/", sent(draft, label="2026 to 2029", publisher="The council", source="", licence=""))
    refused = hannah.post(f"{VERSION}draft/add/", sent(draft, **a_measure(code="V 2", evidence="")), 422)
    assert "Use letters, figures, full stops and hyphens alone" in words(refused)
    hannah.post(f"{VERSION}draft/add/", sent(draft, **a_measure(code="J2", title="Told twice")))
    page = hannah.get(VERSION)
    assert "Measure J2, code: The code J2 stands at another measure too." in page
    assert "J2 Told twice" in page
    hannah.post(f"{VERSION}draft/4/", sent(draft, **a_measure(code="V2", title="Whole now")))
    hannah.post(f"{VERSION}draft/1/", sent(draft, code="J1", remove="yes"))
    draft.refresh_from_db()
    assert [one.code for one in draft.edition.measures] == ["J2", "V1", "V2"]
    added = draft.edition.measures[-1]
    assert (added.guards, added.priorities, added.proxy_value) == (("jobs", "hours"), ("P2",), "12.50")
    hannah.get(f"{VERSION}draft/9/", 404)
    late = hannah.post(f"{VERSION}draft/1/", {"read": "another", **a_measure()}, 409)
    assert "Someone else changed this draft" in words(late)
    page = hannah.get(f"{OWN}compare/")
    assert "V2 Whole now New" in page
    assert "J1 Residents out of work who start a job Withdrawn" in page
    assert "2 measures are the same in Version 1 and 2026 to 2029." in page
    assert "changed a draft of a framework of measures, version 2: measure J1 withdrawn" in hannah.get(f"{OWN}history/")


def test_a_catalogue_is_begun_and_published_by_other_eyes(people: People, hannah: Reader) -> None:
    answer = hannah.post("/measures/begin/", {"name": "Our catalogue", "owner": "strategy-policy-performance"})
    here = answer.url
    assert here == f"{OWN}versions/1/"
    draft = FrameworkVersion.objects.get()
    hannah.post(f"{here}draft/add/", sent(draft, **a_measure()))
    hannah.get(f"{here}propose/")
    hannah.post(f"{here}propose/", {**TODAY, "reason": "The first."})
    assert "wrote this draft" in hannah.get(f"{here}publish/")
    sunita = Reader(people["director"])
    page = sunita.client.get(f"{here}publish/").content.decode()
    read = re.search(r'name="read" value="([0-9a-f]+)"', page)
    assert read
    assert "There is a problem" in words(sunita.post(f"{here}publish/", {"send_back": "yes", "reason": " "}, 422))
    sunita.post(f"{here}publish/", {"send_back": "yes", "reason": "Name the group."})
    hannah.post(f"{here}propose/", {**TODAY, "reason": "The first."})
    sunita.post(f"{here}publish/", {"read": read[1], "reason": "Good."})
    assert "Published by Sunita Rao (Corporate director, Corporate Resources)" in sunita.get(here)
    assert "does not wait to be published" in sunita.get(f"{here}publish/")
    hannah.get(f"{here}about/", 409)
    answer = hannah.post(f"{OWN}begin/", {})
    assert answer.url == VERSION
    assert "Go on with it" in hannah.get(f"{OWN}begin/")
    hannah.post(f"{VERSION}withdraw/", {"reason": "Elections."})
    assert "It was withdrawn." in hannah.get(VERSION)
    assert "Version 2" not in Reader(people["voluntary.sector"]).get(OWN)


def file_of(content: bytes, name: str = "valley.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_licensed_framework_is_brought_in_row_by_row_or_not_at_all(people: People, hannah: Reader) -> None:
    about = {"name": LICENSED, "kind": "licensed", "owner": "strategy-policy-performance", "label": "2026"}
    page = hannah.get("/measures/import/")
    assert "template" in page
    refused = words(hannah.post("/measures/import/", {**about, "file": file_of(csv_text((JOBS, HIRES)))}, 422))
    assert "2 things are wrong with the file, told row by row below" in refused
    assert "Row 2 priorities Only the council’s own measures name priorities" in refused
    assert not FrameworkVersion.objects.exists()
    refused = words(hannah.post("/measures/import/", {**about, "file": file_of(csv_text((HIRES,)))}, 422))
    assert "The file licence Say under which licence it may be used" in refused
    assert "no text in UTF-8" in words(hannah.post("/measures/import/", {**about, "file": file_of(b"\xff")}, 422))
    about["licence"] = NOTE
    checked = hannah.post("/measures/import/", {**about, "file": file_of(csv_text((HIRES,))), "check": "yes"}, 200)
    assert "The file is sound: 1 new measure" in words(checked)
    assert not FrameworkVersion.objects.exists()
    book = workbook_of([COLUMNS, EXAMPLE], "Measures")
    answer = hannah.post("/measures/import/", {**about, "file": file_of(book, "valley.xlsx")})
    page = hannah.get(answer.url)
    for text in ("Read from the file valley.xlsx", "Under licence", NOTE, "EV1 Hours given to local groups"):
        assert text in page
    page = hannah.client.get("/measures/import/?framework=example-valley-measures").content.decode()
    assert f'value="{LICENSED}"' in page
    large = file_of(b"x" * (2 * 1024 * 1024 + 1))
    assert "larger than 2 MB" in words(hannah.post("/measures/import/", {**about, "file": large}, 422))


def test_others_neither_write_nor_know_of_a_draft(draft: FrameworkVersion, people: People) -> None:
    finance, sector = Reader(people["finance"]), Reader(people["voluntary.sector"])
    assert "Hannah Weiss can" in finance.get(f"{VERSION}about/", 403)
    assert "Add a measure" not in finance.get(VERSION)
    sector.get(VERSION, 404)
    sector.get(f"{OWN}history/", 403)
    for path in ("begin/", "import/"):
        finance.get(f"/measures/{path}", 403)


PAGES = ("", "history/", "begin/", "compare/", "versions/1/", "versions/1/measures/J1/")
OF_DRAFT = ("", "about/", "draft/add/", "draft/1/", "propose/", "publish/", "withdraw/")


@pytest.mark.parametrize(
    "path",
    [
        "/measures/",
        "/measures/begin/",
        "/measures/import/",
        "/measures/government/ppn-026/",
        *(f"{OWN}{page}" for page in PAGES),
        *(f"{VERSION}{page}" for page in OF_DRAFT),
    ],
)
def test_a_page_of_measures_asks_few_queries(
    path: str, draft: FrameworkVersion, people: People, hannah: Reader
) -> None:
    the_valley()
    if path.endswith("publish/"):
        put_forward(draft, effective_from=AT.date(), reason="x", by=people["policy"], at=AT, key=a_key())
    hannah.get(path)
    with CaptureQueriesContext(connection) as asked:
        hannah.get(path)
    assert len(asked) <= MOST_QUERIES
