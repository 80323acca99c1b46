"""Where the facts of an imported case come from: which notice states what, and where in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commissioning.case.models import Case
from commissioning.casefile.sources import kind_in_words
from commissioning.notices.models import FieldSource, Notice
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.opendata.fixtures import OCID, release
from tests.commissioning.opendata.importing import PARTIES, TENDER, award_release, contract_release, imported, the_case
from tests.council import People, a_case, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]
FTS = "https://www.find-tender.service.gov.uk/Notice/094477-2026"
DOCUMENT = {"id": "094477-2026", "noticeType": "UK7", "documentType": "contractNotice", "url": FTS}


@pytest.fixture
def case(people: People, db: None, tmp_path: Path) -> Case:
    """A case made from three notices."""
    contract: Any = contract_release()
    contract["contracts"][0]["documents"] = [DOCUMENT]
    imported(tmp_path, release(tender=TENDER, parties=PARTIES), award_release(), contract)
    return the_case()


def test_the_notices_stand_in_the_order_of_their_publication(
    people: People, case: Case, django_assert_max_num_queries: Limit
) -> None:
    reader = Reader(people["procurement"])
    with django_assert_max_num_queries(MOST):
        page = reader.get(f"/cases/{case.reference}/sources/")
    assert "3 notices, the first published first" in page
    assert re.search(r"Notice 1: Tender Published 2 March 2026 at 9am Number 1 .*Notice 2: Award Published", page)
    assert "Notice 3: Contract details notice (UK7) Published 25 June 2026 at 10am Number 094477-2026" in page
    assert f"OCDS release 3 OCID {OCID}" in page
    assert f'href="{FTS}"' in reader.client.get(f"/cases/{case.reference}/sources/").content.decode()


def test_every_fact_names_its_notice_and_the_place_in_it(people: People, case: Case) -> None:
    page = Reader(people["procurement"]).get(f"/cases/{case.reference}/sources/")
    assert "Title Home care Notice 1 /tender/title" in page
    assert "Value £90,000 Notice 1 /tender/value/amount" in page
    assert "How far it has come In force Notice 3 /tag" in page
    assert "1 award: " in page
    assert "Award A1: value £80,000 Notice 2 /awards/0/value/amount" in page
    assert "Award A1: supplier Acme Care Ltd Notice 2 /awards/0/suppliers/0/name" in page
    assert "Contract C1: value with VAT £96,000 Notice 3" in page
    assert "Acme Care Ltd: register number 01234567 Notice 1" in page
    paths = FieldSource.objects.filter(case=case).values_list("path", flat=True)
    assert page.count("Notice 1 /") + page.count("Notice 2 /") + page.count("Notice 3 /") == len(paths)
    assert all(path in page for path in paths)


def test_the_case_page_leads_there(people: People, case: Case) -> None:
    page = Reader(people["procurement"]).client.get(f"/cases/{case.reference}/").content.decode()
    assert f'href="/cases/{case.reference}/sources/">Where these facts come from' in page


def test_who_sees_no_figures_sees_the_notices_alone(people: People, case: Case) -> None:
    page = Reader(people["voluntary.sector"]).get(f"/cases/{case.reference}/sources/")
    assert "3 notices" in page
    assert "£" not in page
    assert "Acme" not in page


def test_a_case_opened_here_says_that_no_notice_stands_behind_it(people: People) -> None:
    own, reader = a_case(people), Reader(people["commissioner"])
    assert "No notice stands behind this case." in reader.get(f"/cases/{own.reference}/sources/")
    assert "Where these facts come from" not in reader.get(f"/cases/{own.reference}/")


def test_who_may_not_see_the_case_finds_nothing(people: People, case: Case) -> None:
    Reader(people["supplier"]).get(f"/cases/{case.reference}/sources/", 404)


def test_an_identity_with_points_is_found_whole(people: People, tmp_path: Path) -> None:
    parties = [
        {"id": identity, "name": name, "roles": ["buyer"]} for identity, name in (("a", "Short"), ("a.b", "Long"))
    ]
    imported(tmp_path, release(tender=TENDER, parties=parties))
    page = Reader(people["procurement"]).get(f"/cases/{the_case().reference}/sources/")
    assert "Long: name Long Notice 1 /parties/1/name" in page
    assert "Short: name Short Notice 1 /parties/0/name" in page


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (Notice(notice_type="UK6", tags=["award"]), "Contract award notice (UK6)"),
        (Notice(notice_type="F03", tags=["award"]), "F03"),
        (Notice(tags=["tender", "tenderAmendment"]), "Tender, tender amendment"),
        (Notice(), "Notice"),
    ],
)
def test_a_notice_says_what_it_is(notice: Notice, words: str) -> None:
    assert kind_in_words(notice) == words
