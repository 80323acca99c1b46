"""Cases linked with a case: named to those who may see them, and to nobody else."""

from __future__ import annotations

import pytest

from accounts.models import Holding
from accounts.rights import Role
from audit.models import Entry
from commissioning.case.models import Case, CaseLink
from commissioning.verbs import Verb
from commissioning.vocabulary import LinkKind
from tests.accounts.factories import appointed, in_post
from tests.api.council import Caller, Council
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.needs.filled import within_case

SECRET = "Rescue of a failing care home"
UNSEEN = "A case that you cannot see"


@pytest.fixture
def elsewhere(council: Council, drafting: Case, readers: dict[str, Reader]) -> Case:
    """A case of another council, which buys again what the case at hand bought."""
    service = Holding.objects.get(person=council.stranger).post.body
    stranger = readers["stranger"]
    stranger.post("/cases/open/", {"title": SECRET, "service": service.pk})
    other = Case.objects.get(title=SECRET)
    with within_case(other):
        CaseLink(case=other, kind=LinkKind.RETENDER_OF, other=drafting).save()
    return other


def test_a_linked_case_that_the_reader_may_not_see_is_not_named(
    drafting: Case, elsewhere: Case, commissioner: Reader
) -> None:
    page = commissioner.client.get(f"/cases/{drafting.reference}/").content.decode()
    assert SECRET not in page
    assert elsewhere.reference not in page
    assert f"Re-tendered as {UNSEEN}" in commissioner.get(f"/cases/{drafting.reference}/")


def test_the_other_end_is_not_named_either(drafting: Case, elsewhere: Case, readers: dict[str, Reader]) -> None:
    page = readers["stranger"].get(f"/cases/{elsewhere.reference}/")
    assert f"Re-tender of {UNSEEN}" in page
    assert drafting.title not in page
    assert drafting.reference not in page


def test_who_may_bid_does_not_learn_that_there_is_one(drafting: Case, elsewhere: Case, adviser: Reader) -> None:
    page = adviser.get(f"/cases/{drafting.reference}/")
    assert UNSEEN not in page
    assert "Linked cases" not in page


def test_a_linked_case_that_the_reader_may_see_is_named_with_its_address(
    council: Council, drafting: Case, elsewhere: Case, commissioner: Reader
) -> None:
    own = commissioner.open_case(council, "Day centres")
    with within_case(own):
        CaseLink(case=own, kind=LinkKind.SPLIT_FROM, other=drafting).save()
    page = commissioner.client.get(f"/cases/{drafting.reference}/").content.decode()
    assert f'href="/cases/{own.reference}/">Open' in page
    assert f"{own.reference} Day centres" in page
    assert page.count(UNSEEN) == 1


def linked_by_both(council: Council, drafting: Case, elsewhere: Case) -> Reader:
    """Somebody with a post on either side has linked the cases, and says why."""
    both = Reader(in_post(Role.COMMISSIONER, council.service, "Both Sides"))
    appointed(both.person, Holding.objects.get(person=council.stranger).post)
    both.post(
        f"/cases/{drafting.reference}/links/",
        {"kind": LinkKind.SPLIT_FROM, "other": elsewhere.reference, "reason": "The home fails."},
    )
    return both


@pytest.mark.parametrize("page", ["", "trail/"])
def test_the_trail_does_not_name_it_nor_say_why(
    council: Council, drafting: Case, elsewhere: Case, commissioner: Reader, page: str
) -> None:
    both = linked_by_both(council, drafting, elsewhere)
    told = commissioner.get(f"/cases/{drafting.reference}/{page}")
    assert "linked the case as split from another case." in told
    assert elsewhere.reference not in told
    assert "The home fails." not in told
    whole = f"linked the case as split from {elsewhere.reference}: The home fails."
    assert whole in both.get(f"/cases/{drafting.reference}/{page}")


def test_nor_does_the_trail_by_script(council: Council, drafting: Case, elsewhere: Case, commissioner: Reader) -> None:
    both = linked_by_both(council, drafting, elsewhere)
    path = f"cases/{drafting.reference}/trail/"
    told = Caller(commissioner.person).get(path)
    assert elsewhere.reference not in told.content.decode()
    assert (told.json()["results"][-1]["reason"], told.json()["results"][-1]["about"]) == ("", {"kind": "split_from"})
    assert Caller(both.person).get(path).json()["results"][-1]["about"]["other"] == elsewhere.reference


def test_a_link_is_taken_back_by_who_sees_both_cases(
    council: Council, drafting: Case, elsewhere: Case, commissioner: Reader
) -> None:
    both = linked_by_both(council, drafting, elsewhere)
    link = CaseLink.objects.get(case=drafting)
    page = f"/cases/{drafting.reference}/links/{link.pk}/"
    commissioner.get(page, 404)
    commissioner.post(page, {"reason": "A mistake."}, 404)
    assert CaseLink.objects.filter(pk=link.pk).exists()
    sent = {"reason": "A mistake of mine.", "key": "taken-back"}
    both.post(page, sent)
    assert both.post(page, sent).url == f"/cases/{drafting.reference}/", "sent twice, answered as once"
    both.post(page, {**sent, "reason": "Another."}, 422)
    both.post(page, {**sent, "reason": ""}, 404)
    both.post(page, {**sent, "key": "another"}, 404)
    assert Entry.objects.filter(verb=Verb.CASES_UNLINKED).count() == 1
    told = commissioner.get(f"/cases/{drafting.reference}/trail/")
    assert "took back the link as split from another case." in told
    assert "A mistake of mine." not in told
