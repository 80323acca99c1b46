"""Made-up cases: copied decision by decision, at rest, and sound."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker

from accounts.models import Holding, Person
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case, ReferenceCounter
from tests.council import for_a_while
from workflows.demonstration import stories
from workflows.demonstration.stories import Story
from workflows.seeding import loading
from workflows.seeding.council import WIDE
from workflows.sweeping import sweep

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
CASES = 40


def shortest(count: int) -> tuple[Story, ...]:
    """The stories that began last, which are told soonest."""
    standard = [story for story in stories.STORIES if loading.goes_through_six_stages(story.purchase)]
    return tuple(sorted(standard, key=lambda story: story.began)[:count])


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Cases made up from the shortest stories, for all tests of the module; what the command said."""
    with for_a_while(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "STORIES", shortest(4))
        patch.setattr(loading, "TOLD_EVERY", 10)
        with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
            said = StringIO()
            call_command("seed_load", cases=CASES, stderr=said)
        yield said.getvalue()


def test_there_are_as_many_cases_as_wanted(loaded: str) -> None:
    """And the command tells how far it has come."""
    assert Case.objects.count() == CASES
    assert f"{CASES} cases loaded" in loaded
    assert "10 of" in loaded
    assert "services with their people" in loaded


def test_the_ledger_is_sound(loaded: str) -> None:
    """Every copy has its chain, its payloads and its history."""
    report = verify()
    assert report.breaks == []
    assert report.entries > CASES * 5


def test_a_sweep_has_nothing_to_do_but_to_chase_what_is_late(loaded: str) -> None:
    """The engine stands where the flows would have left it, and nothing is unsent; a second sweep does nothing."""
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        done = sweep(NOW + timedelta(minutes=1))
        again = sweep(NOW + timedelta(minutes=2))
    assert {name for name, number in done.items() if number} <= {"chased", "sent"}
    assert again | {"sent": 0} == dict.fromkeys(done, 0)


def test_cases_are_spread(loaded: str) -> None:
    """Over stages, states, services and days, each under a name of its own."""
    found = list(Case.objects.prefetch_related("owners__body"))
    assert len({case.stage for case in found}) >= 3
    assert len({case.state for case in found}) >= 2
    assert len({case.lead.slug for case in found}) >= 12
    assert len({case.opened_at.date() for case in found}) >= 15
    assert len({case.reference for case in found}) == CASES
    assert all(entry.at <= NOW for entry in Entry.objects.all())


def test_a_copy_speaks_of_itself_alone(loaded: str) -> None:
    """Its references, titles, people and services are its own in everything that its chain says."""
    copied = Entry.objects.filter(key__startswith="seed/1/").select_related("payload", "person")
    grown = [
        case
        for case in Case.objects.all()
        if not Entry.objects.filter(stream=case.stream_name, key__startswith="seed/1/").exists()
    ]
    names = [name for case in grown for name in (case.reference, case.title)]
    assert copied
    assert grown
    for entry in copied:
        said = bytes(entry.payload.body).decode()
        assert not [name for name in names if name in said]
        assert entry.person is None or Holding.objects.filter(person=entry.person).exists()


def test_readers_see_little_and_much(loaded: str) -> None:
    """One service's commissioner has a few tasks, the widest reader all of the services'."""
    wide = Person.objects.get(email__startswith=WIDE)
    narrow = Person.objects.get(email__startswith="seed-001.commissioner")
    assert len(work_list(narrow, NOW).asks) < len(work_list(wide, NOW).asks)
    assert Case.objects.visible_to(narrow, NOW).count() < Case.objects.visible_to(wide, NOW).count() == CASES


def test_more_cases_are_opened_in_the_ordinary_way(loaded: str) -> None:
    """The counters of references and ids have gone on."""
    for counter in ReferenceCounter.objects.all():
        numbers = [int(case.reference[8:]) for case in Case.objects.filter(reference__startswith=f"TG-{counter.year}-")]
        assert counter.last == max(numbers)


def test_it_is_loaded_once(loaded: str) -> None:
    """A second load would need names that are taken."""
    with pytest.raises(CommandError, match="loaded here already"):
        call_command("seed_load", cases=5)
