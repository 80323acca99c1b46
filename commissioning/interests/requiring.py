"""Nobody acts at the gates of tender and award, nor writes the award, who has not declared their interests."""

from __future__ import annotations

from accounts.models import Holding
from commissioning.case.models import Case
from commissioning.errors import RefusedError
from commissioning.interests.models import Declaration
from commissioning.interests.standing import declares_before_tender
from commissioning.vocabulary import Stage

WHERE = "Open the case, then “Interests”: it takes a minute. Nothing was recorded."
PRINCIPAL = "{name}, for whom you act, has not declared their interests in {reference}. Nobody can do it for another."


def require_declared(case: Case, stage: Stage, holding: Holding) -> None:
    """Raise RefusedError, saying where to declare, unless who acts, and for whom, has declared their interests.

    Whoever comes to a seat after the tender was handed in was not among those it waited for (Procurement Act 2023
    ss.81 to 83).
    """
    if stage not in (Stage.TENDER, Stage.AWARD) or not declares_before_tender(case):
        return
    people = [found for found in (holding.person, holding.principal) if found]
    declared = set(Declaration.objects.filter(case=case, person__in=people).values_list("person", flat=True))
    if holding.person_id not in declared:
        raise RefusedError(f"You have not declared your interests in {case.reference}. Declare them first. {WHERE}")
    if holding.principal and holding.principal_id not in declared:
        asked = PRINCIPAL.format(name=holding.principal.full_name, reference=case.reference)
        raise RefusedError(f"{asked} Ask them to: {WHERE[:1].lower()}{WHERE[1:]}")
