"""Declaring, in the words of the tests."""

from accounts.models import Person
from commissioning.case.models import Case
from commissioning.interests.decisions import declare, review
from commissioning.interests.kinds import Conflict, Verdict
from commissioning.interests.models import Declaration
from tests.accounts.factories import a_key
from tests.council import AT

BROTHER = "My brother owns Harbour Care."


def declares(case: Case, by: Person, kind: Conflict = Conflict.ACTUAL, nature: str = BROTHER) -> Declaration:
    """A person declares their interests in a case."""
    return declare(case, kind=kind, nature=nature, mitigation="I leave the room.", by=by, at=AT, key=a_key())


def reviews(declaration: Declaration, by: Person, verdict: Verdict = Verdict.MAY_ACT, reason: str = "Enough.") -> None:
    """Procurement decides about a declaration."""
    review(declaration, verdict=verdict, reason=reason, by=by, at=AT, key=a_key())
