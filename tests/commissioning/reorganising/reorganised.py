"""A reorganisation at the points where tests meet it."""

from __future__ import annotations

from typing import Any

from accounts.models import Body
from commissioning.reorganising.decisions import confirm_reorganisation, propose_reorganisation
from commissioning.reorganising.kinds import ReorganisationKind
from commissioning.reorganising.models import Reorganisation
from commissioning.reorganising.rules import Going
from tests.accounts.factories import a_key
from tests.council import AT, People
from workflows.sweeping import go_on_reorganising


def proposed(people: People, kind: str, body: Body, *goings: Going, **more: Any) -> Reorganisation:
    """An act that the administrator proposed."""
    usual = {"effective_on": AT.date(), "reason": "Cabinet decided it.", "at": AT, "key": a_key()}
    given: dict[str, Any] = {**usual, **more}
    by = given.pop("by", people["admin"])
    return propose_reorganisation(ReorganisationKind(kind), body, goings=goings, by=by, **given)


def confirmed(people: People, kind: str, body: Body, *goings: Going, **more: Any) -> Reorganisation:
    """An act that the director confirmed."""
    found = proposed(people, kind, body, *goings, **more)
    confirm_reorganisation(found, by=people["director"], at=AT, key=a_key())
    return found


def carried_out(people: People, kind: str, body: Body, *goings: Going, **more: Any) -> Reorganisation:
    """An act that the worker carried out."""
    found = confirmed(people, kind, body, *goings, **more)
    go_on_reorganising(AT)
    found.refresh_from_db()
    return found
