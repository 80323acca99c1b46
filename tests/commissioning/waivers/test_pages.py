"""Waivers by pages alone: drafted, checked, handed in, advised on, decided; the register and its files."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Post
from accounts.rights import Role
from accounts.rules import LONDON
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.exporting import FORMULAS, csv_of, harmless, workbook_of
from commissioning.waivers.models import Waiver
from tests.accounts.factories import a_person, appointed
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.waivers.waived import a_small_case, approved, drafted, submitted
from tests.council import People, body
from workflows.demonstration.council import SINCE

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]


def days(**given: date) -> dict[str, str]:
    """Days as a page sends them."""
    parts: dict[str, str] = {}
    for name, found in given.items():
        parts |= {f"{name}_day": str(found.day), f"{name}_month": str(found.month), f"{name}_year": str(found.year)}
    return parts


FORM = {
    "rule": "competition",
    "ground": "urgency",
    "reason": "The lift failed, and nobody else has the parts.",
    "supplier": "Rowan Lifts Ltd",
    "value_net": "10,000",
    "value_gross": "£12,000",
    **days(starts_on=date(2027, 5, 1), ends_on=date(2027, 10, 31), expires_on=date(2027, 10, 31)),
}


@pytest.fixture
def author(people: People) -> Reader:
    return Reader(people["commissioner"])


@pytest.fixture
def head(people: People) -> Reader:
    return Reader(people["head.of.service"])


@pytest.fixture
def auditor(people: People) -> Reader:
    return Reader(people["auditor"])


@pytest.fixture
def waiver(small: Case, people: People) -> Waiver:
    """A waiver that was approved."""
    return approved(small, people)


def at(case: Case, rest: str = "") -> str:
    return f"/cases/{case.reference}/waivers/{rest}"


def task_of(case: Case, role: str) -> Ask:
    return Ask.objects.get(case=case, closed_at=None, source__startswith="waiver/", post__role=role)


def answers(who: Reader, task: Ask, status: int = 302, **given: str) -> Any:
    """Answer on the task's page, with the digest that it holds."""
    page = who.client.get(f"/tasks/{task.pk}/").content.decode()
    digest = re.search(r'name="digest" value="([0-9a-f]*)"', page)
    assert digest
    return who.post(f"/tasks/{task.pk}/", {"action": "done", "digest": digest[1], **given}, status)


def read_of(author: Reader, case: Case) -> str:
    """The digest that the page on which the first waiver of a case is changed holds."""
    page = author.client.get(at(case, "1/change/")).content.decode()
    found = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def changes(author: Reader, case: Case, given: dict[str, str], status: int = 302, read: str = "") -> str:
    """Change the first waiver of a case, having opened its page now unless it was opened before."""
    data = {**given, "read": read or read_of(author, case)}
    answer = author.post(at(case, "1/change/"), data, status)
    return str(answer.content.decode())


def test_who_saves_later_is_shown_both_texts_and_overwrites_nothing(
    small: Case, people: People, author: Reader
) -> None:
    author.post(at(small, "draft/"), FORM)
    other = Reader(a_person("Sam Osei", body=body("corporate-resources")))
    post = Post.objects.get(role=Role.COMMISSIONER, body__slug="corporate-resources")
    appointed(other.person, post, starts_on=SINCE)
    opened = read_of(other, small)
    changes(author, small, FORM | {"reason": "Words that took an hour."})
    typed = FORM | {"supplier": "Osei Lifts"}
    page = changes(other, small, typed, 409, opened)
    assert "Someone else changed" in page
    assert "Words that took an hour." in page
    assert "The lift failed" in page
    assert 'value="Osei Lifts"' in page
    assert Waiver.objects.get().reason == "Words that took an hour."
    again = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert again
    changes(other, small, typed, 302, again[1])
    assert (Waiver.objects.get().supplier, Waiver.objects.get().reason) == ("Osei Lifts", FORM["reason"])


def test_a_waiver_is_not_changed_by_a_page_that_does_not_say_what_it_began_with(small: Case, author: Reader) -> None:
    author.post(at(small, "draft/"), FORM)
    author.post(at(small, "1/change/"), FORM | {"supplier": "Osei Lifts"}, 422)
    assert Waiver.objects.get().supplier == FORM["supplier"]


def test_an_oral_approval_of_long_ago_is_refused_at_its_question(small: Case, author: Reader, people: People) -> None:
    author.post(at(small, "draft/"), FORM)
    given = {"approver": str(people["head.of.service"].pk), "approved_time": "09:00"}
    long_ago = {**given, **days(approved_on=date(2006, 4, 3)), "late_reason": "We forgot."}
    assert "Check the year" in author.post(at(small, "1/oral/"), long_ago, 422).content.decode()


def test_from_the_draft_to_the_approval(small: Case, people: People, author: Reader, head: Reader) -> None:
    assert "No rule is waived in this case." in author.get(at(small))
    page = author.post(at(small, "draft/"), {**FORM, "value_gross": "9,000"}, 422).content.decode()
    assert "With VAT it cannot be less than the £10,000 without VAT" in page
    drafted_at = author.post(at(small, "draft/"), FORM)
    assert drafted_at.url == at(small, "1/")
    check = author.get(at(small, "1/"))
    assert "Check your answers" in check
    assert "procurement officer and legal officer give advice within 3 working days" in check
    changes(author, small, FORM | {"supplier": "Aspen Lifts"})
    assert "Aspen Lifts" in author.get(at(small, "1/"))
    author.post(at(small, "1/submit/"), {})
    assert "Procurement officer (Procurement)" in author.get(at(small, "1/"))
    for name, role in (("procurement", "procurement_officer"), ("legal", "legal_officer")):
        adviser, task = Reader(people[name]), task_of(small, role)
        assert "Aspen Lifts" in adviser.get(f"/tasks/{task.pk}/")
        answers(adviser, task, reason="The ground holds.")
    task = task_of(small, "head_of_service")
    assert f"Decide on the waiver {small.reference}-W1" in head.get("/")
    read = head.get(f"/tasks/{task.pk}/")
    assert "What the others advise" in read
    assert "Why it is necessary" in read
    assert "Say" in answers(head, task, 422, answer="approve", reason="").content.decode()
    receipt = answers(head, task, answer="approve", reason="People cannot leave their homes.")
    assert "It is recorded" in head.get(receipt.url)
    shown = author.get(at(small, "1/"))
    assert "It is approved, and may be relied upon until 31 October 2027." in shown
    assert "People cannot leave their homes." in shown
    trail = author.get(f"/cases/{small.reference}/trail/")
    for words in ("drafted the waiver", "gave advice on the waiver", f"approved the waiver {small.reference}-W1"):
        assert words in trail
    assert "Rowan" not in author.get(at(small))


def test_an_oral_approval_by_pages(small: Case, people: People, author: Reader, head: Reader) -> None:
    author.post(at(small, "draft/"), FORM)
    assert "Record the oral approval" in author.get(at(small, "1/"))
    then = timezone.now().astimezone(LONDON) - timedelta(minutes=5)
    given = {"approver": str(people["head.of.service"].pk), "approved_time": f"{then:%H:%M}"}
    late = author.post(at(small, "1/oral/"), {**given, **days(approved_on=date(2026, 5, 5))}, 422).content.decode()
    assert "within 2 working days" in late
    author.post(at(small, "1/oral/"), {**given, **days(approved_on=then.date())})
    task = task_of(small, "head_of_service")
    assert "Confirm the oral approval" in head.get(f"/tasks/{task.pk}/")
    answers(head, task, answer="approve", reason="I did.")
    case = author.get(f"/cases/{small.reference}/")
    assert "Retrospective" in case
    assert "was approved in retrospect" in case
    assert "orally" in author.get(f"/cases/{small.reference}/trail/")


def test_the_act_is_told_where_it_stands_in_the_way(small: Case, author: Reader) -> None:
    covered = {**FORM, "value_net": "700,000", "value_gross": "700,000"}
    page = author.post(at(small, "draft/"), covered, 422).content.decode()
    assert "the Procurement Act 2023 covers it" in page
    assert "transparency notice" in page


def test_a_refusal_to_take_it_is_told_on_its_page(small: Case, people: People, author: Reader) -> None:
    drafted(small, people)  # its days are past by now, so that it says when it began
    page = author.post(at(small, "1/submit/"), {}, 422).content.decode()
    assert "It began before it was approved" in page


def test_it_is_withdrawn_with_a_reason(small: Case, author: Reader) -> None:
    author.post(at(small, "draft/"), FORM)
    author.post(at(small, "1/withdraw/"), {"reason": ""}, 422)
    author.post(at(small, "1/withdraw/"), {"reason": "A quote came."})
    assert "It was withdrawn" in author.get(at(small, "1/"))


def test_who_sees_no_figures_sees_no_waivers(waiver: Waiver, people: People) -> None:
    outsider, supplier = Reader(people["voluntary.sector"]), Reader(people["supplier"])
    assert "Rowan Lifts" not in outsider.get("/waivers/")
    assert "Rowan Lifts" not in outsider.client.get("/waivers/export.csv").content.decode()
    outsider.get(at(waiver.case), 403)
    outsider.get(at(waiver.case, "1/"), 403)
    assert "Waivers Trail" not in outsider.get(f"/cases/{waiver.case.reference}/")
    supplier.get(at(waiver.case, "1/"), 404)
    assert "There are no waivers for you to see." in supplier.get("/waivers/")


def test_who_reads_cannot_write(waiver: Waiver, auditor: Reader) -> None:
    assert "Draft a waiver" not in auditor.get(at(waiver.case))
    for rest in ("draft/", "1/change/", "1/withdraw/", "1/oral/"):
        auditor.get(at(waiver.case, rest), 403)
    auditor.post(at(waiver.case, "1/submit/"), {}, 403)
    auditor.get(at(waiver.case, "9/"), 404)


def test_the_register_finds_by_every_filter(waiver: Waiver, people: People, auditor: Reader) -> None:
    other = submitted(
        a_small_case(people, service="youth-services", cpv="80000000"),
        people,
        ground="emergency",
        rule="form",
        supplier="Aspen Books",
        begun_on=date(2026, 3, 2),
        retrospective_reason="The roof fell in.",
    )
    drafted(a_small_case(people), people, supplier="Only a draft")
    everything = auditor.get("/waivers/")
    assert "2 waivers, together £24,000 with VAT; 1 retrospective" in everything
    assert "Only a draft" not in everything
    for query in (
        "q=aspen",
        "service=youth-services",
        "ground=emergency",
        "rule=form",
        "state=submitted",
        "retrospective=on",
    ):
        page = auditor.get(f"/waivers/?{query}")
        assert "1 waiver, together £12,000" in page
        assert other.reference in page
        assert waiver.reference not in page
    assert waiver.reference in auditor.get("/waivers/?expiring=20")
    assert "No waiver matches." in auditor.get("/waivers/?q=nothing")
    assert auditor.get("/waivers/?sort=highest&by=service").count("Youth Services") > 1


def test_the_files_hold_what_the_filters_leave(waiver: Waiver, auditor: Reader) -> None:
    answer = auditor.client.get("/waivers/export.csv?ground=one_supplier")
    assert answer["Content-Disposition"].startswith('attachment; filename="waivers-')
    head, row = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (told["Waiver"], told["Value with VAT"], told["Retrospective"]) == (waiver.reference, "12000.00", "No")
    assert len(list(csv.reader(StringIO(auditor.client.get("/waivers/export.csv?rule=form").content.decode())))) == 1
    book = auditor.client.get("/waivers/export.xlsx").content
    assert waiver.reference in strings_in(book)


def strings_in(book: bytes) -> str:
    with ZipFile(BytesIO(book)) as found:
        return found.read("xl/sharedStrings.xml").decode()


def test_no_page_asks_much(
    small: Case, waiver: Waiver, people: People, author: Reader, django_assert_max_num_queries: Limit
) -> None:
    drafted(small, people, ground="urgency")
    other = submitted(a_small_case(people), people, supplier="Aspen")
    paths = [
        *(at(small, rest) for rest in ("", "draft/", "1/", "2/", "2/change/", "2/withdraw/", "2/oral/")),
        at(other.case, "1/"),
        "/waivers/",
        "/waivers/?service=corporate-resources&by=service",
        "/waivers/export.csv",
    ]
    for path in paths:
        with django_assert_max_num_queries(MOST):
            assert author.client.get(path).status_code == 200, path
    legal, task = Reader(people["legal"]), task_of(other.case, "legal_officer")
    with django_assert_max_num_queries(MOST):
        legal.get(f"/tasks/{task.pk}/")


def dangerous() -> Iterator[str]:
    yield from ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=cmd|' /C calc'!A0", "＝1")


@pytest.mark.parametrize("text", list(dangerous()))
def test_what_looks_like_a_formula_is_made_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_other_words_stay_as_they_are() -> None:
    assert [harmless(text) for text in ("", "Rowan Lifts", "a=b", "'quoted")] == ["", "Rowan Lifts", "a=b", "'quoted"]


@given(
    st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12), max_size=4), max_size=5)
)
def test_no_cell_of_any_file_is_a_formula(rows: list[list[str]]) -> None:
    table = [["Head"], *rows]
    for row in csv.reader(StringIO(csv_of(table).decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if cell.startswith(FORMULAS)]
    with ZipFile(BytesIO(workbook_of(table, "Waivers"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_amounts_are_numbers_in_a_workbook() -> None:
    with ZipFile(BytesIO(workbook_of([["Value"], [Decimal("12000.50")]], "Waivers"))) as book:
        assert b"<v>12000.5</v>" in book.read("xl/worksheets/sheet1.xml")
