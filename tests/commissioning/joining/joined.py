"""A case that a body outside the council leads, at the points where tests meet it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from commissioning.case.models import Case
from commissioning.joining.decisions import Lead, open_joining
from commissioning.joining.kinds import Basis
from commissioning.joining.models import JoiningRecord
from commissioning.joining.sections import ROOM
from commissioning.records.decisions import save_section
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, SERVICE, People, ask_of, below_threshold, body
from workflows.demonstration.enclosing import LEADS_TENDER, enclose
from workflows.demonstration.walking import answer, walk

NORTHSHIRE = "Northshire County Council"
AIDS = replace(HOMECARE, what="aids for living at home", supplier="Greenhill Aids Ltd", led_by=NORTHSHIRE)
LEAD = Lead(NORTHSHIRE, Basis.JOINT, contact="Ines Calder", notice="012345-2026", ocid="ocds-h6vhtk-0abc12")


def opened(people: People, *, by: Person | None = None, lead: Lead = LEAD, at: datetime = AT, **more: Any) -> Case:
    """A case of our part in it, just opened."""
    told = {"title": "Aids for living at home", "service": body(SERVICE), "description": "Aids.", **more}
    told = {"value_net": AIDS.net, "value_gross": AIDS.gross, "key": a_key(), **told}
    return open_joining(lead=lead, by=by or people["commissioner"], at=at, **told)


def a_joined_case(people: People, *, at: datetime = AT) -> Case:
    """The same below the threshold, so that its record can be handed in."""
    case = opened(people, at=at)
    below_threshold(case, people, at)
    case.refresh_from_db()
    return case


def record_of(case: Case) -> JoiningRecord:
    """The joining record of a case, read anew."""
    return JoiningRecord.objects.select_related("strand__case").get(strand__case=case)


def saves(case: Case, section: str, *, by: Person, at: datetime = AT, **values: Any) -> None:
    """Save a section of the joining record."""
    save_section(ROOM, record_of(case), ROOM.section(section), values=values, rows={}, by=by, at=at, key=a_key())


def with_the_leads_record(case: Case, at: datetime = AT) -> None:
    """Attach what the lead has sent us."""
    enclose(ask_of(case, "joining record"), (LEADS_TENDER,), at=at, pace=timedelta(0))


def at_its_gate(people: People, *, at: datetime = AT) -> Case:
    """A case whose joining record lies at its gate."""
    case = a_joined_case(people, at=at)
    with_the_leads_record(case, at)
    answer(ask_of(case, "joining record"), AIDS, at=at)
    case.refresh_from_db()
    return case


def walked(people: People, *, until: Stage | None, at: datetime = AT) -> Case:
    """A case that went its usual way to a stage."""
    case = at_its_gate(people, at=at)
    walk(case, AIDS, until=until, at=at)
    case.refresh_from_db()
    return case
