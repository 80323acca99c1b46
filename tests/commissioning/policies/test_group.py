"""The delivery group of a policy: who is in it, what its meetings noted, what evidence it commissioned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.decisions import end_holding
from accounts.errors import NotAllowedError
from accounts.models import Body, Holding
from audit.errors import RepeatedError
from audit.verify import verify
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.group import (
    add_member,
    commission_evidence,
    end_member,
    record_findings,
    record_group_meeting,
)
from commissioning.policies.group_models import Evidence, GroupMeeting, GroupMember
from commissioning.policies.kinds import Part
from commissioning.policies.models import Policy
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.council import AT, People, a_case

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 2)
PATH = "/policies/social-value/group/"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def policy(people: People, db: None) -> Policy:
    """The social value policy."""
    return Policy.objects.get(code="social-value")


def joins(policy: Policy, people: People, **changed: Any) -> GroupMember:
    given: dict[str, Any] = {
        "part": Part.SPONSOR,
        "name": "Sunita Rao",
        "body": Body.objects.get(slug="corporate-resources"),
    }
    given |= {"since": MARCH, "by": people["policy"], "key": a_key(), **changed}
    return add_member(policy, at=AT, **given)


def commissioned(policy: Policy, people: People, **changed: Any) -> Evidence:
    given: dict[str, Any] = {
        "title": "What neighbours do",
        "question": "What do they do?",
        "supplier": "Harbour Research",
    }
    given |= {"commissioned_on": MARCH, "by": people["policy"], **changed}
    return commission_evidence(policy, at=AT, key=a_key(), **given)


def day(name: str, found: date) -> dict[str, str]:
    return {f"{name}_day": str(found.day), f"{name}_month": str(found.month), f"{name}_year": str(found.year)}


def test_a_group_has_one_sponsor_at_a_time(policy: Policy, people: People) -> None:
    sponsor = joins(policy, people, key="once")
    with pytest.raises(RepeatedError):
        joins(policy, people, key="once")
    with pytest.raises(RefusedError, match=r"Sunita Rao \(Corporate Resources\) is the sponsor"):
        joins(policy, people, name="Lin Chen")
    with pytest.raises(RefusedError, match="A day lies ahead"):
        joins(policy, people, part=Part.CHAIR, since=date(2062, 4, 1))
    for _ in range(2):
        joins(policy, people, part=Part.MEMBER, name="Lin Chen")
    for until in (MARCH - timedelta(days=1), AT.date() + timedelta(days=1)):
        with pytest.raises(RefusedError, match="a day since they joined"):
            end_member(sponsor, until=until, by=people["policy"], at=AT, key=a_key())
    end_member(sponsor, until=AT.date(), by=people["policy"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="has been ended already"):
        end_member(sponsor, until=AT.date(), by=people["policy"], at=AT, key=a_key())
    joins(policy, people, name="Lin Chen")
    assert verify().sound


def test_only_whoever_keeps_the_policy_records(policy: Policy, people: People) -> None:
    with pytest.raises(NotAllowedError):
        joins(policy, people, by=people["finance"])
    with pytest.raises(NotAllowedError):
        commissioned(policy, people, by=people["director"])
    end_holding(Holding.objects.get(person=people["policy"]), on=AT.date() - timedelta(days=1), by=None, at=AT, key="x")
    with pytest.raises(NotAllowedError):
        joins(policy, people)


def test_a_meeting_is_recorded_once_it_was_held(policy: Policy, people: People) -> None:
    given: dict[str, Any] = {"attendees": "Sunita Rao", "notes": "Ask about homes.", "by": people["policy"], "at": AT}
    with pytest.raises(RefusedError) as refusal:
        record_group_meeting(policy, **given, held_on=date(2026, 4, 2), key=a_key())
    assert refusal.value.errors == {"held_on": ["Enter today or a day that has passed."]}
    with pytest.raises(RefusedError) as refusal:
        record_group_meeting(policy, **{**given, "notes": " "}, held_on=MARCH, key=a_key())
    assert list(refusal.value.errors) == ["notes"]
    record_group_meeting(policy, **given, held_on=MARCH, key=a_key())
    assert GroupMeeting.objects.get().recorded_by == people["policy"]


def test_evidence_is_commissioned_and_says_once_what_it_found(policy: Policy, people: People) -> None:
    made = commissioned(policy, people)
    found: dict[str, Any] = {"findings": "They measure.", "by": people["policy"], "at": AT}
    with pytest.raises(RefusedError, match="before it was commissioned"):
        record_findings(made, **found, delivered_on=MARCH - timedelta(days=1), key=a_key())
    record_findings(made, **found, delivered_on=AT.date(), key=a_key())
    with pytest.raises(OvertakenError, match="has been recorded already"):
        record_findings(made, **found, delivered_on=AT.date(), key=a_key())
    with pytest.raises(RefusedError):
        commissioned(policy, people, question="")


def test_it_is_recorded_and_read_on_screen(policy: Policy, people: People) -> None:
    case = a_case(people, until=Stage.NEEDS, title="Research on social value")
    hannah, grace = Reader(people["policy"]), Reader(people["voluntary.sector"])
    assert "Nobody is named yet." in hannah.get(PATH)
    member = {"name": "Grace Mensah", "body": "voluntary-service", "part": "member", **day("since", MARCH)}
    hannah.post(f"{PATH}members/add/", {**member, "name": ""}, 422)
    hannah.post(f"{PATH}members/add/", member)
    hannah.post(f"{PATH}meetings/add/", {"attendees": "All", "notes": "Homes.", **day("held_on", MARCH)})
    research = {"title": "Neighbours", "question": "What do they do?", "supplier": "Harbour Research"}
    research |= day("commissioned_on", MARCH)
    hannah.post(f"{PATH}evidence/add/", {**research, "case": "TG-1999-0001"}, 422)
    hannah.post(f"{PATH}evidence/add/", {**research, "case": case.reference})
    made = Evidence.objects.get()
    hannah.post(f"{PATH}evidence/{made.pk}/", {"findings": "They measure.", **day("delivered_on", AT.date())})
    page = grace.get(PATH)
    for text in ("Member: Grace Mensah, Riverside Council for Voluntary Service, since 2 March 2026", "Homes."):
        assert text in page
    assert f"bought in {case.reference}" in page
    assert "Found on 1 April 2026: They measure." in page
    assert "Name a member" not in page
    grace.get(f"{PATH}members/add/", 403)
    Reader(people["supplier"]).get(PATH, 403)
    hannah.post(f"{PATH}members/{GroupMember.objects.get().pk}/", day("until", AT.date()))
    assert "2 March 2026 to 1 April 2026" in grace.get(PATH)
    assert "named a member of the delivery group: Grace Mensah" in hannah.get("/policies/social-value/history/")
    hannah.get(f"{PATH}members/999/", 404)
    hannah.get(f"{PATH}evidence/999/", 404)


@pytest.mark.parametrize("page", ["", "members/add/", "meetings/add/", "evidence/add/"])
def test_its_pages_ask_few_queries(page: str, policy: Policy, people: People) -> None:
    for name in ("One", "Two", "Three"):
        joins(policy, people, part=Part.MEMBER, name=name)
        commissioned(policy, people, title=name)
    hannah = Reader(people["policy"])
    hannah.get(PATH + page)
    with CaptureQueriesContext(connection) as asked:
        hannah.get(PATH + page)
    assert len(asked) <= 12
