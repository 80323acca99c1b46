"""Four eyes: nobody comes into a post with deciding rights by one person's word."""

from datetime import date

import pytest

from accounts.authority import Over, may
from accounts.decisions import appoint, end_holding
from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Body, Holding, Nomination, Person, Post
from accounts.nominating import confirm, decline, nominate, seconds
from accounts.rights import Right, Role, takes_two
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from tests.accounts.factories import AT, a_body, a_council, a_key, a_person, a_post, appointed, in_post

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def council() -> Body:
    return a_council()


@pytest.fixture
def service(council: Body) -> Body:
    return a_body(parent=council)


@pytest.fixture
def admins(council: Body) -> list[Person]:
    names = ("Robert Lindqvist", "Ida Moss")
    return [in_post(Role.SYSTEM_ADMINISTRATOR, council, name) for name in names]


@pytest.fixture
def head(service: Body) -> Post:
    return a_post(Role.HEAD_OF_SERVICE, service)


@pytest.fixture
def nomination(admins: list[Person], head: Post) -> Nomination:
    return nominate(a_person("Gareth Pryce"), head, starts_on=TODAY, by=admins[0], at=AT, key="nominate-1")


def decides(person: Person, post: Post) -> bool:
    return bool(may(person, Right.DECIDE_GATE, on=Over([post.body_id]), at=AT))


def test_one_person_alone_appoints_nobody_who_decides(admins: list[Person], head: Post) -> None:
    with pytest.raises(RefusedError, match="Two people appoint to Head of service"):
        appoint(a_person("Gareth Pryce"), head, starts_on=TODAY, by=admins[0], at=AT, key=a_key())
    assert not Holding.objects.filter(post=head).exists()


def test_a_post_that_decides_nothing_takes_one(admins: list[Person], service: Body) -> None:
    post = a_post(Role.COMMISSIONER, service)
    assert appoint(a_person(), post, starts_on=TODAY, by=admins[0], at=AT, key=a_key()).post == post


def test_which_roles_take_two() -> None:
    assert {role for role in Role if takes_two(role)} == {
        Role.HEAD_OF_SERVICE,
        Role.LEGAL_OFFICER,
        Role.CORPORATE_DIRECTOR,
        Role.EXECUTIVE_RECORDER,
        Role.SYSTEM_ADMINISTRATOR,
    }


def test_a_second_person_makes_it_take_effect(admins: list[Person], head: Post, nomination: Nomination) -> None:
    assert not decides(nomination.person, head)
    holding = confirm(nomination, by=admins[1], at=AT, key="confirm-1")
    assert (holding.person, holding.post, holding.starts_on) == (nomination.person, head, TODAY)
    assert decides(nomination.person, head)
    told = [(entry.verb, entry.actor) for entry in Entry.objects.filter(key__in=["nominate-1", "confirm-1"])]
    assert sorted(told) == [
        ("person.nominated", "Robert Lindqvist"),
        ("person.nomination_confirmed", "Ida Moss"),
    ]
    assert verify().breaks == []


def test_who_nominated_does_not_confirm(admins: list[Person], nomination: Nomination) -> None:
    with pytest.raises(NotAllowedError, match="You nominated Gareth Pryce"):
        confirm(nomination, by=admins[0], at=AT, key=a_key())


def test_nor_does_who_covers_for_them(admins: list[Person], nomination: Nomination) -> None:
    post = Post.objects.get(role=Role.SYSTEM_ADMINISTRATOR, holdings__person=admins[0])
    cover = a_person("Sam Osei")
    appointed(cover, post, principal=admins[0], starts_on=TODAY, ends_on=date(2099, 1, 1))
    with pytest.raises(NotAllowedError, match="You act for Robert Lindqvist, who nominated"):
        confirm(nomination, by=cover, at=AT, key=a_key())


def test_nor_does_for_whom_who_covers_nominated(admins: list[Person], head: Post) -> None:
    """What somebody nominates in cover is their principal's nomination as well as their own."""
    post = Post.objects.get(role=Role.SYSTEM_ADMINISTRATOR, holdings__person=admins[0])
    one, other = a_person("Sam Osei"), a_person("Ada Blake")
    for cover in (one, other):
        appointed(cover, post, principal=admins[0], starts_on=TODAY, ends_on=date(2099, 1, 1))
    theirs = nominate(a_person("Gareth Pryce"), head, starts_on=TODAY, by=one, at=AT, key=a_key())
    assert theirs.nominated_for == admins[0]
    with pytest.raises(NotAllowedError, match="Sam Osei nominated Gareth Pryce for you"):
        confirm(theirs, by=admins[0], at=AT, key=a_key())
    with pytest.raises(NotAllowedError, match="You act for Robert Lindqvist, who nominated"):
        confirm(theirs, by=other, at=AT, key=a_key())
    assert seconds(theirs, AT) == [admins[1]]
    confirm(theirs, by=admins[1], at=AT, key=a_key())


def test_nor_does_anybody_for_who_is_nominated(admins: list[Person], head: Post) -> None:
    """Whoever covers for an administrator neither nominates them nor confirms it."""
    post = Post.objects.get(role=Role.SYSTEM_ADMINISTRATOR, holdings__person=admins[0])
    cover = a_person("Sam Osei")
    appointed(cover, post, principal=admins[0], starts_on=TODAY, ends_on=date(2099, 1, 1))
    with pytest.raises(NotAllowedError, match="You act for Robert Lindqvist, so another administrator nominates them"):
        nominate(admins[0], head, starts_on=TODAY, by=cover, at=AT, key=a_key())
    theirs = nominate(admins[0], head, starts_on=TODAY, by=admins[1], at=AT, key=a_key())
    with pytest.raises(NotAllowedError, match="You act for Robert Lindqvist, who is nominated"):
        confirm(theirs, by=cover, at=AT, key=a_key())


def test_nobody_nominates_or_confirms_themselves(admins: list[Person], council: Body, head: Post) -> None:
    with pytest.raises(NotAllowedError, match="You cannot nominate yourself"):
        nominate(admins[0], head, starts_on=TODAY, by=admins[0], at=AT, key=a_key())
    theirs = nominate(admins[1], head, starts_on=TODAY, by=admins[0], at=AT, key=a_key())
    with pytest.raises(NotAllowedError, match="your own nomination"):
        confirm(theirs, by=admins[1], at=AT, key=a_key())
    assert not decides(admins[1], head)


def test_others_neither_nominate_nor_confirm(head: Post, nomination: Nomination) -> None:
    stranger = a_person("Max Stone")
    with pytest.raises(NotAllowedError):
        nominate(a_person(), head, starts_on=TODAY, by=stranger, at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        confirm(nomination, by=stranger, at=AT, key=a_key())


def test_a_right_lost_in_between_confirms_nothing(admins: list[Person], nomination: Nomination) -> None:
    end_holding(Holding.objects.get(person=admins[1]), on=date(2026, 1, 1), by=admins[0], at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        confirm(nomination, by=admins[1], at=AT, key=a_key())
    assert not Holding.objects.filter(post=nomination.post).exists()


def test_it_is_answered_once(admins: list[Person], nomination: Nomination) -> None:
    confirm(nomination, by=admins[1], at=AT, key="once")
    with pytest.raises(RepeatedError):
        confirm(nomination, by=admins[1], at=AT, key="once")
    with pytest.raises(RefusedError, match="answered already"):
        confirm(nomination, by=admins[1], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="answered already"):
        decline(nomination, reason="Late.", by=admins[0], at=AT, key=a_key())
    assert Holding.objects.filter(post=nomination.post).count() == 1


def test_one_that_is_declined_gives_nothing(admins: list[Person], head: Post, nomination: Nomination) -> None:
    with pytest.raises(RefusedError, match="Say why"):
        decline(nomination, reason=" ", by=admins[1], at=AT, key=a_key())
    decline(nomination, reason="Not the right person.", by=admins[1], at=AT, key=a_key())
    assert not decides(nomination.person, head)
    again = nominate(nomination.person, head, starts_on=TODAY, by=admins[1], at=AT, key=a_key())
    assert confirm(again, by=admins[0], at=AT, key=a_key()).person == nomination.person


def test_two_nominations_of_one_person_do_not_wait_side_by_side(admins: list[Person], nomination: Nomination) -> None:
    with pytest.raises(RefusedError, match="is nominated for"):
        nominate(nomination.person, nomination.post, starts_on=TODAY, by=admins[1], at=AT, key=a_key())


def test_terms_that_hold_no_longer_are_refused(admins: list[Person], head: Post, nomination: Nomination) -> None:
    appointed(nomination.person, head)
    with pytest.raises(RefusedError, match="holds the post of"):
        confirm(nomination, by=admins[1], at=AT, key=a_key())
