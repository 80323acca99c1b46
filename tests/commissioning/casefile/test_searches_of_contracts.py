"""Searches of the list of contracts: saved, found above that list alone, changed, shared, kept by others."""

from __future__ import annotations

from django.utils import timezone

from commissioning.searches.decisions import save_search, share_search
from commissioning.searches.kinds import Listed
from commissioning.searches.models import SavedSearch
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader

AT = timezone.now()
QUERY = "status=live&ending=6"


def saved(reader: Reader, query: str = QUERY) -> SavedSearch:
    return save_search(reader.person, "Ending soon", query, of=Listed.CONTRACTS, at=AT)


def test_it_is_saved_and_stands_above_its_own_list(council: Council, commissioner: Reader) -> None:
    there = f"/contracts/searches/?{QUERY}&page=2&service=gone"
    assert "It stands above the list of contracts" in commissioner.get(there)
    assert commissioner.post(there, {"name": "Ending soon"}).url == f"/contracts/?{QUERY}"
    search = SavedSearch.objects.get()
    assert (search.of, search.query) == (Listed.CONTRACTS, QUERY)
    assert "Your saved searches Ending soon" in commissioner.get("/contracts/")
    assert "Your saved searches" not in commissioner.get("/cases/")
    assert "already" in commissioner.post("/cases/searches/?stage=needs", {"name": "Ending soon"}, 422).content.decode()


def test_it_is_named_anew_and_removed(council: Council, commissioner: Reader) -> None:
    page = f"/cases/searches/{saved(commissioner).pk}/"
    assert commissioner.post(page, {"name": "Soon"}).url == f"/contracts/?{QUERY}"
    assert commissioner.post(page, {"remove": "yes"}).url == "/contracts/"


def test_it_is_shared_and_kept(council: Council, commissioner: Reader, finance: Reader) -> None:
    link = f"/cases/shared/{share_search(saved(commissioner))}/"
    page = finance.get(link)
    assert "It shows the contracts that you may see. Live Ending within 6 months" in page
    assert "No contract matches today." in page
    assert f'href="/contracts/?{QUERY.replace("&", "&amp;")}"' in finance.client.get(link).content.decode()
    assert "above your list of contracts" in finance.get(f"{link}keep/")
    assert finance.post(f"{link}keep/", {"name": "Mine"}).url == f"/contracts/?{QUERY}"
    assert SavedSearch.objects.get(person=finance.person).of == Listed.CONTRACTS


def test_who_sees_no_figures_uses_no_words_of_it(council: Council, readers: dict[str, Reader]) -> None:
    link = f"/cases/shared/{share_search(saved(readers['commissioner'], 'q=Bright+Days'))}/"
    page = readers["adviser"].get(link)
    assert "Part of what it looks for is left out" in page
    assert "Bright Days" not in page
