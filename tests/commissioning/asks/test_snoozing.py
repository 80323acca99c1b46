"""A task put aside: out of one's own list until a day, in everybody else's as before, and no clock heeds it."""

from datetime import UTC, date, datetime

import pytest

from accounts.errors import NotAllowedError
from accounts.rights import Role
from audit.models import Entry
from commissioning.asks.models import Snooze
from commissioning.asks.snoozing import asleep, snooze, wake
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case
from commissioning.chasing.models import Chase
from commissioning.errors import OvertakenError, RefusedError
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, AskKind
from tests.commissioning.questions.asked import (
    FINANCE,
    LAST,
    POLICY,
    TUESDAY,
    another,
    asks,
    leaves,
    replies,
    seat_task,
)
from tests.council import AT, People, does
from workflows.sweeping import chase_late

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 4, 9)
REMINDED = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)


def listed(person: object, at: datetime = AT) -> list[str]:
    """What stands in a person's own list."""
    aside = [found.ask_id for found in asleep(person, at)]  # type: ignore[arg-type]  # a person of the council
    return [ask.title for ask in work_list(person, at, aside=aside).asks]  # type: ignore[arg-type]  # as above


def test_it_leaves_the_list_of_one_alone_and_comes_back_on_its_day(people: People, case: Case) -> None:
    sam = another(Role.FINANCE_OFFICER, "finance")
    entries = Entry.objects.count()
    snooze(seat_task(case), FRIDAY, by=people["finance"], at=AT)
    assert listed(people["finance"]) == []
    assert [found.until for found in asleep(people["finance"], AT)] == [FRIDAY]
    assert listed(sam) == [FINANCE]
    assert Entry.objects.count() == entries
    assert seat_task(case).due_on == LAST
    assert listed(people["finance"], datetime(2026, 4, 9, 9, 0, tzinfo=UTC)) == [FINANCE]


def test_again_only_sets_the_day_and_it_can_be_brought_back(people: People, case: Case) -> None:
    for day in (FRIDAY, LAST):
        snooze(seat_task(case), day, by=people["finance"], at=AT)
    assert Snooze.objects.get().until == LAST
    wake(seat_task(case), by=people["policy"])
    assert listed(people["finance"]) == []
    wake(seat_task(case), by=people["finance"])
    assert listed(people["finance"]) == [FINANCE]


def test_it_comes_back_as_soon_as_anything_is_decided_in_its_case(people: People, case: Case) -> None:
    snooze(seat_task(case), LAST, by=people["finance"], at=AT)
    does(seat_task(case, POLICY), Action.SIGN)
    assert listed(people["finance"]) == [FINANCE]


def test_it_comes_back_when_its_clock_runs_again(people: People, case: Case) -> None:
    asks(case)
    snooze(seat_task(case), LAST, by=people["finance"], at=TUESDAY)
    assert listed(people["finance"], TUESDAY) == []
    replies(case, at=TUESDAY)
    assert listed(people["finance"], TUESDAY) == [FINANCE]


@pytest.mark.parametrize("until", [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 11)])
def test_at_most_until_its_last_day(people: People, case: Case, until: date) -> None:
    with pytest.raises(RefusedError, match="at most its last day, 10 April 2026"):
        snooze(seat_task(case), until, by=people["finance"], at=AT)
    with pytest.raises(RefusedError, match="Its last day has come"):
        snooze(seat_task(case), date(2026, 4, 20), by=people["finance"], at=datetime(2026, 4, 10, 9, tzinfo=UTC))
    assert not Snooze.objects.exists()


def test_only_who_can_do_it_and_while_it_is_open(people: People, case: Case) -> None:
    task = seat_task(case)
    with pytest.raises(NotAllowedError):
        snooze(task, FRIDAY, by=people["policy"], at=AT)
    does(seat_task(case), Action.SIGN)
    with pytest.raises((OvertakenError, NotAllowedError)):
        snooze(task, FRIDAY, by=people["finance"], at=AT)


def test_whoever_put_it_aside_is_not_reminded_and_others_are(people: People, case: Case) -> None:
    sam = another(Role.FINANCE_OFFICER, "finance")
    snooze(seat_task(case), LAST, by=people["finance"], at=AT)
    chase_late(REMINDED)
    told = Message.objects.filter(event__startswith="chain/", ask=seat_task(case))
    assert [message.person for message in told] == [sam]
    assert listed(people["finance"], REMINDED) == []  # to be reminded of it is no change


def test_what_is_late_is_escalated_whoever_put_it_aside(people: People, case: Case) -> None:
    snooze(seat_task(case), LAST, by=people["finance"], at=AT)
    chase_late(datetime(2026, 4, 13, 9, 0, tzinfo=UTC))
    assert Chase.objects.filter(ask=seat_task(case), escalates=True).exists()


def test_what_the_law_asks_for_is_reminded_of_all_the_same(people: People, case: Case) -> None:
    task = seat_task(case)
    task.kind = AskKind.RECORD
    task.save(update_fields=["kind"])
    Snooze(person=people["finance"], ask=task, until=LAST, seen=case.head_number).save()
    chase_late(REMINDED)
    told = Message.objects.filter(event__startswith="chain/", ask=task)
    assert [message.person for message in told] == [people["finance"]]


def test_what_somebody_put_aside_who_has_left_waits_for_their_colleagues(people: People, case: Case) -> None:
    sam = another(Role.FINANCE_OFFICER, "finance")
    snooze(seat_task(case), LAST, by=people["finance"], at=AT)
    leaves(people["finance"])
    assert listed(sam, TUESDAY) == [FINANCE]
    chase_late(REMINDED)
    assert [told.person for told in Message.objects.filter(event__startswith="chain/", ask=seat_task(case))] == [sam]
