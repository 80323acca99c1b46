"""The pages of cover: what stands on them, what they send, what they refuse in words, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.authority import posts_of
from accounts.decisions import deactivate_person
from accounts.models import Person, Post
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from tests.accounts.factories import a_body, a_key, a_person, a_post, appointed, in_post
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.cover.covers import a_post_of, accepted, offered

TODAY = day_of(timezone.now())
NEXT_WEEK = TODAY + timedelta(days=7)
MOST = 12
PARTS = ("day", "month", "year")
Limit = Callable[[int], Any]


@pytest.fixture
def lin(council: Council) -> Reader:
    """A procurement officer of the same council."""
    body = a_body("Procurement", parent=council.service.parent)
    person = a_person("Lin Chen", body=body)
    appointed(person, a_post(Role.PROCUREMENT_OFFICER, body))
    return Reader(person)


def answers(person: Person, *posts: Post, starts_on: date = TODAY, ends_on: date = NEXT_WEEK, **more: Any) -> Any:
    """What the form of an offer is filled in with."""
    days = {"starts_on": starts_on, "ends_on": ends_on}
    dates = {f"{name}_{part}": str(getattr(day, part)) for name, day in days.items() for part in PARTS}
    return {"posts": [post.pk for post in posts], "person": person.pk, "reason": "Annual leave.", **dates, **more}


def an_offer(finance: Reader, lin: Reader, **more: Any) -> CoverOffer:
    """Finance asks Lin to cover from today."""
    days = {"starts_on": TODAY, "ends_on": NEXT_WEEK}
    return offered(finance.person, lin.person, **{**days, **more}, at=timezone.now())


# Asking


def test_a_colleague_is_asked_after_a_check(finance: Reader, lin: Reader) -> None:
    assert "Nobody covers you." in finance.get("/cover/")
    assert "Lin Chen (lin.chen" in finance.get("/cover/offer/")
    post, key = a_post_of(finance.person), a_key()
    sent = answers(lin.person, post, value_limit="50,000", key=key)
    page = words(finance.post("/cover/offer/", sent, 200))
    assert "Check your answers before you ask Lin Chen" in page
    assert "Answer and write what waits for the Finance officer, Finance of cases worth up to £50,000 with VAT" in page
    assert "“Lin Chen, for Ruth Okafor”" in page
    assert "Hand the cover on to somebody else." in page
    assert not CoverOffer.objects.exists()
    for _ in range(2):
        assert finance.post("/cover/offer/", {**sent, "confirm": "yes"}).url == "/cover/"
    offer = CoverOffer.objects.get()
    assert (offer.person, offer.value_limit, offer.reason) == (lin.person, Decimal(50000), "Annual leave.")
    page = finance.get("/cover/")
    assert "Lin Chen is asked, and told." in page
    assert "Finance officer, Finance: Lin Chen" in page
    assert "Waiting for an answer" in page


def test_what_the_check_page_keeps_is_sent_as_it_was_typed(finance: Reader, lin: Reader) -> None:
    sent = answers(lin.person, a_post_of(finance.person), reason="Leave & “travel”", key=a_key())
    page = finance.client.post("/cover/offer/", sent).content.decode()
    assert f'name="starts_on" value="{TODAY.isoformat()}"' in page
    assert 'name="reason" value="Leave &amp; “travel”"' in page
    kept = {"starts_on": TODAY.isoformat(), "ends_on": NEXT_WEEK.isoformat()}
    plain = {name: value for name, value in sent.items() if not name.endswith(PARTS)}
    again = words(finance.post("/cover/offer/", {**plain, **kept, "change": "yes"}, 200))
    assert "Ask a colleague to cover" in again
    finance.post("/cover/offer/", {**plain, **kept, "confirm": "yes"})
    assert CoverOffer.objects.get().starts_on == TODAY


def test_several_posts_are_asked_in_a_decision_each(finance: Reader, lin: Reader, council: Council) -> None:
    second = a_post(Role.LEGAL_OFFICER, a_body("Legal Services", parent=council.service.parent))
    appointed(finance.person, second)
    finance.post("/cover/offer/", {**answers(lin.person, a_post_of(finance.person), second), "confirm": "yes"})
    assert set(CoverOffer.objects.values_list("post__role", flat=True)) == {Role.FINANCE_OFFICER, Role.LEGAL_OFFICER}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"posts": []}, "Choose a post"),
        ({"person": ""}, "Select who is asked"),
        ({"ends_on_year": "2020"}, "is before the first"),
        ({"starts_on_year": "2020"}, "has passed. Choose today or a later day."),
        ({"value_limit": "-1"}, "Up to a value"),
        ({"reason": " "}, "Enter"),
    ],
)
def test_a_refused_offer_says_why_at_its_field(finance: Reader, lin: Reader, change: Any, said: str) -> None:
    page = words(finance.post("/cover/offer/", {**answers(lin.person, a_post_of(finance.person)), **change}, 422))
    assert "There is a problem" in page
    assert said in page


def test_who_is_not_to_be_asked_is_not_offered(
    finance: Reader, lin: Reader, council: Council, readers: dict[str, Reader]
) -> None:
    auditor = in_post(Role.AUDITOR, a_body("Internal Audit", parent=council.service.parent), "Mei Tanaka")
    page = finance.get("/cover/offer/")
    for name in ("Chloe Barker", "Max Stone", "Grace Mensah"):
        assert name not in page
    refused = words(finance.post("/cover/offer/", answers(auditor, a_post_of(finance.person)), 422))
    assert "Mei Tanaka audits, scrutinises or administers this work" in refused


def test_who_holds_no_post_of_their_own_has_none_to_cover(lin: Reader) -> None:
    nobody = Reader(a_person("Nia Bell"))
    assert "You hold no post that somebody could cover." in nobody.get("/cover/offer/", 403)
    assert "You hold no post that could be covered." in nobody.get("/cover/")


# Answering and ending


def test_who_is_asked_sees_it_in_my_work_and_accepts(at_gate: Case, finance: Reader, lin: Reader) -> None:
    offer = an_offer(finance, lin)
    assert "You are asked to cover for Ruth Okafor. Answer" in lin.get("/")
    page = lin.get("/cover/")
    assert "Waiting for your answer (1)" in page
    assert "It can be answered until" in page
    path = f"/cover/offers/{offer.pk}/"
    assert "Do you cover this post?" in lin.get(path)
    assert "Answer the question: Do you cover this post?" in words(lin.post(path, {"act": "answer"}, 422))
    sent = {"act": "answer", "answer": "accept", "key": a_key()}
    for _ in range(2):
        assert lin.post(path, sent).url == "/cover/"
    page = lin.get("/")
    assert "You cover for Ruth Okafor as Finance officer, Finance until" in page
    assert ": 1 task. Manage cover for Ruth Okafor" in page
    assert "You are asked" not in page
    assert "In force" in lin.get("/cover/")
    lin.act(Ask.objects.get(case=at_gate, kind="sign"), "sign")
    trail = finance.get(f"/cases/{at_gate.reference}/trail/")
    assert "Lin Chen (Finance officer, Finance), for Ruth Okafor, signed" in trail


def test_declining_takes_a_reason(finance: Reader, lin: Reader) -> None:
    path = f"/cover/offers/{an_offer(finance, lin).pk}/"
    assert "Say why." in words(lin.post(path, {"answer": "decline"}, 422))
    lin.post(path, {"answer": "decline", "reason": "I am away too."})
    assert CoverOffer.objects.get().state == OfferState.DECLINED
    assert "Declined" in finance.get("/cover/")
    assert "You can ask again, or ask somebody else." in finance.get(path)
    assert "This has moved on" in words(lin.post(path, {"act": "answer", "answer": "accept"}, 409))


def test_an_offer_is_withdrawn_by_its_holder(finance: Reader, lin: Reader) -> None:
    path = f"/cover/offers/{an_offer(finance, lin).pk}/"
    assert "You can withdraw it until they answer." in finance.get(path)
    finance.post(path, {"reason": ""})
    assert CoverOffer.objects.get().state == OfferState.WITHDRAWN


def test_a_cover_is_ended_now_or_on_a_day(finance: Reader, lin: Reader) -> None:
    offer = accepted(an_offer(finance, lin), timezone.now())
    path = f"/cover/offers/{offer.pk}/"
    assert "What is open then waits for Ruth Okafor as before" in finance.get(path)
    assert "Answer the question: When does it end?" in words(finance.post(path, {"act": "end"}, 422))
    assert "Enter the last day" in words(finance.post(path, {"when": "later"}, 422))
    tomorrow = TODAY + timedelta(days=1)
    later = {f"on_{part}": str(getattr(tomorrow, part)) for part in PARTS}
    finance.post(path, {"when": "later", **later})
    assert "The cover ends: its last day is" in finance.get("/cover/")
    lin.post(path, {"when": "now"})
    assert "The cover has ended." in lin.get("/cover/")
    assert "Past" in lin.get("/cover/")
    assert len(posts_of(lin.person, timezone.now())) == 1


def test_an_offer_of_others_is_not_there(finance: Reader, lin: Reader, commissioner: Reader, head: Reader) -> None:
    path = f"/cover/offers/{an_offer(finance, lin).pk}/"
    for reader in (commissioner, head):
        reader.get(path, 404)
        reader.post(path, {"reason": ""}, 404)


def test_a_cover_whose_holder_lost_the_post_says_so(finance: Reader, lin: Reader, council: Council) -> None:
    accepted(an_offer(finance, lin), timezone.now())
    leaver = Person.objects.get(pk=finance.person.pk)
    deactivate_person(leaver, body=council.service, reason="Left.", by=None, at=timezone.now(), key=a_key())
    assert "Does not count: they do not hold the post" in lin.get("/cover/")


# Arranging for others


def test_a_manager_arranges_cover_for_somebody_absent(
    head: Reader, commissioner: Reader, lin: Reader, finance: Reader
) -> None:
    assert "Amina Begum (amina.begum" in head.get("/cover/arrange/")
    assert "Ruth Okafor" not in head.get("/cover/arrange/")
    there = head.client.get("/cover/arrange/", {"absent": commissioner.person.pk}).headers["Location"]
    assert there == f"/cover/offer/?for={commissioner.person.pk}"
    assert "For Amina Begum" in head.get(there)
    head.post(there, {**answers(lin.person, a_post_of(commissioner.person)), "confirm": "yes"})
    assert "Commissioner, Adult Social Care, for Amina Begum: Lin Chen" in head.get("/cover/")
    assert "Amina Begum (arranged by Gareth Pryce)" in lin.get(f"/cover/offers/{CoverOffer.objects.get().pk}/")
    assert "Your manager" not in commissioner.get("/cover/")


def test_who_does_not_manage_arranges_nothing(finance: Reader, head: Reader, commissioner: Reader) -> None:
    assert "None of your posts arranges cover for others." in finance.get("/cover/arrange/", 403)
    finance.get(f"/cover/offer/?for={commissioner.person.pk}", 404)
    assert "You may not arrange cover for this person." in head.get(f"/cover/offer/?for={finance.person.pk}", 403)
    assert "None of your posts passes on" in finance.get("/cover/leaving/", 403)
    head.get("/cover/arrange/?absent=nonsense", 422)


# Leaving


def test_a_leavers_work_passes_on_after_a_check(
    council: Council, head: Reader, commissioner: Reader, lin: Reader
) -> None:
    cases = [commissioner.open_case(council, title) for title in ("Homecare", "Youth hubs")]
    nia = in_post(Role.COMMISSIONER, council.service, "Nia Bell")
    assert "Contracts are run by posts" in head.get("/cover/leaving/")
    sent = {"leaver": commissioner.person.pk, "successor": nia.pk, "reason": "She moves on.", "key": a_key()}
    page = words(head.post("/cover/leaving/", sent, 200))
    assert "What passes from Amina Begum to Nia Bell 2 cases" in page
    assert f"{cases[0].reference} Homecare: its lead and 1 task they are on" in page
    assert "Pass on the work" in words(head.post("/cover/leaving/", {**sent, "change": "yes"}, 200))
    for _ in range(2):
        head.post("/cover/leaving/", {**sent, "confirm": "yes"})
    assert "2 cases pass to Nia Bell, who is told." in head.get("/cover/leaving/")
    assert set(Case.objects.values_list("commissioner", flat=True)) == {nia.pk}
    assert "Waiting for you (2)" in Reader(nia).get("/")


def test_what_cannot_pass_stays_and_says_why(council: Council, head: Reader, commissioner: Reader) -> None:
    case = commissioner.open_case(council)
    manager = in_post(Role.CONTRACT_MANAGER, council.service, "Jamal Rahman")
    sent = {"leaver": commissioner.person.pk, "successor": manager.pk, "reason": "She moves on."}
    page = words(head.post("/cover/leaving/", sent, 200))
    assert "Nothing passes." in page
    assert f"{case.reference} {case.title}: Jamal Rahman holds no post that leads cases of Adult Social Care." in page


# Costs


@pytest.mark.parametrize("path", ["/cover/", "/cover/offer/", "/cover/arrange/", "/cover/leaving/", "/"])
def test_no_page_asks_more_than_twelve_questions(
    head: Reader, finance: Reader, lin: Reader, path: str, django_assert_max_num_queries: Limit
) -> None:
    for weeks in (1, 2, 3):
        first = TODAY + timedelta(weeks=weeks)
        offered(head.person, lin.person, starts_on=first, ends_on=first, at=timezone.now())
    accepted(an_offer(finance, lin), timezone.now())
    readers = (head,) if path in ("/cover/arrange/", "/cover/leaving/") else (head, lin)
    for reader in readers:
        with django_assert_max_num_queries(MOST):
            reader.get(path)


def test_an_offer_asks_no_more_than_twelve_questions(
    finance: Reader, lin: Reader, django_assert_max_num_queries: Limit
) -> None:
    offer = an_offer(finance, lin)
    for reader in (finance, lin):
        with django_assert_max_num_queries(MOST):
            reader.get(f"/cover/offers/{offer.pk}/")


def test_the_check_before_asking_costs_the_same_however_many_posts(
    finance: Reader, head: Reader, lin: Reader, council: Council
) -> None:
    """As their holder, and as the manager of services in which they lie."""
    amina, services = finance.person, [council.service]
    for number in range(7):
        services.append(a_body(f"Service {number}", parent=council.service.parent))
        appointed(head.person, a_post(Role.HEAD_OF_SERVICE, services[-1]))
    posts = [a_post(Role.CONTRACT_MANAGER, service) for service in services]
    for post in posts:
        appointed(amina, post)
    for reader, path in ((finance, "/cover/offer/"), (head, f"/cover/offer/?for={amina.pk}")):
        counts = set()
        for chosen in (posts[:1], posts):
            with CaptureQueriesContext(connection) as queries:
                page = words(reader.post(path, answers(lin.person, *chosen), 200))
            assert "Contract manager, Service 6" in page or len(chosen) == 1
            counts.add(len(queries))
        [count] = counts
        assert count <= MOST


def test_the_check_before_passing_on_costs_the_same_however_many_cases(
    council: Council, head: Reader, commissioner: Reader, django_assert_max_num_queries: Limit
) -> None:
    nia = in_post(Role.COMMISSIONER, council.service, "Nia Bell")
    for number in range(4):
        commissioner.open_case(council, f"Case {number}")
    sent = {"leaver": commissioner.person.pk, "successor": nia.pk, "reason": "She moves on."}
    with django_assert_max_num_queries(17):
        head.post("/cover/leaving/", sent, 200)
