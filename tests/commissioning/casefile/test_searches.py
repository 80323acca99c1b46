"""Searches kept for oneself: saved, opened, named anew, removed; nobody else's business, and harmless when stale."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Person
from commissioning.errors import RefusedError
from commissioning.searches.decisions import MOST, rename_search, save_search
from commissioning.searches.models import SavedSearch
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader, words

AT = timezone.now()
SAVE, QUERY = "/cases/searches/", "stage=needs&late=on&sort=due"


def saved(person: Person, name: str = "Late needs", query: str = QUERY) -> SavedSearch:
    return save_search(person, name, query, at=AT)


def test_a_search_is_saved_with_its_filters_and_order(council: Council, commissioner: Reader) -> None:
    page = commissioner.get(f"{SAVE}?{QUERY}&page=3&stage=needs&lane=")
    assert "Needs analysis Only where something is late What is due soonest" in page
    answer = commissioner.post(f"{SAVE}?{QUERY}&page=3&service=gone", {"name": "  Late   needs "})
    assert answer.url == f"/cases/?{QUERY}"
    search = SavedSearch.objects.get()
    assert (search.person, search.name, search.query) == (commissioner.person, "Late needs", QUERY)
    page = commissioner.get("/cases/")
    assert "The search is saved." in page
    assert "Your saved searches Late needs Change the search Late needs" in page
    assert f'href="?{QUERY.replace("&", "&amp;")}"' in commissioner.client.get("/cases/").content.decode()


def test_the_list_offers_to_save_what_is_chosen(council: Council, commissioner: Reader) -> None:
    commissioner.open_case(council)
    assert "Save this search" not in commissioner.get("/cases/")
    page = commissioner.client.get("/cases/?state=drafting&sort=title&q=").content.decode()
    assert 'href="/cases/searches/?state=drafting&amp;sort=title"' in page
    assert "Nothing was saved" in words(commissioner.post(SAVE, {"name": "All"}, 422))
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_read_is_refused(council: Council, commissioner: Reader, name: str) -> None:
    assert "There is a problem" in words(commissioner.post(f"{SAVE}?{QUERY}", {"name": name}, 422))
    assert not SavedSearch.objects.exists()


def test_a_name_is_had_once_and_the_same_sent_twice_is_one(council: Council, commissioner: Reader) -> None:
    for _ in range(2):
        commissioner.post(f"{SAVE}?{QUERY}", {"name": "Late needs"})
    assert SavedSearch.objects.count() == 1
    answer = commissioner.post(f"{SAVE}?stage=award", {"name": "late NEEDS"}, 422)
    assert "You have a saved search called “Late needs” already." in words(answer)


def test_nobody_keeps_more_than_some(council: Council, commissioner: Reader, finance: Reader) -> None:
    for number in range(MOST):
        saved(commissioner.person, f"Search {number}")
    answer = commissioner.post(f"{SAVE}?{QUERY}", {"name": "One more"}, 422)
    assert "You have 20 saved searches, which is as many as one can have. Remove one first." in words(answer)
    finance.post(f"{SAVE}?{QUERY}", {"name": "One more"})
    assert commissioner.person.saved_searches.count() == MOST


def test_a_search_is_named_anew_and_removed(council: Council, commissioner: Reader) -> None:
    search, other = saved(commissioner.person), saved(commissioner.person, "Other")
    address = f"{SAVE}{search.pk}/"
    assert "Change a saved search" in commissioner.get(address)
    assert "already" in words(commissioner.post(address, {"name": "OTHER"}, 422))
    assert commissioner.post(address, {"name": "late needs"}).url == f"/cases/?{QUERY}"
    assert "called “late needs” now" in commissioner.get("/cases/")
    commissioner.post(f"{SAVE}{other.pk}/", {"remove": "yes"})
    assert [found.name for found in SavedSearch.objects.all()] == ["late needs"]
    assert commissioner.post(f"{SAVE}{other.pk}/", {"remove": "yes"}).url == "/cases/", "sent twice, answered as once"
    commissioner.post(f"{SAVE}{other.pk}/", {"name": "Anew"}, 404)


def test_a_search_is_nobody_elses(council: Council, commissioner: Reader, finance: Reader) -> None:
    search = saved(commissioner.person)
    assert "Late needs" not in finance.get("/cases/")
    finance.get(f"{SAVE}{search.pk}/", 404)
    finance.post(f"{SAVE}{search.pk}/", {"remove": "yes"}, 404)
    finance.post(f"{SAVE}{search.pk}/", {"name": "Mine"}, 404)
    search.refresh_from_db()
    assert search.name == "Late needs"


@pytest.mark.parametrize("query", ["service=closed-long-ago&stage=needs", "stage=planning", "%00=%00&&=", "q=%ff"])
def test_a_stale_search_does_no_harm(council: Council, commissioner: Reader, query: str) -> None:
    commissioner.open_case(council)
    search = saved(commissioner.person, "Stale", query)
    commissioner.get(f"/cases/?{search.query}")
    assert "Stale" in commissioner.get("/cases/")
    assert commissioner.get(f"{SAVE}{search.pk}/")


def test_what_is_too_long_is_not_kept(council: Council, commissioner: Reader) -> None:
    with pytest.raises(RefusedError, match="too long to keep"):
        saved(commissioner.person, "Long", "q=" + "x" * 1_000)
    with pytest.raises(RefusedError, match="Enter a name"):
        rename_search(saved(commissioner.person), "\n")
