"""The whole demonstration and what it lacks: cases from outside and in lots, a purchase and a waiver in writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management import call_command

from accounts.models import Person
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case
from commissioning.case.linking import link_cases
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed, carry_out
from commissioning.gate_policies.decisions import begin_draft, propose
from commissioning.gate_policies.replaying import begin_replay, run_replay
from commissioning.gates.models import GatePolicy
from commissioning.measures.drafting import begin_version as begin_measures
from commissioning.measures.drafting import save_draft
from commissioning.measures.models import Framework
from commissioning.measures.publishing import put_forward as put_measures_forward
from commissioning.ownership.decisions import add_partner
from commissioning.policies.approving import put_forward
from commissioning.policies.consulting import open_consultation
from commissioning.policies.drafting import begin_version
from commissioning.policies.models import Policy
from commissioning.reorganising.decisions import propose_reorganisation
from commissioning.reorganising.kinds import ReorganisationKind
from commissioning.reorganising.rules import Going
from commissioning.searches.decisions import save_search, share_search
from commissioning.vocabulary import Action, LinkKind, Stage
from commissioning.waivers.models import Waiver
from tests.accounts.factories import a_key
from tests.commissioning.measures.framed import the_valley
from tests.commissioning.meetings.met import LARGE, a_condition, a_meeting, board_ask, takes
from tests.commissioning.waivers.waived import drafted
from tests.council import People, a_case, ask_of, asks_of, body
from tests.workflows.parted import failed, in_lots
from workflows.demonstration import measures
from workflows.demonstration.council import DOMAIN, PARTS
from workflows.demonstration.gate_policy import terms
from workflows.demonstration.policies import SKILLS
from workflows.demonstration.stories import BEFRIENDING, RESEARCH
from workflows.demonstration.walking import answer

STORY = BEFRIENDING.title
ENDORSED, UNENDORSED = "Homecare, south", "Homecare, west"
DRAFTED, PROPOSED = "Leaner gates", "Gates brought in from elsewhere"
NOTICED, PARTED, SMALL = "Home care in Larkmoor", "Homecare, north", "Research on markets"
NOTICE = Path(__file__).resolve().parent.parent / "fixtures/ocds/odd/signed_in_standstill.json"


def the_whole_demonstration(at: datetime) -> People:
    """Load it as it stands at a moment. Returns its people by sign-in name."""
    call_command("demo")
    call_command("import_ocds", NOTICE)
    people = {part.email: Person.objects.get(email=f"{part.email}@{DOMAIN}") for part in PARTS}
    case = in_lots(people, "", "")
    failed(case)
    other, why = Case.objects.get(title=STORY).reference, "They began as one."
    save_search(people["commissioner"], "Needs by title", "stage=needs&sort=title", at=at)
    columns = "stage=tender&columns=state&columns=late&columns=holder"
    share_search(save_search(people["commissioner"], "Tenders we wait for", columns, at=at))
    link_cases(case, other, kind=LinkKind.SPLIT_FROM, reason=why, by=people["commissioner"], at=at, key=a_key())
    two_drafts(people, at)
    a_board_that_met(people, at)
    a_waiver_being_drafted(Case.objects.get(title=STORY), people, at)
    a_reorganisation_proposed(people, at)
    a_stage_declined(people, at)
    a_version_put_forward(people, at)
    two_next_versions(people, at)
    return people


def a_stage_declined(people: People, at: datetime) -> None:
    """Parks and Streets was let into a case, and its head declined the stage."""
    case, partner = Case.objects.get(title=PARTED), body("parks-and-streets")
    add_partner(case, partner, reason="It clears the paths.", by=people["commissioner"], at=at, key=a_key())
    asked = Ask.objects.select_related("case", "strand", "post__body")
    task = asked.filter(case=case, kind="accept", closed_at=None, post__body=partner).order_by("pk")[0]
    deed = Deed(Action.DONE, fields={"answer": "decline", "reason": "The paths are not ours."})
    carry_out(task, deed, by=people["head.of.service"], at=at, key=a_key())


def a_reorganisation_proposed(people: People, at: datetime) -> None:
    """Youth Services is to become part of Adult Social Care; nobody has confirmed it yet."""
    former, into = "youth-services", body("adult-social-care")
    goings = [Going(former, into.slug)]
    given: dict[str, Any] = {"name": "Adults and Young People", "reason": "Cabinet decided it.", "by": people["admin"]}
    merge, on = ReorganisationKind.MERGE, day_of(at) + timedelta(days=30)
    propose_reorganisation(merge, into, goings=goings, effective_on=on, **given, at=at, key=a_key())


def a_version_put_forward(people: People, at: datetime) -> None:
    """The next version of the employment strategy, whose consultation is over and which waits to be approved."""
    by, before = people["policy"], at - timedelta(days=20)
    version = begin_version(Policy.objects.get(code=SKILLS), by=by, at=before, key=a_key())
    until = day_of(at) - timedelta(days=2)
    open_consultation(version, until=until, read=version.digest, by=by, at=before, key=a_key())
    days = {"effective_from": day_of(at) + timedelta(days=20), "review_on": day_of(at) + timedelta(days=700)}
    put_forward(version, **days, reason="Apprenticeships have changed.", by=by, at=at, key=a_key())


def two_next_versions(people: People, at: datetime) -> None:
    """A draft of the council's catalogue in which something is missing, and a licensed version put forward."""
    as_keeper: dict[str, Any] = {"by": people["policy"], "at": at}
    draft = begin_measures(Framework.objects.get(name=measures.NAME), **as_keeper, key=a_key())
    edition = draft.edition
    half = replace(edition.measures[0], code="W6", title="Half done", evidence="")
    changed = replace(edition, label="2026 to 2029", measures=(*edition.measures[1:], half))
    save_draft(draft, changed, read=draft.digest, what="W6", answers={}, **as_keeper, key=a_key())
    proposed = begin_measures(the_valley(at).framework, **as_keeper, key=a_key())
    put_measures_forward(proposed, effective_from=day_of(at), reason="A year is over.", **as_keeper, key=a_key())


def two_drafts(people: People, at: datetime) -> None:
    """A draft of the gate policy that is being written and was replayed, and one that is proposed."""
    by, council = people["procurement"], body("council")
    lean = replace(terms(), title=DRAFTED, seats=tuple(seat for seat in terms().seats if seat.title != "Board member"))
    draft = begin_draft(lean, owner=council, based_on=GatePolicy.objects.get(), by=by, at=at, key=a_key())
    run_replay(begin_replay(lean, draft=draft, by=by, at=at), lambda: at)
    other = begin_draft(replace(lean, title=PROPOSED), owner=council, file="gates.json", by=by, at=at, key=a_key())
    propose(other, effective_from=day_of(at), reason="Fewer seats.", by=by, at=at, key=a_key())


def a_waiver_being_drafted(case: Case, people: People, at: datetime) -> Waiver:
    """Something urgent, which nobody has handed in yet."""
    starts_on = day_of(at) + timedelta(days=7)
    term: dict[str, Any] = {"starts_on": starts_on, "ends_on": starts_on, "expires_on": starts_on}
    return drafted(case, people, at=at, ground="urgency", **term)


def a_board_that_met(people: People, at: datetime) -> None:
    """A tender that the Board endorsed under a condition, and another that waits for it."""
    agreed, _waiting = (waits_for_the_board(people, title, at) for title in (ENDORSED, UNENDORSED))
    meeting = a_meeting(people, at=at, held_on=day_of(at))
    by_then = a_condition(due_on=day_of(at) + timedelta(days=30))
    takes(meeting, board_ask(agreed), people, at=at, conditions=(by_then,))


def waits_for_the_board(people: People, title: str, at: datetime) -> Case:
    """A case whose tender the officers signed."""
    case = a_case(people, purchase=LARGE, title=title, until=Stage.TENDER, at=at)
    answer(ask_of(case, "Write"), LARGE, at=at)
    for ask in asks_of(case):
        answer(ask, LARGE, at=at)
    return case


def a_purchase_being_written(people: People, at: datetime) -> Case:
    """A case of a small value, which goes through the fast lane and whose page nobody has filled in yet."""
    return open_case(
        title=SMALL,
        service=body(RESEARCH.service),
        value_net=Decimal(20_000),
        value_gross=Decimal(24_000),
        by=people["commissioner"],
        at=at,
        key=a_key(),
    )
