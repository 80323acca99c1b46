"""A small purchase by pages alone: opened, filled in, sent, decided, closed; and what its readers see of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.fast.models import FastRecord
from commissioning.gates.terms import FastTerms
from commissioning.vocabulary import Lane, Stage, State
from tests.commissioning.casefile.pages import Reader, rows
from tests.commissioning.fast.bought import SERVICE
from tests.commissioning.gates.published import published_with
from tests.council import People, body

pytestmark = pytest.mark.django_db
MOST_QUERIES, MOST_PAGES, MOST_ANSWERS = 12, 3, 40
OPEN = {"title": "Survey of small firms", "value_net": "20,000", "value_gross": "24,000"}
PAGE = {
    "need": "A survey of 400 small firms.",
    "cpv": "79310000",
    "starts_on_day": "20",
    "starts_on_month": "4",
    "starts_on_year": "2027",
    "ends_on_day": "30",
    "ends_on_month": "6",
    "ends_on_year": "2027",
    "value_net": "20,000",
    "value_gross": "24,000",
    "budget": "Research, 40213",
    "quotes_reason": "",
    "choice_reason": "",
    "conflict": "no",
    "conflict_detail": "",
    "personal_data": "no",
    "safeguarding": "no",
    "tupe": "no",
    "information_technology": "no",
}
DAY = {"received_on_day": "2", "received_on_month": "11", "received_on_year": "2026"}
QUOTES = [
    {"supplier": "Alder Research Ltd", "amount_net": "18,000", "amount_gross": "21,600", "chosen": "yes", **DAY},
    {"supplier": "Beacon Surveys", "amount_net": "19,500", "amount_gross": "23,400", "chosen": "no", **DAY},
    {"supplier": "Cairn Insight LLP", "amount_net": "20,000", "amount_gross": "24,000", "chosen": "no", **DAY},
]
Limit = Callable[[int], Any]


@pytest.fixture
def buyer(people: People) -> Reader:
    return Reader(people["commissioner"])


@pytest.fixture
def head(people: People) -> Reader:
    return Reader(people["head.of.service"])


@pytest.fixture
def case(buyer: Reader) -> Case:
    """A small purchase that has just been opened."""
    answer = opens(buyer)
    assert answer.url.endswith("/fast/")
    return Case.objects.get(title="Survey of small firms")


def opens(buyer: Reader, **changed: str) -> Any:
    """Open a case, and be led on."""
    return buyer.post("/cases/open/", {**OPEN, "service": body(SERVICE).pk, **changed})


def fills_in(buyer: Reader, case: Case, status: int = 302, /, *, then: str = "send", **changed: str) -> Any:
    """Fill in the page and press a button."""
    data = {**PAGE, **rows("quotes", QUOTES), "then": then, "read": read_by(buyer, case), **changed}
    return buyer.post(f"/cases/{case.reference}/fast/", data, status)


def read_by(buyer: Reader, case: Case) -> str:
    """What the page holds as the digests of its sections."""
    page = buyer.client.get(f"/cases/{case.reference}/fast/").content.decode()
    found = re.search(r'name="read" value="([0-9a-f,]*)"', page)
    return found[1] if found else ""


def sends(buyer: Reader, case: Case) -> None:
    """Fill in the page and send it."""
    answer = fills_in(buyer, case)
    assert answer.url.endswith("/records/needs/submit/")
    buyer.act(buyer.task(case, "write"), "submit")


def test_three_pages_take_a_purchase_to_its_budget_holder(case: Case, buyer: Reader, head: Reader) -> None:
    assert case.lane == Lane.FAST
    page = buyer.get(f"/cases/{case.reference}/fast/")
    assert "Your purchase on one page" in page
    assert "within the fast lane’s limit of £50,000" in page
    assert "about ten minutes" in page
    onward = fills_in(buyer, case).url
    submit = buyer.get(onward)
    assert "Send your purchase to its budget holder" in submit
    assert "Gareth Pryce" in submit
    receipt = buyer.act(buyer.task(case, "write"), "submit").url
    assert "Once the budget holder agrees, you can order" in buyer.get(receipt)
    head.act(head.task(case, "decide"), "pass", no_conflict="on")
    assert "order it" in buyer.get(f"/cases/{case.reference}/")
    closing = Ask.objects.get(case=case, closed_at=None, source__startswith="fast/closing")
    answered = {"delivered": "yes", "paid": "yes", "use_again": "no", "note": ""}
    done = buyer.post(f"/tasks/{closing.pk}/", {"action": "done", **answered})
    assert "delivered, paid and would not use the supplier again" in buyer.get(done.url)
    assert "the purchase is closed" in buyer.get(f"/cases/{case.reference}/")
    case.refresh_from_db()
    assert case.state == State.CLOSED


def test_the_pages_and_questions_of_a_purchase_are_few(case: Case, buyer: Reader) -> None:
    """Ten minutes for someone who has never seen it: three pages, and no more questions than this."""
    pages = ["/cases/open/", f"/cases/{case.reference}/fast/", f"/cases/{case.reference}/records/needs/submit/"]
    names = [asked_on(buyer.client.get(page).content.decode()) for page in pages]
    assert len(pages) <= MOST_PAGES
    assert sum(map(len, names)) <= MOST_ANSWERS
    assert not names[-1]


def asked_on(page: str) -> set[str]:
    """The names of the questions on a page: what is typed or chosen, a date counting once."""
    inputs = re.findall(
        r'<(?:input|select|textarea)[^>]*type="(?!hidden|checkbox)[^>]*>|<(?:select|textarea)[^>]*>', page
    )
    found = {name[1] for one in inputs if (name := re.search(r'name="([^"]+)"', one))}
    return {re.sub(r"_(day|month|year)$", "", name) for name in found if name not in ("q", "reason")}


def test_the_page_is_saved_half_done_and_resumed(case: Case, buyer: Reader) -> None:
    blank = dict.fromkeys(("budget", "personal_data", "conflict", "cpv"), "")
    answer = fills_in(buyer, case, then="later", **blank)
    assert answer.url == f"/cases/{case.reference}/"
    page = buyer.client.get(f"/cases/{case.reference}/fast/").content.decode()
    assert "Beacon Surveys" in page
    assert FastRecord.objects.get().quotes.count() == 3
    onward = fills_in(buyer, case, **{**blank, **standing()})
    assert onward.url.endswith("/fast/?check=1")
    assert "Answer “Which budget pays for it?”." in buyer.get(onward.url)


def standing() -> dict[str, str]:
    """The rows that stand already, as the page sends them again."""
    ids = list(FastRecord.objects.get().quotes.values_list("pk", flat=True))
    return {"quotes-INITIAL_FORMS": "3", **{f"quotes-{place}-id": str(pk) for place, pk in enumerate(ids)}}


def test_what_cannot_be_read_is_shown_again(case: Case, buyer: Reader) -> None:
    answer = fills_in(buyer, case, 422, value_net="a lot")
    assert "must be an amount of money" in answer.content.decode()
    assert "Beacon Surveys" in answer.content.decode()
    assert not FastRecord.objects.get().quotes.exists()


def test_another_quote_can_be_added_without_a_script(case: Case, buyer: Reader) -> None:
    page = fills_in(buyer, case, 200, add_another="quotes").content.decode()
    assert "quotes-3-supplier" in page
    assert not FastRecord.objects.get().quotes.exists()


def test_two_writers_do_not_overwrite_one_another(case: Case, buyer: Reader) -> None:
    before = read_by(buyer, case)
    fills_in(buyer, case, then="later")
    page = fills_in(buyer, case, 409, read=before, budget="Another budget").content.decode()
    assert "Another budget" in page
    assert FastRecord.objects.get().budget == "Research, 40213"


def test_the_same_key_saves_once(case: Case, buyer: Reader) -> None:
    for _ in range(2):
        fills_in(buyer, case, then="later", key="one", read="")
    assert FastRecord.objects.get().quotes.count() == 3


def test_a_yes_leads_into_the_standard_lane_and_says_why(case: Case, buyer: Reader) -> None:
    answer = fills_in(buyer, case, personal_data="yes")
    assert answer.url == f"/cases/{case.reference}/"
    page = buyer.get(answer.url)
    assert "is in the standard lane now" in page
    assert "it involves personal data" in page
    record = buyer.get(f"/cases/{case.reference}/records/needs/")
    assert "What was written on the fast-lane page" in record
    assert "Beacon Surveys" in record
    assert buyer.client.get(f"/cases/{case.reference}/fast/").headers["Location"].endswith("/records/needs/")


def test_the_commissioner_may_use_the_standard_lane(case: Case, buyer: Reader) -> None:
    task = buyer.task(case, "write")
    receipt = buyer.act(task, "lift", reason="It may grow.").url
    assert "The purchase is in the standard lane" in buyer.get(receipt)
    trail = buyer.get(f"/cases/{case.reference}/trail/")
    assert "moved the purchase to the standard lane: It may grow." in trail


def test_a_split_purchase_is_flagged_where_everyone_sees_it(case: Case, buyer: Reader, head: Reader) -> None:
    sends(buyer, case)
    opens(buyer, title="Survey of large firms", value_net="24,000", value_gross="28,800")
    second = Case.objects.get(title="Survey of large firms")
    fills_in(buyer, second, value_net="24,000", value_gross="28,800")
    assert "moves to the standard lane when you send it" in buyer.get(f"/cases/{second.reference}/fast/")
    overtaken = buyer.act(buyer.task(second, "write"), "submit", 409)
    assert case.reference in overtaken.content.decode()
    for reader in (buyer, head):
        assert "One purchase may not be split" in reader.get(f"/cases/{second.reference}/")
    assert "flagging that it was split" in buyer.get(f"/cases/{second.reference}/trail/")


def test_the_decider_says_that_they_have_no_conflict(case: Case, buyer: Reader, head: Reader) -> None:
    sends(buyer, case)
    task = head.task(case, "decide")
    assert "have an interest in any of these suppliers" in head.get(f"/tasks/{task.pk}/")
    refused = head.act(task, "pass", 422)
    assert "Tick that you have no interest" in refused.content.decode()
    receipt = head.act(task, "declare", reason="My brother owns Alder Research.").url
    assert "Your conflict of interest is declared" in head.get(receipt)
    head.get(f"/tasks/{task.pk}/", 403)
    assert "declared a conflict of interest: My brother" in buyer.get(f"/cases/{case.reference}/trail/")


def test_the_stages_of_a_purchase_make_sense(case: Case, buyer: Reader, head: Reader) -> None:
    page = buyer.get(f"/cases/{case.reference}/")
    assert "The fast-lane page is being written." in page
    assert page.count("On the one page") == 3
    assert page.count("By the closing question") == 2
    assert "Fast lane. It is worth £24,000" in page
    sends(buyer, case)
    assert "One page for the whole purchase" in buyer.get(f"/cases/{case.reference}/records/")
    head.act(head.task(case, "decide"), "pass", no_conflict="on")
    assert "Closing question" in buyer.get(f"/cases/{case.reference}/")
    assert "A survey of 400 small firms." in buyer.get(f"/cases/{case.reference}/records/needs/")
    assert "UK7" not in buyer.get(f"/cases/{case.reference}/timetable/")


def test_whoever_sees_no_figures_reads_no_reason(case: Case, people: People) -> None:
    adviser = Reader(people["voluntary.sector"])
    page = adviser.get(f"/cases/{case.reference}/")
    assert "Fast lane" in page
    assert "£" not in page


def test_procurement_checks_one_of_the_sample(case: Case, buyer: Reader, head: Reader, people: People) -> None:
    published_with(fast=FastTerms(Decimal(50_000), 1))
    sends(buyer, case)
    head.act(head.task(case, "decide"), "pass", no_conflict="on")
    officer = Reader(people["procurement"])
    task = officer.task(case, "record")
    assert "Nothing waits for it" in officer.get(f"/tasks/{task.pk}/")
    done = officer.post(f"/tasks/{task.pk}/", {"action": "done", "found": "in_order", "note": ""})
    assert "checked the fast-lane purchase: in order" in officer.get(done.url)


def test_a_larger_case_is_led_to_its_needs(buyer: Reader) -> None:
    answer = opens(buyer, title="Homecare", value_net="200,000", value_gross="240,000")
    assert not answer.url.endswith("/fast/")
    case = Case.objects.get(title="Homecare")
    assert (case.lane, case.stage) == (Lane.STANDARD, Stage.NEEDS)
    assert "above the fast lane’s limit" in buyer.get(answer.url)


@pytest.mark.parametrize("path", ["", "fast/", "fast/?check=1", "records/", "records/needs/submit/", "timetable/"])
def test_no_page_asks_more_than_twelve_questions(
    case: Case, buyer: Reader, path: str, django_assert_max_num_queries: Limit
) -> None:
    for number in range(3):
        opens(buyer, title=f"Another {number}")
        sends(buyer, Case.objects.get(title=f"Another {number}")) if number == 0 else None
    fills_in(buyer, case, then="later")
    with django_assert_max_num_queries(MOST_QUERIES):
        buyer.get(f"/cases/{case.reference}/{path}")


def test_the_record_of_a_purchase_that_was_moved_asks_no_more(
    case: Case, buyer: Reader, django_assert_max_num_queries: Limit
) -> None:
    fills_in(buyer, case, tupe="yes")
    with django_assert_max_num_queries(MOST_QUERIES):
        buyer.get(f"/cases/{case.reference}/records/needs/")


def test_from_thirty_thousand_the_law_advises_a_details_notice(buyer: Reader, people: People) -> None:
    opens(buyer, title="Chairs", value_net="30,000", value_gross="36,000")
    chairs = Case.objects.get(title="Chairs")
    fills_in(buyer, chairs, value_net="30,000", value_gross="36,000")
    buyer.act(buyer.task(chairs, "write"), "submit")
    page = buyer.get(f"/cases/{chairs.reference}/timetable/")
    assert "UK7" in page
    assert "As soon as reasonably practicable" in page
    assert "UK4" not in page


def test_whoever_cannot_write_reads(case: Case, head: Reader) -> None:
    head.get(f"/cases/{case.reference}/fast/", 403)
    assert "This record is being written" in head.get(f"/cases/{case.reference}/records/needs/")
