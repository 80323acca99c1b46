"""The demonstration's register: policies beside the social value policy, their linkages, and a version to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from accounts.models import Body, Person
from accounts.rules import day_of
from commissioning.case.models import Case
from commissioning.policies.consulting import answer, comment, enter_comment, open_consultation
from commissioning.policies.decisions import publish_policy
from commissioning.policies.drafting import begin_version, save_draft
from commissioning.policies.group import add_member, commission_evidence, record_group_meeting
from commissioning.policies.kinds import Bond, Fate, Part, Received, Side
from commissioning.policies.linking import Linked, link
from commissioning.policies.models import Policy, PolicyVersion
from commissioning.policies.register import SOCIAL_VALUE
from commissioning.policies.rules import FateTerms, PriorityTerms, SectionTerms, VersionTerms
from workflows.demonstration.days import days_ago, moment

CLIMATE, SKILLS = "climate-action-plan", "employment-and-skills-strategy"
OTHERS = (
    (
        CLIMATE,
        "Climate action plan",
        "parks-and-streets",
        "What the council does itself, and asks of others, so that the borough emits nothing by 2035.",
        (
            PriorityTerms("C1", "Streets for walking", theme="A greener borough", geography="Mill and Harbour wards"),
            PriorityTerms("C2", "Buildings that waste no heat", theme="A greener borough"),
        ),
    ),
    (
        SKILLS,
        "Employment and skills strategy",
        "economic-development",
        "How people who are far from work come into it, and those who are in it get on.",
        (PriorityTerms("E1", "Apprenticeships that lead to work", theme="A borough that works"),),
    ),
)
BONDS = (
    (SOCIAL_VALUE, SKILLS, Bond.REINFORCES, "economic-development", "P1 asks suppliers for the jobs it trains for."),
    (SOCIAL_VALUE, CLIMATE, Bond.OVERLAPS, "parks-and-streets", "P3 and C1 ask for the same in two wards."),
    (CLIMATE, SKILLS, Bond.DEPENDS, "economic-development", "C2 needs fitters whom the strategy has still to train."),
    (SKILLS, CLIMATE, Bond.CONFLICTS, "economic-development", "Training sites outside the borough are reached by car."),
)
HOMES = PriorityTerms(
    code="P4",
    title="Homes that are warm",
    why="One home in six is damp, most of them let privately.",
    theme="A borough of good homes",
    mayoral_priority="Housing",
    geography="The whole borough",
    groups="Private renters",
    period="April 2026 to March 2029",
    targets="400 homes insulated by March 2029.",
)
MEMBERS = (
    ("Sunita Rao", "corporate-resources", Part.SPONSOR),
    ("Tomasz Nowak", "economic-development", Part.CHAIR),
    ("Lin Chen", "procurement", Part.MEMBER),
    ("Omar Haddad", "legal-services", Part.MEMBER),
    ("Hannah Weiss", "strategy-policy-performance", Part.MEMBER),
    ("Grace Mensah", "voluntary-service", Part.MEMBER),
)
REVIEWED_AFTER, OPEN_FOR = timedelta(days=900), timedelta(days=30)
BEGUN, OPENED, COMMENTED, ANSWERED = 12, 8, 5, 3  # working days ago


def register(people: Mapping[str, Person], at: datetime) -> None:
    """Publish the complementary policies, and say how policies bear on one another."""
    for code, title, slug, text, priorities in OTHERS:
        terms = VersionTerms(
            effective_from=day_of(at),
            approved_on=day_of(at),
            review_on=day_of(at) + REVIEWED_AFTER,
            text=text,
            sections=(SectionTerms("How it is reported", "Once a year, to the cabinet and in public."),),
            priorities=priorities,
        )
        owner = Body.objects.get(slug=slug)
        publish_policy(code=code, title=title, owner=owner, terms=terms, at=at, key=f"demo/policy/{code}")
    known = {policy.code: policy for policy in Policy.objects.all()}
    for one, other, bond, slug, why in BONDS:
        linked = Linked(bond, why, Body.objects.get(slug=slug), day_of(at) + REVIEWED_AFTER)
        link(known[one], known[other], linked, by=people["policy"], at=at, key=f"demo/linkage/{one}/{other}")


def go_on(people: Mapping[str, Person], research: Case, now: datetime) -> None:
    """Consult on the next version of the social value policy, begin one of the climate plan, name the delivery group.

    `research` is the case in which the group's evidence was bought.
    """
    hannah = people["policy"]
    version = _drafted(hannah, moment(days_ago(now, BEGUN), 0))
    opened, commented, answered = (moment(days_ago(now, days), 0) for days in (OPENED, COMMENTED, ANSWERED))
    until, key = day_of(now) + OPEN_FOR, "demo/policy/consulted"
    open_consultation(version, until=until, read=version.digest, by=hannah, at=opened, key=key)
    _group(hannah, research, opened)
    grace = people["voluntary.sector"]
    words = "Small groups have nobody to write returns. Ask them for one figure a year."
    said = comment(version, text=words, by=grace, at=commented, key="demo/policy/comment")
    _letter(version, hannah, answered)
    answer(
        said,
        text="We agree that returns must not cost more than they tell.",
        changed="“How it is counted” will say that groups with an income under £100,000 report once a year.",
        by=hannah,
        at=answered,
        key="demo/policy/answer",
    )
    begin_version(Policy.objects.get(code=CLIMATE), by=hannah, at=answered, key="demo/policy/climate")


def _drafted(hannah: Person, at: datetime) -> PolicyVersion:
    """The next version of the social value policy: warm homes are new, and cleaner air ends as a priority."""
    version = begin_version(Policy.objects.get(code=SOCIAL_VALUE), by=hannah, at=at, key="demo/policy/begun")
    wording = version.wording
    ended = FateTerms("P3", Fate.ENDED, reason="The climate action plan asks for it already.")
    again = SectionTerms("What became of earlier promises", "Each year the council publishes what was verified.")
    wording = replace(
        wording,
        sections=(*wording.sections, again),
        priorities=(*wording.priorities[:2], HOMES),
        fates=(*wording.fates[:2], ended),
    )
    save_draft(version, wording, read=version.digest, what="its priorities", by=hannah, at=at, key="demo/policy/saved")
    return version


def _group(hannah: Person, research: Case, at: datetime) -> None:
    """The delivery group of the social value policy, a meeting of it, and the research it commissioned."""
    policy, since = Policy.objects.get(code=SOCIAL_VALUE), day_of(research.opened_at)
    for name, slug, part in MEMBERS:
        body, key = Body.objects.get(slug=slug), f"demo/policy/member/{slug}"
        add_member(policy, part=part, name=name, body=body, since=since, by=hannah, at=at, key=key)
    commission_evidence(
        policy,
        title="What councils like ours count as social value",
        question="How do similar councils measure it, and which of their measures were ever verified?",
        supplier="Alder Research Ltd",
        commissioned_on=since,
        case=research,
        by=hannah,
        at=at,
        key="demo/policy/evidence",
    )
    record_group_meeting(
        policy,
        held_on=day_of(at),
        attendees="\n".join(name for name, *_ in MEMBERS),
        notes=(
            "The draft of version 2 was read. Agreed: warm homes become a priority; cleaner air is left to the climate "
            "action plan. Grace Mensah asks small groups what a return costs them."
        ),
        by=hannah,
        at=at,
        key="demo/policy/meeting",
    )


def _letter(version: PolicyVersion, hannah: Person, at: datetime) -> None:
    enter_comment(
        version,
        side=Side.PUBLIC,
        sender="A resident of Mill Ward",
        received=Received.LETTER,
        received_on=day_of(at),
        text="My flat is damp and my landlord does nothing. I am glad that homes are in it now. Who checks?",
        by=hannah,
        at=at,
        key="demo/policy/letter",
    )
