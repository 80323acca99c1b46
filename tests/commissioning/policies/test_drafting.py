"""A version of a policy on its way: drafted by some, commented by many, approved by other hands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accounts.decisions import end_holding
from accounts.errors import NotAllowedError
from accounts.models import Body, Holding
from accounts.reach import reach_of
from accounts.rights import Role
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.approving import against, proposal_of, send_back, why_not_approve
from commissioning.policies.consulting import answer, comment, enter_comment, open_consultation
from commissioning.policies.drafting import begin_policy, begin_version, save_draft, withdraw
from commissioning.policies.kinds import Fate, Received, Side, VersionState
from commissioning.policies.models import Policy, PolicyComment, PolicyVersion, Priority, PriorityFate
from commissioning.policies.register import version_in_force
from commissioning.policies.rules import FateTerms, SectionTerms
from commissioning.telling.models import Message
from tests.accounts.factories import a_key, in_post
from tests.commissioning.policies.conftest import (
    AFTER,
    CLOSES,
    HOMES,
    JUNE,
    approved,
    consulted,
    days,
    proposed,
    writes,
)
from tests.council import AT, People

pytestmark = pytest.mark.django_db


def test_a_version_begins_as_the_newest_one_reads(draft: PolicyVersion, people: People) -> None:
    first = PolicyVersion.objects.get(number=1)
    assert (draft.number, draft.state, draft.begun_by) == (2, VersionState.DRAFT, people["policy"])
    assert draft.wording == replace(first.wording, fates=draft.wording.fates)
    assert [(one.old, one.fate, one.into) for one in draft.wording.fates] == [
        ("P1", Fate.KEPT, "P1"),
        ("P2", Fate.KEPT, "P2"),
        ("P3", Fate.KEPT, "P3"),
    ]
    assert not Priority.objects.filter(version=draft).exists()
    with pytest.raises(RefusedError, match="Version 2 of “Social value policy” is open"):
        begin_version(draft.policy, by=people["policy"], at=AT, key=a_key())


def test_a_new_policy_is_begun_by_the_body_that_keeps_it(people: People) -> None:
    owner = Body.objects.get(slug="economic-development")
    version = begin_policy(title="Employment\nstrategy", owner=owner, by=people["policy"], at=AT, key=a_key())
    assert (version.policy.code, version.number, version.wording.priorities) == ("employment-strategy", 1, ())
    assert version.policy.title == "Employment strategy"
    with pytest.raises(RefusedError, match="There is a policy of this name"):
        begin_policy(title="Employment Strategy", owner=owner, by=people["policy"], at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        begin_policy(title="Other", owner=owner, by=people["finance"], at=AT, key=a_key())


def test_only_whoever_keeps_it_writes(draft: PolicyVersion, people: People) -> None:
    with pytest.raises(NotAllowedError, match="Hannah Weiss can"):
        writes(draft, people["commissioner"], text="Mine.")


def test_of_two_writers_the_later_is_told(draft: PolicyVersion, people: People) -> None:
    read, wording = draft.digest, draft.wording
    writes(draft, people["policy"], text="First.")
    with pytest.raises(OvertakenError, match="Someone else changed this draft"):
        save_draft(draft, wording, read=read, by=people["policy"], at=AT, key=a_key())
    assert PolicyVersion.objects.get(pk=draft.pk).wording.text == "First."


def test_a_right_that_was_lost_stops_the_writer(draft: PolicyVersion, people: People) -> None:
    end_holding(Holding.objects.get(person=people["policy"]), on=AT.date(), by=None, at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        writes(draft, people["policy"], at=AT + days(1), text="Late.")
    assert draft.wording.text != "Late."


def test_the_text_stays_as_it_is_while_it_is_consulted_on(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    with pytest.raises(RefusedError, match="being consulted on until 1 May 2026"):
        writes(draft, people["policy"], text="Moved.")
    writes(draft, people["policy"], at=AFTER, text="After it.")
    assert draft.wording.text == "After it."


def test_a_closing_day_lies_ahead_and_within_a_year(draft: PolicyVersion, people: People) -> None:
    for until, words in ((AT.date(), "still to come"), (date(2028, 1, 1), "within a year")):
        with pytest.raises(RefusedError, match=words):
            open_consultation(draft, until=until, read=draft.digest, by=people["policy"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="has changed since you read it"):
        open_consultation(draft, until=CLOSES, read="0" * 64, by=people["policy"], at=AT, key=a_key())


def test_services_and_the_voluntary_sector_comment_in_their_posts(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    for name in ("commissioner", "voluntary.sector"):
        comment(draft, text="Say more.", by=people[name], at=AT, key=a_key())
    assert list(PolicyComment.objects.values_list("number", "side", "received")) == [
        (1, Side.SERVICE, Received.SIGNED_IN),
        (2, Side.VOLUNTARY_SECTOR, Received.SIGNED_IN),
    ]
    assert "Grace Mensah, Voluntary-sector representative" in PolicyComment.objects.get(number=2).sender
    with pytest.raises(NotAllowedError, match="Services, boards and the voluntary sector comment here"):
        comment(draft, text="Buy more.", by=people["supplier"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="Enter the comment"):
        comment(draft, text=" ", by=people["finance"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="are closed"):
        comment(draft, text="Too late.", by=people["finance"], at=AFTER, key=a_key())


def a_letter(version: PolicyVersion, people: People, **changed: object) -> PolicyComment:
    """A comment that a resident sent by letter."""
    given = {
        "side": Side.PUBLIC,
        "sender": "A resident of Mill Ward",
        "received": Received.LETTER,
        "received_on": date(2026, 4, 20),
        "text": "Think of the river.",
        "by": people["policy"],
        "at": AFTER,
        **changed,
    }
    return enter_comment(version, key=a_key(), **given)  # type: ignore[arg-type]  # as the form gives them


def test_what_the_public_wrote_is_entered_with_who_from_and_how(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    made = a_letter(draft, people)
    assert (made.sender, made.get_received_display(), made.entered_by) == (
        "A resident of Mill Ward",
        "By letter",
        people["policy"],
    )
    for changed, words in (
        ({"received_on": date(2026, 5, 2)}, "a day of the consultation"),
        ({"received_on": date(2026, 3, 2)}, "a day of the consultation"),
        ({"received": Received.SIGNED_IN}, "how it reached the council"),
        ({"sender": " "}, "who it came from"),
    ):
        with pytest.raises(RefusedError, match=words):
            a_letter(draft, people, **changed)
    with pytest.raises(NotAllowedError):
        a_letter(draft, people, by=people["finance"])


def test_a_version_goes_forward_only_once_every_comment_is_answered(draft: PolicyVersion, people: People) -> None:
    with pytest.raises(OvertakenError, match="being drafted"):
        proposed(draft, people)
    consulted(draft, people)
    said = comment(draft, text="Say more of homes.", by=people["commissioner"], at=AT, key=a_key())
    with pytest.raises(RefusedError) as refusal:
        proposed(draft, people, at=AT)
    assert "Its consultation runs until 1 May 2026." in refusal.value.errors["against"]
    with pytest.raises(RefusedError) as refusal:
        proposed(draft, people)
    [why] = refusal.value.errors["against"]
    assert why.startswith("Comment 1, from Amina Begum, ")
    assert why.endswith("has no answer yet.")
    with pytest.raises(RefusedError, match="what was changed, or why nothing was"):
        answer(said, text="We will.", changed=" ", by=people["policy"], at=AFTER, key=a_key())
    answer(said, text="We will.", changed="Priority P4 is added.", by=people["policy"], at=AFTER, key=a_key())
    with pytest.raises(OvertakenError, match="has been answered already"):
        answer(said, text="Again.", changed="Nothing.", by=people["policy"], at=AFTER, key=a_key())
    proposed(draft, people)
    assert draft.state == VersionState.PROPOSED


def test_every_earlier_priority_has_a_fate(draft: PolicyVersion, people: People) -> None:
    fates = (
        FateTerms("P1", Fate.KEPT, "P4"),
        FateTerms("P2", Fate.MERGED, "P4"),
        FateTerms("P9", Fate.ENDED, reason="Never was."),
    )
    writes(draft, people["policy"], priorities=(HOMES,), fates=fates)
    assert against(draft, AT.date())[1:] == [
        "Say what becomes of P3 Cleaner air and less waste: kept, merged or ended.",
        "The version before has no priority P9. Remove what is said of it.",
        "Say why P2 is merged into P4.",
    ]
    wrong = (FateTerms("P1", Fate.KEPT, "P1"), FateTerms("P2", Fate.ENDED), FateTerms("P3", Fate.KEPT, "P4"))
    writes(draft, people["policy"], fates=(*wrong, FateTerms("P3", Fate.KEPT, "P4")))
    assert against(draft, AT.date())[1:] == [
        "Say as which priority of this version P1 goes on.",
        "Say why P2 ends.",
        "Say once what becomes of P3.",
        "Two priorities cannot both be kept as P4. Say merged.",
    ]


def test_who_wrote_it_does_not_approve_it(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    proposed(draft, people)
    with pytest.raises(NotAllowedError, match=r"wrote this draft.*Sunita Rao can"):
        approved(draft, people["policy"])
    assert "Sunita Rao" in why_not_approve(people["policy"], draft, AFTER)
    assert list(Message.objects.filter(subject__contains="waits to be approved").values_list("person", flat=True)) == [
        people["director"].pk
    ]
    other = in_post(Role.POLICY_OFFICER, draft.policy.owner, "Ben Adeyemi")
    assert why_not_approve(other, draft, AFTER) == ""


def test_its_writers_are_told_what_became_of_it(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    proposed(draft, people)
    send_back(draft, reason="Name the wards.", by=people["director"], at=AFTER, key=a_key())
    proposed(draft, people)
    approved(draft, people["director"])
    told = Message.objects.filter(person=people["policy"], path="/policies/social-value/versions/2/").order_by("pk")
    assert list(told.values_list("subject", "text")) == [
        (f"{draft} was sent back", "Sunita Rao sent it back: Name the wards."),
        (f"{draft} was approved", "Sunita Rao approved it. It is in force from 1 June 2026."),
    ]


def test_approval_names_what_was_read_where_and_when(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    proposed(draft, people)
    with pytest.raises(OvertakenError, match="has changed since you read it"):
        approved(draft, people["director"], read=draft.digest)
    for changed, words in (
        ({"approval": " "}, "where it was approved"),
        ({"approved_on": date(2026, 5, 9)}, "cannot lie ahead"),
        ({"approved_on": date(2026, 4, 9)}, "Enter a later day"),
    ):
        with pytest.raises(RefusedError, match=words):
            approved(draft, people["director"], **changed)
    approved(draft, people["director"])
    assert (draft.approved_by, draft.approval) == (people["director"], "Cabinet, minute 41")


@pytest.mark.parametrize(
    "swapped", [{"effective_from": date(2026, 7, 1)}, {"review_on": date(2029, 6, 1)}, {"reason": "None."}]
)
def test_days_and_reason_are_approved_as_they_were_read(
    draft: PolicyVersion, people: People, swapped: dict[str, Any]
) -> None:
    consulted(draft, people)
    proposed(draft, people)
    read = proposal_of(draft)
    send_back(draft, reason="One thing more.", by=people["policy"], at=AFTER, key=a_key())
    assert proposal_of(draft) == ""
    proposed(draft, people, **swapped)
    with pytest.raises(OvertakenError, match="has changed since you read it"):
        approved(draft, people["director"], read=read)
    draft.refresh_from_db()
    assert draft.state == VersionState.PROPOSED
    approved(draft, people["director"])


def test_a_comment_entered_since_is_read_before_it_is_approved(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    proposed(draft, people)
    read = proposal_of(draft)
    by = people["policy"]
    send_back(draft, reason="A letter was found.", by=by, at=AFTER, key=a_key())
    told: dict[str, Any] = {
        "side": Side.PUBLIC,
        "sender": "A resident",
        "received": Received.LETTER,
        "received_on": AT.date(),
    }
    made = enter_comment(draft, **told, text="The river!", by=by, at=AFTER, key=a_key())
    answer(made, text="Yes.", changed="Nothing.", by=by, at=AFTER, key=a_key())
    proposed(draft, people)
    with pytest.raises(OvertakenError, match="its reason or its comments"):
        approved(draft, people["director"], read=read)


def test_what_was_approved_is_written_as_it_was_read(draft: PolicyVersion, people: People) -> None:
    wording = writes(
        draft,
        people["policy"],
        text="For the good of all.",
        sections=(SectionTerms("Measuring", "Once a year."),),
        priorities=(*draft.wording.priorities[:2], HOMES),
        fates=(*draft.wording.fates[:2], FateTerms("P3", Fate.ENDED, reason="The limits are met.")),
    )
    consulted(draft, people)
    proposed(draft, people)
    approved(draft, people["director"])
    draft.refresh_from_db()
    assert (draft.text, draft.wording) == ("For the good of all.", wording)
    assert [(one.title, one.text) for one in draft.sections.all()] == [("Measuring", "Once a year.")]
    assert Priority.objects.get(version=draft, code="P4").terms == HOMES
    assert [str(fate) for fate in PriorityFate.objects.filter(version=draft)] == [
        "P1 Good work for local people: kept",
        "P2 Strong communities and voluntary groups: kept",
        "P3 Cleaner air and less waste: ended",
    ]
    first = PolicyVersion.objects.get(number=1)
    assert first.superseded_from == JUNE
    assert [version_in_force(day) for day in (date(2026, 5, 31), JUNE)] == [first, draft]
    draft.document = None
    assert draft.wording == wording
    assert verify().sound


def test_an_approved_version_never_changes(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    proposed(draft, people)
    approved(draft, people["director"])
    for act in (
        lambda: writes(draft, people["policy"], text="Other."),
        lambda: withdraw(draft, reason="No.", by=people["policy"], at=AFTER, key=a_key()),
        lambda: send_back(draft, reason="No.", by=people["director"], at=AFTER, key=a_key()),
        lambda: approved(draft, people["director"]),
    ):
        with pytest.raises(OvertakenError, match="has moved on: approved"):
            act()


def test_a_version_is_sent_back_with_a_reason_and_put_forward_again(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    proposed(draft, people)
    with pytest.raises(OvertakenError, match="has moved on: put forward"):
        writes(draft, people["policy"], at=AFTER, text="Later.")
    with pytest.raises(NotAllowedError):
        send_back(draft, reason="No.", by=people["finance"], at=AFTER, key=a_key())
    send_back(draft, reason="Name the river.", by=people["director"], at=AFTER, key=a_key())
    writes(draft, people["policy"], at=AFTER, text="The river, too.")
    proposed(draft, people)
    assert draft.state == VersionState.PROPOSED
    assert Entry.objects.filter(stream="policy/social-value", verb="policy.sent_back").count() == 1


def test_days_that_do_not_fit_are_refused(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    with pytest.raises(RefusedError) as refusal:
        proposed(draft, people, effective_from=date(2025, 1, 1))
    assert "effective_from" in refusal.value.errors
    with pytest.raises(RefusedError) as refusal:
        proposed(draft, people, review_on=JUNE)
    assert "review_on" in refusal.value.errors
    draft.refresh_from_db()
    assert draft.state == VersionState.CONSULTATION


def test_a_version_that_was_withdrawn_keeps_its_number(draft: PolicyVersion, people: People) -> None:
    withdraw(draft, reason="Elections.", by=people["policy"], at=AT, key=a_key())
    again = begin_version(draft.policy, by=people["policy"], at=AT, key=a_key())
    assert (again.number, draft.state) == (3, VersionState.WITHDRAWN)


def test_the_writer_of_the_same_text_in_another_version_does_not_approve_it(
    draft: PolicyVersion, people: People
) -> None:
    withdraw(draft, reason="Begin again.", by=people["policy"], at=AT, key=a_key())
    other = in_post(Role.POLICY_OFFICER, draft.policy.owner, "Ben Adeyemi")
    again = begin_version(Policy.objects.get(), by=other, at=AT, key=a_key())
    assert again.digest == draft.digest
    assert "wrote this draft" in why_not_approve(people["policy"], again, AT)
    save_draft(again, replace(again.wording, text="New."), read=again.digest, by=other, at=AT, key=a_key())
    assert why_not_approve(people["policy"], again, AT) == ""


def test_what_a_colleague_brings_in_and_changes_is_still_its_writers(draft: PolicyVersion, people: People) -> None:
    hannah, other = people["policy"], in_post(Role.POLICY_OFFICER, draft.policy.owner, "Ben Adeyemi")
    wording = writes(draft, hannah, text="All of it is Hannah's.")
    withdraw(draft, reason="Begin again.", by=hannah, at=AT, key=a_key())
    again = begin_version(Policy.objects.get(), by=other, at=AT, key=a_key())
    save_draft(again, wording, read=again.digest, by=other, at=AT, key=a_key())
    writes(again, other, text="All of it is Hannah’s.")
    again.refresh_from_db()
    open_consultation(again, until=CLOSES, read=again.digest, by=other, at=AT, key=a_key())
    proposed(again, people, by=other)
    with pytest.raises(NotAllowedError, match="wrote this draft"):
        approved(again, hannah)
    assert approved(again, people["director"]).state == VersionState.APPROVED


def test_the_same_request_is_carried_out_once(draft: PolicyVersion, people: People) -> None:
    consulted(draft, people)
    comment(draft, text="Once.", by=people["finance"], at=AT, key="once")
    with pytest.raises(RepeatedError):
        comment(draft, text="Once.", by=people["finance"], at=AT, key="once")
    assert draft.comments.count() == 1


def test_who_may_read_what(draft: PolicyVersion, people: People) -> None:
    def read(name: str) -> list[int]:
        reach = reach_of(people[name], AT)
        return list(PolicyVersion.objects.visible_to(reach).values_list("number", flat=True))

    assert (read("voluntary.sector"), read("supplier"), read("auditor")) == ([1], [1], [1, 2])
    consulted(draft, people)
    assert (read("voluntary.sector"), read("supplier"), read("commissioner")) == ([1, 2], [1], [1, 2])
