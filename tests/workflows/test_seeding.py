"""Growing and copying cases: the bytes that the verbs wrote, from an empty database."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django.fixtures import Settings

from accounts.models import Person
from audit.bulk import Load, root_of
from audit.ids import Ids
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from tests.audit.test_bulk import undone
from workflows.demonstration import stories
from workflows.demonstration.course import tell_story
from workflows.demonstration.stories import Story
from workflows.seeding import loading
from workflows.seeding.copying import Copy, Copying, carry_over
from workflows.seeding.council import people_of_the_council, service_of
from workflows.seeding.moulds import Grown, of_name
from workflows.seeding.patterns import Pattern, ending_of, loose_of, read

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


def shortest(count: int) -> tuple[Story, ...]:
    """The stories that began last, which are told soonest."""
    return tuple(sorted(stories.STORIES, key=lambda story: story.began)[:count])


def test_the_same_seed_gives_the_same_cases() -> None:
    """And another seed others."""
    patterns = [the_pattern()]
    plans = [loading.plan(patterns, 30, seed, [service_of(patterns[0].service)], NOW) for seed in (1, 1, 2)]
    told = [[(c.title, c.ending.steps, c.shift, c.reference[:7]) for c in plan] for plan in plans]
    assert told[0] == told[1] != told[2]


@pytest.mark.parametrize("cases", [0, -1])
def test_a_number_of_cases_is_needed(cases: int) -> None:
    with pytest.raises(CommandError, match="number of cases"):
        call_command("seed_load", cases=cases)


def test_never_in_production(settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="not for production"):
        call_command("seed_load", cases=5)


def test_never_beside_records_of_someones_own() -> None:
    Person.objects.create_user("someone@example.org", "Some One", at=NOW)
    with pytest.raises(CommandError, match="records of its own"):
        call_command("seed_load", cases=5)


def test_fewer_cases_than_stories_are_all_grown() -> None:
    """Then there is nothing to copy."""
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(NOW, tick=False):
        patch.setattr(loading, "STORIES", shortest(2))
        done = loading.load(1, 1, NOW, lambda _: None)
    assert (done.cases, done.entries, Case.objects.count()) == (1, 0, 1)
    assert verify().sound


class Same(Copying):
    """A copy that has the very ids of what it is copied from."""

    def id(self, model: type[models.Model], was: int) -> int:
        return was


class Before(Ids):
    """The ids that the history rows of a case had, in their order."""

    def __init__(self, lines: list[dict[str, Any]], entries: list[int]) -> None:
        super().__init__()
        self.lines, self.entries = iter(lines), iter(entries)

    def next(self, model: type[models.Model]) -> int:
        return next(self.entries) if model is Entry else cast("int", next(self.lines)["history"])


def the_pattern() -> Pattern:
    """A short story, grown and read back; gone from the database afterwards."""
    by = people_of_the_council(NOW)["commissioner"]
    story = shortest(3)[-1]
    with undone():
        return pattern_of(story, by)


def pattern_of(story: Story, by: Person) -> Pattern:
    endings = {}
    for case in tell_story(story, 1, by, NOW):
        endings[ending_of(case).steps] = ending_of(case)
    return read(case, story.service, [], {}, list(endings.values()))


def chain() -> list[tuple[str, str, str, str, bytes]]:
    """What stands in the chains of cases, but for salts, keys and what depends on them."""
    found = Entry.objects.filter(stream__startswith="case/").order_by("number").select_related("payload")
    return [(e.stream, e.verb, f"{e.at} {e.actor}", e.capacity, bytes(e.payload.body)) for e in found]


def test_a_copy_has_the_bytes_that_the_verbs_wrote() -> None:
    """The same case made both ways: one decided step by step, the other loaded; their payloads agree to the byte."""
    by = people_of_the_council(NOW)["commissioner"]
    story = max(stories.STORIES, key=lambda story: story.began)
    with undone():
        pattern = pattern_of(story, by)
        written, asks = chain(), list(Ask.objects.order_by("pk").values())
        entries = list(Entry.objects.filter(stream__startswith="case/").order_by("number"))
        lines = [line for entry in entries for line in lines_of(entry)]
        ids = [entry.pk for entry in entries]
    assert not Case.objects.exists()
    service = service_of(story.service)
    copy = Copy(pattern, pattern.endings[-1], timedelta(0), pattern.reference, pattern.title, "k", service, service)
    load = Load()
    load.ids = Before(lines, ids)
    carry_over(Same(copy, load), {p.pk: p for p in Person.objects.all()}, loose_of(copy.ending, pattern.grown))
    load.flush()
    assert len(written) > 30
    assert chain() == written
    assert list(Ask.objects.order_by("pk").values()) == asks


def lines_of(entry: Entry) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(bytes(entry.payload.body))["rows"]
    return found


def test_a_name_that_cannot_be_copied_is_reported() -> None:
    """A new kind of name for a row must be made known to the moulds."""
    for name in ("12", "seat/12", "write/1/needs/1"):
        with pytest.raises(LookupError):
            of_name(name, "", Grown())
    assert of_name("", "", Grown()) is None
    assert root_of(Case) is Case
