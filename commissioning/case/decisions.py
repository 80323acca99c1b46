"""What can be decided about a case as such: opening it, its regime, how far it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right
from audit.deciding import Decision, deciding
from commissioning.case.models import Case, CaseBody, ReferenceCounter, Strand
from commissioning.case.ports import moved, opened
from commissioning.case.rules import Standing, award_in_hand, furthest_behind, state_of
from commissioning.errors import RefusedError
from commissioning.verbs import Verb
from commissioning.vocabulary import BodyPart, Regime, Stage, State
from govuk.wording import one_line


def open_case(  # noqa: PLR0913 - what a case cannot be opened without
    *,
    title: str,
    service: Body,
    value_net: Decimal | None = None,
    value_gross: Decimal | None = None,
    description: str = "",
    by: Person,
    at: datetime,
    key: str,
) -> Case:
    """Open a case in its needs stage, led by `service`, with the person who opens it as its commissioner."""
    asked = {"title": title, "service": service.slug, "net": value_net, "gross": value_gross, "text": description}
    with deciding(Verb.CASE_OPENED, None, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.OPEN_CASE, on=Over([service.pk]), at=at)
        require_values(value_net, value_gross)
        decision.acting(holding.title, holding.on_behalf_of)
        case = place_case(
            decision,
            [service],
            title=required(title),
            description=description,
            value_net=value_net,
            value_gross=value_gross,
            commissioner=by,
        )
        opened(case, at)
        decision.about(title=case.title, service=service.name, lane=case.lane, lane_why=case.lane_why)
        moved(case, at)
    return case


def require_values(net: Decimal | None, gross: Decimal | None) -> None:
    """Raise RefusedError where an estimate is less with VAT than without it."""
    if net is not None and gross is not None and gross < net:
        words = f"With VAT it cannot be less than the {net:,.2f} without VAT. Check both."
        raise RefusedError(words, {"value_gross": [words]})


def required(title: str) -> str:
    """Return the title as one line. Raises RefusedError when nothing is left."""
    if not title.strip():
        raise RefusedError("Enter a title for the case.", {"title": ["Enter a title for the case."]})
    return one_line(title)


def place_case(decision: Decision, bodies: Sequence[Body], **facts: Any) -> Case:
    """Make the case's rows inside an open decision and make it the decision's stream. The first body leads."""
    case = Case(reference=next_reference(decision.at.year), opened_at=decision.at, **facts)
    case.save()
    decision.opens(case)
    for place, body in enumerate(bodies):
        CaseBody(case=case, body=body, part=BodyPart.PARTNER if place else BodyPart.LEAD).save()
    Strand(case=case, number=1, title=case.title, stage=case.stage, state=case.state).save()
    return case


def next_reference(year: int) -> str:
    """Take the next case reference of a year, such as TG-2026-0001."""
    ReferenceCounter.objects.get_or_create(year=year)
    counter = ReferenceCounter.objects.select_for_update(of=("self",)).get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"TG-{year}-{counter.last:04d}"


def set_regime(case: Case, *, regime: Regime, reason: str, by: Person, at: datetime, key: str) -> None:
    """State under which body of law the case runs; duties are shown from then on."""
    asked = {"regime": str(regime), "reason": reason}
    with deciding(Verb.REGIME_SET, case, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.SET_REGIME, on=case, at=at)
        if not reason.strip():
            raise RefusedError("Say why this regime applies.", {"reason": ["Say why this regime applies."]})
        _require_changeable(case)
        case.regime = regime
        case.save(update_fields=["regime"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = reason
        decision.about(regime=str(regime))
        moved(case, at)


def _require_changeable(case: Case) -> None:
    """Once its tender is at its gate a regime stands: what it owes, standstill among it, may not be wished away."""
    settled = case.regime != Regime.UNKNOWN and award_in_hand(standings(Strand.objects.filter(case=case)))
    if not case.open or settled:
        raise RefusedError(
            f"The regime of {case.reference} stands: the case is at {case.get_stage_display().lower()}, "
            f"{case.get_state_display().lower()}. It can be changed until a tender is at its gate, or has come back."
        )


def standings(strands: Iterable[Strand]) -> list[Standing]:
    """Return where strands stand, as the rules take it."""
    return [(Stage(strand.stage), State(strand.state)) for strand in strands]


def place_strand(strand: Strand, *, stage: Stage | None = None, state: State | None = None, sequence: int = 0) -> None:
    """Move a strand within an open decision; the case follows the strand furthest behind."""
    strand.stage = stage or strand.stage
    strand.state = state or strand.state
    strand.sequence = sequence or strand.sequence
    strand.save(update_fields=["stage", "state", "sequence"])
    follow_strands(strand.case)


def follow_strands(case: Case) -> None:
    """Bring the case's own stage and state to where its strands are; one that others go on from counts no more."""
    strands = standings(Strand.objects.filter(case=case, heirs=None))
    behind, state = furthest_behind(strands), state_of(strands)
    if (case.stage, case.state) == (behind, state):
        return
    case.stage, case.state = behind, state
    case.save(update_fields=["stage", "state"])
