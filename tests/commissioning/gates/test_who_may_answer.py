"""Who may answer a seat: never its author, nobody twice, and nobody who has lost the right by the time they sign."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.authority import eligible, may
from accounts.decisions import deactivate_person, end_holding
from accounts.errors import NotAllowedError
from accounts.models import Exclusion, Holding, Person, Post
from accounts.rights import Right, Role
from accounts.vocabulary import Ground
from commissioning.asks.models import Ask
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case
from commissioning.casefile.tasks import task_of
from commissioning.gates.models import SignOff
from commissioning.vocabulary import Action, SeatState
from tests.accounts.factories import a_key, a_person, a_post, appointed
from tests.commissioning.gates.published import published_with
from tests.council import (
    AT,
    HOMECARE,
    People,
    a_case,
    ask_of,
    at_gate,
    body,
    changes,
    digest_of,
    does,
    gate_of,
    states_of,
    strand_of,
)
from workflows.demonstration.council import SINCE
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db

FINANCE, POLICY, ADVICE, HEAD = "Finance officer", "Policy officer", "Voluntary-sector", "Decision: head of service"
WROTE = "You wrote this record, so you cannot sign it"


def finance_post() -> Post:
    return Post.objects.get(role=Role.FINANCE_OFFICER)


def also(person: Person, role: Role, *, principal: Person | None = None) -> Holding:
    """The person's further appointment, or cover for a principal, in the demonstration's post of a role."""
    return appointed(person, Post.objects.filter(role=role).order_by("pk")[0], starts_on=SINCE, principal=principal)


def a_colleague(name: str = "Sam Osei") -> Person:
    return a_person(name, body=body("finance"))


def refused(person: Person, ask: Ask, words: str, *, action: Action = Action.SIGN, at: datetime = AT) -> None:
    """Whatever the person tries is refused in these words, shown as such, offered nowhere, and changes nothing."""
    before = states_of(ask.case)
    with pytest.raises(NotAllowedError, match=words):
        does(ask, action, by=person, at=at, reason="Because.")
    task = task_of(ask, person, at)
    assert task.actions == ()
    assert words in task.refusal
    assert person not in eligible(ask.post, on=ask, at=at)
    assert ask not in work_list(person, at).asks
    assert states_of(ask.case) == before
    assert not SignOff.objects.filter(person=person, seat=int(ask.source.removeprefix("seat/"))).exists()


def test_the_author_may_not_sign_even_when_appointed_to_the_signers_post_afterwards(people: People, case: Case) -> None:
    author = people["commissioner"]
    for role in (Role.FINANCE_OFFICER, Role.POLICY_OFFICER, Role.VOLUNTARY_SECTOR_REPRESENTATIVE):
        also(author, role)
    for title in (FINANCE, POLICY):
        refused(author, ask_of(case, title), WROTE)
    refused(
        author, ask_of(case, ADVICE), "You wrote this record, so you cannot give advice on it", action=Action.ADVISE
    )
    also(author, Role.HEAD_OF_SERVICE)
    for title, action in ((FINANCE, Action.SIGN), (POLICY, Action.SIGN), (ADVICE, Action.ADVISE)):
        does(ask_of(case, title), action, reason="Fine.")
    refused(author, ask_of(case, HEAD), "You wrote this record, so you cannot decide it", action=Action.PASS)


def test_whoever_saved_one_section_is_an_author_though_another_submitted(people: People) -> None:
    helper = a_colleague()
    appointed(helper, Post.objects.get(role=Role.COMMISSIONER, body=body("adult-social-care")), starts_on=SINCE)
    case = a_case(people)
    changes(case, "lessons", by=helper, lessons="Ask for outcomes.")
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    also(helper, Role.FINANCE_OFFICER)
    refused(helper, ask_of(case, FINANCE), WROTE)


def test_a_cover_for_the_author_may_not_sign_for_them(people: People, case: Case) -> None:
    author, cover = people["commissioner"], a_colleague()
    also(author, Role.FINANCE_OFFICER)
    also(cover, Role.FINANCE_OFFICER, principal=author)
    refused(cover, ask_of(case, FINANCE), "You act for Amina Begum, who wrote this record")


def test_what_a_cover_wrote_is_written_by_both(people: People) -> None:
    """The principal answers for what was written in their name, so they may not sign it either."""
    principal, cover = people["commissioner"], a_colleague()
    case = a_case(people)
    appointed(cover, ask_of(case, "Write").post, starts_on=SINCE, principal=principal)
    changes(case, "lessons", by=cover, lessons="Ask for outcomes.")
    kept_out = Exclusion.objects.filter(scope__startswith="record/", ground=Ground.AUTHOR).order_by("pk")
    assert [row.person for row in kept_out.filter(scope=f"record/{strand_of(case).pk}/needs/1")] == [cover, principal]


def test_the_author_is_refused_at_the_page_and_at_the_api(people: People) -> None:
    author, now = people["commissioner"], timezone.now()
    case = at_gate(people, at=now)
    also(author, Role.FINANCE_OFFICER)
    ask = ask_of(case, FINANCE)
    digest = digest_of(ask)
    pages, api = Client(), APIClient()
    pages.force_login(author)
    api.force_authenticate(author)

    page = pages.get(f"/tasks/{ask.pk}/")
    assert (page.status_code, WROTE in page.content.decode()) == (403, True)
    sent = {"action": "sign", "digest": digest, "key": a_key(), "reason": "", "text": ""}
    page = pages.post(f"/tasks/{ask.pk}/", sent)
    assert (page.status_code, WROTE in page.content.decode()) == (403, True)
    answered = api.post(
        f"/api/v1/tasks/{ask.pk}/",
        {"action": "sign", "digest": digest},
        format="json",
        headers={"Idempotency-Key": "a"},
    )
    assert (answered.status_code, WROTE in answered.json()["detail"]) == (403, True)
    assert states_of(case)[FINANCE] == SeatState.OPEN
    assert not SignOff.objects.filter(person=author).exists()


def test_one_person_does_not_answer_two_seats_of_one_gate(people: People, case: Case) -> None:
    signer = people["finance"]
    also(signer, Role.POLICY_OFFICER)
    also(signer, Role.HEAD_OF_SERVICE)
    cover = a_colleague()
    also(cover, Role.POLICY_OFFICER, principal=signer)
    does(ask_of(case, FINANCE), Action.SIGN, by=signer)
    twice = "signed in another seat of this gate"
    refused(signer, ask_of(case, POLICY), f"You {twice}")
    refused(cover, ask_of(case, POLICY), f"You act for Ruth Okafor, who {twice}")
    does(ask_of(case, POLICY), Action.RETURN, reason="Not yet.")
    does(ask_of(case, ADVICE), Action.ADVISE, reason="None.")
    changes(case, "current_spend", annual_spend=Decimal("1.00"))
    does(ask_of(case, "Mend"), Action.SUBMIT)
    refused(signer, ask_of(case, POLICY), f"You {twice}")
    does(ask_of(case, FINANCE), Action.SIGN, by=signer)
    does(ask_of(case, POLICY), Action.SIGN)
    refused(signer, ask_of(case, HEAD), f"You {twice}", action=Action.PASS)


def test_whoever_acts_for_another_takes_both_out_of_the_gate(people: People, case: Case) -> None:
    cover, principal = a_colleague(), people["finance"]
    also(cover, Role.FINANCE_OFFICER, principal=principal)
    also(principal, Role.POLICY_OFFICER)
    entry = does(ask_of(case, FINANCE), Action.SIGN, by=cover)
    assert (entry.actor, entry.on_behalf_of) == ("Sam Osei", "Ruth Okafor")
    act = SignOff.objects.get(seat__gate=gate_of(case))
    assert (act.person, act.on_behalf_of) == (cover, "Ruth Okafor")
    refused(principal, ask_of(case, POLICY), "You signed in another seat of this gate")


def test_nor_by_requests_that_came_to_the_lock_the_other_way_round(people: People, case: Case) -> None:
    """Each request takes its moment before it waits for its case: the first to sign may have the later one."""
    signer = people["finance"]
    also(signer, Role.POLICY_OFFICER)
    does(ask_of(case, FINANCE), Action.SIGN, by=signer, at=AT + timedelta(milliseconds=5))
    refused(signer, ask_of(case, POLICY), "You signed in another seat of this gate")


def test_a_policy_may_let_one_person_answer_two_seats(people: People) -> None:
    published_with(one_person_many_seats=True)
    case = at_gate(people)
    also(people["finance"], Role.POLICY_OFFICER)
    for title in (FINANCE, POLICY):
        does(ask_of(case, title), Action.SIGN, by=people["finance"])


def test_a_right_lost_between_taking_and_signing_stops_the_signature(people: People, case: Case) -> None:
    signer, ask = people["finance"], ask_of(case, FINANCE)
    does(ask, Action.TAKE, by=signer)
    tomorrow = AT + timedelta(days=1)
    holding = Holding.objects.get(person=signer)
    end_holding(holding, on=AT.date(), by=None, at=AT, key=a_key())
    refused(signer, ask, "Your appointment as Finance officer, Finance ended on 1 April 2026", at=tomorrow)
    successor = a_colleague()
    also(successor, Role.FINANCE_OFFICER)
    does(ask_of(case, FINANCE), Action.SIGN, by=successor, at=tomorrow)


def test_a_closed_account_signs_nothing(people: People, case: Case) -> None:
    signer, ask = people["finance"], ask_of(case, FINANCE)
    does(ask, Action.TAKE, by=signer)
    deactivate_person(signer, body=body("finance"), reason="Left.", by=None, at=AT, key=a_key())
    signer.refresh_from_db()
    refused(signer, ask, "Your account is closed")
    signer.is_active = True  # the page was opened before
    with pytest.raises(NotAllowedError):
        does(ask, Action.SIGN, by=signer)


def test_a_value_limit_holds_at_every_seat(people: People, case: Case) -> None:
    limited, enough = a_colleague(), a_colleague("Joan Ellis")
    appointed(limited, finance_post(), starts_on=SINCE, value_limit=239_999)
    appointed(enough, finance_post(), starts_on=SINCE, value_limit=240_000)
    ask = ask_of(case, FINANCE)
    refused(limited, ask, "you may act up to £239,999 and this is for £240,000")
    does(ask, Action.SIGN, by=enough)


def test_a_task_of_another_services_case_is_not_ones_own(people: People, case: Case) -> None:
    stranger = a_colleague("Max Stone")
    appointed(stranger, Post.objects.get(role=Role.COMMISSIONER, body=body("youth-services")), starts_on=SINCE)
    other = a_case(people, title="Homecare, south")
    ask = ask_of(other, "Write")
    with pytest.raises(NotAllowedError, match="This waits for the Commissioner, Adult Social Care, a post you do not"):
        does(ask, Action.SUBMIT, by=stranger)
    with pytest.raises(NotAllowedError, match="does not let you write it"):
        changes(other, "lessons", by=stranger, lessons="Mine.")
    assert not may(stranger, Right.VIEW_CASE, on=other, at=AT)
    assert list(Case.objects.visible_to(stranger, AT)) == []
    for action in (Action.TAKE, Action.GIVE_BACK, Action.SIGN):
        with pytest.raises(NotAllowedError):
            does(ask_of(case, FINANCE), action, by=stranger, reason="Because.")


def test_a_supplier_sees_nothing_and_is_told_no_names(people: People, case: Case) -> None:
    supplier = people["supplier"]
    assert list(Case.objects.visible_to(supplier, AT)) == []
    answered = may(supplier, Right.VIEW_CASE, on=case, at=AT)
    assert not answered
    assert not [person for person in people.values() if person.full_name in answered.reason]
    task = task_of(ask_of(case, FINANCE), supplier, AT)
    assert (task.actions, list(task.sections)) == ((), [])


def test_a_closed_task_says_who_closed_it_how_and_when(people: People, case: Case) -> None:
    ask = ask_of(case, FINANCE)
    colleague = a_colleague()
    also(colleague, Role.FINANCE_OFFICER)
    does(ask, Action.SIGN, by=people["finance"])
    sentence = "This task is closed: Ruth Okafor, signed, 1 April 2026 at 10:00. Nothing of yours was changed."
    for action in (Action.SIGN, Action.RETURN, Action.TAKE):
        with pytest.raises(Exception, match="This task is closed") as overtaken:
            does(ask, action, by=colleague, reason="Because.")
        assert str(overtaken.value) == sentence


def test_an_appointment_that_begins_tomorrow_does_not_count_today(people: People, case: Case) -> None:
    newcomer = a_colleague()
    appointed(newcomer, finance_post(), starts_on=date(2026, 4, 2))
    refused(newcomer, ask_of(case, FINANCE), "begins on 2 April 2026, so you cannot sign it yet")
    does(ask_of(case, FINANCE), Action.SIGN, by=newcomer, at=AT + timedelta(days=1))


def test_a_post_without_the_right_signs_nothing(people: People, case: Case) -> None:
    reader = a_colleague()
    appointed(reader, a_post(Role.AUDITOR, body("internal-audit")), starts_on=SINCE)
    refused(reader, ask_of(case, FINANCE), "This waits for the Finance officer, Finance, a post you do not hold")
