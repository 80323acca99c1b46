"""The work list: three queries whatever waits, a page at a time, and only what its reader may answer."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person, Post
from accounts.rights import Role
from commissioning.asks.models import Ask
from commissioning.asks.opening import ask, close, close_source
from commissioning.asks.worklist import PAGE, work_list
from commissioning.case.models import Case
from commissioning.vocabulary import Action, AskKind
from tests.accounts.factories import a_person, appointed
from tests.council import AT, People, ask_of, at_gate, body, does, strand_of
from workflows.demonstration.council import SINCE

pytestmark = pytest.mark.django_db

FINANCE = "Finance officer"


def finance_post() -> Post:
    return Post.objects.get(role=Role.FINANCE_OFFICER)


def asked(case: Case, count: int, **more: object) -> list[Ask]:
    """So many asks of Finance, the latest due first."""
    days = [AT.date() + timedelta(days=count - number) for number in range(count)]
    common = {"case": case, "strand": strand_of(case), "post": finance_post(), "kind": AskKind.SIGN, "stage": "needs"}
    rows = [
        Ask(**common, title=f"Ask {number}", source=f"test/{number}", opened_at=AT, due_on=day, **more)
        for number, day in enumerate(days)
    ]
    return Ask.objects.bulk_create(rows)


def listed(person: Person, *, page: int = 1, case: str = "") -> list[str]:
    return [found.title for found in work_list(person, AT, page=page, case=case).asks]


def test_a_list_is_three_queries_however_long_and_however_many_posts(
    people: People, case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signer = people["finance"]
    for role in (Role.POLICY_OFFICER, Role.LEGAL_OFFICER, Role.BOARD_MEMBER):
        appointed(signer, Post.objects.get(role=role), starts_on=SINCE)
    asked(case, 3 * PAGE)
    for page in (1, 2, 3):
        with django_assert_num_queries(3):
            found = work_list(signer, AT, page=page)
            assert {(one.case.reference, one.post.title, one.taken_by) for one in found.asks}


def test_a_list_stops_counting_at_a_page_and_goes_on_in_order(people: People, case: Case) -> None:
    asked(case, PAGE + 5)
    first, second = work_list(people["finance"], AT), work_list(people["finance"], AT, page=2)
    assert (len(first.asks), first.more, first.count) == (PAGE, True, f"{PAGE}+")
    assert (len(second.asks), second.more, second.count) == (6, False, f"{PAGE + 6}")
    together = [*first.asks, *second.asks]
    assert len({found.pk for found in together}) == PAGE + 6
    assert [found.due_on for found in together] == sorted(found.due_on for found in together)
    assert work_list(people["finance"], AT, page=3).asks == []


def test_a_full_page_without_more_says_so(people: People, case: Case) -> None:
    asked(case, PAGE - 1)
    found = work_list(people["finance"], AT)
    assert (len(found.asks), found.more, found.count) == (PAGE, False, f"{PAGE}")


def test_who_holds_no_post_has_nothing_to_do(people: People, case: Case) -> None:
    nobody = a_person("Sam Osei", body=body("finance"))
    assert work_list(nobody, AT).asks == []
    later = a_person("Joan Ellis", body=body("finance"))
    appointed(later, finance_post(), starts_on=date(2026, 4, 2))
    assert listed(later) == []
    assert case.reference in {found.case.reference for found in work_list(later, AT + timedelta(days=1)).asks}


def test_a_limit_leaves_out_what_is_beyond_it_or_of_unknown_value(people: People, case: Case) -> None:
    limited = a_person("Sam Osei", body=body("finance"))
    appointed(limited, finance_post(), starts_on=SINCE, value_limit=239_999)
    assert listed(limited) == []
    asked(case, 2)
    assert listed(limited) == []
    Ask.objects.filter(title="Ask 0").update(kind=AskKind.WRITE)
    assert listed(limited) == ["Ask 0"]
    appointed(limited, finance_post(), starts_on=SINCE, value_limit=240_000, principal=people["finance"])
    assert sorted(listed(limited)) == ["Ask 0", FINANCE]
    assert sorted(listed(people["finance"])) == ["Ask 0", "Ask 1", FINANCE]


def test_what_one_is_kept_out_of_is_not_listed_for_oneself_or_for_who_one_covers(people: People, case: Case) -> None:
    author, cover = people["commissioner"], a_person("Sam Osei", body=body("finance"))
    appointed(author, finance_post(), starts_on=SINCE)
    appointed(cover, finance_post(), starts_on=SINCE, principal=author)
    assert FINANCE not in listed(author)
    assert listed(cover, case=case.reference) == []
    appointed(cover, finance_post(), starts_on=SINCE)
    assert listed(cover) == [FINANCE]


def test_a_page_is_full_however_much_its_reader_is_kept_out_of(people: People, case: Case) -> None:
    author, theirs = people["commissioner"], ask_of(case, FINANCE).scope
    appointed(author, finance_post(), starts_on=SINCE)
    asked(case, 6 * PAGE, scope=theirs)
    Ask.objects.filter(title__in=[f"Ask {number}" for number in range(PAGE + 1)]).update(scope="")
    first, second = work_list(author, AT), work_list(author, AT, page=2)
    assert (len(first.asks), first.more, len(second.asks)) == (PAGE, True, 1)
    assert theirs not in {found.scope for found in first.asks}


def test_a_page_far_on_is_read_in_pieces(people: People, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(case, 3 * PAGE)
    colleague = a_person("Sam Osei", body=body("finance"))
    appointed(colleague, finance_post(), starts_on=SINCE)
    appointed(colleague, finance_post(), starts_on=SINCE, principal=people["finance"])
    whole = [found.pk for page in (1, 2, 3, 4) for found in work_list(colleague, AT, page=page).asks]
    monkeypatch.setattr("commissioning.asks.worklist.AT_ONCE", 7)
    assert [found.pk for page in (1, 2, 3, 4) for found in work_list(colleague, AT, page=page).asks] == whole
    assert len(set(whole)) == len(whole) == 3 * PAGE + 1
    assert work_list(colleague, AT, page=9999).asks == []


def test_a_seat_asked_again_is_listed_for_the_one_who_answered_it_before(people: People, case: Case) -> None:
    does(ask_of(case, FINANCE), Action.RETURN, reason="Not yet.")
    assert listed(people["finance"]) == []
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="At once.")
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert listed(people["finance"]) == [FINANCE]


def test_two_ways_to_one_post_list_a_thing_once(people: People, case: Case) -> None:
    assert case.open
    colleague = a_person("Sam Osei", body=body("finance"))
    appointed(colleague, finance_post(), starts_on=SINCE)
    appointed(colleague, finance_post(), starts_on=SINCE, principal=people["finance"])
    assert listed(colleague) == [FINANCE]


def test_a_list_of_one_case_shows_no_other(people: People, case: Case) -> None:
    other = at_gate(people)
    found = work_list(people["finance"], AT, case=other.reference)
    assert [one.case for one in found.asks] == [other]
    assert len(listed(people["finance"])) == 2
    assert listed(people["finance"], case="TG-1999-0001") == []
    assert case.open


def test_colleagues_see_who_is_on_it_and_may_act_all_the_same(people: People, case: Case) -> None:
    signer, colleague = people["finance"], a_person("Sam Osei", body=body("finance"))
    appointed(colleague, finance_post(), starts_on=SINCE)
    task = ask_of(case, FINANCE)
    does(task, Action.TAKE, by=signer)
    [seen] = work_list(colleague, AT).asks
    assert seen.taken_by == signer
    does(ask_of(case, FINANCE), Action.TAKE, by=colleague)
    [seen] = work_list(signer, AT).asks
    assert seen.taken_by == colleague
    does(task, Action.SIGN, by=signer)
    assert work_list(colleague, AT).asks == []


def test_asking_twice_is_asking_once_and_closing_is_for_good(people: People, case: Case) -> None:
    strand, post = strand_of(case), finance_post()
    common: dict[str, object] = {"title": "Look", "source": "test/1", "due_on": AT.date(), "at": AT}
    first = ask(strand, post, AskKind.SIGN, **common)  # type: ignore[arg-type]  # one set of terms, twice
    assert ask(strand, post, AskKind.SIGN, **common) == first  # type: ignore[arg-type]  # one set of terms, twice
    assert str(first) == "Sign: Look"
    close_source("test/1", by=people["finance"], at=AT, as_="seen")
    first.refresh_from_db()
    assert (first.open, first.closed_by, first.closed_as) == (False, people["finance"], "seen")
    again = ask(strand, post, AskKind.SIGN, **common)  # type: ignore[arg-type]  # one set of terms, twice
    assert again != first
    close(again, by=None, at=AT, as_="stopped")
    assert not Ask.objects.filter(source="test/1", closed_at=None).exists()
