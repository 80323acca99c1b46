"""The outbox: messages are written with the decision they tell of, and sent at least once each."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from accounts.decisions import deactivate_person
from accounts.models import Body, Person
from accounts.reach import reach_of
from audit import deciding as ledger
from commissioning.case.models import Case
from commissioning.telling import outbox
from commissioning.telling.decisions import mark_read
from commissioning.telling.inbox import messages_to, unread_of
from commissioning.telling.letters import address_of, letter_of
from commissioning.telling.models import Message
from commissioning.telling.outbox import drain, tell
from commissioning.telling.rules import wait_after
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key, a_person, appointed
from tests.council import AT, HOMECARE, People, a_case, ask_of, at_gate, body, does
from workflows.demonstration.council import SINCE
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db

FINANCE, HEAD = "Finance officer", "Decision: head of service"


def told(case: Case) -> list[tuple[str, str]]:
    """Who was told of what at the gate, in order."""
    found = Message.objects.filter(case=case, ask__source__startswith="seat/").order_by("pk")
    return [(message.addressee[0], message.subject) for message in found.select_related("person")]


def sent_to(person: Any) -> list[str]:
    return [str(letter.subject) for letter in mail.outbox if letter.to == [person.email]]


def test_a_seat_that_opens_tells_everyone_who_can_answer_it(people: People) -> None:
    case = a_case(people)
    second, author = a_person("Sam Osei", body=body("finance")), people["commissioner"]
    limited = a_person("Joan Ellis", body=body("finance"))
    post = people["finance"].holdings.get().post
    appointed(second, post, starts_on=SINCE)
    appointed(author, post, starts_on=SINCE)
    appointed(limited, post, starts_on=SINCE, value_limit=1000)
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    sign = f"{case.reference}: sign"
    assert sorted(told(case)) == [
        ("Grace Mensah", f"{case.reference}: give advice, Voluntary-sector representative"),
        ("Hannah Weiss", f"{sign}, Policy officer"),
        ("Ruth Okafor", f"{sign}, Finance officer"),
        ("Sam Osei", f"{sign}, Finance officer"),
    ]


def test_a_message_says_of_what_as_whom_why_and_until_when(case: Case) -> None:
    message = Message.objects.get(case=case, person__full_name="Ruth Okafor")
    assert message.text == (
        f"Homecare, north ({case.reference}) is at the gate of needs analysis. You are asked as Finance officer, "
        "Finance: Finance answers for what is spent now and what the options would cost. "
        "Please answer by 10 April 2026."
    )
    ask = ask_of(case, FINANCE)
    assert address_of(message).endswith(f"/tasks/{ask.pk}/")
    assert str(letter_of([message]).body).startswith("Hello Ruth Okafor,\n\nHomecare, north")
    message.ask = None
    assert address_of(message).endswith(f"/cases/{case.reference}/")


def test_each_event_is_told_once_and_a_seat_asked_again_is_another_event(people: People, case: Case) -> None:
    before = told(case)
    ask = ask_of(case, FINANCE)
    for _ in range(2):
        tell([people["finance"]], case=case, ask=ask, event=f"ask/{ask.pk}", subject="Again", text="Again.", at=AT)
    assert told(case) == before
    does(ask, Action.RETURN, reason="Not yet.")
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="At once.")
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert [name for name, _ in told(case)].count("Ruth Okafor") == 2


def test_a_decision_that_fails_tells_nobody(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    case = at_gate(people)
    does(ask_of(case, FINANCE), Action.SIGN)
    does(ask_of(case, "Policy"), Action.SIGN)
    before = Message.objects.count()

    def fail(_: object) -> str:
        raise OSError("the disk is full")

    with monkeypatch.context() as failing:
        failing.setattr(ledger, "entry_digest", fail)
        with pytest.raises(OSError, match="disk is full"):
            does(ask_of(case, "Voluntary"), Action.ADVISE, reason="None.")
    assert Message.objects.count() == before
    does(ask_of(case, "Voluntary"), Action.ADVISE, reason="None.")
    assert told(case)[-1][0] == "Gareth Pryce"


def test_what_is_due_is_sent_once(people: People, case: Case) -> None:
    waiting = Message.objects.filter(sent_at=None).count()
    assert drain(AT - timedelta(seconds=1)) == 0
    assert drain(AT) == waiting
    assert sent_to(people["finance"]) == [f"{case.reference}: sign, Finance officer"]
    assert drain(AT + timedelta(days=1)) == 0
    assert len(mail.outbox) == waiting
    assert {(found.attempts, found.fault) for found in Message.objects.all()} == {(1, "")}


def test_nothing_is_sent_to_whoever_has_left(people: People, case: Case) -> None:
    waiting = Message.objects.filter(sent_at=None).count()
    finance = Body.objects.get(slug="finance")
    deactivate_person(people["finance"], body=finance, reason="Left the council", by=None, at=AT, key=a_key())
    assert drain(AT) == waiting - 1
    assert sent_to(people["finance"]) == []


def failing_for(address: str, fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    send = EmailMessage.send

    def sent(letter: EmailMessage, *args: Any, **more: Any) -> int:
        if letter.to == [address]:
            raise fault
        return send(letter, *args, **more)

    monkeypatch.setattr(EmailMessage, "send", sent)


@pytest.mark.parametrize("fault", [SMTPServerDisconnected("the server hung up"), ConnectionRefusedError("no answer")])
def test_what_fails_is_tried_again_later_and_later_with_its_fault_in_sight(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch, fault: OSError
) -> None:
    assert case.open
    finance = people["finance"]
    with monkeypatch.context() as failing:
        failing_for(finance.email, fault, failing)
        others = Message.objects.exclude(person=finance).count()
        assert drain(AT) == others
        message = Message.objects.get(person=finance)
        assert (message.sent_at, message.attempts, message.fault) == (None, 1, str(fault))
        assert message.try_at == AT + timedelta(minutes=2)
        assert drain(AT + timedelta(minutes=1)) == 0
        drain(AT + timedelta(minutes=2))
        message.refresh_from_db()
        assert (message.attempts, message.try_at) == (2, AT + timedelta(minutes=6))
    assert drain(AT + timedelta(minutes=6)) == 1
    message.refresh_from_db()
    assert (message.sent_at, message.attempts, message.fault) == (AT + timedelta(minutes=6), 3, "")


def test_a_message_that_can_never_be_sent_holds_up_no_other(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert case.open
    message = Message.objects.get(person=people["finance"])
    message.attempts = 5000
    message.save()
    Person.objects.filter(pk=people["finance"].pk).update(email="two\nlines@example.org")
    assert drain(AT) == Message.objects.count() - 1
    message.refresh_from_db()
    assert "newline" in message.fault.lower()
    assert message.try_at == AT + timedelta(hours=6)


def test_a_subject_of_two_lines_is_sent_as_one(people: People, case: Case) -> None:
    message = Message.objects.get(person=people["finance"])
    message.subject = "Two\r\nBcc: lines"
    message.save()
    assert drain(AT) == Message.objects.count()
    assert "Two Bcc: lines" in [letter.subject for letter in mail.outbox]


def test_the_wait_grows_up_to_six_hours() -> None:
    assert [wait_after(times) for times in (1, 2, 3)] == [
        timedelta(minutes=2),
        timedelta(minutes=4),
        timedelta(minutes=8),
    ]
    assert {wait_after(times) for times in (9, 41, 32_767)} == {timedelta(hours=6)}


def test_mail_is_sent_outside_any_transaction_of_ours(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that takes its time holds up neither the row nor, on SQLite, the whole database."""
    assert case.open
    depth: list[int] = []
    here = len(connection.savepoint_ids)
    monkeypatch.setattr(EmailMessage, "send", lambda _: depth.append(len(connection.savepoint_ids) - here))
    drain(AT)
    assert depth
    assert set(depth) == {0}


def test_a_message_lost_with_its_worker_is_sent_by_the_next(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert case.open
    waiting = Message.objects.filter(sent_at=None).count()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(outbox, "_send", killed)
        with pytest.raises(KeyboardInterrupt):
            drain(AT)
    assert drain(AT) == waiting - 1
    assert drain(AT + timedelta(minutes=2)) == 1


def test_a_worker_sends_so_many_at_a_time(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert case.open
    monkeypatch.setattr(outbox, "BATCH", 2)
    assert drain(AT) == 2


def test_messages_are_read_by_their_own_reader(people: People, case: Case) -> None:
    finance, policy = people["finance"], people["policy"]
    message = messages_to(finance, reach_of(finance, AT)).get()
    assert message.case == case
    assert mark_read(policy, message.pk, at=AT) == 0
    assert (unread_of(finance), unread_of(policy)) == (1, 1)
    assert mark_read(finance, message.pk, at=AT) == 1
    assert mark_read(finance, None, at=AT) == 0
    assert (unread_of(finance), unread_of(policy)) == (0, 1)
    assert str(message) == message.subject
