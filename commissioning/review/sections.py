"""The review record in sections: what each states, what the record tells its gate, what is still wrong with it."""

from __future__ import annotations

from commissioning.case.rules import largest
from commissioning.contract.models import Contract
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom
from commissioning.records.writing import hundredths
from commissioning.review import forms, rules
from commissioning.review.kinds import ExitDecision
from commissioning.review.models import ReviewRecord
from commissioning.review.prefill import prefill
from commissioning.vocabulary import Stage

ACHIEVEMENTS = RowSet("achievements", "Achievements", forms.AchievementForm, "achievement", related=("obligation",))
LESSONS = RowSet("lessons", "Lessons", forms.LessonForm, "lesson")


def achievements(record: ReviewRecord) -> dict[str, object]:
    """What was achieved of each obligation, beside what was committed."""
    return {
        "achieved": record.achieved,
        "achievements": [
            {
                "obligation": str(row.obligation),
                "unit": row.obligation.unit,
                "committed": hundredths(row.committed),
                "verified": hundredths(row.verified),
                "outcome": row.outcome,
                "contribution": row.contribution,
            }
            for row in ACHIEVEMENTS.of(record)
        ],
    }


def impact(record: ReviewRecord) -> dict[str, object]:
    """What difference the contract made, also where nobody intended it."""
    return {"impact": record.impact, "unintended": record.unintended}


def lessons(record: ReviewRecord) -> dict[str, object]:
    """What was learned, and what to do about it."""
    return {"lessons": [{"text": row.text, "action": row.action} for row in LESSONS.of(record)]}


def exit_decision(record: ReviewRecord) -> dict[str, object]:
    """What should come next, and why."""
    return {"exit_decision": record.exit_decision, "exit_reasons": record.exit_reasons}


def facts(record: ReviewRecord) -> dict[str, object]:
    """What a gate's conditions may ask of the review. Its value is the contract's where that is above the case's."""
    contract = Contract.objects.filter(strand=record.strand_id).first()
    return {
        "exit_decision": record.exit_decision,
        "begins_next_cycle": record.exit_decision == ExitDecision.RE_PROCURE,
        "value_gross": largest(record.strand.case.amount, contract.amount if contract else None),
        "contract_net": contract.value_net if contract else None,
        "contract_gross": contract.value_gross if contract else None,
    }


def faults(record: ReviewRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in."""
    achieved = [
        rules.Achieved(str(row.obligation), row.committed, row.obligation.quantity) for row in record.achievements.all()
    ]
    return [
        *(Fault("achievements", text, "achievements") for text in rules.of_achievements(achieved)),
        *(Fault("lessons", text, "lessons") for text in rules.of_lessons(len(record.lessons.all()))),
    ]


SECTIONS = (
    Section("achievements", 1, "Achieved against committed", achievements, forms.AchievedForm, rows=(ACHIEVEMENTS,)),
    Section("impact", 1, "Impact", impact, forms.ImpactForm),
    Section("lessons", 1, "Lessons", lessons, rows=(LESSONS,)),
    Section("exit", 1, "What comes next", exit_decision, forms.ExitForm),
)

ROOM = StageRoom(
    stage=Stage.REVIEW, record=ReviewRecord, sections=SECTIONS, facts=facts, faults=faults, prefill=prefill
)
