"""Emails as people get them, through a real mail server: each at once, a day together, none; nothing lost."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import EmailMultiAlternatives

from accounts.decisions import end_holding
from accounts.models import Person
from accounts.rules import LONDON
from accounts.vocabulary import Mail
from commissioning.case.models import Case
from commissioning.telling import outbox
from commissioning.telling.decisions import choose_mail, try_again
from commissioning.telling.inbox import unsent, withheld
from commissioning.telling.models import Message
from commissioning.telling.outbox import drain, tell
from tests.accounts.factories import a_key
from tests.council import AT, People

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 4, 2, 7, tzinfo=LONDON)


class Letterbox:
    """A mail server on this machine that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusing = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter."""
        if self.refusing:
            return "451 Try again later"
        self.letters.append(message_from_bytes(envelope.original_content or b"", policy=policy.default))
        return "250 OK"

    def subjects(self, person: Person) -> list[str]:
        """The subjects of what a person got."""
        return [str(letter["Subject"]) for letter in self.letters if letter["To"] == person.email]


@pytest.fixture
def letterbox(settings: Any, unused_tcp_port: int) -> Iterator[Letterbox]:
    """A mail server that Tollgate sends to; nothing written before the test is sent."""
    Message.objects.all().delete()
    found = Letterbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_tcp_port
    controller = Controller(found, hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    yield found
    controller.stop()


@pytest.fixture
def unused_tcp_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def finance(people: People) -> Person:
    """Finance's officer, read anew: what one test chooses is not left to the next."""
    return Person.objects.get(pk=people["finance"].pk)


@pytest.fixture
def adviser(people: People) -> Person:
    """The policy officer, read anew."""
    return Person.objects.get(pk=people["policy"].pk)


def say(person: Person, case: Case, number: int, at: datetime = AT, **more: Any) -> Message:
    """Write a message to a person."""
    event, text = f"test/{number}", f"<{number}> & more"
    tell([person], case=case, event=event, subject=f"News {number}", text=text, at=at, **more)
    return Message.objects.get(person=person, event=event)


def part(letter: EmailMessage, kind: str) -> str:
    """The words of a letter, as text or as a page."""
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_an_email_is_text_and_page_with_a_link_that_opens_the_task(
    finance: Person, case: Case, letterbox: Letterbox
) -> None:
    message = say(finance, case, 1)
    assert drain(AT) == 1
    [letter] = letterbox.letters
    address = f"http://127.0.0.1:8000/cases/{case.reference}/"
    assert (letter["Subject"], letter["To"]) == ("News 1", finance.email)
    assert letter["Message-ID"] == f"<message-{message.pk}@127.0.0.1>"
    text, page = part(letter, "plain"), part(letter, "html")
    assert text.splitlines()[:6] == ["Hello Ruth Okafor,", "", "<1> & more", "", address, ""]
    assert "&lt;1&gt; &amp; more" in page
    assert f'<a href="{address}">Open it in Tollgate</a>' in page
    for said in (text, page):
        assert "http://127.0.0.1:8000/messages/email/" in said
    assert drain(AT + timedelta(days=1)) == 0


def test_who_chose_one_email_a_day_gets_it_at_seven(
    finance: Person, adviser: Person, case: Case, letterbox: Letterbox
) -> None:
    choose_mail(finance, Mail.DAILY)
    for number in range(3):
        say(finance, case, number, AT + timedelta(hours=number))
    say(adviser, case, 1)
    assert drain(MORNING - timedelta(seconds=1)) == 1
    assert letterbox.subjects(finance) == []
    assert drain(MORNING) == 3
    assert letterbox.subjects(finance) == ["3 messages from Tollgate"]
    text = part(letterbox.letters[-1], "plain")
    assert [text.index(f"News {number}") for number in range(3)] == sorted(text.index(f"News {n}") for n in range(3))
    say(finance, case, 4, MORNING - timedelta(minutes=1))
    assert drain(MORNING) == 1
    assert letterbox.subjects(finance)[-1] == "News 4"


def test_who_chose_no_email_reads_in_tollgate_alone(finance: Person, case: Case, letterbox: Letterbox) -> None:
    choose_mail(finance, Mail.NONE)
    message = say(finance, case, 1)
    assert drain(AT + timedelta(days=30)) == 0
    assert message.try_at is None
    assert Message.objects.filter(person=finance, read_at=None).exists()


@pytest.mark.parametrize("choice", [Mail.DAILY, Mail.NONE])
def test_what_the_law_asks_for_is_sent_at_once(finance: Person, case: Case, letterbox: Letterbox, choice: Mail) -> None:
    choose_mail(finance, choice)
    say(finance, case, 1, statutory=True)
    assert drain(AT) == 1
    assert letterbox.subjects(finance) == ["News 1"]


def test_a_mail_server_that_is_down_for_an_hour_loses_nothing_and_doubles_nothing(
    finance: Person, adviser: Person, case: Case, letterbox: Letterbox
) -> None:
    choose_mail(adviser, Mail.DAILY)
    say(finance, case, 1)
    for number in range(2):
        say(adviser, case, number, AT - timedelta(days=1))
    letterbox.refusing = True
    for minutes in range(0, 60, 5):
        drain(AT + timedelta(minutes=minutes))
    assert letterbox.letters == []
    assert "451" in unsent()[0].fault
    assert {found.attempts for found in unsent()} == {5}
    letterbox.refusing = False
    for minutes in range(60, 180, 5):
        drain(AT + timedelta(minutes=minutes))
    assert sorted(str(letter["Subject"]) for letter in letterbox.letters) == ["2 messages from Tollgate", "News 1"]
    assert not unsent().exists()


@pytest.mark.parametrize("choice", [Mail.EACH, Mail.DAILY])
def test_no_email_tells_of_a_case_that_its_reader_may_not_see_any_more(
    finance: Person, case: Case, letterbox: Letterbox, choice: Mail
) -> None:
    choose_mail(finance, choice)
    message = say(finance, case, 1)
    end_holding(finance.holdings.get(principal=None), on=AT.date(), by=None, at=AT, key=a_key())
    later = AT + timedelta(days=3)
    tell([finance], event="test/2", subject="News 2", text="About no case.", at=later, statutory=True)
    drain(later)
    assert letterbox.subjects(finance) == ["News 2"]
    message.refresh_from_db()
    assert (message.sent_at, message.try_at, message.attempts) == (None, None, 0)
    assert list(withheld()) == [message]
    assert not unsent().exists()
    assert try_again(sees=True, at=later) == 0


def test_a_day_is_told_without_the_case_that_is_out_of_sight(finance: Person, case: Case, letterbox: Letterbox) -> None:
    choose_mail(finance, Mail.DAILY)
    say(finance, case, 1)
    tell([finance], event="test/2", subject="News 2", text="About no case.", at=AT)
    end_holding(finance.holdings.get(principal=None), on=AT.date(), by=None, at=AT, key=a_key())
    drain(MORNING + timedelta(days=1))
    assert letterbox.subjects(finance) == ["News 2"]


def test_who_turns_to_no_email_is_not_sent_what_waits_for_the_morning(
    finance: Person, case: Case, letterbox: Letterbox
) -> None:
    choose_mail(finance, Mail.DAILY)
    say(finance, case, 1)
    say(finance, case, 2, statutory=True)
    choose_mail(finance, Mail.NONE)
    drain(MORNING)
    assert letterbox.subjects(finance) == ["News 2"]


def test_a_slow_mail_server_does_not_make_another_worker_send_the_same(
    finance: Person, case: Case, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker's sweep began long before it takes the message; the second looks while it is being sent."""
    say(finance, case, 1)
    late = AT + timedelta(minutes=3)
    send, second = EmailMultiAlternatives.send, iter([late])

    def slowly(letter: EmailMultiAlternatives, *args: Any, **more: Any) -> int:
        for moment in second:
            drain(moment)
        return send(letter, *args, **more)

    monkeypatch.setattr(EmailMultiAlternatives, "send", slowly)
    drain(AT, lambda: late)
    assert letterbox.subjects(finance) == ["News 1"]


def test_a_mail_server_that_never_answers_is_given_up(
    finance: Person, case: Case, settings: Any, unused_tcp_port: int
) -> None:
    assert settings.EMAIL_TIMEOUT == 10
    settings.EMAIL_TIMEOUT = 0.2
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", unused_tcp_port))
        mute.listen()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_tcp_port
        Message.objects.all().delete()
        message = say(finance, case, 1)
        assert drain(AT) == 0
    message.refresh_from_db()
    assert message.sent_at is None
    assert "timed out" in message.fault


def test_a_subject_is_cut_to_what_its_column_takes(finance: Person, case: Case) -> None:
    tell([finance], case=case, event="test/long", subject="x" * 500, text="All of it.", at=AT)
    assert Message.objects.get(event="test/long").subject == "x" * 300


def test_what_could_not_be_sent_is_tried_again_at_once_when_an_administrator_asks(
    finance: Person, case: Case, letterbox: Letterbox
) -> None:
    say(finance, case, 1)
    letterbox.refusing = True
    drain(AT)
    letterbox.refusing = False
    assert drain(AT + timedelta(seconds=1)) == 0
    assert try_again(sees=True, at=AT + timedelta(seconds=1)) == 1
    assert drain(AT + timedelta(seconds=1)) == 1


def test_what_a_killed_worker_had_taken_is_sent_later_as_the_same_email(
    finance: Person, case: Case, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_mail(finance, Mail.DAILY)
    for number in range(2):
        say(finance, case, number)

    def killed(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(outbox, "letter_of", killed)
        with pytest.raises(KeyboardInterrupt):
            drain(MORNING)
    assert drain(MORNING + timedelta(minutes=1)) == 0
    assert drain(MORNING + timedelta(minutes=2)) == 2
    assert letterbox.subjects(finance) == ["2 messages from Tollgate"]
