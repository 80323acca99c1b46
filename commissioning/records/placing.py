"""Taking a case that came from outside back to an earlier stage, to run it properly from there."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import Over, require
from accounts.models import Person
from accounts.rights import Right
from audit.deciding import deciding
from commissioning.asks.decisions import require_reason
from commissioning.asks.opening import asked_by_flow, close
from commissioning.case.decisions import place_strand
from commissioning.case.models import Case, Strand
from commissioning.case.ports import moved
from commissioning.errors import RefusedError
from commissioning.gates.handing_models import HandedOn
from commissioning.gates.models import Gate
from commissioning.verbs import Verb
from commissioning.vocabulary import Stage, State


def earlier_stages(case: Case) -> list[Stage]:
    """Return the stages a case can be taken back to: those it passed before it came to Tollgate."""
    if not case.taken_on_at or not case.open or Gate.objects.filter(strand__case=case).exists():
        return []
    if HandedOn.objects.filter(strand__case=case).exists():
        return []
    here = Stage(case.stage)
    last = here.number if case.gate_before_tollgate else here.number - 1
    return [stage for stage in Stage if stage.number <= last]


def take_to_stage(case: Case, stage: Stage, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Take a case back to an earlier stage; its gate, marked as passed before Tollgate so far, is then run here."""
    asked = {"stage": str(stage), "reason": reason}
    with deciding(Verb.CASE_TAKEN_TO_STAGE, case, by=by, at=at, key=key, asked=asked) as decision:
        over = Over(case.bodies, scopes=case.scopes)  # as for writing, no limit bears
        holding = require(by, Right.WRITE_RECORD, on=over, at=at)
        if stage not in earlier_stages(case):
            raise RefusedError(
                f"{case.reference} cannot be taken back to {stage.label.lower()}: only a case that came from outside "
                "can, to a stage it passed before, until one of its records has been handed in or handed on."
            )
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        decision.about(stage=str(stage), was=case.stage)
        case.taken_on_at, case.gate_before_tollgate = stage, False
        case.commissioner = case.commissioner or by  # whoever runs it from here leads it, until somebody else does
        case.save(update_fields=["taken_on_at", "gate_before_tollgate", "commissioner"])
        _place(Strand.objects.get(case=case), case, stage, at)
        moved(case, at)


def _place(strand: Strand, case: Case, stage: Stage, at: datetime) -> None:
    strand.case = case
    for open_ask in asked_by_flow(strand):
        close(open_ask, by=None, at=at, as_="taken back to an earlier stage")
    place_strand(strand, stage=stage, state=State.DRAFTING, sequence=1)
