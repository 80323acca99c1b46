"""Nothing waits in silence for a post that nobody holds: who can help is told at once, once, and the case says so."""

from datetime import UTC, datetime

import pytest

from accounts.authority import eligible
from accounts.decisions import appoint
from accounts.models import Post
from accounts.rights import Role
from audit.models import Entry
from commissioning.case.models import Case
from commissioning.casefile.next_steps import NOBODY_HOLDS, next_of
from commissioning.casefile.overview import open_tasks_of, strands_of
from commissioning.casefile.trail import event_of
from commissioning.chasing.vacant import tell_of_vacancy, waiting_for_nobody
from commissioning.errors import OvertakenError
from commissioning.telling.models import Message
from tests.accounts.factories import a_key, a_person
from tests.commissioning.questions.asked import TUESDAY, leaves, seat_task
from tests.council import AT, People, body
from workflows.demonstration.council import SINCE
from workflows.sweeping import tell_of_vacancies

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)


def told(case: Case) -> list[str]:
    """Who was told that a post is vacant."""
    rows = Message.objects.filter(case=case, event__startswith="vacant/").select_related("person")
    return sorted(message.addressee[0] for message in rows)


def on_the_case(case: Case) -> str:
    """What the case page says of who is waited for."""
    found = next_of(case, strands_of(case), open_tasks_of(case, TUESDAY.date()), [], TUESDAY.date())
    return " ".join(str(waiting["note"]) for waiting in found.waiting)


def test_where_somebody_holds_every_post_nobody_is_told(case: Case) -> None:
    assert tell_of_vacancies(TUESDAY) == 0
    assert NOBODY_HOLDS not in on_the_case(case)


def test_the_deputy_and_whoever_arranges_cover_are_told_once(people: People, case: Case) -> None:
    leaves(people["finance"])
    assert tell_of_vacancies(TUESDAY) == 1
    assert told(case) == ["Sunita Rao"]  # the corporate director, as deputy and as who arranges cover
    assert tell_of_vacancies(LATER) == 0
    assert on_the_case(case).count(NOBODY_HOLDS) == 1
    entry = Entry.objects.filter(stream=case.stream_name, verb="ask.vacant").select_related("payload").get()
    event = event_of(entry)
    words = "told that “Finance officer” waits for the Finance officer, Finance, which nobody holds"
    assert event.sentence == f"Tollgate {words}."
    assert event.text == "Told: Sunita Rao."


def test_told_again_where_the_post_is_vacant_again(people: People, case: Case) -> None:
    leaves(people["finance"])
    tell_of_vacancies(TUESDAY)
    sam = a_person("Sam Osei", body=body("finance"))
    post = Post.objects.get(role=Role.FINANCE_OFFICER)
    appoint(sam, post, starts_on=SINCE, by=None, at=TUESDAY, key=a_key())
    assert NOBODY_HOLDS not in on_the_case(case)
    assert eligible(post, on=seat_task(case), at=TUESDAY) == [sam]
    leaves(sam, LATER)
    assert tell_of_vacancies(LATER) == 1


def test_without_a_deputy_or_manager_who_appoints_is_told(people: People, case: Case) -> None:
    for name in ("policy", "director", "economic.development"):
        leaves(people[name])
    tell_of_vacancies(TUESDAY)
    assert set(told(case)) == {"Robert Lindqvist", "Ida Moss"}


def test_filled_meanwhile_nobody_is_told(people: People, case: Case) -> None:
    leaves(people["finance"])
    [found] = waiting_for_nobody(TUESDAY)
    post = Post.objects.get(role=Role.FINANCE_OFFICER)
    sam = a_person("Sam Osei", body=body("finance"))
    appoint(sam, post, starts_on=SINCE, by=None, at=AT, key=a_key())
    with pytest.raises(OvertakenError):
        tell_of_vacancy(found, at=TUESDAY)
    assert told(case) == []
