"""Who may do what, asked of the database: holdings, grants, limits, exclusions and the words for every no."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm
from pytest_django import DjangoAssertNumQueries

from accounts.authority import Over, may, require
from accounts.decisions import deactivate_person, end_holding
from accounts.errors import NotAllowedError
from accounts.exclusions import end_exclusions
from accounts.models import Body, Person, Post
from accounts.rights import Right, Role
from accounts.vocabulary import BodyKind, Ground
from tests.accounts.factories import (
    AT,
    a_body,
    a_council,
    a_key,
    a_person,
    a_post,
    appointed,
    excluded,
    in_post,
    within,
)

pytestmark = pytest.mark.django_db
NOBODY = "Nobody else can at present: ask your administrator to appoint someone."


@pytest.fixture
def council() -> Body:
    return a_council()


@pytest.fixture
def care(council: Body) -> Body:
    return a_body("Adult Social Care", parent=council)


@pytest.fixture
def legal(council: Body) -> Body:
    return a_body("Legal Services", parent=council)


@pytest.fixture
def post(legal: Body, council: Body) -> Post:
    """The legal officer, with rights over the whole council."""
    return a_post(Role.LEGAL_OFFICER, legal, over=[council])


@pytest.fixture
def lin(post: Post) -> Person:
    person = a_person("Lin Chen")
    appointed(person, post)
    return person


def over(*bodies: Body, amount: int | None = None, scope: str = "", source: str = "", post: Post | None = None) -> Over:
    """A governed thing in few words."""
    return Over(
        bodies=[body.pk for body in bodies],
        amount=None if amount is None else Decimal(amount),
        scopes=[scope] if scope else [],
        source=source,
        post_id=post.pk if post else None,
    )


def why_not(person: Person, right: Right, on: Over, at: datetime = AT) -> str:
    """The reason of a refusal; fails on a yes."""
    answer = may(person, right, on=on, at=at)
    assert not answer
    assert answer.holding is None
    return answer.reason


# Yes


def test_a_right_over_the_council_covers_its_services(lin: Person, council: Body, care: Body) -> None:
    for body in (council, care):
        answer = may(lin, Right.SIGN_GATE, on=over(body), at=AT)
        assert answer
        assert answer.reason == ""
        assert answer.holding is not None
        assert answer.holding.title == "Legal officer, Legal Services"


def test_one_of_several_owners_is_enough(lin: Person, care: Body) -> None:
    assert may(lin, Right.SIGN_GATE, on=over(a_body("Elsewhere"), care), at=AT)


def test_require_gives_the_holding(lin: Person, care: Body, post: Post) -> None:
    holding = require(lin, Right.SIGN_GATE, on=over(care, post=post), at=AT)
    assert (holding.person, holding.post, holding.on_behalf_of) == (lin, post, "")


def test_a_persons_own_post_is_preferred_to_one_they_cover(council: Body, care: Body) -> None:
    sam = in_post(Role.FINANCE_OFFICER, a_body("Finance"), "Sam Osei", over=[council])
    omar = a_person("Omar Haddad")
    appointed(omar, sam.holdings.get().post, principal=sam)
    own = appointed(omar, a_post(Role.PROCUREMENT_OFFICER, a_body("Procurement"), over=[council]))
    assert require(omar, Right.SIGN_GATE, on=over(care), at=AT) == own


# Dates


def test_the_first_and_the_last_day_count(post: Post, care: Body) -> None:
    lin = a_person("Lin Chen")
    appointed(lin, post, starts_on=date(2026, 10, 6), ends_on=date(2026, 10, 7))
    moments = {
        datetime(2026, 10, 5, 22, 59, tzinfo=UTC): False,
        datetime(2026, 10, 5, 23, 0, tzinfo=UTC): True,
        datetime(2026, 10, 7, 22, 59, tzinfo=UTC): True,
        datetime(2026, 10, 7, 23, 0, tzinfo=UTC): False,
    }
    assert {at: may(lin, Right.SIGN_GATE, on=over(care), at=at).allowed for at in moments} == moments


def test_an_appointment_that_has_not_begun_says_when(post: Post, care: Body) -> None:
    lin = a_person("Lin Chen")
    appointed(lin, post, starts_on=date(2026, 11, 2))
    assert why_not(lin, Right.SIGN_GATE, over(care)) == (
        "Your appointment as Legal officer, Legal Services begins on 2 November 2026, so you cannot sign it yet. "
        "Ask the council if you think you should be able to."
    )


def test_an_ended_appointment_says_when(lin: Person, care: Body, council: Body) -> None:
    end_holding(lin.holdings.get(), on=date(2026, 10, 5), by=None, at=AT, key=a_key())
    in_post(Role.FINANCE_OFFICER, a_body("Finance"), "Omar Haddad", over=[council])
    appointed(lin, a_post(Role.SCRUTINY_OFFICER, a_body("Scrutiny", kind=BodyKind.BOARD), over=[care]))
    assert why_not(lin, Right.SIGN_GATE, over(care, post=lin.holdings.order_by("pk")[0].post)) == (
        f"Your appointment as Legal officer, Legal Services ended on 5 October 2026, so you cannot sign it. {NOBODY}"
    )


# Which post, which right


def test_only_holdings_of_the_post_asked_count(lin: Person, care: Body, council: Body) -> None:
    omar = in_post(Role.FINANCE_OFFICER, a_body("Finance"), "Omar Haddad", over=[council])
    finance = omar.holdings.get().post
    assert why_not(lin, Right.SIGN_GATE, over(care, post=finance)) == (
        "This waits for the Finance officer, Finance, a post you do not hold. Omar Haddad can."
    )
    assert may(omar, Right.SIGN_GATE, on=over(care, post=finance), at=AT)


def test_a_post_without_the_right_says_so_and_who_can(lin: Person, care: Body) -> None:
    in_post(Role.HEAD_OF_SERVICE, care, "Amina Khan")
    assert why_not(lin, Right.DECIDE_GATE, over(care)) == (
        "The post of Legal officer, Legal Services does not let you decide it. Amina Khan can."
    )


def test_a_right_over_one_service_is_none_over_another_or_over_the_council(care: Body, council: Body) -> None:
    amina = in_post(Role.HEAD_OF_SERVICE, care, "Amina Khan")
    housing = a_body("Housing", parent=council)
    assert may(amina, Right.DECIDE_GATE, on=over(care), at=AT)
    for body in (housing, council):
        assert why_not(amina, Right.DECIDE_GATE, over(body)) == (
            f"The post of Head of service, Adult Social Care does not let you decide it. {NOBODY}"
        )


def test_a_thing_without_owners_is_nobodys(lin: Person) -> None:
    assert not may(lin, Right.SIGN_GATE, on=over(), at=AT)


def test_a_person_without_a_post_can_do_nothing_and_learns_no_names(lin: Person, care: Body) -> None:
    assert why_not(a_person("New Starter"), Right.SIGN_GATE, over(care)) == (
        "You hold no post, so you cannot sign it. Ask the council if you think you should be able to."
    )


def test_a_supplier_learns_no_names(lin: Person, care: Body) -> None:
    supplier = in_post(Role.SUPPLIER_CONTACT, a_body("Bright Care Ltd", BodyKind.SUPPLIER), "Sue Price")
    assert why_not(supplier, Right.SIGN_GATE, over(care)) == (
        "The post of Supplier contact, Bright Care Ltd does not let you sign it. "
        "Ask the council if you think you should be able to."
    )


def test_a_closed_account_can_do_nothing(lin: Person, care: Body, council: Body) -> None:
    stale = Person.objects.get(pk=lin.pk)
    deactivate_person(lin, body=council, reason="Left the council", by=None, at=AT, key=a_key())
    words = "Your account is closed, so you cannot sign it. Ask your administrator to open it again."
    assert why_not(lin, Right.SIGN_GATE, over(care)) == words
    assert why_not(stale, Right.SIGN_GATE, over(care)) == words


def test_a_closed_account_without_a_post_can_do_nothing(care: Body, council: Body) -> None:
    lin = a_person("Lin Chen")
    deactivate_person(lin, body=council, reason="Left the council", by=None, at=AT, key=a_key())
    assert why_not(lin, Right.OPEN_CASE, over(care)).startswith("Your account is closed")


# Grants elsewhere give nothing


def test_a_grant_to_a_person_gives_nothing(care: Body) -> None:
    lin = a_person("Lin Chen")
    permission = Permission.objects.get(codename=Right.SIGN_GATE, content_type__app_label="accounts")
    UserObjectPermission(user=lin, permission=permission, content_object=care).save()
    appointed(lin, a_post(Role.SUPPLIER_CONTACT, care))
    assert not may(lin, Right.SIGN_GATE, on=over(care), at=AT)


def test_a_global_grant_to_a_posts_group_gives_nothing(care: Body) -> None:
    lin = in_post(Role.SUPPLIER_CONTACT, care)
    permission = Permission.objects.get(codename=Right.SIGN_GATE, content_type__app_label="accounts")
    group = lin.holdings.get().post.group
    group.permissions.add(permission)
    GroupObjectPermission(group=group, permission=permission, content_object=care).save()
    assert not may(lin, Right.SIGN_GATE, on=over(care), at=AT)


def test_a_grant_to_another_group_gives_nothing(lin: Person) -> None:
    elsewhere = a_body("Elsewhere")
    with within(elsewhere):
        assign_perm(Right.SIGN_GATE.value, Group.objects.create(name="a group that is no post's"), elsewhere)
    assert not may(lin, Right.SIGN_GATE, on=over(elsewhere), at=AT)


def test_an_exception_is_granted_to_the_posts_group_on_a_single_body(lin: Person, post: Post) -> None:
    elsewhere = a_body("Elsewhere")
    with within(elsewhere):
        assign_perm(Right.SIGN_GATE.value, post.group, elsewhere)
    assert may(lin, Right.SIGN_GATE, on=over(elsewhere), at=AT)


# Value limits


def test_a_limit_is_reached_but_not_passed(care: Body) -> None:
    amina = in_post(Role.HEAD_OF_SERVICE, care, "Amina Khan", value_limit=50000)
    assert may(amina, Right.DECIDE_GATE, on=over(care, amount=50000), at=AT)
    assert may(amina, Right.DECIDE_GATE, on=over(care), at=AT)
    assert why_not(amina, Right.DECIDE_GATE, over(care, amount=50001)) == (
        "As Head of service, Adult Social Care you may act up to £50,000 and this is for £50,001, "
        f"so you cannot decide it. {NOBODY}"
    )


def test_who_may_not_see_figures_is_not_told_what_a_thing_is_worth(care: Body) -> None:
    grace = in_post(Role.VOLUNTARY_SECTOR_REPRESENTATIVE, care, "Grace Mensah", value_limit=50000)
    assert "you may act up to £50,000 and this is for more," in why_not(
        grace, Right.CONSULT_GATE, over(care, amount=240000)
    )


def test_those_with_a_higher_limit_are_named(care: Body) -> None:
    post = a_post(Role.HEAD_OF_SERVICE, care)
    amina, ben, cai = a_person("Amina Khan"), a_person("Ben Wood"), a_person("Cai Evans")
    appointed(amina, post, value_limit=10)
    appointed(ben, post, value_limit=99)
    appointed(cai, post, value_limit=100)
    assert why_not(amina, Right.DECIDE_GATE, over(care, amount=100)).endswith("so you cannot decide it. Cai Evans can.")


# Exclusions


def test_the_author_cannot_sign_and_reads_who_can(lin: Person, post: Post, care: Body) -> None:
    excluded(lin, "record/7")
    for name in ("Omar Haddad", "Ana Silva"):
        appointed(a_person(name), post)
    assert why_not(lin, Right.SIGN_GATE, over(care, scope="record/7", post=post)) == (
        "You wrote this record, so you cannot sign it. Ana Silva or Omar Haddad can."
    )


def test_an_exclusion_reaches_its_own_scope_only(lin: Person, care: Body) -> None:
    excluded(lin, "record/7")
    assert may(lin, Right.SIGN_GATE, on=over(care, scope="record/8"), at=AT)
    assert may(lin, Right.SIGN_GATE, on=over(care), at=AT)


def test_an_exclusion_does_not_bind_its_own_source(lin: Person, care: Body) -> None:
    excluded(lin, "gate/3", ground=Ground.SIGNER, source="seat/12")
    assert may(lin, Right.SIGN_GATE, on=over(care, scope="gate/3", source="seat/12"), at=AT)
    assert why_not(lin, Right.SIGN_GATE, over(care, scope="gate/3", source="seat/13")) == (
        f"You signed in another seat of this gate, so you cannot sign it. {NOBODY}"
    )


def test_an_exclusion_that_stands_holds_until_its_end(lin: Person, care: Body, council: Body) -> None:
    excluded(lin, "record/7", source="write/7")
    ended = AT + timedelta(hours=1)
    with within(council, ended):
        assert end_exclusions(lin, scope="record/7", source="write/7", at=ended) == 1
        assert end_exclusions(lin, scope="record/7", source="write/7", at=ended) == 0
    thing = over(care, scope="record/7")
    just_before = AT - timedelta(seconds=1)  # the moment of a request that came to the lock after another
    assert not may(lin, Right.SIGN_GATE, on=thing, at=just_before)
    assert not may(lin, Right.SIGN_GATE, on=thing, at=AT)
    assert not may(lin, Right.SIGN_GATE, on=thing, at=ended - timedelta(seconds=1))
    assert may(lin, Right.SIGN_GATE, on=thing, at=ended)


def test_the_first_of_several_grounds_is_told(lin: Person, care: Body) -> None:
    excluded(lin, "record/7", ground=Ground.CONFLICT, source="declaration/1")
    excluded(lin, "record/7", ground=Ground.AUTHOR, source="write/7")
    assert why_not(lin, Right.SIGN_GATE, over(care, scope="record/7")).startswith("You declared a conflict of interest")


# Covering for someone


def test_a_cover_acts_for_the_principal(lin: Person, post: Post, care: Body) -> None:
    omar = a_person("Omar Haddad")
    appointed(omar, post, principal=lin)
    holding = require(omar, Right.SIGN_GATE, on=over(care, post=post), at=AT)
    assert (holding.title, holding.on_behalf_of) == ("Legal officer, Legal Services", "Lin Chen")


def test_what_keeps_the_principal_out_keeps_the_cover_out(lin: Person, post: Post, care: Body) -> None:
    omar = a_person("Omar Haddad")
    appointed(omar, post, principal=lin)
    excluded(lin, "record/7")
    thing = over(care, scope="record/7", post=post)
    assert why_not(omar, Right.SIGN_GATE, thing) == (
        f"You act for Lin Chen, who wrote this record, so you cannot sign it. {NOBODY}"
    )
    appointed(omar, post)
    assert require(omar, Right.SIGN_GATE, on=thing, at=AT).principal is None


def test_what_keeps_the_cover_out_does_not_bind_the_principal(lin: Person, post: Post, care: Body) -> None:
    omar = a_person("Omar Haddad")
    appointed(omar, post, principal=lin)
    excluded(omar, "record/7")
    thing = over(care, scope="record/7", post=post)
    assert why_not(omar, Right.SIGN_GATE, thing) == "You wrote this record, so you cannot sign it. Lin Chen can."
    assert may(lin, Right.SIGN_GATE, on=thing, at=AT)


def test_a_cover_ends_with_the_principals_own_appointment(lin: Person, post: Post, care: Body) -> None:
    omar = a_person("Omar Haddad")
    appointed(omar, post, principal=lin)
    end_holding(lin.holdings.get(), on=date(2026, 10, 5), by=None, at=AT, key=a_key())
    assert why_not(omar, Right.SIGN_GATE, over(care)).startswith(
        "You act as Legal officer, Legal Services for Lin Chen, whose own appointment does not stand today"
    )


def test_a_cover_ends_when_the_principals_account_is_closed(lin: Person, post: Post, care: Body, council: Body) -> None:
    omar = a_person("Omar Haddad")
    appointed(omar, post, principal=lin)
    deactivate_person(lin, body=council, reason="Left the council", by=None, at=AT, key=a_key())
    assert not may(omar, Right.SIGN_GATE, on=over(care), at=AT)


def test_a_cover_reaches_no_further_than_the_principal(care: Body) -> None:
    post = a_post(Role.HEAD_OF_SERVICE, care)
    amina, ben = a_person("Amina Khan"), a_person("Ben Wood")
    first = appointed(amina, post, value_limit=100)
    appointed(ben, post, value_limit=100, principal=amina, starts_on=first.starts_on)
    end_holding(first, on=date(2026, 10, 5), by=None, at=AT, key=a_key())
    assert may(ben, Right.DECIDE_GATE, on=over(care), at=AT - timedelta(days=1))
    appointed(amina, post, value_limit=50, starts_on=date(2026, 10, 6))
    assert not may(ben, Right.DECIDE_GATE, on=over(care), at=AT)


# Cost


def test_require_refuses_with_the_reason(lin: Person, care: Body) -> None:
    with pytest.raises(NotAllowedError) as caught:
        require(lin, Right.DECIDE_GATE, on=over(care), at=AT)
    assert str(caught.value) == caught.value.reason
    assert caught.value.reason.startswith("The post of Legal officer")


def test_a_yes_costs_one_query_and_a_no_at_most_three(
    lin: Person, post: Post, care: Body, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    excluded(lin, "record/7")
    for _ in range(3):
        appointed(a_person("Omar Haddad"), post)
        appointed(lin, a_post(Role.FINANCE_OFFICER, a_body("Finance")))
    another = a_post(Role.AUDITOR, care)
    with django_assert_num_queries(1):
        assert may(lin, Right.SIGN_GATE, on=over(care), at=AT)
    with django_assert_num_queries(1):
        assert may(lin, Right.SIGN_GATE, on=over(care, scope="record/8", post=post), at=AT)
    with django_assert_num_queries(2):
        assert not may(lin, Right.SIGN_GATE, on=over(care, scope="record/7", post=post), at=AT)
    with django_assert_num_queries(3):
        assert not may(lin, Right.SIGN_GATE, on=over(care, scope="record/7", post=another), at=AT)
