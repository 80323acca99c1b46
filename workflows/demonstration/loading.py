"""Loading the demonstration council into an empty database, and telling what a database holds already."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from accounts.models import Body, Person
from audit.models import Entry
from commissioning.case.models import Case, Strand
from commissioning.vocabulary import Stage
from workflows.demonstration import council, gate_policy, measures, policies, policy
from workflows.demonstration.absence import arrange_cover
from workflows.demonstration.course import tell_stories
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.ideas import tell_ideas
from workflows.demonstration.letters import settle_letters
from workflows.demonstration.mending import half_mend
from workflows.demonstration.minuting import minute_a_meeting
from workflows.demonstration.nominating import nominate_somebody
from workflows.demonstration.questioning import ask_the_author
from workflows.demonstration.sharing import share_a_case
from workflows.demonstration.stories import BEFRIENDING, PREPARED, RESEARCH
from workflows.demonstration.waiving import tell_waivers
from workflows.demonstration.walking import all_declare_nothing
from workflows.demonstration.writing import write_ahead
from workflows.sweeping import chase_late

FIRST, LAST = f"demo/body/{council.COUNCIL}", "demo/prepared"
FOUNDED = 420  # working days ago, before the first story begins
DRAFTING = timedelta(hours=2)


class Found(Enum):
    """What a database holds."""

    NOTHING = auto()
    THE_DEMONSTRATION = auto()
    A_PART_OF_IT = auto()
    SOMEONES_OWN = auto()


def found() -> Found:
    """Return what the database holds: loading begins with one known decision and ends with another."""
    if Entry.objects.filter(key=LAST, person__isnull=False).exists():
        return Found.THE_DEMONSTRATION
    begun = Entry.objects.filter(key=FIRST).exists()
    if Person.objects.exclude(email__endswith=f"@{council.DOMAIN}").exists():
        return Found.SOMEONES_OWN
    if begun:
        return Found.A_PART_OF_IT
    return Found.SOMEONES_OWN if Person.objects.exists() or Entry.objects.exists() else Found.NOTHING


def load(now: datetime) -> dict[str, Person]:
    """Found the council, publish its policies and tell its cases up to now. Returns its people by sign-in name."""
    founded = moment(days_ago(now, FOUNDED), 0)
    people = council.found_council(founded)
    gate_policy.publish(founded)
    strategy = Body.objects.get(slug="strategy-policy-performance")
    policy.publish(strategy, founded)
    measures.publish_catalogue(strategy, founded)
    policies.register(people, founded)
    cases = tell_stories(people, now)
    policies.go_on(people, cases[RESEARCH.key], now)
    tell_waivers(cases, people, now)
    tell_ideas(cases, people, now)
    share_a_case(cases, people, now)
    half_mend(cases, people, now)
    minute_a_meeting(cases, people, now)
    ask_the_author(cases, people, now)
    chase_late(now)
    arrange_cover(people, now)
    nominate_somebody(people, now)
    settle_letters()
    prepare(cases[PREPARED], people["commissioner"])
    return people


def prepare(case: Case, by: Person) -> None:
    """Draft every record of a case ahead and let everyone declare, so that whoever tries it can take it to its end."""
    at = case.opened_at + DRAFTING
    all_declare_nothing(Strand.objects.select_related("case__commissioner").get(case=case), {}, at)
    write_ahead(case, tuple(Stage), BEFRIENDING.purchase, by=by, at=at, key=LAST)
