"""Opening bodies, establishing posts, registering people: what each decision does, refuses and records."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from accounts.authority import Over, may
from accounts.decisions import deactivate_person, establish_post, open_body, register_person
from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Body, BodyGroupPermission, Person, Post
from accounts.rights import Right, Role, rights_of
from accounts.verbs import Verb
from accounts.vocabulary import BodyKind
from audit.errors import KeyReusedError, OutsideDecisionError, RepeatedError
from audit.models import Entry
from tests.accounts.factories import AT, a_body, a_council, a_key, a_person, a_post, in_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Body:
    return a_council()


@pytest.fixture
def admin(council: Body) -> Person:
    return in_post(Role.SYSTEM_ADMINISTRATOR, council, "Ada Byron")


def newest(body: Body) -> Entry:
    """The newest entry of a body's chain."""
    return Entry.objects.get(stream=body.stream_name, number=Body.objects.get(pk=body.pk).head_number)


# Bodies


def test_opening_a_body_begins_its_chain(council: Body, admin: Person) -> None:
    body = open_body(
        slug="adult-social-care",
        name=" Adult Social Care ",
        kind=BodyKind.SERVICE,
        parent=council,
        by=admin,
        at=AT,
        key="open-1",
    )
    entry = newest(body)
    assert (body.name, body.parent, body.stream_name) == ("Adult Social Care", council, "body/adult-social-care")
    assert (entry.number, entry.verb, entry.person, entry.key) == (1, Verb.BODY_OPENED, admin, "open-1")
    assert entry.capacity == "System administrator, Northbridge Council"
    assert body.history.count() == 1


def test_a_body_keeps_what_registers_know_of_it() -> None:
    body = open_body(
        slug="bright-care",
        name="Bright Care Ltd",
        kind=BodyKind.SUPPLIER,
        company_number="01234567",
        charity_number="7654321",
        email="office@bright.example",
        by=None,
        at=AT,
        key=a_key(),
    )
    assert (body.company_number, body.charity_number, body.email) == ("01234567", "7654321", "office@bright.example")


def test_a_short_name_is_given_once(council: Body) -> None:
    with pytest.raises(RefusedError) as caught:
        open_body(slug=council.slug, name="Another", kind=BodyKind.BOARD, by=None, at=AT, key=a_key())
    assert caught.value.message == f"There is a body called {council.slug} already. Choose another short name."
    assert caught.value.errors == {"slug": [caught.value.message]}


def test_a_body_needs_a_name() -> None:
    with pytest.raises(RefusedError) as caught:
        open_body(slug="nameless", name=" ", kind=BodyKind.BOARD, by=None, at=AT, key=a_key())
    assert caught.value.errors == {"name": ["Enter the name of the body."]}


def test_services_are_one_level_deep(council: Body) -> None:
    care = a_body("Adult Social Care", parent=council)
    with pytest.raises(RefusedError) as caught:
        a_body("Homecare", parent=care)
    assert caught.value.message == (
        "Adult Social Care is itself part of another body. Put Homecare under Northbridge Council."
    )


def test_a_council_stands_on_top(council: Body) -> None:
    with pytest.raises(RefusedError) as caught:
        a_body("Another Council", BodyKind.COUNCIL, parent=council)
    assert caught.value.message == "A council cannot be part of another body. Leave out Northbridge Council."


# Posts


def test_a_post_gets_the_rights_of_its_role_and_no_more(council: Body) -> None:
    care, legal = a_body("Adult Social Care"), a_body("Legal Services", parent=council)
    post = establish_post(Role.LEGAL_OFFICER, legal, over=[council, care], by=None, at=AT, key=a_key())
    for body in (council, care):
        granted = BodyGroupPermission.objects.filter(group=post.group, content_object=body)
        assert set(granted.values_list("permission__codename", flat=True)) == set(rights_of(Role.LEGAL_OFFICER))
    assert not BodyGroupPermission.objects.filter(content_object=legal).exists()
    assert post.title == str(post) == "Legal officer, Legal Services"
    assert not post.group.permissions.exists()


def test_a_post_governs_its_own_body_when_none_is_named(council: Body) -> None:
    post = establish_post(Role.AUDITOR, council, by=None, at=AT, key=a_key())
    granted = BodyGroupPermission.objects.filter(group=post.group)
    assert set(granted.values_list("content_object", flat=True)) == {council.pk}


def test_every_grant_stands_in_the_ledger(council: Body) -> None:
    post = a_post(Role.AUDITOR, council)
    assert newest(council).verb == Verb.POST_ESTABLISHED
    grants = BodyGroupPermission.objects.filter(group=post.group)
    assert BodyGroupPermission.history.filter(history_number=newest(council).number).count() == grants.count() > 0


def test_a_grant_outside_a_decision_is_refused(council: Body) -> None:
    grant = BodyGroupPermission.objects.filter(group=a_post(Role.AUDITOR, council).group).order_by("pk")[0]
    with pytest.raises(OutsideDecisionError):
        grant.delete()


def test_a_body_has_a_post_once(council: Body) -> None:
    a_post(Role.AUDITOR, council)
    with pytest.raises(RefusedError) as caught:
        establish_post(Role.AUDITOR, council, by=None, at=AT, key=a_key())
    assert caught.value.message == "Northbridge Council has this post already: auditor. Appoint someone to it instead."
    assert Group.objects.count() == Post.objects.count()


# People


def test_a_registered_person_can_sign_in_and_do_nothing(council: Body, admin: Person) -> None:
    person = register_person(
        email=" Lin.Chen@Example.org ",
        full_name=" Lin Chen ",
        body=council,
        password="tollgate-demo",
        by=admin,
        at=AT,
        key=a_key(),
    )
    assert (person.email, person.full_name, str(person)) == ("lin.chen@example.org", "Lin Chen", "Lin Chen")
    assert (person.get_full_name(), person.get_short_name()) == ("Lin Chen", "Lin Chen")
    assert person.check_password("tollgate-demo")
    assert person.date_joined == AT
    assert Person.objects.get_by_natural_key("LIN.CHEN@example.org") == person
    assert not any(may(person, right, on=Over([council.pk]), at=AT) for right in Right)
    assert newest(council).verb == Verb.PERSON_REGISTERED


def test_a_person_without_a_password_has_none_that_works(council: Body) -> None:
    assert not a_person(body=council).has_usable_password()


def test_an_address_is_registered_once(council: Body) -> None:
    lin = a_person(body=council)
    with pytest.raises(RefusedError) as caught:
        register_person(email=lin.email.upper(), full_name="Lin", body=council, by=None, at=AT, key=a_key())
    assert caught.value.message == (
        "Someone is registered at this address already. Appoint them to a post instead, or use another address."
    )
    assert list(caught.value.errors) == ["email"]


def test_a_person_needs_a_name(council: Body) -> None:
    with pytest.raises(RefusedError) as caught:
        register_person(email="a@example.org", full_name=" ", body=council, by=None, at=AT, key=a_key())
    assert caught.value.errors == {"full_name": ["Enter the person's full name."]}


def test_closing_an_account_says_why_and_keeps_the_person(council: Body, admin: Person) -> None:
    lin = in_post(Role.COMMISSIONER, a_body("Adult Social Care", parent=council))
    deactivate_person(lin, body=council, reason="Left on 1 October", by=admin, at=AT, key=a_key())
    assert not Person.objects.get(pk=lin.pk).is_active
    assert newest(council).verb == Verb.PERSON_DEACTIVATED


def test_an_account_is_closed_by_whoever_may_appoint_wherever_the_person_holds_a_post(council: Body) -> None:
    partner = a_body("Council for Voluntary Service", BodyKind.ORGANISATION)
    theirs = in_post(Role.SYSTEM_ADMINISTRATOR, partner, "Pat Reid")
    own = in_post(Role.VOLUNTARY_SECTOR_REPRESENTATIVE, partner, "Vera Nash")
    lin = in_post(Role.COMMISSIONER, a_body("Adult Social Care", parent=council))
    deactivate_person(own, body=partner, reason="Left", by=theirs, at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        deactivate_person(lin, body=partner, reason="A grudge", by=theirs, at=AT, key=a_key())
    assert Person.objects.get(pk=lin.pk).is_active


# Who may, and once

DECISIONS: dict[str, Callable[[Body, Person], object]] = {
    "open a body": lambda council, by: open_body(
        slug="new", name="New", kind=BodyKind.SERVICE, parent=council, by=by, at=AT, key="k"
    ),
    "open a body on its own": lambda _, by: open_body(
        slug="new", name="New", kind=BodyKind.SUPPLIER, by=by, at=AT, key="k"
    ),
    "establish a post": lambda council, by: establish_post(Role.AUDITOR, council, by=by, at=AT, key="k"),
    "register a person": lambda council, by: register_person(
        email="new@example.org", full_name="New", body=council, by=by, at=AT, key="k"
    ),
    "close an account": lambda council, by: deactivate_person(
        a_person("Gone"), body=council, reason="Left", by=by, at=AT, key="k"
    ),
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS.keys())
def test_only_those_who_may_appoint_decide(council: Body, decide: Callable[[Body, Person], object]) -> None:
    director = in_post(Role.CORPORATE_DIRECTOR, council, "Dee Marsh")
    with pytest.raises(NotAllowedError) as caught:
        decide(council, director)
    assert caught.value.reason == (
        "The post of Corporate director, Northbridge Council does not let you open bodies, establish posts or "
        "appoint people here. Nobody else can at present: ask your administrator to appoint someone."
    )
    assert not Entry.objects.filter(key="k").exists()


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS.keys())
def test_the_councils_administrator_decides_everywhere(
    council: Body, admin: Person, decide: Callable[[Body, Person], object]
) -> None:
    decide(council, admin)
    assert Entry.objects.get(key="k").person == admin


def test_rights_over_another_body_take_the_right_to_appoint_there(council: Body) -> None:
    partner = a_body("Council for Voluntary Service", BodyKind.ORGANISATION)
    theirs = in_post(Role.SYSTEM_ADMINISTRATOR, partner, "Pat Reid")
    with pytest.raises(NotAllowedError):
        establish_post(Role.AUDITOR, partner, over=[council], by=theirs, at=AT, key=a_key())
    assert establish_post(Role.AUDITOR, partner, by=theirs, at=AT, key=a_key()).body == partner


def test_a_decision_is_carried_out_once(council: Body, admin: Person) -> None:
    def register(email: str) -> Person:
        return register_person(email=email, full_name="Lin", body=council, by=admin, at=AT, key="once")

    register("lin@example.org")
    with pytest.raises(RepeatedError):
        register("lin@example.org")
    with pytest.raises(KeyReusedError):
        register("omar@example.org")


def test_authority_is_asked_at_the_moment_of_the_decision(council: Body, admin: Person) -> None:
    before = AT - timedelta(days=366)
    with pytest.raises(NotAllowedError) as caught:
        establish_post(Role.AUDITOR, council, by=admin, at=before, key=a_key())
    assert caught.value.reason.startswith("Your appointment as System administrator, Northbridge Council begins on")
