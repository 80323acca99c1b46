"""What a person holds, the bodies their rights reach, and who else could act."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.authority import Over, eligible, may, posts_of
from accounts.decisions import deactivate_person, end_holding
from accounts.models import Body
from accounts.reach import reach_of
from accounts.rights import Right, Role
from tests.accounts.factories import AT, a_body, a_council, a_key, a_person, a_post, appointed, excluded, in_post

pytestmark = pytest.mark.django_db
PAST = date(2026, 10, 5)


@pytest.fixture
def council() -> Body:
    return a_council()


@pytest.fixture
def care(council: Body) -> Body:
    return a_body("Adult Social Care", parent=council)


def test_posts_of_gives_what_is_held_now_own_posts_first(council: Body, care: Body) -> None:
    sam = in_post(Role.FINANCE_OFFICER, a_body("Finance"), "Sam Osei")
    lin = a_person("Lin Chen")
    cover = appointed(lin, sam.holdings.get().post, principal=sam)
    own = appointed(lin, a_post(Role.COMMISSIONER, care))
    appointed(lin, a_post(Role.AUDITOR, council), ends_on=PAST)
    assert posts_of(lin, AT) == [own, cover]


def test_posts_of_is_one_query(care: Body, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    lin = in_post(Role.COMMISSIONER, care)
    appointed(lin, a_post(Role.CONTRACT_MANAGER, care))
    with django_assert_num_queries(1):
        assert [holding.title for holding in posts_of(lin, AT)] == [
            "Commissioner, Adult Social Care",
            "Contract manager, Adult Social Care",
        ]


def test_a_closed_account_holds_and_reaches_nothing(care: Body) -> None:
    lin = in_post(Role.COMMISSIONER, care)
    deactivate_person(lin, body=care, reason="Left the council", by=None, at=AT, key=a_key())
    assert posts_of(lin, AT) == []
    assert not reach_of(lin, AT).over(Right.VIEW_CASE)


def test_it_reaches_the_children_of_a_granted_parent(council: Body, care: Body) -> None:
    housing = a_body("Housing", parent=council)
    lin = in_post(Role.LEGAL_OFFICER, a_body("Legal Services", parent=council), over=[council])
    assert {council.pk, care.pk, housing.pk} <= reach_of(lin, AT).over(Right.VIEW_CASE)
    assert not reach_of(lin, AT).over(Right.APPOINT)


def test_it_stays_below_the_granted_body(council: Body, care: Body) -> None:
    a_body("Housing", parent=council)
    assert reach_of(in_post(Role.COMMISSIONER, care), AT).over(Right.VIEW_CASE) == {care.pk}


def test_it_knows_dates_and_covers(care: Body) -> None:
    post = a_post(Role.COMMISSIONER, care)
    gone, lin, omar = a_person("Sam Osei"), a_person("Lin Chen"), a_person("Omar Haddad")
    own = appointed(gone, post)
    appointed(lin, post, principal=gone)
    end_holding(own, on=PAST, by=None, at=AT, key=a_key())
    appointed(omar, post)
    assert not reach_of(gone, AT).over(Right.VIEW_CASE)
    assert not reach_of(lin, AT).over(Right.VIEW_CASE)
    assert reach_of(omar, AT).over(Right.VIEW_CASE)


def test_a_reach_is_one_query_for_every_right(care: Body, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    lin = in_post(Role.COMMISSIONER, care)
    with django_assert_num_queries(1):
        reach = reach_of(lin, AT)
        assert reach.over(Right.VIEW_CASE) == reach.over(Right.WRITE_RECORD) == {care.pk}
        assert not reach.over(Right.APPOINT)


def test_eligible_are_holders_within_their_limit_whom_nothing_keeps_out(care: Body) -> None:
    post = a_post(Role.HEAD_OF_SERVICE, care)
    people = {name: a_person(name) for name in ("Ana", "Ben", "Cai", "Dee", "Eve", "Flo")}
    for name in ("Flo", "Ana", "Ben"):
        appointed(people[name], post)
    appointed(people["Cai"], post, value_limit=10)
    appointed(people["Dee"], post, ends_on=PAST)
    appointed(people["Eve"], post, principal=people["Ben"])
    excluded(people["Ben"], "record/7")
    thing = Over([care.pk], amount=None, scopes=["record/7"])
    assert [person.full_name for person in eligible(post, on=thing, at=AT)] == ["Ana", "Cai", "Flo"]
    assert [person.full_name for person in eligible(post, on=Over([care.pk]), at=AT)] == [
        "Ana",
        "Ben",
        "Cai",
        "Eve",
        "Flo",
    ]


def test_eligible_heeds_the_right_and_the_amount(care: Body) -> None:
    post = a_post(Role.HEAD_OF_SERVICE, care)
    appointed(a_person("Ana"), post, value_limit=10)
    ben = a_person("Ben")
    appointed(ben, post)
    thing = Over([care.pk], amount=Decimal(11))
    assert eligible(post, on=thing, at=AT) == [ben]
    assert eligible(post, on=thing, at=AT, right=Right.DECIDE_GATE) == [ben]
    assert eligible(post, on=thing, at=AT, right=Right.APPOINT) == []


def test_where_a_value_is_not_known_only_those_without_a_limit_can_act(care: Body) -> None:
    post = a_post(Role.HEAD_OF_SERVICE, care)
    limited, free = a_person("Amina Khan"), a_person("Ben Wood")
    appointed(limited, post, value_limit=10**9)
    appointed(free, post)
    asked = Over([care.pk], valued=True)
    assert may(limited, Right.DECIDE_GATE, on=asked, at=AT).reason == (
        "As Head of service, Adult Social Care you may act up to £1,000,000,000 and the value of this case is not "
        "known, so you cannot decide it. Ben Wood can."
    )
    assert may(free, Right.DECIDE_GATE, on=asked, at=AT)
    assert eligible(post, on=asked, at=AT) == [free]


def test_someone_who_holds_and_covers_a_post_is_eligible_once(care: Body) -> None:
    post = a_post(Role.COMMISSIONER, care)
    ana, ben = a_person("Ana"), a_person("Ben")
    appointed(ana, post)
    appointed(ben, post)
    appointed(ana, post, principal=ben)
    assert eligible(post, on=Over([care.pk]), at=AT) == [ana, ben]
