"""The work list, the list of cases, the case page, its gates, trail and timetable; policies, messages, health."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.decisions import end_holding
from accounts.models import Holding
from accounts.rules import day_of
from audit import triggers
from commissioning.case.models import Case
from commissioning.policies.decisions import publish_policy
from commissioning.policies.rules import PriorityTerms, VersionTerms
from commissioning.telling.inbox import unread_of
from commissioning.telling.models import Message
from commissioning.vocabulary import Regime
from tests.accounts.factories import a_key, appointed
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader, words

TODAY = timezone.now()


def test_pages_ask_who_reads(council: Council) -> None:
    for path in ("/", "/cases/", "/messages/", "/policies/"):
        assert Client().get(path).url == f"/accounts/login/?next={path}"  # type: ignore[attr-defined]  # a redirect


def test_work_says_why_it_is_empty(readers: dict[str, Reader], finance: Reader) -> None:
    assert "Nothing waits for you." in finance.get("/")
    assert "Nobody holds anything of yours." in finance.get("/?show=held")
    assert "You have finished nothing in the last three months." in finance.get("/?show=done")
    with time_machine.travel(date(2025, 1, 1)):
        assert "You hold no post today." in Reader(finance.person).get("/")


def test_work_is_sorted_by_urgency(at_gate: Case, finance: Reader) -> None:
    assert "Later Sign the record of needs analysis , " + at_gate.reference in finance.get("/")
    with time_machine.travel(TODAY + timedelta(days=30)):
        page = Reader(finance.person).get("/")
    assert "Overdue Sign the record of needs analysis" in page
    assert "working days late, was due" in page


def test_work_shows_what_others_hold_and_what_was_done(at_gate: Case, commissioner: Reader, finance: Reader) -> None:
    held = commissioner.get("/?show=held")
    assert "Yours, held by others (2)" in held
    assert "Finance officer, Finance" in held
    assert "Submitted" in commissioner.get("/?show=done")
    finance.act(finance.task(at_gate, "sign"), "sign")
    assert "Yours, held by others (1)" in commissioner.get("/?show=held")


def test_a_cover_is_told_for_whom(at_gate: Case, finance: Reader, head: Reader) -> None:
    post = Holding.objects.get(person=finance.person).post
    today = TODAY.date()
    appointed(head.person, post, starts_on=today, ends_on=today + timedelta(days=7), principal=finance.person)
    page = head.get("/")
    assert "For Ruth Okafor" in page
    assert "You cover for Ruth Okafor as Finance officer, Finance until" in page
    assert ": 1 task." in page


def test_cases_are_found(council: Council, at_gate: Case, commissioner: Reader) -> None:
    commissioner.open_case(council, "Youth hubs")
    assert "2 cases" in commissioner.get("/cases/")
    for query, found in (
        ("q=homecare+north", True),
        (f"q={at_gate.reference[3:]}", True),
        ("q=youth", False),
        ("state=in_gate", True),
        ("stage=tender", False),
        (f"service={council.service.slug}", True),
        ("late=on", False),
    ):
        page = commissioner.get(f"/cases/?{query}")
        assert ("Homecare, north of the borough" in page) is found, query
    assert "No case matches." in commissioner.get("/cases/?q=tea")
    assert "2 cases" in commissioner.get("/cases/?stage=nonsense&page=x")
    with time_machine.travel(TODAY + timedelta(days=60)):
        page = Reader(commissioner.person).get("/cases/?late=on")
    assert "Only where something is late" in page
    assert "2 cases" in page


def test_cases_come_in_pages(council: Council, commissioner: Reader, head: Reader) -> None:
    assert "There are no cases yet." in commissioner.get("/cases/")
    for number in range(26):
        commissioner.open_case(council, f"Case {number}")
    first, second = commissioner.get("/cases/"), commissioner.get("/cases/?page=2")
    assert "26 cases" in first
    assert "Case 25" in first
    assert "Case 0 " in second


def test_nobody_sees_a_case_of_others(at_gate: Case, readers: dict[str, Reader]) -> None:
    for name in ("stranger", "supplier"):
        assert "Homecare" not in readers[name].get("/cases/")
        for page in ("", "records/", "records/needs/", "gates/", "trail/", "timetable/", "regime/"):
            readers[name].get(f"/cases/{at_gate.reference}/{page}", 404)
    assert "There are no cases for you to see." in readers["supplier"].get("/cases/")


def test_opening_a_case_is_for_those_who_may(council: Council, finance: Reader, commissioner: Reader) -> None:
    assert "None of your posts may open a case" in finance.get("/cases/open/", 403)
    assert "There is a problem" in words(commissioner.post("/cases/open/", {"service": council.service.pk}, 422))
    assert "There is a problem" in words(commissioner.post("/cases/open/", {"title": "Youth hubs"}, 422))
    key = a_key()
    first = commissioner.post("/cases/open/", {"service": council.service.pk, "title": "Youth hubs", "key": key})
    again = commissioner.post("/cases/open/", {"service": council.service.pk, "title": "Youth hubs", "key": key})
    assert first.url == again.url
    assert Case.objects.count() == 1
    assert "is open. Write its needs first." in commissioner.get(first.url)


def test_the_case_page_tells_all_at_a_glance(at_gate: Case, commissioner: Reader) -> None:
    page = commissioner.get(f"/cases/{at_gate.reference}/")
    assert "Adult Social Care · lead Amina Begum · estimated £2.4 million (£2,400,000) net" in page
    assert "Needs analysis At the gate" in page
    assert "Then Head of service (Adult Social Care) decides within 5 working days of being asked." in page
    assert "The regime of this case is unknown" in page
    assert "Amina Begum (Commissioner, Adult Social Care) submitted the record of needs analysis to its gate." in page


def test_the_voluntary_sector_sees_no_figures_and_no_trail(at_gate: Case, adviser: Reader) -> None:
    page = adviser.get(f"/cases/{at_gate.reference}/")
    assert "2,400,000" not in page
    assert "Recent events" not in page
    assert "2,400,000" not in adviser.get("/cases/")
    assert "does not let you read its trail" in adviser.get(f"/cases/{at_gate.reference}/trail/", 403)


def test_reasons_of_others_are_not_for_the_voluntary_sector(at_gate: Case, finance: Reader, adviser: Reader) -> None:
    finance.act(finance.task(at_gate, "sign"), "object", reason="The budget is £612,000.")
    gate = f"/cases/{at_gate.reference}/gates/"
    assert "Waiting for answers" in adviser.get(gate)
    task = adviser.task(at_gate, "consult")
    assert "612,000" not in adviser.get(f"/tasks/{task.pk}/")
    gate_id = finance.client.get(gate).content.decode().split("/gates/")[-1].split("/")[0]
    assert "612,000" not in adviser.get(f"{gate}{gate_id}/")
    assert "The budget is £612,000." in finance.get(f"{gate}{gate_id}/")


def test_a_stage_that_has_passed_says_when(at_gate: Case, finance: Reader, adviser: Reader, head: Reader) -> None:
    finance.act(finance.task(at_gate, "sign"), "sign")
    adviser.act(adviser.task(at_gate, "consult"), "advise", reason="Yes.")
    head.act(head.task(at_gate, "decide"), "pass")
    assert "Needs analysis Complete signed" in head.get(f"/cases/{at_gate.reference}/")
    page = head.get(f"/cases/{at_gate.reference}/records/")
    assert "Needs analysis Passed" in page
    assert "Social value priorities Drafting" in page


def test_a_stopped_case_says_so(at_gate: Case, finance: Reader, adviser: Reader, head: Reader) -> None:
    finance.act(finance.task(at_gate, "sign"), "sign")
    adviser.act(adviser.task(at_gate, "consult"), "advise", reason="Yes.")
    head.act(head.task(at_gate, "decide"), "stop", reason="There is no money.")
    assert "Nothing: the case was stopped in needs analysis." in head.get(f"/cases/{at_gate.reference}/")


def test_the_regime_is_set_with_a_reason(drafting: Case, readers: dict[str, Reader], commissioner: Reader) -> None:
    path = f"/cases/{drafting.reference}/regime/"
    finance = readers["finance"]
    finance.get(path, 403)
    assert "Procurement or Legal can set it." in finance.get(f"/cases/{drafting.reference}/")
    assert "Set regime" in commissioner.get(f"/cases/{drafting.reference}/").replace("Set the regime", "Set regime")
    answer = commissioner.post(path, {"regime": "below_threshold", "reason": " "}, 422)
    assert "Enter why this regime applies" in words(answer)
    commissioner.post(path, {"regime": "below_threshold", "reason": "Under the threshold."})
    page = commissioner.get(f"/cases/{drafting.reference}/")
    assert "The regime of TG-" in page
    assert "is Below threshold." in page
    assert "set the regime to Below threshold: Under the threshold." in page
    timetable = commissioner.get(f"/cases/{drafting.reference}/timetable/")
    assert "What the law asks of this case under the regime “Below threshold”" in timetable
    commissioner.post(path, {"regime": "PSR", "reason": "Health care."})
    assert "No rules are held for this regime." in commissioner.get(f"/cases/{drafting.reference}/timetable/")


def test_the_trail_tells_what_changed_in_words(drafting: Case, commissioner: Reader) -> None:
    commissioner.save(drafting, "lessons", lessons="One supplier left no choice.")
    commissioner.save(drafting, "lessons", lessons="Two suppliers left no choice.")
    page = commissioner.get(f"/cases/{drafting.reference}/trail/")
    assert "saved “Lessons” in the record of needs analysis." in page
    assert "struck out: One supplier put in: Two suppliers left no choice." in page
    assert "What did earlier cycles teach" in page or "lessons" in page.lower()
    assert "How this trail is checked" in page


def test_the_trail_is_narrowed(at_gate: Case, commissioner: Reader, finance: Reader) -> None:
    finance.act(finance.task(at_gate, "sign"), "sign")
    path = f"/cases/{at_gate.reference}/trail/"
    assert "1 entry" in commissioner.get(f"{path}?who=Ruth+Okafor")
    assert "1 entry" in commissioner.get(f"{path}?what=case.opened")
    assert "No entry matches." in commissioner.get(f"{path}?stage=award")
    assert "signed the record of needs analysis" in commissioner.get(f"{path}?stage=needs&who=Ruth+Okafor")


def test_a_value_below_the_threshold_has_its_regime_checked(
    drafting: Case, commissioner: Reader, adviser: Reader
) -> None:
    Case.objects.filter(pk=drafting.pk).update(regime=Regime.PA2023, value_gross=Decimal(24000))
    asked = "At £24,000 with VAT it is worth less than the"
    assert asked in commissioner.get(f"/cases/{drafting.reference}/timetable/")
    assert asked not in adviser.get(f"/cases/{drafting.reference}/timetable/")
    Case.objects.filter(pk=drafting.pk).update(value_gross=Decimal(240000))
    page = commissioner.get(f"/cases/{drafting.reference}/timetable/")
    assert "Nobody has said yet whether this case is light touch" in page
    assert "from £663,540 with VAT, and at £240,000 it is worth less; if not, from £207,720, and it is not." in page
    Case.objects.filter(pk=drafting.pk).update(value_gross=Decimal(2400000))
    assert asked not in commissioner.get(f"/cases/{drafting.reference}/timetable/")


def test_the_timetable_shows_no_other_regimes_duties(drafting: Case, commissioner: Reader) -> None:
    page = commissioner.get(f"/cases/{drafting.reference}/timetable/")
    assert "No statutory duties are shown." in page


def test_gates_and_records_say_why_they_are_empty(drafting: Case, commissioner: Reader) -> None:
    assert "The case has come to no gate yet." in commissioner.get(f"/cases/{drafting.reference}/gates/")
    assert "Tender Not started" in commissioner.get(f"/cases/{drafting.reference}/records/")


def test_policies_are_open_to_all(council: Council, finance: Reader) -> None:
    assert "No policy is published yet." in finance.get("/policies/")
    first = VersionTerms(date(2026, 1, 1), date(2025, 12, 1), text="Buy well.")
    jobs = PriorityTerms("P1", "Jobs", "They last.", "A fair borough", "Work")
    second = VersionTerms(date(2049, 1, 1), date(2026, 3, 1), date(2050, 1, 1), "Buy better.", [jobs])
    for terms in (first, second):
        publish_policy(
            code="social-value",
            title="Social value policy",
            owner=council.service,
            terms=terms,
            at=TODAY,
            key=a_key(),
        )
    page = finance.get("/policies/")
    assert "Version 1 is in force since 1 January 2026" in page
    assert "Version 2 takes effect on 1 January 2049" in page
    page = finance.get("/policies/social-value/")
    assert "version 1 In force" in page
    assert "This version sets no priorities." in page
    page = finance.get("/policies/social-value/?version=2")
    assert "Not in force yet" in page
    assert "P1 Jobs They last. Council-plan theme A fair borough" in page
    finance.get("/policies/social-value/?version=3", 404)
    finance.get("/policies/tea/", 404)


def test_a_message_tells_nothing_of_a_case_that_its_reader_may_no_longer_see(at_gate: Case, finance: Reader) -> None:
    task = finance.task(at_gate, "sign")
    holding = Holding.objects.get(person=finance.person)
    end_holding(holding, on=day_of(TODAY), by=None, at=TODAY, key=a_key())
    with time_machine.travel(TODAY + timedelta(days=2)):
        page = Reader(finance.person).client.get("/messages/").content.decode()
    assert "About a case that you may no longer see" in page
    for secret in (at_gate.reference, at_gate.title, f"/tasks/{task.pk}/"):
        assert secret not in page
    assert "Mark as read" in page


def test_messages_are_read(at_gate: Case, finance: Reader, adviser: Reader) -> None:
    message = Message.objects.get(person=finance.person)
    assert "unread message" in finance.get("/")
    assert "1 message , 1 unread".replace(" ,", ",") in finance.get("/messages/")
    adviser.post("/messages/", {"message": message.pk})
    assert Message.objects.filter(person=finance.person, read_at=None).exists()
    for odd in ("", "12345678901", "one"):
        finance.post("/messages/", {"message": odd})
    assert Message.objects.filter(person=finance.person, read_at=None).exists(), "only a field left out means all"
    finance.post("/messages/", {"message": message.pk})
    assert not Message.objects.filter(person=finance.person, read_at=None).exists()
    adviser.post("/messages/", {})
    assert not Message.objects.filter(person=adviser.person, read_at=None).exists()
    assert "You have no messages." in Reader(Holding.objects.exclude(person=finance.person)[0].person).get("/messages/")


def test_every_page_says_how_many_messages_are_unread(
    at_gate: Case, finance: Reader, django_assert_num_queries: Callable[[int], Any]
) -> None:
    assert "Policies Messages (1 unread ) " in finance.get(f"/cases/{at_gate.reference}/trail/")
    for number in range(100):
        Message.objects.create(person=finance.person, case=at_gate, event=f"x{number}", subject="x", written_at=TODAY)
    with django_assert_num_queries(2):  # who asks, and for how many messages, is one; nothing else asks for unread ones
        assert "Messages (99+ unread )" in words(finance.client.get("/tea/"))
    assert unread_of(finance.person) == 100, "nobody counts the hundred-and-first"
    assert "You have 99+ unread messages" in finance.get("/")
    assert ", 99+ unread" in finance.get("/messages/")
    finance.post("/messages/", {})
    assert "Policies Messages My work" in finance.get("/")


@pytest.mark.django_db
def test_the_server_says_that_it_lives() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_the_server_says_whether_it_is_fit_to_serve() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["triggers"]) == (200, "ok")
    triggers.lift(connection)
    try:
        answer = Client().get("/readyz")
    finally:
        triggers.install(connection)
    assert answer.status_code == 503
    assert "missing" in answer.json()["triggers"]
