"""Loading made-up cases: patterns are grown through the verbs, then copied until there are as many as wanted."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils.timezone import localtime

from accounts.models import Body, Person, Post
from accounts.rules import day_of
from audit.bulk import Load
from audit.models import Entry
from commissioning.case.models import ReferenceCounter
from commissioning.review.kinds import ExitDecision
from commissioning.vocabulary import Stage
from workflows.demonstration.content import Purchase
from workflows.demonstration.course import tell_story
from workflows.demonstration.days import days_ago
from workflows.demonstration.gate_policy import FAST
from workflows.demonstration.letters import settle_letters
from workflows.demonstration.loading import FOUNDED
from workflows.demonstration.stories import STORIES, Story
from workflows.seeding import words
from workflows.seeding.copying import Copy, Copying, Texts, carry_over
from workflows.seeding.council import Service, open_services, people_of_the_council, service_of
from workflows.seeding.moulds import Model
from workflows.seeding.patterns import Ending, Loose, Pattern, ending_of, loose_of, read
from workflows.sweeping import begin_cycles, lapse, move

# How many of a hundred cases stand in each stage: most needs are looked at, and few of them become a contract.
SHARES = {
    Stage.NEEDS: 52,
    Stage.SOCIAL_VALUE: 18,
    Stage.TENDER: 12,
    Stage.AWARD: 8,
    Stage.MONITORING: 6,
    Stage.REVIEW: 4,
}
TOLD_EVERY = 500
Tell = Callable[[str], object]


@dataclass(frozen=True)
class Loaded:
    """What a load came to."""

    cases: int
    entries: int
    rows: int


def load(count: int, seed: int, now: datetime, tell: Tell) -> Loaded:
    """Load `count` cases, the same ones for the same seed and day; `tell` is told how far it has come.

    The first are grown through the verbs, one for each of the demonstration's stories, and the others copied from them,
    each up to a moment of its own. Nothing they ask is late, so that a sweep afterwards has nothing to do.
    """
    people = people_of_the_council(now)
    services = open_services(now)
    tell(f"{len(services)} services with their people")
    patterns = list(_grow(count, seed, people["commissioner"], now, tell))
    settle_letters()
    for due in (lapse, move, begin_cycles):
        due(now)
    work = Load()
    if count > len(patterns):
        with _no_collector():
            _copy(patterns, count - len(patterns), seed, services, now, work, tell)
    return Loaded(count, work.entries, work.rows)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Leave Python's cycle collector out: rows by the hundred thousand hold no cycles, and it would walk them all."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def loaded_before() -> bool:
    """Whether the made-up services are here already."""
    return Entry.objects.filter(person__isnull=True, key="seed/body/seed-001").exists()


def goes_through_six_stages(purchase: Purchase) -> bool:
    """Whether a copy of a case does, in one strand: not in the fast lane, not in lots, and where the council leads."""
    return purchase.gross > FAST.limit and not purchase.lots and not purchase.led_by


def _grow(count: int, seed: int, by: Person, now: datetime, tell: Tell) -> Iterator[Pattern]:
    standard = [story for story in STORIES if goes_through_six_stages(story.purchase)]
    for number, story in enumerate(standard[:count]):
        service = service_of(story.service)
        endings: dict[int, Ending] = {}
        for case in tell_story(_of_the_load(story, seed), number, by, now):
            ending = ending_of(case)
            endings[ending.steps] = ending
        tell(f"grown: {case.title}, {len(endings)} endings")
        others: dict[Model, frozenset[int]] = {
            Body: frozenset([service.body.pk]),
            Post: frozenset(post.pk for post in service.posts),
            Person: frozenset(person.pk for person in service.people),
        }
        names = [service.body.name, *(person.full_name for person in service.people)]
        yield read(case, story.service, names, others, [found for found in endings.values() if found.rest >= 0])


def _of_the_load(story: Story, seed: int) -> Story:
    """A story under keys of its own, without files; it begins no next cycle: that would be one case too many."""
    purchase = replace(story.purchase, exit=ExitDecision.STOP)
    return replace(story, key=f"seed-{seed}-{story.key}", purchase=purchase, files=())


def _copy(
    patterns: Sequence[Pattern],
    count: int,
    seed: int,
    services: Sequence[Service],
    now: datetime,
    work: Load,
    tell: Tell,
) -> None:
    people = {person.pk: person for person in Person.objects.all()}
    loose: dict[tuple[str, int], list[Loose]] = {}
    texts: dict[tuple[str, timedelta], Texts] = {}
    for number, copy in enumerate(plan(patterns, count, seed, services, now), start=1):
        pattern, ending = copy.pattern, copy.ending
        frozen = texts.get((pattern.reference, copy.shift))
        copying = Copying(copy, work, frozen)
        if not pattern.named:
            texts[pattern.reference, copy.shift] = copying.texts
        at = (pattern.reference, ending.steps)
        if at not in loose:
            loose[at] = loose_of(ending, pattern.grown)
        carry_over(copying, people, loose[at])
        if number % TOLD_EVERY == 0:
            tell(f"{number} of {count} copied")
    work.flush()


def plan(patterns: Sequence[Pattern], count: int, seed: int, services: Sequence[Service], now: datetime) -> list[Copy]:
    """Choose what every copy is, then give each its reference."""
    random = Random(seed)  # noqa: S311 - the same cases for the same seed; nothing secret
    of_stage = {stage: [(p, e) for p in patterns for e in p.endings if e.stage == stage] for stage in SHARES}
    stages = [stage for stage in SHARES if of_stage[stage]]
    wanted = random.choices(stages, [SHARES[stage] for stage in stages], k=count)
    own = {pattern.service: service_of(pattern.service) for pattern in patterns}
    chosen = []
    for number, stage in enumerate(wanted, start=1):
        pattern, ending = random.choice(of_stage[stage])
        shift = _shift(pattern, ending, random, now)
        year = localtime(pattern.steps[0].at + shift).year
        key = f"seed/{seed}/{number}"
        service = random.choice(services)
        chosen.append((year, Copy(pattern, ending, shift, "", words.title(random), key, own[pattern.service], service)))
    references = _references([year for year, _ in chosen])
    return [replace(copy, reference=next(references[year])) for year, copy in chosen]


def _shift(pattern: Pattern, ending: Ending, random: Random, now: datetime) -> timedelta:
    """Choose how many days away a copy lies: it ends before now, and begins after the council was founded."""
    last = now - ending.last_at
    begun = day_of(pattern.steps[0].at) + timedelta(last.days) - _founded(now)
    return timedelta(last.days - random.randint(0, max(0, min(ending.rest, begun.days))))


def _founded(now: datetime) -> date:
    return days_ago(now, FOUNDED)


def _references(years: Sequence[int]) -> dict[int, Iterator[str]]:
    """Take the next references of each year, all at once."""
    found: dict[int, Iterator[str]] = {}
    with transaction.atomic():
        for year in sorted(set(years)):
            ReferenceCounter.objects.get_or_create(year=year)
            counter = ReferenceCounter.objects.select_for_update(of=("self",)).get(year=year)
            first, counter.last = counter.last + 1, counter.last + years.count(year)
            counter.save(update_fields=["last"])
            found[year] = iter([f"TG-{year}-{number:04d}" for number in range(first, counter.last + 1)])
    return found
