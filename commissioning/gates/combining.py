"""Stages that are decided with the next one: which are, what was handed on, and whose policy then holds.

docs/adr/0030-combined-stages.md says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from commissioning.case.models import Strand
from commissioning.case.rules import WRITABLE
from commissioning.gates.handing_models import HandedOn
from commissioning.gates.models import Gate, GatePolicy, PolicyGate
from commissioning.gates.policy import in_effect, policy_in_force
from commissioning.gates.terms import COMBINABLE
from commissioning.vocabulary import Stage
from govuk.wording import in_words


def handed_on(strand: Strand, stage: Stage | None) -> HandedOn | None:
    """Return how the record of a stage was handed on to the next; None where it was not. No query where none can be."""
    if stage is None or (stage, strand.case.lane_at(stage)) not in COMBINABLE:
        return None
    return HandedOn.objects.filter(strand=strand, stage=stage).select_related("policy").first()


def handed_to(strand: Strand) -> HandedOn | None:
    """Return the record that the gate of the strand's stage decides with its own; None where it decides one alone."""
    return handed_on(strand, Stage(strand.stage).before)


def binding_policy(strand: Strand, on: date) -> GatePolicy:
    """Return the policy that a gate of the strand's stage begins under: what was handed on to it has named one already.

    Raises RefusedError where none is in force.
    """
    earlier = handed_to(strand)
    return earlier.policy if earlier else policy_in_force(on)


def decided_later(strand: Strand, on: date) -> GatePolicy | None:
    """Return the policy under which the strand's stage is decided with the next one; None where it has a gate.

    A record that was submitted to a gate of its own stays with it, and so does one to which another was handed on.
    """
    stage = Stage(strand.stage)
    gate = {"stage": stage, "lane": strand.case.lane_at(stage)}
    if tuple(gate.values()) not in COMBINABLE:
        return None
    own = Gate.objects.filter(strand=strand, stage=stage, sequence=strand.sequence)
    handed = HandedOn.objects.filter(strand=strand, stage=stage.before)
    combined = PolicyGate.objects.filter(policy=OuterRef("pk"), decided_with_next=True, **gate)
    policy = GatePolicy.objects.filter(pk__in=in_effect(on).values("pk")[:1])
    return policy.filter(Exists(combined), ~Exists(own), ~Exists(handed)).first()


def combines(on: date, stage: Stage | None = None) -> Exists:
    """Return, for a query of strands, whether the policy in force on a day decides their stage with the next one.

    For a query of a stage's records where that `stage` is given. What was handed on, or has a gate, is not looked at:
    `decided_later` tells of one strand for certain.
    """
    policy = in_effect(on).values("pk")[:1]
    row = PolicyGate.objects.filter(policy__in=policy, stage=stage or OuterRef("stage"), decided_with_next=True)
    return Exists(row.filter(lane=OuterRef("strand__case__lane" if stage else "case__lane")))


def of_strands(stage: Stage) -> QuerySet[HandedOn]:
    """Return, for a query of strands, how the record of a stage of each was handed on."""
    return HandedOn.objects.filter(strand=OuterRef("pk"), stage=stage)


def handing(stage: Stage) -> dict[str, Exists]:
    """Return, for a query of a stage's records, whether each was handed on (`handed`), and whether the one before was
    handed on to its gate (`with_earlier`).
    """
    here = HandedOn.objects.filter(strand=OuterRef("strand"))
    before = here.filter(stage=stage.before) if stage.before else here.none()
    return {"handed": Exists(here.filter(stage=stage)), "with_earlier": Exists(before)}


def writable_at(strand: Strand, stage: Stage, sequence: int, *, handed: bool) -> bool:
    """Whether the record of a stage can be written where the strand stands: there, or handed on, at the next stage."""
    here = strand.stage == stage or (handed and strand.stage == stage.following)
    return here and strand.sequence == sequence and strand.state in WRITABLE


def decides(stage: str, prefix: str = "") -> Q:
    """Return what a gate that decides the record of a stage meets: its own, or the next stage's that decides both."""
    return Q(**{f"{prefix}stage": stage}) | Q(**{f"{prefix}earlier": stage})


def in_sentence(stages: Sequence[Stage]) -> str:
    """Return stages as they stand within a sentence: `needs analysis and social value priorities`."""
    return in_words(stage.label.lower() for stage in stages)


def told_of(gate: Gate) -> dict[str, object]:
    """Return the stage of a gate, and the one decided with it, as an entry of the ledger states them."""
    return {"stage": gate.stage, **({"earlier": gate.earlier} if gate.earlier else {})}
