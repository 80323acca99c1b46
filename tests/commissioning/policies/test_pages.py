"""The pages of the register: drafted section by section, consulted on, put forward, approved by others, read by all."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.decisions import end_holding
from accounts.models import Holding
from commissioning.policies.consulting import answer, comment
from commissioning.policies.kinds import VersionState
from commissioning.policies.models import PolicyComment, PolicyVersion
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.policies.conftest import AFTER, HOMES, a_second_version, approved, consulted, proposed
from tests.council import AT, People

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
CODE = "/policies/social-value"
VERSION = f"{CODE}/versions/2/"
DAY = {"until_day": "1", "until_month": "5", "until_year": "2026"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def hannah(people: People) -> Reader:
    """The policy officer."""
    return Reader(people["policy"])


def sent(version: PolicyVersion, **answers: str) -> dict[str, str]:
    version.refresh_from_db()
    return {"read": version.digest, **answers}


def day(name: str, year: int, month: int, number: int) -> dict[str, str]:
    return {f"{name}_day": str(number), f"{name}_month": str(month), f"{name}_year": str(year)}


def test_a_policy_is_read_with_its_versions_text_and_priorities(people: People, hannah: Reader) -> None:
    page = hannah.get("/policies/")
    assert "Social value policy" in page
    assert "Begin a policy that the council does not have yet" in page
    page = hannah.get(f"{CODE}/")
    assert "P1 Good work for local people" in page
    assert "Mayoral priority Jobs and skills" in page
    assert "Begin the next version" in page
    page = Reader(people["supplier"]).get(f"{CODE}/")
    assert "Begin the next version" not in page
    assert "History of this policy" not in page


def test_a_draft_is_written_part_by_part(draft: PolicyVersion, hannah: Reader) -> None:
    assert "Whoever keeps the policy drafts it now" in hannah.get(VERSION)
    hannah.post(f"{VERSION}summary/", sent(draft, text="For all."))
    hannah.post(f"{VERSION}sections/add/", sent(draft, title="Measuring", text="Once a year."))
    hannah.post(f"{VERSION}sections/add/", sent(draft, title="Owning", text="By all."))
    hannah.post(f"{VERSION}sections/4/", sent(draft, title="Measuring", text="Twice a year."))
    hannah.post(f"{VERSION}sections/5/", sent(draft, title="Owning", text="", remove="yes"))
    hannah.post(f"{VERSION}priorities/add/", sent(draft, **vars(HOMES)))
    hannah.post(f"{VERSION}priorities/3/", sent(draft, code="P3", title="Gone", remove="yes"))
    fates = {"fate_0": "kept", "into_0": "P1", "fate_1": "merged", "into_1": "P4", "fate_2": "ended", "into_2": "P4"}
    hannah.post(f"{VERSION}fates/", sent(draft, **fates, reason_1="One of them.", reason_2="Met."))
    page = hannah.get(VERSION)
    for text in (
        "For all.",
        "4. Measuring Twice a year.",
        "P4 Homes that are warm",
        "Geography Mill and Harbour wards",
        "Merged as P4 Homes that are warm",
        "Ended Met.",
        "It has not been consulted on.",
    ):
        assert text in page
    assert "Owning" not in page
    assert "changed a draft of a policy" in hannah.get(f"{CODE}/history/")


def test_what_is_wrong_is_said_on_the_form_and_kept(draft: PolicyVersion, hannah: Reader) -> None:
    refused = hannah.post(f"{VERSION}priorities/add/", sent(draft, code="", title="No code"), 422)
    assert "No code" in refused.content.decode()
    hannah.get(f"{VERSION}priorities/9/", 404)
    hannah.get(f"{VERSION}sections/9/", 404)
    read = draft.digest
    hannah.post(f"{VERSION}summary/", sent(draft, text="First."))
    late = hannah.post(f"{VERSION}summary/", {"read": read, "text": "Second."}, 409)
    assert "Someone else changed this draft" in words(late)


def test_the_same_form_sent_twice_is_saved_once(draft: PolicyVersion, hannah: Reader) -> None:
    form = {**sent(draft, title="Measuring", text="Once a year."), "key": "twice"}
    for _ in range(2):
        hannah.post(f"{VERSION}sections/add/", form)
    draft.refresh_from_db()
    assert len(draft.wording.sections) == 4


def test_others_neither_write_nor_know_of_a_draft(draft: PolicyVersion, people: People) -> None:
    finance, sector = Reader(people["finance"]), Reader(people["voluntary.sector"])
    assert "You cannot do this" in finance.get(f"{VERSION}summary/", 403)
    assert "Hannah Weiss can" in finance.get(f"{VERSION}consult/", 403)
    assert "Change the summary" not in finance.get(VERSION)
    sector.get(VERSION, 404)
    assert "Version 2" not in sector.get("/policies/")
    sector.get(f"{CODE}/history/", 403)
    finance.get("/policies/begin/", 403)


def test_a_policy_is_begun_on_screen(people: People, hannah: Reader) -> None:
    answer = hannah.post("/policies/begin/", {"title": "Climate plan", "owner": "parks-and-streets"})
    assert answer.url == "/policies/climate-plan/versions/1/"
    page = hannah.get(answer.url)
    assert "Write its text: a summary, or a section at least." in page
    assert "Climate plan" in hannah.get("/policies/")
    refused = hannah.post("/policies/begin/", {"title": "Climate plan", "owner": "parks-and-streets"}, 422)
    assert "There is a policy of this name" in words(refused)
    answer = hannah.post(f"{CODE}/begin/", {})
    assert answer.url == VERSION
    assert "Go on with it" in hannah.get(f"{CODE}/begin/")


def test_from_consultation_to_approval(draft: PolicyVersion, people: People, hannah: Reader) -> None:
    grace = Reader(people["voluntary.sector"])
    hannah.post(f"{VERSION}consult/", sent(draft, **DAY))
    assert "comments until 1 May 2026" in grace.get("/policies/")
    grace.post(f"{VERSION}comments/add/", {"text": "Name small charities."})
    assert "You cannot do this" in words(grace.post(f"{VERSION}comments/enter/", {"text": "x"}, 403))
    letter = {"side": "public", "sender": "A resident", "received": "letter", "text": "The river!"}
    hannah.post(f"{VERSION}comments/enter/", {**letter, **day("received_on", 2026, 4, 1)})
    with time_machine.travel(AFTER):
        hannah, grace, sunita = (Reader(people[name]) for name in ("policy", "voluntary.sector", "director"))
        assert "2 comments, 2 without an answer" in hannah.get(VERSION)
        refused = hannah.post(f"{VERSION}propose/", put_forward(), 422)
        assert "Comment 1, from Grace Mensah" in words(refused)
        assert "Comment 2, from A resident, has no answer yet." in words(refused)
        for number in (1, 2):
            hannah.get(f"{VERSION}comments/{number}/")
            hannah.post(f"{VERSION}comments/{number}/", {"text": "Yes.", "changed": "Nothing: it is there."})
        page = grace.get(f"{VERSION}comments/")
        assert "What was changed: Nothing: it is there." in page
        hannah.post(f"{VERSION}propose/", put_forward())
        assert "wrote this draft" in hannah.get(f"{VERSION}approve/")
        page = sunita.client.get(f"{VERSION}approve/").content.decode()
        read = re.search(r'name="read" value="([0-9a-f]+)"', page)
        assert read
        approval = {"read": read[1], "approval": "Cabinet, minute 41", **day("approved_on", 2026, 5, 4)}
        hannah.post(f"{VERSION}approve/", approval, 403)
        sunita.post(f"{VERSION}approve/", approval)
        page = grace.get(f"{CODE}/?version=2")
        assert "Approved by Sunita Rao (Corporate director, Corporate Resources) Where Cabinet, minute 41" in page
        assert "Comments on this version, with their answers" in page
        assert "approved a policy" in sunita.get(f"{CODE}/history/")
        assert "Comments on this version" not in Reader(people["supplier"]).get(f"{CODE}/?version=2")
    assert PolicyComment.objects.count() == 2


def test_who_sees_no_case_reads_no_comment_but_their_own(draft: PolicyVersion, people: People) -> None:
    """What was said of a draft stays with the council and the voluntary sector, once it is approved as well."""
    consulted(draft, people)
    grace = people["voluntary.sector"]
    for who, text in ((grace, "Name small charities."), (people["finance"], "It costs too much.")):
        made = comment(draft, text=text, by=who, at=AT, key=a_key())
        answer(made, text="Yes.", changed="Nothing.", by=people["policy"], at=AT, key=a_key())
    supplier, page, listed = Reader(people["supplier"]), f"{VERSION}comments/", f"/api/v1{VERSION}comments/"
    supplier.get(page, 404)
    proposed(draft, people)
    approved(draft, people["director"])
    assert "It costs too much." in Reader(grace).get(page)
    assert "read by the council and the voluntary sector" in supplier.get(page, 403)
    assert Caller(people["supplier"]).client.get(listed).status_code == 403
    holding = Holding.objects.get(person=grace)
    end_holding(holding, on=AT.date() - timedelta(days=1), by=None, at=AT, key=a_key())
    own = Reader(grace).get(page)
    assert "Name small charities." in own
    assert "It costs too much." not in own


def put_forward() -> dict[str, str]:
    return {**day("effective_from", 2026, 6, 1), **day("review_on", 2027, 6, 1), "reason": "Homes."}


def test_a_version_is_sent_back_or_withdrawn(draft: PolicyVersion, people: People, hannah: Reader) -> None:
    consulted(draft, people)
    proposed(draft, people)
    with time_machine.travel(AFTER):
        hannah, sunita = Reader(people["policy"]), Reader(people["director"])
        assert "There is a problem" in words(
            sunita.post(f"{VERSION}approve/", {"send_back": "yes", "reason": " "}, 422)
        )
        sunita.post(f"{VERSION}approve/", {"send_back": "yes", "reason": "Name the river."})
        assert "Name the river." in hannah.get(f"{CODE}/history/")
        assert "does not wait to be approved" in sunita.get(f"{VERSION}approve/")
        hannah.post(f"{VERSION}withdraw/", {"reason": "Elections."})
        assert "It was withdrawn." in hannah.get(VERSION)
    draft.refresh_from_db()
    assert draft.state == VersionState.WITHDRAWN


PAGES = ("", "history/", "begin/", "?version=1")
OF_VERSION = ("", "summary/", "sections/add/", "priorities/1/", "fates/", "consult/", "propose/", "withdraw/")
OF_COMMENTS = ("comments/", "comments/add/", "comments/enter/", "comments/1/", "approve/")


@pytest.mark.parametrize("path", ["/policies/", "/policies/begin/", *(f"{CODE}/{page}" for page in PAGES)])
def test_a_page_of_the_register_asks_few_queries(path: str, people: People, hannah: Reader) -> None:
    a_second_version(people)
    hannah.get(path)
    with CaptureQueriesContext(connection) as asked:
        hannah.get(path)
    assert len(asked) <= MOST_QUERIES


@pytest.mark.parametrize("page", [*OF_VERSION, *OF_COMMENTS])
def test_a_page_of_a_version_asks_few_queries(page: str, draft: PolicyVersion, people: People, hannah: Reader) -> None:
    if page in OF_COMMENTS:
        consulted(draft, people)
        for _ in range(3):
            Reader(people["finance"]).post(f"{VERSION}comments/add/", {"text": "Hm."})
    hannah.get(VERSION + page)
    with CaptureQueriesContext(connection) as asked:
        hannah.get(VERSION + page)
    assert len(asked) <= MOST_QUERIES
