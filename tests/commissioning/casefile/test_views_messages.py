"""What people choose of their emails, and what an administrator sees of those that could not be sent."""

import pytest

from accounts.models import Person
from accounts.rights import Role
from accounts.vocabulary import Mail
from commissioning.case.models import Case
from commissioning.telling.inbox import NOT_IN_SIGHT
from commissioning.telling.models import Message
from tests.accounts.factories import in_post
from tests.api.council import Council
from tests.commissioning.casefile.pages import Reader, words


def test_one_chooses_how_one_is_told(at_gate: Case, finance: Reader) -> None:
    assert "By email: An email for each message, at once." in finance.get("/messages/")
    assert "How do you want to be told by email?" in finance.get("/messages/email/")
    assert "Choose how you want to be told." in words(finance.post("/messages/email/", {}, 422))
    finance.post("/messages/email/", {"mail": "daily"})
    assert Person.objects.get(pk=finance.person.pk).mail == Mail.DAILY
    assert "By email: One email a day, at 7am, with all that is new." in finance.get("/messages/")
    finance.post("/messages/email/", {"mail": "pigeon"}, 422)
    assert Person.objects.get(pk=finance.person.pk).mail == Mail.DAILY


@pytest.fixture
def failed(at_gate: Case) -> Message:
    """A message whose email was refused twice."""
    message = Message.objects.filter(ask__isnull=False).order_by("pk")[0]
    message.attempts, message.fault = 2, "(550, 'No such mailbox')"
    message.save()
    return message


def test_an_administrator_sees_what_could_not_be_sent_and_tries_again(failed: Message, council: Council) -> None:
    top = council.service.parent
    assert top is not None
    administrator = Reader(in_post(Role.SYSTEM_ADMINISTRATOR, top, "Sam Osei"))
    assert "1 email could not be sent" in administrator.get("/messages/")
    page = administrator.get("/messages/not-sent/")
    assert failed.addressee[1] in page
    assert "2 attempts" in page
    assert "No such mailbox" in page
    assert failed.subject not in page
    before = failed.try_at
    administrator.post("/messages/not-sent/", {})
    failed.refresh_from_db()
    assert failed.try_at != before
    Message.objects.update(fault="")
    assert "Every email went out." in administrator.get("/messages/not-sent/")


def test_an_administrator_sees_what_was_withheld(failed: Message, council: Council) -> None:
    failed.try_at, failed.fault = None, NOT_IN_SIGHT
    failed.save()
    top = council.service.parent
    assert top is not None
    administrator = Reader(in_post(Role.SYSTEM_ADMINISTRATOR, top, "Sam Osei"))
    assert "could not be sent" not in administrator.get("/messages/")
    page = administrator.get("/messages/not-sent/")
    assert "Withheld" in page
    assert failed.addressee[1] in page
    assert failed.subject not in page
    assert "Every email went out." not in page


def test_nobody_else_does(failed: Message, finance: Reader) -> None:
    assert "could not be sent" not in finance.get("/messages/")
    finance.get("/messages/not-sent/", 404)
    before = failed.try_at
    finance.post("/messages/not-sent/", {}, 403)
    failed.refresh_from_db()
    assert failed.try_at == before
