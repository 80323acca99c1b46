"""Handing a record to its gate: the bundle is frozen and the seats are found. Called inside a stage's own decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Prefetch, QuerySet

from accounts.models import Person
from accounts.rules import day_of
from audit.canonical import plain
from audit.deciding import Decision
from commissioning.case.models import Strand
from commissioning.errors import OvertakenError
from commissioning.gates.canonical import Frozen, bundle_digest
from commissioning.gates.combining import handed_to, told_of
from commissioning.gates.models import BundleSection, Gate, Seat, Submission
from commissioning.gates.policy import policy_in_force
from commissioning.gates.seating import Keys, plan, seat
from commissioning.vocabulary import Outcome, SeatState


def submit(
    decision: Decision,
    strand: Strand,
    *,
    by: Person,
    sections: Sequence[Frozen],
    facts: Mapping[str, object],
    earlier: Sequence[Frozen] = (),
    absent: Collection[str] = (),
) -> Submission:
    """Freeze the sections as the next submission of the strand's gate and seat it.

    `earlier` are those of a record that was handed on to this gate; they come first in the bundle. Where none was,
    `absent` are the keys that it would have. Raises OvertakenError while a submission is being answered, RefusedError
    where the policy cannot seat the gate.
    """
    parts = [[section.key for section in part] for part in (earlier, sections) if part]
    sections = [*earlier, *sections]
    gate = current_gate(strand) or _open(decision, strand)
    last = gate.submissions.order_by("-number").first()
    if last is not None and gate.outcome != Outcome.RETURNED:
        raise OvertakenError(
            "This record is at its gate already. Wait for its answers, or take it back after a return."
        )
    figures = [section.key for section in sections if section.figures]
    planned = plan(gate.policy, strand, facts, Keys(parts, figures, absent))
    submission = _freeze(gate, last, decision, by=by, sections=sections, facts=facts)
    gate.outcome, gate.against_advice = "", False
    gate.save(update_fields=["outcome", "against_advice"])
    seats = seat(gate, planned, submission.changed, decision.at)
    _tell_of(decision, strand, submission, sections, seats)
    return submission


def _tell_of(
    decision: Decision, strand: Strand, submission: Submission, sections: Sequence[Frozen], seats: Sequence[Seat]
) -> None:
    live = [found for found in seats if found.state != SeatState.DROPPED]
    decision.about(
        **told_of(submission.gate),
        **strand.named,
        submission=submission.number,
        digest=submission.digest,
        sections=[section.key for section in sections],
        changed=submission.changed,
        asked=[found.rule.title for found in seats if found.state == SeatState.WAITING],
        carried=[found.rule.title for found in seats if found.carried],
        dropped=[found.rule.title for found in seats if found.state == SeatState.DROPPED],
        **({} if live else {"empty": "nobody is seated: the gate policy lets the gate pass by itself"}),
    )


def current_gate(strand: Strand) -> Gate | None:
    """Return the gate of the strand's current stage and sequence, if its record was ever submitted.

    Found among the gates that were read with the strand, where it was read `with_gates`.
    """
    if "gates" in getattr(strand, "_prefetched_objects_cache", {}):
        read = strand.gates.all()
        return next((gate for gate in read if (gate.stage, gate.sequence) == (strand.stage, strand.sequence)), None)
    gates = Gate.objects.filter(strand=strand, stage=strand.stage, sequence=strand.sequence)
    return gates.select_related("policy").first()


def with_gates(strands: QuerySet[Strand]) -> QuerySet[Strand]:
    """Return the strands each with its gates: for whoever moves a strand and reads its gate at every step.

    What is changed of a gate meanwhile is changed on the one that was read.
    """
    return strands.prefetch_related(Prefetch("gates", Gate.objects.select_related("policy")))


def _open(decision: Decision, strand: Strand) -> Gate:
    earlier = handed_to(strand)
    gate = Gate(
        strand=strand,
        stage=strand.stage,
        sequence=strand.sequence,
        policy=earlier.policy if earlier else policy_in_force(day_of(decision.at)),
        earlier=earlier.stage if earlier else "",
        follows=passed_before(strand),
        opened_at=decision.at,
    )
    gate.save()
    return gate


def passed_before(strand: Strand) -> Gate | None:
    """Return the gate of this stage that an earlier attempt passed, the latest; None for a first attempt."""
    if strand.attempt == 1:
        return None
    lineage = strand.lineage[1:]
    passed = Gate.objects.filter(strand__in=lineage, stage=strand.stage, outcome=Outcome.PASSED)
    return min(passed, key=lambda gate: (lineage.index(gate.strand_id), -gate.sequence), default=None)


def _freeze(
    gate: Gate,
    last: Submission | None,
    decision: Decision,
    *,
    by: Person,
    sections: Sequence[Frozen],
    facts: Mapping[str, object],
) -> Submission:
    earlier = last or (gate.follows.submissions.order_by("-number").first() if gate.follows else None)
    before = {row.key: row.digest for row in earlier.sections.all()} if earlier else {}
    submission = Submission(
        gate=gate,
        number=last.number + 1 if last else 1,
        submitted_by=by,
        submitted_at=decision.at,
        facts=plain(facts),
        changed=changed_keys(before, sections),
        digest=bundle_digest(sections),
    )
    submission.save()
    for position, frozen in enumerate(sections):
        BundleSection(
            submission=submission,
            position=position,
            key=frozen.key,
            version=frozen.version,
            title=frozen.title,
            digest=frozen.digest,
            body=frozen.body,
        ).save()
    return submission


def changed_keys(before: Mapping[str, str], sections: Sequence[Frozen]) -> list[str]:
    """Return the keys whose digest differs from the last submission, gone and new ones included; none at the first."""
    if not before:
        return []
    now = {section.key: section.digest for section in sections}
    return sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
