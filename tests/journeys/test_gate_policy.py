"""A gate policy from its draft to its publication: tried on past cases, refused, mended, published by other hands."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from commissioning.casefile.views import policy_steps
from commissioning.gate_policies.models import Replay
from commissioning.gates.models import GatePolicy
from commissioning.vocabulary import SeatKind, Stage
from tests.council import HOMECARE, People, at_gate
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors
from workflows import jobs

pytestmark = pytest.mark.browser
queued: list[object] = []
REASON = "The service alone decides what comes next."


def test_procurement_drafts_and_legal_publishes(
    visitors: Visitors, backstage: Backstage, council: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_steps, "async_task", lambda *job: queued.append(job))  # a worker comes to it later
    backstage(partial(at_gate, council, purchase=HOMECARE))
    author = visitors("procurement")
    begins_a_draft(author)
    empties_the_review(author)
    is_refused(author)
    mends_it(author)
    looks_at_the_rest(author)
    asks_legal_at_needs(author)
    replays(author, backstage)
    proposes(author)
    cannot_publish(author)
    publishes(visitors("legal"))
    assert backstage(lambda: GatePolicy.objects.filter(version=2, seats__stage=Stage.REVIEW).count()) == 1


def begins_a_draft(author: Visitor) -> None:
    """From the version in force, by way of the policies."""
    author.opens("/policies/")
    author.follows("Who is asked at each gate")
    author.follows("Gates of the commissioning cycle")
    author.sees("The head of service of the service that leads the case decides on the whole record")
    author.follows("Begin a draft from it")
    author.presses("Begin the draft")
    author.sees("Nothing: every gate can be passed")


def empties_the_review(author: Visitor) -> None:
    """Remove both seats of the last gate."""
    author.follows("Review")
    for seat in ("Decision: head of service", "Board member"):
        author.follows(seat)
        author.presses("Remove the seat")
    author.sees("This gate has no seat")


def is_refused(author: Visitor) -> None:
    """A gate that nobody could pass is not proposed."""
    author.follows("The draft")
    author.sees("Nobody could pass this gate")
    author.follows("Propose it")
    author.fills_in({"effective_from": date(2026, 5, 1), "reason": REASON})
    author.presses("Propose it", status=422)
    author.sees("There is a problem", "Nobody could pass this gate: it has no seat")
    author.follows("The draft")


def mends_it(author: Visitor) -> None:
    """Seat the head of service again, having been told first what was left out."""
    author.follows("Review")
    author.follows("Add a seat")
    author.presses("Save the seat", status=422)
    author.sees("There is a problem")
    author.fills_in(
        {
            "title": "Decision of the service",
            "kind": SeatKind.DECIDE,
            "role": "Head of service",
            "tier": 1,
            "working_days": 5,
            "why": "The head of the owning service decides what comes next.",
            "power": "Head of service, under the scheme of delegation to officers",
            "paragraph": "Part 3, 4.2(b)",
        }
    )
    author.presses("Save the seat")
    author.sees("Decision of the service", "always", "Part 3, 4.2(b)")
    author.presses("Save")
    author.follows("The draft")
    author.sees("Nothing: every gate can be passed")


def looks_at_the_rest(author: Visitor) -> None:
    """Lanes, chain and withdrawal have pages of their own; so has the file of another installation."""
    author.follows("Change the title, lanes and limits")
    author.fills_in({"title": "Leaner gates"})
    author.presses("Save")
    author.follows("Change the escalation chain")
    author.presses("Add another step")
    author.follows("The draft")
    author.follows("Withdraw it")
    author.follows("The draft")
    author.follows("Gate policies")
    author.follows("Bring in a gate policy from a file")
    author.presses("Bring it in", status=422)
    author.follows("Gate policies")
    author.follows("Leaner gates")


def asks_legal_at_needs(author: Visitor) -> None:
    """A seat more where the value is known to be large, or not known."""
    author.follows("Needs analysis")
    author.follows("Add a seat")
    author.fills_in(
        {
            "title": "Legal",
            "kind": SeatKind.SIGN,
            "role": "Legal officer",
            "body": "Legal Services",
            "tier": 1,
            "working_days": 5,
            "why": "Legal looks at large needs.",
        },
        {"conditions": [{"fact": "The value with VAT", "test": "is at least", "value": "£200,000"}]},
    )
    author.presses("Save the seat")
    author.sees("is £200,000 or more, or not known")
    author.follows("Finance officer")
    author.sees("Late, it is chased by the chain of the whole policy.")
    author.follows("Give it a chain of its own")
    author.presses("Add another step")
    author.follows("Finance officer")
    author.follows("Needs analysis")
    author.follows("The draft")


def replays(author: Visitor, backstage: Backstage) -> None:
    """See what it would have changed: first how far it is, then what it came to."""
    author.follows("Replay it over past and open cases")
    author.presses("Begin the replay")
    author.sees("0 of 1 gate looked at")
    backstage(lambda: jobs.run_replay(Replay.objects.get().pk))
    assert queued
    author.follows("See how far it is now")
    author.sees("Needs analysis: Legal (1 gate)", "1 sign-off more", "TG-2026-0001")
    author.follows("The draft")


def proposes(author: Visitor) -> None:
    """Say from when and why."""
    author.follows("Propose it")
    author.fills_in({"effective_from": date(2026, 5, 1), "reason": REASON})
    author.presses("Propose it")
    author.sees("It waits for somebody who may publish gate policies and wrote nothing of it")


def cannot_publish(author: Visitor) -> None:
    """Whoever drafted it is told who can."""
    author.follows("Publish it or send it back")
    author.sees("does not let you publish a gate policy", "Omar Haddad or Sunita Rao can.")


def publishes(other: Visitor) -> None:
    """Read what changes, and publish it."""
    other.opens("/gate-policies/")
    other.follows("Leaner gates")
    other.follows("Compare it with version 1")
    other.sees("Decision of the service", "Added", "Removed")
    other.follows("Gate policies")
    other.follows("Leaner gates")
    other.follows("Publish it or send it back")
    other.sees("It is to be in force from 1 May 2026", REASON)
    other.presses("Publish the gate policy")
    other.sees("The gate policy is published.", "Leaner gates (version 2)", "Not in force yet")
