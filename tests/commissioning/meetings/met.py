"""A case whose tender waits for the Board, and a meeting of it, at the points where tests meet them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Person, Post
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.meeting import newest_of
from commissioning.meetings.conditions import Wanted
from commissioning.meetings.decisions import Taken, decide
from commissioning.meetings.kinds import Result
from commissioning.meetings.meeting import Held, record_meeting
from commissioning.meetings.models import Meeting, MeetingDecision
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, ask_of, asks_of, at_gate, body
from workflows.demonstration.walking import answer

LARGE = replace(HOMECARE, net=Decimal("250000.00"), gross=Decimal("300000.00"))
BOARD = "strategic-procurement-board"
ON = AT.date()
MEMBERS = (("Patrick Doyle", "chair"), ("Sunita Rao", "corporate director"), ("Ruth Okafor", "finance officer"))
BESIDE = (("Amina Begum", "presented the paper"),)


def at_the_board(people: People) -> Case:
    """A case whose tender was signed by the officers and waits for the Board."""
    case = at_gate(people, purchase=LARGE, stage=Stage.TENDER)
    for ask in asks_of(case):
        answer(ask, LARGE, at=AT)
    case.refresh_from_db()
    return case


def board_ask(case: Case) -> Ask:
    """The seat of the Board, which waits."""
    return ask_of(case, "Board member")


def a_meeting(people: People, *, at: datetime = AT, **more: Any) -> Meeting:
    """A meeting of the Board on the day."""
    held = Held(**{"held_on": ON, "minutes": "SPB/2026/04", "members": MEMBERS, "beside": BESIDE, **more})
    return record_meeting(body(BOARD), held, by=people["democratic.services"], at=at, key=a_key())


def takes(
    meeting: Meeting,
    ask: Ask,
    people: People,
    *,
    by: Person | None = None,
    at: datetime = AT,
    key: str = "",
    **more: Any,
) -> MeetingDecision:
    """Record that a meeting agreed, or what else it resolved."""
    taken = Taken(
        **{"result": Result.AGREED, "minute": "14", "digest": newest_of(ask).digest, "consensus": True, **more}
    )
    return decide(meeting, ask, taken, by=by or people["democratic.services"], at=at, key=key or a_key())


def post(role: str, slug: str) -> Post:
    """The post of a role at a body."""
    return Post.objects.select_related("body").get(role=role, body__slug=slug)


def a_condition(**more: Any) -> Wanted:
    """That the leader of the procurement shows something by the award."""
    usual: dict[str, Any] = {
        "text": "Publish the social value criteria in plain words.",
        "post": post("procurement_officer", "procurement"),
        "due_on": date(2026, 5, 1),
        "stage": Stage.AWARD,
    }
    return Wanted(**{**usual, **more})


def later(days: int) -> datetime:
    """A moment so many days on."""
    return AT + timedelta(days=days)
