"""Nobody acts at the gates of tender and award, nor writes the award, who has not declared their interests."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Holding, Person
from commissioning.case.models import Case
from commissioning.errors import RefusedError
from commissioning.interests.models import Declaration
from commissioning.interests.standing import assessed_at, declares_before_tender
from commissioning.vocabulary import Stage

WHERE = "Open the case, then “Interests”: it takes a minute. Nothing was recorded."
PRINCIPAL = "{name}, for whom you act, has not declared their interests in {reference}. Nobody can do it for another."


def require_declared(case: Case, stage: Stage, holding: Holding) -> None:
    """Raise RefusedError, saying where to declare, unless who acts, and for whom, has declared their interests.

    Whoever comes to a seat after the tender was handed in was not among those it waited for (Procurement Act 2023
    ss.81 to 83).
    """
    people = [found for found in (holding.person, holding.principal) if found]
    silent = undeclared(case, stage, people)
    if holding.person in silent:
        raise RefusedError(f"You have not declared your interests in {case.reference}. Declare them first. {WHERE}")
    if holding.principal and holding.principal in silent:
        asked = PRINCIPAL.format(name=holding.principal.full_name, reference=case.reference)
        raise RefusedError(f"{asked} Ask them to: {WHERE[:1].lower()}{WHERE[1:]}")


def undeclared(case: Case, stage: Stage, people: Sequence[Person]) -> list[Person]:
    """Return which of these people have still to declare before they act at the gate of a stage."""
    if stage not in (assessed_at(case), Stage.AWARD) or not declares_before_tender(case):
        return []
    declared = set(Declaration.objects.filter(case=case, person__in=people).values_list("person", flat=True))
    return [person for person in people if person.pk not in declared]
