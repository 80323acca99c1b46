"""Two workers drain one outbox: each message goes out once."""

from collections import Counter
from functools import partial

import pytest
from django.core import mail
from django.db import connection

from commissioning.case.models import Case
from commissioning.telling.models import Message
from commissioning.telling.outbox import drain, tell
from tests.council import AT, a_case, a_demo_council
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


def test_workers_that_drain_at_once_send_each_message_once() -> None:
    people = a_demo_council()
    case = a_case(people)
    within = [person for person in people.values() if Case.objects.visible_to(person, AT).exists()]
    for number in range(3):
        tell(within, case=case, event=f"news/{number}", subject=f"News {number}", text="News.", at=AT)
    waiting = Message.objects.filter(sent_at=None).count()
    sent = together([partial(drain, AT)] * (4 if connection.vendor == "postgresql" else 2))
    assert sum(found for found in sent if isinstance(found, int)) == waiting
    assert [found for found in sent if not isinstance(found, int)] == []
    letters = Counter((str(letter.subject), letter.to[0]) for letter in mail.outbox)
    assert (len(letters), set(letters.values())) == (waiting, {1})
    assert {(found.attempts, found.sent_at) for found in Message.objects.all()} == {(1, AT)}
