"""A search shared by a link: who opens it, what it shows and never tells them, and what is left once it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.decisions import end_holding
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.errors import RefusedError
from commissioning.searches.decisions import MOST, remove_search, save_search, share_search, stop_sharing
from commissioning.searches.models import SavedSearch
from commissioning.vocabulary import Way
from tests.accounts.factories import a_body, a_council, a_key, in_post
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.casefile.test_finding import a_case

AT = timezone.now()
GONE = "This search is no longer shared"
LEFT_OUT = "Part of what it looks for is left out"
Limit = Callable[[int], Any]


def shared(reader: Reader, query: str = "stage=needs&sort=title", name: str = "Our needs") -> str:
    """The address of a search that somebody shares."""
    return f"/cases/shared/{share_search(save_search(reader.person, name, query, at=AT))}/"


def test_a_search_is_shared_from_its_page(council: Council, commissioner: Reader, finance: Reader) -> None:
    search = save_search(commissioner.person, "Our needs", "stage=needs", at=AT)
    assert (
        f"/cases/searches/{search.pk}/share/"
        in commissioner.client.get(f"/cases/searches/{search.pk}/").content.decode()
    )
    page = commissioner.get(f"/cases/searches/{search.pk}/share/")
    assert "Anyone of the council who is signed in and has the link." in page
    assert "Stop sharing" not in page
    for _ in range(2):  # sent twice, the link stays
        commissioner.post(f"/cases/searches/{search.pk}/share/", {})
    page = commissioner.client.get(f"/cases/searches/{search.pk}/share/").content.decode()
    [link] = re.findall(r'value="(http://testserver/cases/shared/[\w-]{43}/)"', page)
    case = a_case(council.service, 1, title="Youth hubs")
    seen = finance.get(link.removeprefix("http://testserver"))
    assert "Our needs Shared by Amina Begum. It shows the cases that you may see. Needs analysis Newest first" in seen
    assert case.reference in seen
    assert "You share this search." in commissioner.get(link.removeprefix("http://testserver"))
    assert str(search.pk) not in link.rpartition("shared/")[2].strip("/").split("-")


def test_nobody_else_shares_or_stops_it(council: Council, commissioner: Reader, finance: Reader) -> None:
    address = shared(commissioner)
    search = SavedSearch.objects.get()
    finance.get(f"/cases/searches/{search.pk}/share/", 404)
    finance.post(f"/cases/searches/{search.pk}/share/", {"stop": "yes"}, 404)
    finance.get(f"/cases/shared/{search.pk}/", 404)
    assert "Our needs" in finance.get(address)


def test_each_reader_finds_what_they_may_see(council: Council, readers: dict[str, Reader]) -> None:
    own = a_case(council.service, 1, title="Youth hubs")
    address = shared(readers["commissioner"], "sort=title")
    assert own.reference in readers["adviser"].get(address)
    page = readers["stranger"].get(address)
    assert own.reference not in page
    assert "Youth hubs" not in page
    assert "No case matches today." in page


def test_it_is_not_for_suppliers_nor_for_who_lost_their_post(council: Council, readers: dict[str, Reader]) -> None:
    address = shared(readers["commissioner"])
    finance = readers["finance"]
    assert "Our needs" in finance.get(address)
    end_holding(finance.person.holdings.get(), on=day_of(AT - timedelta(days=1)), by=None, at=AT, key=a_key())
    for reader in (finance, readers["supplier"]):
        for path in (address, f"{address}keep/"):
            page = reader.get(path, 404)
            assert GONE in page
            assert "Our needs" not in page
            assert "Amina" not in page
        assert GONE in words(reader.post(f"{address}keep/", {"name": "Mine"}, 404))
    assert not SavedSearch.objects.exclude(person=readers["commissioner"].person).exists()


@pytest.mark.parametrize("end", [stop_sharing, remove_search])
def test_a_link_that_ended_says_so(
    council: Council, commissioner: Reader, finance: Reader, end: Callable[[SavedSearch], None]
) -> None:
    address = shared(commissioner)
    end(SavedSearch.objects.get())
    never = finance.get("/cases/shared/never-was/", 404)
    assert GONE in never
    assert finance.get(address, 404) == never, "one that was taken back tells no more than one that never was"
    assert finance.get(f"{address}keep/", 404) == never


def test_shared_again_it_has_another_address(council: Council, commissioner: Reader, finance: Reader) -> None:
    first = shared(commissioner)
    search = SavedSearch.objects.get()
    commissioner.post(f"/cases/searches/{search.pk}/share/", {"stop": "yes"})
    assert "not shared any more" in commissioner.get(f"/cases/searches/{search.pk}/share/")
    assert "Stop sharing" not in commissioner.get(f"/cases/searches/{search.pk}/share/")
    second = f"/cases/shared/{share_search(search)}/"
    assert first != second
    finance.get(first, 404)
    finance.get(second)


def test_a_search_removed_meanwhile_is_not_shared(council: Council, commissioner: Reader) -> None:
    search = save_search(commissioner.person, "Our needs", "stage=needs", at=AT)
    remove_search(SavedSearch.objects.get())
    with pytest.raises(RefusedError, match="removed meanwhile"):
        share_search(search)
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("token", ["%00", "a%00b", "é", "x" * 300, "'", "%20"])
def test_a_link_that_cannot_be_is_none(council: Council, commissioner: Reader, token: str) -> None:
    shared(commissioner)
    assert GONE in commissioner.get(f"/cases/shared/{token}/", 404)


def test_searches_that_are_not_shared_are_not_found_by_nothing(council: Council, commissioner: Reader) -> None:
    save_search(commissioner.person, "Mine", "stage=needs", at=AT)
    assert SavedSearch.objects.shared_by("") is None


# What it never tells


def test_a_body_that_a_reader_does_not_know_stays_unknown(council: Council, commissioner: Reader) -> None:
    secret = a_body("Safe Houses", parent=a_council("Westbridge"))
    a_case(secret, 7, title="Refuges")
    known = in_post(Role.COMMISSIONER, secret, "Ivo Marsh")
    pages = []
    for number, service in enumerate((secret.slug, "never-was")):
        address = shared(Reader(known), f"service={service}&partner=on&stage=needs", f"Ours {number}")
        page = commissioner.get(address) + commissioner.get(f"{address}keep/")
        html = commissioner.client.get(address).content + commissioner.client.get(f"{address}keep/").content
        assert LEFT_OUT in page
        assert "Safe Houses" not in page
        assert service.encode() not in html
        pages.append(page.replace(f"Ours {number}", "Ours"))
    assert pages[0] == pages[1], "a body that is hidden and one that never was are told alike"


def test_who_sees_no_figures_is_told_of_none(council: Council, commissioner: Reader, adviser: Reader) -> None:
    dear = a_case(council.service, 1, title="Dear", value_gross=Decimal(3_000_000), supplier_names="Harbour Care Ltd")
    cheap = a_case(council.service, 2, title="Cheap", value_gross=Decimal(1_000))
    columns = "columns=stage&columns=value_gross&columns=supplier"
    address = shared(commissioner, f"q=harbour&value_from=2999999&sort=value&{columns}")
    page = commissioner.get(address)
    assert dear.reference in page
    assert cheap.reference not in page
    assert "Worth from £2,999,999" in page
    told = adviser.client.get(address).content.decode()
    assert all(found.reference in told for found in (dear, cheap)), "neither place nor count tells of a value"
    assert LEFT_OUT in told
    for secret in ("2,999,999", "2999999", "arbour", "value", "supplier", "Supplier"):
        assert secret not in told.partition("<main")[2], secret
    adviser.post(f"{address}keep/", {"name": "Mine"})
    assert SavedSearch.objects.get(person=adviser.person).query == "columns=stage"


def test_who_is_told_of_no_flag_reads_that_its_filter_is_left_out(commissioner: Reader, adviser: Reader) -> None:
    address = shared(commissioner, "retrospective=on&stage=needs")
    assert LEFT_OUT not in commissioner.get(address)
    told = adviser.client.get(address).content.decode()
    assert LEFT_OUT in told
    assert "etrospect" not in told.partition("<main")[2]


def test_how_a_need_is_met_is_told_to_who_sees_the_case(
    council: Council, commissioner: Reader, adviser: Reader
) -> None:
    found = {way: a_case(council.service, number, title=f"Case {number}", way=way) for number, way in enumerate(Way, 1)}
    address = shared(commissioner, "way=in_house")
    page = adviser.get(address)
    assert LEFT_OUT not in page
    assert [way for way, case in found.items() if case.reference in page] == [Way.IN_HOUSE]
    adviser.post(f"{address}keep/", {"name": "Met in house"})
    assert SavedSearch.objects.get(person=adviser.person).query == "way=in_house"


# Keeping it


def test_a_copy_is_kept_and_stands_alone(council: Council, commissioner: Reader, finance: Reader) -> None:
    address = shared(commissioner, "stage=needs&sort=title&columns=stage&columns=lead")
    page = finance.get(f"{address}keep/")
    assert "Keep “Our needs” as yours" in page
    assert "Columns: Stage and Lead" in page
    for _ in range(2):  # sent twice, kept once
        answer = finance.post(f"{address}keep/", {"name": "Our needs"})
        assert answer.url == "/cases/?stage=needs&sort=title&columns=stage&columns=lead"
    remove_search(SavedSearch.objects.get(person=commissioner.person))
    finance.get(address, 404)
    copy = SavedSearch.objects.get()
    assert (copy.person, copy.name, copy.token) == (finance.person, "Our needs", "")


def test_a_name_that_one_has_is_not_had_twice(council: Council, commissioner: Reader, finance: Reader) -> None:
    address = shared(commissioner)
    save_search(finance.person, "our NEEDS", "stage=award", at=AT)
    assert "already. Choose another name." in words(finance.post(f"{address}keep/", {"name": "Our needs"}, 422))
    for number in range(MOST - 1):
        save_search(finance.person, f"Search {number}", "stage=award", at=AT)
    assert "as many as one can have" in words(finance.post(f"{address}keep/", {"name": "One more"}, 422))
    assert finance.person.saved_searches.count() == MOST


def test_opening_a_link_costs_little_however_long_the_list(
    council: Council, commissioner: Reader, finance: Reader, django_assert_max_num_queries: Limit
) -> None:
    address = shared(commissioner, "stage=needs&sort=due&columns=due&columns=ends")

    def cost() -> int:
        with django_assert_max_num_queries(12) as captured:
            finance.get(address)
        return len(captured)

    a_case(council.service, 1, title="First")
    once = cost()
    for number in range(2, 8):
        a_case(council.service, number, title="Another")
    assert cost() == once
    search = SavedSearch.objects.get()
    for path in (f"{address}keep/", f"/cases/searches/{search.pk}/share/"):
        with django_assert_max_num_queries(12):
            commissioner.get(path)
