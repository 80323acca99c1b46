"""A draft comes into force through other hands than those that wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.decisions import appoint, end_holding
from accounts.models import Body, Holding, Post
from accounts.rights import Role
from audit.models import Entry
from audit.verify import verify
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.gate_policies.decisions import (
    begin_draft,
    faults_of,
    propose,
    publish,
    save_draft,
    send_back,
    why_not_publish,
    withdraw,
)
from commissioning.gate_policies.models import DraftState, PolicyDraft
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy, policy_on
from commissioning.gates.terms import PolicyTerms
from commissioning.telling.models import Message
from tests.accounts.factories import a_key, a_person, appointed
from tests.council import AT, People
from workflows.demonstration.council import SINCE
from workflows.demonstration.gate_policy import terms

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


def lean() -> PolicyTerms:
    """The demonstration's policy without the voluntary sector."""
    found = terms()
    seats = tuple(seat for seat in found.seats if seat.role != Role.VOLUNTARY_SECTOR_REPRESENTATIVE)
    return replace(found, title="Lean gates", seats=seats)


def changed(draft: PolicyDraft, people: People, new: PolicyTerms, who: str = "procurement") -> None:
    save_draft(draft, new, read=draft.digest, what="Needs analysis", by=people[who], at=AT, key=a_key())


def proposed(draft: PolicyDraft, people: People, **more: Any) -> None:
    given = {"effective_from": MAY, "reason": "Fewer seats.", "by": people["procurement"], **more}
    propose(draft, at=AT, key=a_key(), **given)


def published(draft: PolicyDraft, people: People, who: str = "legal", **more: Any) -> GatePolicy:
    given = {"read": draft.proposal, "at": AT, **more}
    return publish(draft, by=people[who], key=a_key(), **given)


def test_what_procurement_drafts_legal_publishes(people: People, draft: PolicyDraft) -> None:
    changed(draft, people, lean())
    proposed(draft, people)
    policy = published(draft, people)
    assert (policy.version, policy.title, policy.effective_from, policy.reason) == (
        2,
        "Lean gates",
        MAY,
        "Fewer seats.",
    )
    assert of_policy(policy).digest == draft.digest == lean().digest
    draft.refresh_from_db()
    assert (draft.state, draft.published_as) == (DraftState.PUBLISHED, policy)
    assert (policy_on(MAY - timedelta(days=1)), policy_on(MAY)) == (GatePolicy.objects.get(version=1), policy)
    verbs = list(Entry.objects.filter(stream=draft.stream_name).order_by("number").values_list("verb", flat=True))
    assert verbs == ["gate_policy.drafted", "gate_policy.draft_saved", "gate_policy.proposed"]
    entry = Entry.objects.get(stream=policy.stream_name)
    assert (entry.verb, entry.actor, entry.capacity) == (
        "gate_policy.published",
        "Omar Haddad",
        "Legal officer, Legal Services",
    )
    assert verify().sound


@pytest.mark.parametrize("swapped", [{"effective_from": MAY + timedelta(days=9)}, {"reason": "None."}])
def test_day_and_reason_are_published_as_they_were_read(
    people: People, draft: PolicyDraft, swapped: dict[str, Any]
) -> None:
    proposed(draft, people)
    read = draft.proposal
    send_back(draft, reason="One thing more.", by=people["procurement"], at=AT, key=a_key())
    proposed(draft, people, **swapped)
    with pytest.raises(OvertakenError, match="has changed since you read it"):
        published(draft, people, read=read)
    assert published(draft, people).version == 2


def test_nobody_publishes_what_they_wrote(people: People, draft: PolicyDraft, council: Body) -> None:
    legal = Post.objects.get(role=Role.LEGAL_OFFICER)
    appoint(people["procurement"], legal, starts_on=AT.date(), by=None, at=AT, key=a_key())
    proposed(draft, people)
    with pytest.raises(NotAllowedError, match="You wrote this draft, so you cannot publish a gate policy. Omar Haddad"):
        published(draft, people, "procurement")
    assert why_not_publish(people["procurement"], draft, AT).startswith("You wrote this draft")
    assert why_not_publish(people["legal"], draft, AT) == ""
    assert GatePolicy.objects.count() == 1


def test_whoever_covers_for_a_writer_does_not_publish_either(people: People, draft: PolicyDraft) -> None:
    post = Post.objects.get(role=Role.PROCUREMENT_OFFICER)
    appointed(people["legal"], post, starts_on=AT.date(), principal=people["procurement"])
    changed(draft, people, lean(), "legal")
    proposed(draft, people)
    with pytest.raises(NotAllowedError, match="You wrote this draft"):
        published(draft, people, "legal")
    assert published(draft, people, "director").version == 2


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("then", [None, "Changed since it was exported"])
def test_nobody_publishes_what_they_wrote_as_a_colleague_brought_it_in(
    people: People, draft: PolicyDraft, council: Body, then: str | None, *, after: bool
) -> None:
    """Also where the writer's own draft says something else by then, and where the colleague changed it after."""
    lin, post = people["procurement"], Post.objects.get(role=Role.PROCUREMENT_OFFICER)
    appointed(lin, Post.objects.get(role=Role.LEGAL_OFFICER), starts_on=SINCE)
    changed(draft, people, lean())
    colleague = a_person("Pal Roe", body=post.body)
    appointed(colleague, post, starts_on=SINCE)
    brought = begin_draft(draft.terms, owner=council, file="policy.json", by=colleague, at=AT, key=a_key())
    if then is not None:
        changed(draft, people, replace(lean(), title=then))
    if after:
        save_draft(brought, replace(brought.terms, title="One"), read=brought.digest, by=colleague, at=AT, key=a_key())
    proposed(brought, people, by=colleague)
    with pytest.raises(NotAllowedError, match="You wrote this draft"):
        published(brought, people, "procurement")
    assert published(brought, people).version == 2


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Gates\tof the cycle", "title: holds characters that cannot be written."),
        ("x" * 201, "title: is longer than 200 characters."),
    ],
)
def test_what_could_not_be_read_again_is_not_written(
    people: People, draft: PolicyDraft, council: Body, title: str, words: str
) -> None:
    wrong = replace(terms(), title=title)
    with pytest.raises(RefusedError) as refused:
        changed(draft, people, wrong)
    assert refused.value.errors == {"terms": [words]}
    with pytest.raises(RefusedError, match="cannot be saved"):
        begin_draft(wrong, owner=council, by=people["procurement"], at=AT, key=a_key())
    draft.refresh_from_db()
    assert draft.digest == terms().digest
    changed(draft, people, replace(terms(), title=" Spaces around "))
    assert (draft.title, draft.digest) == ("Spaces around", draft.terms.digest)


@pytest.mark.parametrize("who", ["admin", "legal", "director", "commissioner", "auditor"])
def test_only_procurement_drafts(people: People, council: Body, draft: PolicyDraft, who: str) -> None:
    with pytest.raises(NotAllowedError, match="draft a gate policy"):
        begin_draft(terms(), owner=council, by=people[who], at=AT, key=a_key())
    with pytest.raises(NotAllowedError, match="draft a gate policy"):
        changed(draft, people, lean(), who)
    with pytest.raises(NotAllowedError, match="draft a gate policy"):
        proposed(draft, people, by=people[who])


@pytest.mark.parametrize("who", ["admin", "finance", "auditor"])
def test_only_who_publishes_gate_policies_publishes_one(people: People, draft: PolicyDraft, who: str) -> None:
    proposed(draft, people)
    with pytest.raises(NotAllowedError):
        published(draft, people, who)
    with pytest.raises(NotAllowedError):
        send_back(draft, reason="No.", by=people[who], at=AT, key=a_key())


def test_a_gate_that_nobody_could_pass_is_neither_proposed_nor_published(people: People, draft: PolicyDraft) -> None:
    found = terms()
    changed(draft, people, replace(found, seats=tuple(seat for seat in found.seats if seat.stage != "review")))
    [fault] = faults_of(draft, AT)
    with pytest.raises(RefusedError, match="1 thing stands against") as refused:
        proposed(draft, people)
    assert refused.value.errors == {"check": [f"Review: {fault.text}"]}
    changed(draft, people, lean())
    proposed(draft, people)
    finance = Holding.objects.get(post__role=Role.FINANCE_OFFICER)
    end_holding(finance, on=AT.date(), by=None, at=AT, key=a_key())
    with pytest.raises(RefusedError, match="things stand against"):
        published(draft, people, at=AT + timedelta(days=1))


def test_it_takes_effect_on_a_day_to_come_and_says_why(people: People, draft: PolicyDraft) -> None:
    with pytest.raises(RefusedError, match="which has passed") as refused:
        proposed(draft, people, effective_from=AT.date() - timedelta(days=1))
    assert list(refused.value.errors) == ["effective_from"]
    with pytest.raises(RefusedError, match="Say why"):
        proposed(draft, people, reason=" ")
    proposed(draft, people, effective_from=AT.date())
    with pytest.raises(RefusedError, match="which has passed"):
        published(draft, people, at=AT + timedelta(days=1))


def test_what_was_not_read_is_neither_saved_over_nor_published(people: People, draft: PolicyDraft) -> None:
    stale = draft.digest
    changed(draft, people, lean())
    with pytest.raises(OvertakenError, match="Someone else changed this draft"):
        save_draft(draft, terms(), read=stale, by=people["procurement"], at=AT, key=a_key())
    proposed(draft, people)
    with pytest.raises(OvertakenError, match="has changed since you read it"):
        published(draft, people, read=stale)
    with pytest.raises(OvertakenError, match="proposed, waits to be published"):
        changed(draft, people, terms())


def test_a_proposal_goes_back_and_a_draft_is_given_up(people: People, draft: PolicyDraft) -> None:
    proposed(draft, people)
    send_back(draft, reason="Ask the Board first.", by=people["legal"], at=AT, key=a_key())
    draft.refresh_from_db()
    assert (draft.state, draft.open) == (DraftState.DRAFTING, True)
    proposed(draft, people)
    send_back(draft, reason="One more seat.", by=people["procurement"], at=AT, key=a_key())
    withdraw(draft, reason="Not this year.", by=people["procurement"], at=AT, key=a_key())
    assert not draft.open
    with pytest.raises(OvertakenError, match="withdrawn"):
        proposed(draft, people)
    assert verify().sound


def told(draft: PolicyDraft) -> list[tuple[str, str, str]]:
    """Who was told what of a draft, and where it leads."""
    found = Message.objects.filter(event__startswith=f"{draft.stream_name}/").order_by("pk")
    return [
        (address.partition("@")[0], subject, path)
        for address, subject, path in found.values_list("person__email", "subject", "path")
    ]


def test_whoever_may_publish_a_proposal_and_wrote_nothing_of_it_is_told(people: People, draft: PolicyDraft) -> None:
    legal = Post.objects.get(role=Role.LEGAL_OFFICER)
    appointed(people["procurement"], legal, starts_on=SINCE)
    proposed(draft, people)
    waits, address = f"The gate policy “{draft.title}” waits to be published", f"/gate-policies/drafts/{draft.pk}/"
    assert sorted(told(draft)) == [
        ("director", waits, f"{address}publish/"),
        ("legal", waits, f"{address}publish/"),
    ]
    [text] = set(Message.objects.filter(subject=waits).values_list("text", flat=True))
    assert text.startswith(f"{people['procurement'].full_name} proposed it: Fewer seats. It is to be in force from")


def test_its_writers_are_told_what_became_of_it(people: People, draft: PolicyDraft) -> None:
    proposed(draft, people)
    send_back(draft, reason="Ask the Board first.", by=people["legal"], at=AT, key=a_key())
    sent_back = told(draft)[-1]
    address = f"/gate-policies/drafts/{draft.pk}/"
    assert sent_back == ("procurement", f"The gate policy “{draft.title}” was sent back", address)
    assert "Ask the Board first." in Message.objects.latest("pk").text
    proposed(draft, people)
    send_back(draft, reason="One thing more.", by=people["procurement"], at=AT, key=a_key())
    proposed(draft, people)
    policy = published(draft, people)
    back = [one for one in told(draft) if one[0] == "procurement"]
    assert back == [sent_back, ("procurement", f"The gate policy “{draft.title}” was published", address)]
    assert f"published it as {policy}. It is in force from 1 May 2026." in Message.objects.latest("pk").text
