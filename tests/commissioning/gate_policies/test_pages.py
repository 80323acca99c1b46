"""The pages of gate policies: read in plain words, drafted seat by seat, refused with reasons, published by others."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from accounts.decisions import appoint
from accounts.models import Post
from accounts.rights import Role
from commissioning.gate_policies.models import DraftState, PolicyDraft, Replay
from commissioning.gate_policies.replaying import run_replay
from commissioning.gates.models import GatePolicy
from commissioning.gates.terms import FastTerms, to_document
from commissioning.vocabulary import Lane, Stage
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader, rows
from tests.council import AT, People
from workflows import jobs
from workflows.demonstration.council import PARTS
from workflows.demonstration.gate_policy import terms

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
OUTSIDERS = ("admin", "second.admin", "supplier", "voluntary.sector")
NEEDS = ("needs", "standard")
BOARD: dict[str, str] = {
    "title": "Board",
    "kind": "sign",
    "role": "board_member",
    "body": "strategic-procurement-board",
    "tier": "1",
    "working_days": "7",
    "why": "The Board looks at large needs.",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def lin(people: People) -> Reader:
    """Procurement's officer."""
    return Reader(people["procurement"])


@pytest.fixture
def omar(people: People) -> Reader:
    """Legal's officer."""
    return Reader(people["legal"])


def path(draft: PolicyDraft, *parts: object) -> str:
    return "/".join(["/gate-policies/drafts", str(draft.pk), *map(str, parts), ""])


def sent(draft: PolicyDraft, **answers: str) -> dict[str, str]:
    draft.refresh_from_db()
    return {"read": draft.digest, **answers}


def conditions(*given: dict[str, str]) -> dict[str, str]:
    return rows("conditions", [{"joins": "and", **one} for one in given])


def test_a_version_is_read_in_plain_words(lin: Reader) -> None:
    page = lin.get("/gate-policies/")
    assert "Gates of the commissioning cycle (version 1)" in page
    assert "In force" in page
    page = lin.get("/gate-policies/1/")
    for words in (
        "Needs analysis",
        "The finance officer of Finance signs the sections Current contract and spend",
        "within 5 working days, always.",
        "The head of service of the service that leads the case decides on the whole record within 10 working days",
        "where the value with VAT over the whole life is £250,000 or more, or not known.",
        "is below £1,000,000 and there is no key decision",
        "Purchases up to £50,000 with VAT over their whole life may take the fast lane.",
        "2 working days before a task’s last day, whoever holds the post is reminded.",
        "Where no seat is asked, the record cannot be submitted.",
    ):
        assert words in page
    html = lin.client.get("/gate-policies/1/").content.decode()
    assert html.count("<desc id=") == html.count("<svg") == 8
    assert len(set(re.findall(r' id="([^"]+)"', html))) == len(re.findall(r' id="([^"]+)"', html))


@pytest.mark.parametrize("who", [part.email for part in PARTS])
def test_whoever_may_not_see_figures_reads_no_gate_policy(people: People, draft: PolicyDraft, who: str) -> None:
    person, allowed = Reader(people[who]), who not in OUTSIDERS
    for address in ("", "1/", "1/export/", "compare/", f"drafts/{draft.pk}/", f"drafts/{draft.pk}/replay/"):
        answer = person.client.get(f"/gate-policies/{address}")
        assert answer.status_code == (200 if allowed else 403), address
    assert ("Gate policies" in person.get("/policies/")) == allowed


@pytest.mark.parametrize(
    "address", ["9/", "drafts/99/", "compare/?left=9&right=1", "drafts/99/gates/needs/standard/", "drafts/99/chain/"]
)
def test_what_is_not_there_is_not_there(lin: Reader, address: str) -> None:
    status = 422 if "compare" in address else 404
    lin.get(f"/gate-policies/{address}", status)


@pytest.mark.parametrize("gate", ["award/fast", "needs/slow", "dreams/standard"])
def test_a_gate_that_no_policy_has_is_not_there(lin: Reader, draft: PolicyDraft, gate: str) -> None:
    lin.get(path(draft, "gates", gate), 404)
    lin.get(path(draft, "gates", "needs", "standard", 40), 404)


@pytest.mark.parametrize(
    "address",
    [
        "/gate-policies/",
        "/gate-policies/1/",
        "/gate-policies/compare/?left=1&right=1",
        "/gate-policies/begin/",
        "/gate-policies/import/",
        "{draft}",
        "{draft}gates/needs/standard/",
        "{draft}gates/needs/standard/1/",
        "{draft}gates/needs/standard/add/",
        "{draft}gates/needs/standard/1/chain/",
        "{draft}chain/",
        "{draft}lanes/",
        "{draft}replay/",
        "{draft}propose/",
        "{draft}publish/",
        "{draft}withdraw/",
    ],
)
def test_no_page_asks_much(lin: Reader, draft: PolicyDraft, address: str) -> None:
    asked = address.format(draft=path(draft))
    lin.get(asked)
    with CaptureQueriesContext(connection) as queries:
        lin.get(asked)
    assert len(queries) <= MOST_QUERIES, [query["sql"] for query in queries]


def test_a_draft_is_begun_and_changed_seat_by_seat(lin: Reader) -> None:
    assert "Begin a draft" in lin.get("/gate-policies/")
    lin.post("/gate-policies/begin/", {"version": "1"})
    draft = PolicyDraft.objects.get()
    assert draft.document == to_document(terms())
    above = {"fact": "value_gross", "test": "at_least", "value": "£500,000"}
    tupe = {"joins": "or", "fact": "cpv_division", "test": "one_of", "value": "85, 79"}
    lin.post(path(draft, "gates", *NEEDS, "add"), sent(draft, **BOARD, **conditions(above, tupe)))
    page = lin.get(path(draft, "gates", *NEEDS))
    assert "is £500,000 or more, or not known; or where the category (CPV division) is one of 85 and 79." in page
    draft.refresh_from_db()
    board = next(seat for seat in draft.terms.seats if seat.title == "Board")
    assert [[one.stored() for one in every] for every in board.conditions] == [
        [{"fact": "value_gross", "at_least": "500000"}],
        [{"fact": "cpv_division", "one_of": ["85", "79"]}],
    ]
    number = draft.terms.at((Stage.NEEDS, Lane.STANDARD)).index(board) + 1
    assert 'value="500,000"' in lin.client.get(path(draft, "gates", *NEEDS, number)).content.decode()
    lin.post(path(draft, "gates", *NEEDS, number), sent(draft, **BOARD, remove="yes", **rows("conditions", [])))
    draft.refresh_from_db()
    assert draft.digest == terms().digest


def test_a_seat_says_what_cannot_be_read_of_it(lin: Reader, draft: PolicyDraft) -> None:
    wrong = [
        ({"fact": "value_gross", "test": "yes"}, "is an amount in pounds: choose is at least or is below"),
        ({"fact": "value_gross", "test": "below", "value": "much"}, "Enter an amount or a number, like 250,000"),
        ({"fact": "light_touch", "test": "is", "value": "x"}, "light touch is yes or no: choose is yes or is no"),
        ({"fact": "regime", "test": "is", "value": "EU"}, "Enter one of: Procurement Act 2023"),
        ({"fact": "regime", "test": "is", "value": " "}, "Enter what it is held against"),
        ({"fact": "cpv_division", "test": "is", "value": "853"}, "Enter the two figures of a CPV division"),
        ({"fact": "", "test": "below", "value": "5"}, "Choose the fact that this condition is about"),
        ({"fact": "recommends_end", "test": "yes"}, "There is a problem"),
    ]
    for given, words in wrong:
        answer = lin.post(path(draft, "gates", *NEEDS, "add"), sent(draft, **BOARD, **conditions(given)), 422)
        assert words.split(":")[0] in answer.content.decode(), given
    missing = lin.post(path(draft, "gates", *NEEDS, "add"), sent(draft, **conditions()), 422)
    assert "There is a problem" in missing.content.decode()
    draft.refresh_from_db()
    assert draft.digest == terms().digest


def test_rows_are_added_without_javascript(lin: Reader, draft: PolicyDraft) -> None:
    data = sent(draft, **BOARD, **conditions({"fact": "wards", "test": "at_least", "value": "3"}))
    page = lin.post(path(draft, "gates", *NEEDS, "add"), {**data, "add_another": "conditions"}, 200).content.decode()
    assert 'name="conditions-1-fact"' in page
    assert "There is a problem" not in page
    steps = rows("steps", [{"working_days": "2", "whom": "holder"}])
    page = lin.post(path(draft, "chain"), sent(draft, **steps, add_another="steps"), 200).content.decode()
    assert 'name="steps-1-working_days"' in page


def test_a_group_says_how_many_are_enough(lin: Reader, draft: PolicyDraft) -> None:
    for number, title, role, body in (
        (1, "Finance officer", "finance_officer", "finance"),
        (2, "Policy officer", "policy_officer", "strategy-policy-performance"),
    ):
        seat = {**BOARD, "title": title, "role": role, "body": body, "group": "Advisers"}
        lin.post(path(draft, "gates", *NEEDS, number), sent(draft, **seat, **conditions()))
    page = lin.get(path(draft, "gates", *NEEDS))
    assert "How many of “Advisers” are enough?" in page
    assert "does not say how many are enough" in page
    lin.post(path(draft, "gates", *NEEDS), sent(draft, when_empty="passes", group_0="1"))
    page = lin.get(path(draft, "gates", *NEEDS))
    assert "Of “Advisers”, 1 of 2 are enough" in page
    assert "Where no seat is asked, the gate passes by itself" in page
    draft.refresh_from_db()
    assert draft.terms.groups_at((Stage.NEEDS, Lane.STANDARD)) == {"Advisers": 1}


def test_a_gate_may_wait_for_every_owner(lin: Reader, draft: PolicyDraft) -> None:
    here = path(draft, "gates", *NEEDS)
    said = "The record is submitted only once every body that owns the case has accepted the stage."
    assert said not in lin.get(here)
    lin.post(here, sent(draft, when_empty="refused", owners_accept="on"))
    assert said in lin.get(here)
    draft.refresh_from_db()
    assert draft.terms.owned == {(Stage.NEEDS, Lane.STANDARD)}
    lin.post(here, sent(draft, when_empty="refused"))
    draft.refresh_from_db()
    assert draft.terms.owned == frozenset()


def test_lanes_and_chain_are_part_of_it(lin: Reader, draft: PolicyDraft) -> None:
    lanes = {"title": "Leaner", "fast": "yes", "limit": "£25,000", "check_one_in": "", "many": "yes"}
    lin.post(path(draft, "lanes"), sent(draft, **lanes))
    steps = [
        {"working_days": "-1", "whom": "holder", "role": "", "body": ""},
        {"working_days": "2", "whom": "role", "role": "board_chair", "body": "strategic-procurement-board"},
    ]
    lin.post(path(draft, "chain"), sent(draft, **rows("steps", steps)))
    draft.refresh_from_db()
    found = draft.terms
    assert (found.title, found.fast, found.one_person_many_seats) == ("Leaner", FastTerms(Decimal(25_000)), True)
    assert found.together == frozenset()
    assert [(step.working_days, step.role) for step in found.chain] == [(-1, None), (2, Role.BOARD_CHAIR)]
    answer = lin.post(path(draft, "lanes"), sent(draft, **{**lanes, "limit": ""}), 422).content.decode()
    assert "Enter the limit of the fast lane" in answer
    nobody = [{"working_days": "2", "whom": "role", "role": "", "body": ""}]
    answer = lin.post(path(draft, "chain"), sent(draft, **rows("steps", nobody)), 422).content.decode()
    assert "Choose the role that is told" in answer
    lin.post(path(draft, "lanes"), sent(draft, title="Slow", fast="no", many="no"))
    assert "The fast lane has seats and no limit" in lin.get(path(draft))


def test_a_change_by_someone_else_is_not_saved_over(lin: Reader, draft: PolicyDraft) -> None:
    stale = {"read": "0" * 64, "title": "Mine", "fast": "no", "many": "no"}
    page = lin.post(path(draft, "lanes"), stale, 422).content.decode()
    assert "Someone else changed this draft" in page
    assert 'value="Mine"' in page
    draft.refresh_from_db()
    assert draft.title == terms().title


def test_a_gate_that_nobody_could_pass_is_refused_mended_proposed_and_published(
    lin: Reader, omar: Reader, draft: PolicyDraft
) -> None:
    review = ("gates", "review", "standard")
    seats = draft.terms.at((Stage.REVIEW, Lane.STANDARD))
    for number, seat in reversed(list(enumerate(seats, 1))):
        lin.post(path(draft, *review, number), sent(draft, **seat_as_sent(seat), remove="yes", **conditions()))
    assert "Nobody could pass this gate: it has no seat" in lin.get(path(draft))
    given = {"effective_from": "2026-05-01", "reason": "Reviews decide themselves."}
    answer = lin.post(path(draft, "propose"), given, 422).content.decode()
    assert "Nobody could pass this gate" in answer
    lin.post(path(draft, *review), sent(draft, when_empty="passes"))
    lin.post(path(draft, "propose"), given)
    assert "waits for somebody" in lin.get(path(draft))
    assert "does not let you publish a gate policy. Omar Haddad or Sunita Rao can." in lin.get(path(draft, "publish"))
    legal = Post.objects.get(role=Role.LEGAL_OFFICER)
    appoint(lin.person, legal, starts_on=AT.date(), by=None, at=AT, key=a_key())
    assert "You wrote this draft, so you cannot publish a gate policy" in lin.get(path(draft, "publish"))
    lin.post(path(draft, "publish"), sent(draft), 403)
    lin.get(path(draft, "lanes"), 409)
    omar.post(path(draft, "publish"), {"send_back": "yes", "reason": ""}, 422)
    omar.post(path(draft, "publish"), {"send_back": "yes", "reason": "From June on."})
    lin.post(path(draft, "propose"), {**given, "effective_from": "2026-06-01"})
    assert "in force from 1 June 2026" in omar.get(path(draft, "publish"))
    draft.refresh_from_db()
    omar.post(path(draft, "publish"), {"read": draft.proposal})
    policy = GatePolicy.objects.get(version=2)
    assert policy.seats.filter(stage=Stage.REVIEW).count() == 0
    page = lin.get("/gate-policies/")
    assert "Not in force yet" in page
    with time_machine.travel("2026-06-02"):
        assert "Superseded" in Reader(lin.person).get("/gate-policies/")
    assert "It was published as" in lin.get(path(draft))


def seat_as_sent(seat: Any) -> dict[str, str]:
    names = ("title", "kind", "role", "body", "tier", "working_days", "why", "power")
    return {name: str(getattr(seat, name)) for name in names}


def test_who_does_not_draft_reads_a_gate_and_changes_nothing(omar: Reader, draft: PolicyDraft) -> None:
    html = omar.client.get(path(draft, "gates", *NEEDS)).content.decode()
    assert "Finance officer" in html
    assert "Add a seat" not in html
    assert path(draft, "gates", *NEEDS, 1) not in html
    omar.post(path(draft, "gates", *NEEDS), sent(draft, when_empty="passes"), 403)


def test_a_draft_is_withdrawn_with_a_reason(lin: Reader, omar: Reader, draft: PolicyDraft) -> None:
    omar.get(path(draft, "withdraw"), 403)
    lin.post(path(draft, "withdraw"), {"reason": "Not this year."})
    draft.refresh_from_db()
    assert draft.state == DraftState.WITHDRAWN
    lin.get(path(draft, "chain"), 409)
    assert "This draft is not proposed." in lin.get(path(draft, "publish"))


def test_what_is_exported_is_brought_in_elsewhere_with_its_digest(lin: Reader, draft: PolicyDraft) -> None:
    for address in ("/gate-policies/1/export/", path(draft, "export")):
        answer = lin.client.get(address)
        assert "attachment" in answer["Content-Disposition"]
        assert json.loads(answer.content) == {**to_document(terms()), "digest": terms().digest}
    lin.post("/gate-policies/import/", {"file": SimpleUploadedFile("gates.json", answer.content)})
    assert PolicyDraft.objects.order_by("-pk")[0].digest == terms().digest
    assert "A file" in lin.get(f"/gate-policies/drafts/{PolicyDraft.objects.order_by('-pk')[0].pk}/")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not json", "The file is no JSON document"),
        (b"[" * 100_000, "The file is no JSON document"),
        (b"[]", "must be an object"),
        (json.dumps({**to_document(terms()), "title": ""}).encode(), "title: is missing"),
        (json.dumps({**to_document(terms()), "digest": "0" * 64}).encode(), "does not match its digest"),
        (b" " * 2_000_001, "larger than any gate policy"),
        (b"", "empty"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_in_words(lin: Reader, content: bytes, words: str) -> None:
    sent_file = SimpleUploadedFile("gates.json", content)
    answer = lin.post("/gate-policies/import/", {"file": sent_file}, 422)
    assert words in answer.content.decode()
    assert not PolicyDraft.objects.exists()


@pytest.mark.parametrize("who", ["legal", "finance", "auditor"])
def test_only_procurement_begins_drafts(people: People, who: str) -> None:
    person = Reader(people[who])
    assert "Begin a draft" not in person.get("/gate-policies/")
    for address in ("begin", "import"):
        assert "Procurement owns it" in person.get(f"/gate-policies/{address}/", 403)


def test_two_versions_stand_side_by_side(lin: Reader, draft: PolicyDraft) -> None:
    lin.post(path(draft, "gates", *NEEDS, "add"), sent(draft, **BOARD, **conditions()))
    page = lin.get(f"/gate-policies/compare/?left=1&right=draft-{draft.pk}")
    assert "Board Not there In tier 1: The board member of Strategic Procurement Board signs" in page
    assert "Added" in page
    assert "They say the same, word for word." in lin.get("/gate-policies/compare/?left=1&right=1")


def test_a_replay_shows_how_far_it_is_and_then_what_it_came_to(
    lin: Reader, omar: Reader, draft: PolicyDraft, case: Any
) -> None:
    assert "It was not replayed yet." in lin.get(path(draft, "replay"))
    omar.post(path(draft, "replay"), {}, 403)
    lin.post(path(draft, "gates", *NEEDS, "add"), sent(draft, **BOARD, **conditions()))
    with TestCase.captureOnCommitCallbacks() as later:
        lin.post(path(draft, "replay"), {"since_day": "", "since_month": "", "since_year": ""})
    assert len(later) == 1
    page = lin.get(path(draft, "replay"))
    assert all(words in page for words in ("0 of 1 gate looked at.", "See how far it is now"))
    assert jobs.run_replay(Replay.objects.get().pk) == "1 submissions"
    assert jobs.run_replay(0) == "forgotten meanwhile"
    page = lin.get(path(draft, "replay"))
    for words in ("Needs analysis: Board (1 gate)", "1 sign-off more", "2 working days more", case.reference):
        assert words in page
    with CaptureQueriesContext(connection) as queries:
        lin.get(path(draft, "replay"))
    assert len(queries) <= MOST_QUERIES
    lin.post(path(draft, "lanes"), sent(draft, title="Other", fast="no", many="no"))
    assert "The draft has changed since." in lin.get(path(draft, "replay"))


def test_a_replay_tells_of_cases_that_its_reader_may_see(lin: Reader, draft: PolicyDraft, case: Any) -> None:
    lin.post(path(draft, "gates", *NEEDS, "add"), sent(draft, **BOARD, **conditions()))
    lin.post(path(draft, "replay"), {})
    replay = run_replay(Replay.objects.get(), lambda: AT)
    replay.tally = {**replay.tally, "changes": [{**replay.tally["changes"][0], "case": "TG-2026-9999"}]}
    replay.save()
    assert "TG-2026-9999" not in lin.get(path(draft, "replay"))
