"""The demonstration's ideas from communities: one used, one published, one sent back, and one that waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from accounts.models import Person
from accounts.rules import day_of
from audit.models import Entry
from commissioning.case.models import Case
from commissioning.ideas.answering import answer_idea
from commissioning.ideas.decisions import ask_for_change, post, post_from_outside, publish
from commissioning.ideas.kinds import IdeaKind
from commissioning.ideas.models import Idea
from commissioning.ideas.rules import Contact, IdeaTerms
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.stories import RETURNED

POSTED, PUBLISHED, ANSWERED, WAITING = 9, 7, 3, 1  # working days ago
STANDS_FOR, AFTER = timedelta(days=270), timedelta(minutes=10)
NEIGHBOURS, WORK = "Neighbours who look out for each other", "A borough that works"


def tell_ideas(cases: Mapping[str, Case], people: Mapping[str, Person], now: datetime) -> None:
    """Post, publish and answer the ideas, each decision at its own moment."""
    posted, until = moment(days_ago(now, POSTED), 1), day_of(now) + STANDS_FOR
    hall = post(_hall(until), by=people["voluntary.sector"], at=posted, key="demo/idea/hall")
    drivers = post(_drivers(until), by=people["supplier"], at=posted, key="demo/idea/drivers")
    club = Contact("Rosa Lind", "rosa@castleyard.example", "01632 960044")
    lunch = post_from_outside(_lunch(until), club, "Castle Yard Lunch Club", at=posted, key="demo/idea/lunch")
    hannah, read_on = people["policy"], days_ago(now, PUBLISHED)
    for idea in (hall, lunch):
        _publish(idea, hannah, moment(read_on, idea.number))
    words, at = "Say whether the placements are open to people who also draw a benefit.", moment(read_on, 5)
    read = drivers.terms.digest
    ask_for_change(drivers, reason=words, read=read, by=hannah, at=at, key="demo/idea/change")
    menders = Contact("Piet Vance", phone="01632 960077")
    waits = moment(days_ago(now, WAITING), 2)
    post_from_outside(_menders(until), menders, "Weavers Repair Café", at=waits, key="demo/idea/menders")
    _answer(hall, cases[RETURNED.key], people["commissioner"], now)


def _publish(idea: Idea, by: Person, at: datetime) -> None:
    publish(idea, read=idea.terms.digest, by=by, at=at, key=f"demo/idea/{idea.number}/published")


def _answer(idea: Idea, case: Case, by: Person, now: datetime) -> None:
    last = Entry.objects.filter(stream=case.stream_name).order_by("-number")[0].at
    at = min(now, max(last + AFTER, moment(days_ago(now, ANSWERED), 4)))
    text = "The evening sessions of the new service will be held in your hall, for which the contract pays you rent."
    answer_idea(idea, case, used=True, text=text, by=by, at=at, key="demo/idea/answered")


def _hall(until: date) -> IdeaTerms:
    return IdeaTerms(
        IdeaKind.OFFER,
        "A hall and volunteers on four evenings",
        "Our hall in Castle ward stands empty from Monday to Thursday after six. Twelve volunteers with checks would "
        "open it and help.",
        "Young people and families who have nowhere to go in the evening",
        until,
        ("Castle",),
        NEIGHBOURS,
    )


def _drivers(until: date) -> IdeaTerms:
    return IdeaTerms(
        IdeaKind.OFFER,
        "Placements for people who want to work in care",
        "We can take eight people a year on paid placements of twelve weeks, with a place to train beside the work.",
        "People in Weavers who have been out of work for a year or more",
        until,
        ("Weavers", "Riverside North"),
        WORK,
    )


def _lunch(until: date) -> IdeaTerms:
    return IdeaTerms(
        IdeaKind.NEED,
        "Somebody to fetch people to lunch",
        "Sixty people come to our lunches, and as many would who cannot walk so far. The bus stopped last spring.",
        "Older people in Castle who live alone",
        until,
        ("Castle Ward",),
        NEIGHBOURS,
    )


def _menders(until: date) -> IdeaTerms:
    return IdeaTerms(
        IdeaKind.OFFER,
        "Repairing what is thrown away",
        "On Saturdays we mend what people bring. We could take what the council’s tenants throw away.",
        "Tenants, and whoever wants to learn to mend",
        until,
    )
