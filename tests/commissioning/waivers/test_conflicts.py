"""Whom a conflict of interest keeps out of a case has no part in its waivers either, nor reads of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.errors import NotAllowedError
from accounts.models import Person, Post
from accounts.rights import Role
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.errors import RefusedError
from commissioning.waivers.decisions import change, record_oral_approval, submit, withdraw
from commissioning.waivers.kinds import WaiverAction, WaiverState
from commissioning.waivers.models import Waiver, WaiverAnswer
from tests.accounts.factories import a_key, a_person, appointed
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.interests.declared import declares
from tests.commissioning.waivers.test_pages import FORM
from tests.commissioning.waivers.waived import ANSWERS, advised, approved, decides, drafted, fresh, submitted
from tests.council import AT, People, ask_of, body
from workflows.demonstration.council import SINCE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(AT, tick=True):
        yield


def covering(principal: Person, role: Role) -> Person:
    """Somebody of another service who covers a post of corporate resources."""
    own = body("youth-services")
    found = a_person("Dee Ash", body=own)
    appointed(found, Post.objects.get(role=Role.CONTRACT_MANAGER, body=own), starts_on=SINCE)
    post = Post.objects.get(role=role, body__slug="corporate-resources")
    appointed(found, post, principal=principal, starts_on=AT.date(), ends_on=AT.date() + timedelta(days=300))
    return found


def test_they_neither_draft_nor_change_nor_hand_in_nor_withdraw_one(small: Case, people: People) -> None:
    waiver, amina = drafted(small, people), people["commissioner"]
    declares(small, amina)
    who: dict[str, Any] = {"by": amina, "at": AT}
    for act in (
        lambda: drafted(small, people),
        lambda: change(waiver, answers=ANSWERS, **who, key=a_key()),
        lambda: submit(waiver, **who, key=a_key()),
        lambda: withdraw(waiver, reason="No.", **who, key=a_key()),
    ):
        with pytest.raises(NotAllowedError, match="You declared a conflict of interest"):
            act()
    assert [found.state for found in Waiver.objects.all()] == [WaiverState.DRAFTING]


def test_nor_does_who_covers_for_them_by_the_page(small: Case, people: People) -> None:
    dee = covering(people["commissioner"], Role.COMMISSIONER)
    declares(small, people["commissioner"])
    Reader(dee).post(f"/cases/{small.reference}/waivers/draft/", FORM, 403)
    assert not Waiver.objects.exists()


def test_they_are_not_said_to_have_approved_one_orally(small: Case, people: People) -> None:
    waiver, head = drafted(small, people, ground="urgency"), people["head.of.service"]
    declares(small, head)
    when: dict[str, Any] = {"approved_at": AT, "at": AT + timedelta(hours=1), "by": people["commissioner"]}
    with pytest.raises(RefusedError, match="could not approve this"):
        record_oral_approval(waiver, approver=head, **when, key=a_key())


def test_it_is_asked_of_the_next_post_where_the_only_holder_is_kept_out(small: Case, people: People) -> None:
    declares(small, people["head.of.service"])
    waiver = advised(small, people)
    assert (waiver.role, ask_of(small, "Decide on the waiver").post.role) == (Role.CORPORATE_DIRECTOR,) * 2
    decides(small, WaiverAction.APPROVE)
    assert fresh(waiver).state == WaiverState.APPROVED


def test_their_advice_is_not_asked_where_nobody_else_holds_the_post(small: Case, people: People) -> None:
    declares(small, people["procurement"])
    submitted(small, people)
    assert not Ask.objects.filter(case=small, post__role=Role.PROCUREMENT_OFFICER, closed_at=None).exists()


def test_the_register_and_its_files_leave_out_what_they_are_kept_from(small: Case, people: People) -> None:
    approved(small, people)
    head = Reader(people["head.of.service"])
    assert "Rowan Lifts Ltd" in head.get("/waivers/")
    declares(small, people["head.of.service"])
    head.get(f"/cases/{small.reference}/waivers/", 403)
    for path in ("/waivers/", "/waivers/export.csv", "/api/v1/waivers/"):
        assert "Rowan Lifts Ltd" not in head.client.get(path).content.decode(), path


def test_an_approval_they_gave_before_stands_and_is_flagged(small: Case, people: People) -> None:
    waiver = approved(small, people)
    declares(small, people["head.of.service"])
    assert fresh(waiver).state == WaiverState.APPROVED
    assert f"Gareth Pryce approved the waiver {waiver.reference}, and was kept out" in small.warnings.get().text


def test_so_is_one_given_on_their_behalf(small: Case, people: People) -> None:
    waiver, dee = advised(small, people), covering(people["head.of.service"], Role.HEAD_OF_SERVICE)
    decides(small, WaiverAction.APPROVE, by=dee)
    assert WaiverAnswer.objects.get(action=WaiverAction.APPROVE).principal == people["head.of.service"]
    declares(small, people["head.of.service"])
    assert f"approved the waiver {waiver.reference}" in small.warnings.get().text
