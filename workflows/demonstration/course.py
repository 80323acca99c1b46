"""The course of the demonstration: its stories told side by side, each decision at its own moment, none after now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from heapq import heapify, heappop, heappush

from accounts.models import Body, Person
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case, set_regime
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed
from commissioning.joining.decisions import Lead, open_joining
from commissioning.joining.kinds import Basis
from commissioning.vocabulary import AskKind
from workflows.demonstration.days import days_ago, moment, usual_moment
from workflows.demonstration.enclosing import enclose
from workflows.demonstration.stories import STORIES, Story, Turn
from workflows.demonstration.walking import answer, declare_nothing, digest_of, open_asks

A_SECTION = timedelta(minutes=20)
# A story yields the moment of its next decision, and takes it when it is gone on with.
Course = Iterator[datetime]


def tell_stories(people: Mapping[str, Person], now: datetime) -> dict[str, Case]:
    """Tell every story up to now, in the order of time. Returns the cases by their stories' keys."""
    cases: dict[str, Case] = {}
    told = [_course(story, number, people["commissioner"], now, cases) for number, story in enumerate(STORIES)]
    coming = [(next(course), number, course) for number, course in enumerate(told)]
    heapify(coming)
    while coming and coming[0][0] <= now:
        _, number, course = heappop(coming)
        following = next(course, None)
        if following is not None:
            heappush(coming, (following, number, course))
    return cases


def tell_story(story: Story, number: int, by: Person, now: datetime) -> Iterator[Case]:
    """Tell one story alone up to now, giving its case after each decision; `number` sets its hours apart."""
    cases: dict[str, Case] = {}
    for coming in _course(story, number, by, now, cases):
        yield from cases.values()
        if coming > now:
            return
    yield from cases.values()


def _course(story: Story, number: int, by: Person, now: datetime, cases: dict[str, Case]) -> Course:
    at = moment(days_ago(now, story.began), number)
    yield at
    case = cases[story.key] = _open(story, by, at)
    while (coming := _next_answer(case, story, now)) is not None:
        at, ask, turn = coming
        yield at
        if ask.kind == AskKind.WRITE:
            declare_nothing(ask.strand_id, at, pace=A_SECTION)  # before the first file and the first section
        enclose(ask, story.files, at=at, pace=A_SECTION)
        answer(ask, story.purchase, at=at, deed=_deed(turn, ask), pace=A_SECTION)


def _open(story: Story, by: Person, at: datetime) -> Case:
    purchase = story.purchase
    lead = Lead(purchase.led_by, Basis.JOINT)
    case = (partial(open_joining, lead=lead) if purchase.led_by else open_case)(
        title=story.title,
        service=Body.objects.get(slug=story.service),
        value_net=purchase.net,
        value_gross=purchase.gross,
        description=f"{purchase.what.capitalize()} for {purchase.whom}, {purchase.where}.",
        by=by,
        at=at,
        key=f"demo/case/{story.key}",
    )
    set_regime(case, regime=story.regime, reason=story.reason, by=by, at=at, key=f"demo/regime/{story.key}")
    return case


def _next_answer(case: Case, story: Story, now: datetime) -> tuple[datetime, Ask, Turn | None] | None:
    """The first of the case's asks that somebody answers, and when; None where all of them are left open."""
    coming = []
    for ask in open_asks(case):
        turn = next((turn for turn in story.turns if turn.is_about(ask)), None)
        if turn is None or not turn.left_open:
            coming.append((_moment(ask, turn, now), ask, turn))
    return min(coming, key=lambda found: found[0], default=None)


def _moment(ask: Ask, turn: Turn | None, now: datetime) -> datetime:
    usual = usual_moment(ask)
    return max(usual, moment(days_ago(now, turn.days_ago), ask.pk)) if turn and turn.days_ago else usual


def _deed(turn: Turn | None, ask: Ask) -> Deed | None:
    if turn is None or turn.action is None:
        return None
    digest = digest_of(ask) if ask.seated else ""
    return Deed(turn.action, reason=turn.reason, digest=digest)
