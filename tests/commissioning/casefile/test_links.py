"""Cases linked with a case: named to those who may see them, and to nobody else."""

from __future__ import annotations

import pytest

from accounts.models import Holding
from commissioning.case.models import Case, CaseLink
from commissioning.vocabulary import LinkKind
from tests.api.council import Council
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
