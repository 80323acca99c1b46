"""Appointing, covering and ending: what each decision does, refuses and records."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.authority import Over, may, posts_of
from accounts.decisions import appoint, deactivate_person, end_holding
from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Body, Holding, Person, Post
from accounts.rights import Right, Role
from accounts.terms import end_at_once
from accounts.verbs import Verb
from audit.models import Entry
from tests.accounts.factories import (
    AT,
    LONG_AGO,
    a_body,
    a_council,
    a_key,
    a_person,
    a_post,
    appointed,
    in_post,
    within,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 6)
NEXT_WEEK = date(2026, 10, 13)


@pytest.fixture
def council() -> Body:
    return a_council()


@pytest.fixture
def admin(council: Body) -> Person:
    return in_post(Role.SYSTEM_ADMINISTRATOR, council, "Ada Byron")


@pytest.fixture
def post(council: Body) -> Post:
    return a_post(Role.LEGAL_OFFICER, a_body("Legal Services", parent=council), over=[council])


@pytest.fixture
def sam(post: Post) -> Person:
    """Holds the post up to £100."""
    person = a_person("Sam Osei")
    appointed(person, post, value_limit=100)
    return person


@pytest.fixture
def lin(council: Body) -> Person:
    """A colleague in another service of the council."""
    return in_post(Role.FINANCE_OFFICER, a_body("Finance", parent=council), "Lin Chen")


def refused(caught: pytest.ExceptionInfo[RefusedError]) -> str:
    """What a refusal says."""
    assert str(caught.value) == caught.value.message
    return caught.value.message


# Appointing


def test_an_appointment_is_recorded_with_its_terms(admin: Person, lin: Person, council: Body) -> None:
    post = a_post(Role.POLICY_OFFICER, a_body("Strategy", parent=council))
    holding = appoint(
        lin,
        post,
        starts_on=TODAY,
        ends_on=NEXT_WEEK,
        value_limit=Decimal(50000),
        by=admin,
        at=AT,
        key="appoint-1",
    )
    entry = Entry.objects.select_related("payload").get(key="appoint-1")
    assert (entry.stream, entry.verb) == (post.body.stream_name, Verb.PERSON_APPOINTED)
    assert b'"person":"Lin Chen"' in bytes(entry.payload.body)
    assert b'"until":"2026-10-13","up_to":"50000"' in bytes(entry.payload.body)
    assert holding.history.count() == 1
    assert holding in posts_of(lin, AT)


def test_nobody_appoints_themselves(admin: Person, post: Post) -> None:
    with pytest.raises(NotAllowedError) as caught:
        appoint(admin, post, starts_on=TODAY, by=admin, at=AT, key=a_key())
    assert caught.value.reason == "You cannot appoint yourself. Ask another administrator to record it."


def test_only_those_who_may_appoint_do(lin: Person, post: Post) -> None:
    with pytest.raises(NotAllowedError) as caught:
        appoint(a_person(), post, starts_on=TODAY, by=lin, at=AT, key=a_key())
    assert caught.value.reason.startswith("The post of Finance officer, Finance does not let you open bodies")


def test_the_last_day_does_not_come_before_the_first(lin: Person, post: Post) -> None:
    with pytest.raises(RefusedError) as caught:
        appointed(lin, post, starts_on=NEXT_WEEK, ends_on=TODAY)
    assert refused(caught) == ("The last day, 6 October 2026, is before the first, 13 October 2026. Change either.")
    assert caught.value.errors == {"ends_on": [caught.value.message]}


def test_a_closed_account_is_not_appointed(lin: Person, post: Post) -> None:
    lin.is_active = False
    lin.save()
    with pytest.raises(RefusedError) as caught:
        appointed(Person.objects.get(pk=lin.pk), post)
    assert refused(caught) == "The account of Lin Chen is closed. Appoint someone else."


@pytest.mark.parametrize(
    ("held", "wanted", "clash"),
    [
        ((LONG_AGO, None), (TODAY, None), True),
        ((LONG_AGO, None), (TODAY, NEXT_WEEK), True),
        ((LONG_AGO, TODAY), (TODAY, None), True),
        ((LONG_AGO, date(2026, 10, 5)), (TODAY, None), False),
        ((NEXT_WEEK, None), (TODAY, NEXT_WEEK), True),
        ((NEXT_WEEK, None), (TODAY, date(2026, 10, 12)), False),
    ],
    ids=["both open", "inside", "shares a day", "follows", "reaches into the next", "comes before"],
)
def test_a_post_is_not_held_twice_at_once(
    lin: Person, post: Post, held: tuple[date, date | None], wanted: tuple[date, date | None], clash: bool
) -> None:
    appointed(lin, post, starts_on=held[0], ends_on=held[1])
    if not clash:
        assert appointed(lin, post, starts_on=wanted[0], ends_on=wanted[1]).pk
        return
    with pytest.raises(RefusedError) as caught:
        appointed(lin, post, starts_on=wanted[0], ends_on=wanted[1])
    assert refused(caught).startswith("Lin Chen holds the post of Legal officer, Legal Services from ")
    assert refused(caught).endswith("End that appointment first, or choose other days.")


def test_the_days_of_an_appointment_in_the_way_are_told(lin: Person, post: Post) -> None:
    appointed(lin, post, starts_on=TODAY, ends_on=NEXT_WEEK)
    with pytest.raises(RefusedError) as caught:
        appointed(lin, post, starts_on=TODAY)
    assert " from 6 October 2026 until 13 October 2026. " in refused(caught)
    appointed(lin, post, starts_on=date(2026, 11, 1))
    with pytest.raises(RefusedError) as caught:
        appointed(lin, post, starts_on=date(2026, 12, 1))
    assert " from 1 November 2026 with no last day. " in refused(caught)


# Covering


def test_a_cover_says_for_whom(lin: Person, sam: Person, post: Post) -> None:
    holding = appointed(lin, post, starts_on=TODAY, principal=sam, value_limit=100)
    assert holding.on_behalf_of == "Sam Osei"
    assert holding in posts_of(lin, AT)
    entry = Entry.objects.select_related("payload").filter(stream=post.body.stream_name).latest("number")
    assert b'"for":"Sam Osei"' in bytes(entry.payload.body)


def test_a_cover_has_no_higher_limit_than_its_principal(lin: Person, sam: Person, post: Post) -> None:
    for limit in (None, 101):
        with pytest.raises(RefusedError) as caught:
            appointed(lin, post, starts_on=TODAY, principal=sam, value_limit=limit)
        assert refused(caught) == "Sam Osei may act up to £100. Set a limit no higher."
        assert list(caught.value.errors) == ["value_limit"]


def test_a_principal_holds_the_post_when_the_cover_begins(lin: Person, post: Post) -> None:
    with pytest.raises(RefusedError) as caught:
        appointed(lin, post, starts_on=TODAY, principal=a_person("Omar Haddad"))
    assert refused(caught) == (
        "Omar Haddad does not hold the post of Legal officer, Legal Services on 6 October 2026, "
        "so nobody can cover it for them. Appoint someone to the post instead."
    )


def test_a_cover_lasts_no_longer_than_its_principals_appointment(lin: Person, post: Post) -> None:
    ben = a_person("Ben Ode")
    appointed(ben, post, ends_on=NEXT_WEEK)
    for last in (None, date(2026, 10, 14)):
        with pytest.raises(RefusedError) as caught:
            appointed(lin, post, starts_on=TODAY, ends_on=last, principal=ben)
        assert refused(caught) == (
            "Ben Ode holds the post of Legal officer, Legal Services until 13 October 2026. "
            "End the cover on that day or before."
        )
        assert list(caught.value.errors) == ["ends_on"]
    assert appointed(lin, post, starts_on=TODAY, ends_on=NEXT_WEEK, principal=ben).pk


def test_nobody_covers_for_who_has_left(lin: Person, sam: Person, post: Post, council: Body) -> None:
    deactivate_person(sam, body=council, reason="Left", by=None, at=AT, key=a_key())
    with pytest.raises(RefusedError) as caught:
        appointed(lin, post, starts_on=TODAY, principal=sam, value_limit=100)
    assert refused(caught) == "The account of Sam Osei is closed, so nothing is left to cover."


def test_nobody_covers_for_themselves(sam: Person, post: Post) -> None:
    with pytest.raises(RefusedError) as caught:
        appointed(sam, post, starts_on=TODAY, principal=sam, value_limit=9)
    assert refused(caught) == "Sam Osei cannot cover for themselves. Choose someone else."


def test_a_cover_that_was_ended_at_once_counts_no_more(lin: Person, sam: Person, post: Post) -> None:
    cover = appointed(lin, post, ends_on=NEXT_WEEK, principal=sam, value_limit=100)
    with within(post.body):
        end_at_once(cover, AT)
    assert cover not in posts_of(lin, AT)
    answer = may(lin, Right.SIGN_GATE, on=Over([post.body_id], amount=Decimal(5), post_id=post.pk), at=AT)
    assert answer.reason.startswith("Your cover for Sam Osei as Legal officer, Legal Services was ended, so you cannot")
    assert "Sam Osei can." in answer.reason
    again = appointed(lin, post, ends_on=NEXT_WEEK, principal=sam, value_limit=50)
    assert posts_of(lin, AT)[-1] == again


# Ending


def test_an_ended_appointment_counts_to_the_end_of_its_last_day(admin: Person, sam: Person) -> None:
    holding = sam.holdings.get()
    end_holding(holding, on=TODAY, reason="Moved to another service", by=admin, at=AT, key="end-1")
    entry = Entry.objects.select_related("payload").get(key="end-1")
    assert Holding.objects.get(pk=holding.pk).ends_on == TODAY
    assert (entry.verb, entry.capacity) == (
        Verb.APPOINTMENT_ENDED,
        "System administrator, Northbridge Council",
    )
    assert b'"reason":"Moved to another service"' in bytes(entry.payload.body)
    assert posts_of(sam, AT) == [holding]


def test_an_appointment_is_not_ended_by_its_holder(sam: Person) -> None:
    with pytest.raises(NotAllowedError):
        end_holding(sam.holdings.get(), on=TODAY, by=sam, at=AT, key=a_key())


def test_an_appointment_ends_on_one_of_its_own_days(sam: Person, post: Post) -> None:
    holding = sam.holdings.get()
    with pytest.raises(RefusedError) as caught:
        end_holding(holding, on=date(2025, 12, 31), by=None, at=AT, key=a_key())
    assert refused(caught) == "The appointment begins on 1 January 2026. End it on that day or later."
    end_holding(holding, on=NEXT_WEEK, by=None, at=AT, key=a_key())
    end_holding(holding, on=TODAY, by=None, at=AT, key=a_key())
    with pytest.raises(RefusedError) as caught:
        end_holding(holding, on=NEXT_WEEK, by=None, at=AT, key=a_key())
    assert refused(caught) == "The appointment ends on 6 October 2026 already. Make a new one to go on."
