"""Each body that owns a case together with others accepts a stage by name, or declines it with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.authority import eligible
from accounts.decisions import end_holding
from accounts.errors import NotAllowedError
from accounts.models import Body, Holding
from accounts.rules import day_of
from audit.errors import KeyReusedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseWarning
from commissioning.chasing.decisions import chase
from commissioning.chasing.due import asks_due, steps_in_force
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.policy import of_policy, policy_on, publish_gate_policy
from commissioning.ownership.decisions import remove_partner
from commissioning.ownership.models import Acceptance
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, Lane, Stage
from tests.accounts.factories import a_key
from tests.commissioning.ownership.owned import answers, asked_of, shares, standing
from tests.council import AT, HOMECARE, People, a_case, ask_of, asks_of, does
from workflows.demonstration.walking import answer as answer_usual
from workflows.demonstration.walking import walk

pytestmark = pytest.mark.django_db


def test_who_owns_a_case_alone_is_asked_for_nothing(needs: Case) -> None:
    assert [ask.kind for ask in asks_of(needs)] == ["write"]
    assert not Acceptance.objects.exists()


def test_a_partner_and_the_lead_are_asked_at_once(needs: Case, partner: Body, lead: Body, people: People) -> None:
    case = shares(needs, partner, people)
    task = asked_of(case, partner)
    assert (task.title, task.stage, task.post.role) == ("Accept ownership of the stage", "needs", "head_of_service")
    assert task.due_on == date(2026, 4, 10)  # 5 working days over Easter
    assert asked_of(case, lead).post.body == lead
    told = Message.objects.get(ask=task)
    assert told.addressee[0] == "Nia Boateng"
    assert standing(case) == {("needs", lead.name): "asked", ("needs", partner.name): "asked"}


def test_it_is_accepted_by_name(needs: Case, partner: Body, people: People) -> None:
    case = shares(needs, partner, people)
    entry = answers(asked_of(case, partner))
    assert (entry.verb, entry.actor, entry.capacity) == (
        "ownership.accepted",
        "Nia Boateng",
        "Head of service, Public Health",
    )
    found = Acceptance.objects.get(body=partner)
    assert (found.state, found.signed_by) == ("accepted", "Nia Boateng (Head of service, Public Health)")
    assert found.answered_at == AT
    assert verify().breaks == []


def test_declining_needs_the_reason_reaches_the_lead_and_is_flagged(needs: Case, partner: Body, people: People) -> None:
    case = shares(needs, partner, people)
    task = asked_of(case, partner)
    with pytest.raises(RefusedError) as refused:
        answers(task, "decline")
    assert refused.value.errors == {"reason": ["Say why your body does not own it."]}
    assert standing(case)["needs", partner.name] == "asked"
    answers(task, "decline", reason="Its budget ended in March.")
    assert standing(case)["needs", partner.name] == "declined"
    told = Message.objects.filter(event__startswith="ownership/declined/")
    assert {message.addressee[0] for message in told} == {"Amina Begum", "Gareth Pryce"}
    assert "Its budget ended in March." in told[0].text
    [flag] = CaseWarning.objects.filter(case=case, code="ownership_declined")
    assert flag.text == "Public Health declined to own needs analysis: Its budget ended in March."


def test_nobody_answers_for_a_body_that_is_not_theirs(needs: Case, partner: Body, people: People) -> None:
    case = shares(needs, partner, people)
    for name in ("head.of.service", "commissioner", "legal"):
        with pytest.raises(NotAllowedError):
            answers(asked_of(case, partner), by=people[name])
    assert standing(case)["needs", partner.name] == "asked"


def test_the_same_key_answers_once_and_another_body_under_it_is_refused(
    needs: Case, partner: Body, people: People
) -> None:
    case = shares(needs, partner, people)
    task, key = asked_of(case, partner), a_key()
    head = eligible(task.post, on=task, at=AT)[0]
    first = answers(task, by=head, key=key)
    assert answers(task, by=head, key=key) == first
    with pytest.raises(KeyReusedError):
        answers(task, "decline", reason="No.", by=head, key=key)
    with pytest.raises(OvertakenError):
        answers(task, by=head)
    assert Entry.objects.filter(verb="ownership.accepted").count() == 1


def test_who_lost_the_post_meanwhile_no_longer_answers(needs: Case, partner: Body, people: People) -> None:
    case = shares(needs, partner, people)
    task = asked_of(case, partner)
    head = eligible(task.post, on=task, at=AT)[0]
    held = Holding.objects.get(person=head)
    end_holding(held, on=day_of(AT) - timedelta(days=1), by=None, at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        answers(task, by=head)
    assert standing(case)["needs", partner.name] == "asked"


def test_a_partner_that_goes_is_asked_no_more(needs: Case, partner: Body, lead: Body, people: People) -> None:
    case = shares(needs, partner, people)
    task = asked_of(case, partner)
    head = eligible(task.post, on=task, at=AT)[0]
    remove_partner(case, partner, reason="It was a mistake.", by=people["commissioner"], at=AT, key=a_key())
    with pytest.raises(OvertakenError):
        answers(task, by=head)
    assert standing(case) == {("needs", lead.name): "ended", ("needs", partner.name): "ended"}
    assert [ask.kind for ask in asks_of(case)] == ["write"]


def test_each_stage_asks_anew_and_what_nobody_answered_ends_with_its_stage(
    needs: Case, partner: Body, lead: Body, people: People
) -> None:
    case = shares(needs, partner, people)
    answers(asked_of(case, partner))
    for ask in asks_of(case):
        if ask.kind == "write":
            answer_usual(ask, HOMECARE, at=AT)
    while Case.objects.get(pk=case.pk).stage == Stage.NEEDS:
        answer_usual(next(ask for ask in asks_of(case) if ask.kind != "accept"), HOMECARE, at=AT)
    assert standing(case) == {
        ("needs", lead.name): "ended",
        ("needs", partner.name): "accepted",
        ("social_value", lead.name): "asked",
        ("social_value", partner.name): "asked",
    }
    closed = Ask.objects.get(case=case, kind="accept", stage="needs", post__body=lead)
    assert closed.closed_as == "not answered before the stage ended"
    assert verify().breaks == []


def test_a_shared_case_goes_its_whole_way(needs: Case, partner: Body, people: People) -> None:
    """Every stage is accepted once by each body, award and monitoring included, and nothing is left over."""
    case = shares(needs, partner, people)
    walk(case, HOMECARE, until=None, at=AT)
    found = Acceptance.objects.filter(case=case)
    assert found.count() == 2 * len(Stage)
    assert set(found.values_list("state", flat=True)) == {"accepted"}
    assert asks_of(case) == []


def test_a_late_answer_is_reminded_of_and_escalated(needs: Case, partner: Body, people: People) -> None:
    case = shares(needs, partner, people)
    task = asked_of(case, partner)
    late = AT + timedelta(days=60)
    for step in steps_in_force(late):
        for ask in asks_due(step, day_of(late)).filter(pk=task.pk):
            chase(ask, step, at=late)
    verbs = set(Entry.objects.filter(stream=case.stream_name).values_list("verb", flat=True))
    assert "ask.escalated" in verbs


def test_by_default_the_record_is_submitted_all_the_same(needs: Case, partner: Body, people: People) -> None:
    case = shares(needs, partner, people)
    answer_usual(ask_of(case, "Write"), HOMECARE, at=AT)
    assert Case.objects.get(pk=case.pk).state == "in_gate"


def refusing_policy(*, at_stage: Stage = Stage.NEEDS) -> None:
    """The policy in force, but that the gate of a stage asks every owner first."""
    standing_policy = policy_on(day_of(AT))
    assert standing_policy
    terms = replace(of_policy(standing_policy), owned=frozenset({(at_stage, Lane.STANDARD)}))
    publish_gate_policy(terms, effective_from=day_of(AT), reason="Owners first.", at=AT, key=a_key())


def test_where_the_policy_says_so_it_waits_for_every_owner(
    needs: Case, partner: Body, lead: Body, people: People
) -> None:
    refusing_policy()
    case = shares(needs, partner, people)
    with pytest.raises(RefusedError) as refused:
        answer_usual(ask_of(case, "Write"), HOMECARE, at=AT)
    assert f"{lead.name} and {partner.name} have not" in refused.value.message
    answers(asked_of(case, lead))
    answers(asked_of(case, partner), "decline", reason="Not ours.")
    with pytest.raises(RefusedError):
        does(ask_of(case, "Write"), Action.SUBMIT)
    remove_partner(case, partner, reason="It declined.", by=people["commissioner"], at=AT, key=a_key())
    does(ask_of(case, "Write"), Action.SUBMIT)
    assert Case.objects.get(pk=case.pk).state == "in_gate"


def test_one_owner_waits_for_nobody_whatever_the_policy_says(people: People) -> None:
    refusing_policy()
    case = a_case(people, title="Homecare, south")
    answer_usual(ask_of(case, "Write"), HOMECARE, at=AT)
    assert Case.objects.get(pk=case.pk).state == "in_gate"


def test_a_policy_that_says_nothing_of_it_keeps_its_digest(people: People) -> None:
    found = policy_on(day_of(AT))
    assert found
    terms = of_policy(found)
    assert terms.owned == frozenset()
    assert replace(terms, owned=frozenset({(Stage.NEEDS, Lane.STANDARD)})).digest != terms.digest
    refusing_policy()
    newest = policy_on(day_of(AT))
    assert newest
    assert of_policy(newest).owned == {(Stage.NEEDS, Lane.STANDARD)}
