"""Waivers add up: for the Act, whose threshold no splitting escapes, and for whoever approves them."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Post
from accounts.rights import Role
from audit.deciding import deciding
from commissioning.case.linking import link_cases
from commissioning.case.models import Case
from commissioning.errors import NotAllowedError, RefusedError
from commissioning.tender.models import TenderRecord
from commissioning.verbs import Verb
from commissioning.vocabulary import LinkKind
from commissioning.waivers.kinds import WaiverAction, WaiverState
from tests.accounts.factories import a_key, a_person, appointed
from tests.commissioning.needs.filled import within_case
from tests.commissioning.waivers.waived import a_small_case, advised, approved, decides, drafted, fresh, submitted
from tests.council import AT, People, strand_of
from workflows.demonstration.council import SINCE

pytestmark = pytest.mark.django_db
BIG: dict[str, Any] = {"value_net": Decimal(300_000), "value_gross": Decimal(360_000)}


def a_case_without_value(people: People) -> Case:
    """A small case whose value is not known: each waiver says its own."""
    case = a_small_case(people)
    with deciding(Verb.CASE_UPDATED, case, by=None, at=AT, key=a_key()):
        case.value_net = case.value_gross = None
        case.save(update_fields=["value_net", "value_gross"])
    return case


def test_two_waivers_of_one_case_do_not_take_it_past_the_threshold(people: People) -> None:
    """Each is below the threshold of light touch, 663,540 pounds, and both together above it."""
    case = a_case_without_value(people)
    approved(case, people, **BIG)
    with pytest.raises(RefusedError, match="at or above the threshold"):
        submitted(case, people, **BIG)
    assert [waiver.state for waiver in case.waivers.order_by("number")] == [WaiverState.APPROVED, WaiverState.DRAFTING]


def test_light_touch_decides_which_threshold_holds_once_somebody_has_said(people: People) -> None:
    """Until then what lies between the two is not refused, and Legal reads what hangs on it."""
    small = a_small_case(people)
    worth: dict[str, Any] = {"value_net": Decimal(200_000), "value_gross": Decimal(240_000)}
    assert "If it is a light touch contract" in submitted(small, people, **worth).text.stated["law"]
    with within_case(small):
        tender = TenderRecord(strand=strand_of(small), sequence=1, light_touch=False)
        tender.save()
    with pytest.raises(RefusedError, match="£207,720, so the Procurement Act 2023 covers it"):
        drafted(small, people, **worth)
    with within_case(small):
        tender.light_touch = True
        tender.save()
    assert "law" not in submitted(small, people, **worth).text.stated


def test_nor_do_those_of_linked_cases(people: People) -> None:
    one, other = a_case_without_value(people), a_case_without_value(people)
    why: dict[str, Any] = {"reason": "One need.", "by": people["commissioner"], "at": AT, "key": a_key()}
    link_cases(other, one.reference, kind=LinkKind.SPLIT_FROM, **why)
    approved(one, people, **BIG)
    with pytest.raises(RefusedError, match="at or above the threshold"):
        submitted(other, people, **BIG)


def test_those_of_one_kind_are_pointed_out_to_legal(people: People) -> None:
    one, other = a_case_without_value(people), a_case_without_value(people)
    approved(one, people, **BIG)
    waiver = submitted(other, people, **BIG)
    assert "Ask Legal whether they are one." in waiver.text.stated["law"]


def test_what_grew_past_an_approvers_own_limit_is_not_approved_by_them(people: People) -> None:
    one, other = a_small_case(people), a_small_case(people)
    post = Post.objects.get(role=Role.HEAD_OF_SERVICE, body__slug="corporate-resources")
    hal = a_person("Hal Low", body=post.body)
    appointed(hal, post, starts_on=SINCE, value_limit=15000)
    advised(one, people)
    submitted(other, people, value_net=Decimal(8000), value_gross=Decimal(9600))
    with pytest.raises(NotAllowedError, match="up to £15,000 .* Gareth Pryce can"):
        decides(one, WaiverAction.APPROVE, by=hal)
    decides(one, WaiverAction.APPROVE, by=people["head.of.service"])
    assert one.waivers.get().state == WaiverState.APPROVED


def test_a_suppliers_name_that_grows_as_it_is_compared_fits_its_column(small: Case, people: People) -> None:
    waiver = drafted(small, people, supplier="\ufdfa" * 100)
    assert len(fresh(waiver).supplier_key) == 300
