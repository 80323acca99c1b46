"""What people are asked to record after the decision to award: the questions, their usual answers, and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django import forms

from accounts.rights import Role
from commissioning.asks.models import Ask
from commissioning.award.decisions import record_award_notice, record_call_in, record_signature
from commissioning.award.kinds import CallInOutcome, ExecutedAs, Step
from commissioning.award.models import Execution
from commissioning.award.owing import award_record_of
from commissioning.award.timing import ONE_DAY, day, last_day_of_term
from commissioning.interests.standing import declared_since_submitting
from commissioning.joining.models import JoiningRecord
from commissioning.notices.models import PublishedProcurement
from commissioning.records.asks import RecordAsk, register
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import Stage
from govuk.fields import LONGEST_REASON, DateField, RadioField, ReasonField, YesNoField
from govuk.wording import in_words

USUAL_TERM_MONTHS: Final = 12


class CallInForm(forms.Form):
    """What came of call-in."""

    published_on = DateField(label="When was the decision published?")
    outcome = RadioField(
        label="What came of call-in?",
        choices=CallInOutcome.choices,
        coerce=CallInOutcome,
        hints={
            CallInOutcome.NOT_CALLED_IN: "Record this once the last day of call-in is over.",
            CallInOutcome.REFERRED_BACK: "The record goes back to its author and then to its decision maker again.",
            CallInOutcome.FINAL: "Check your constitution: most councils allow one call-in of a decision.",
        },
    )
    settled_on = DateField(
        label="When was the call-in settled?", help_text="Leave empty if nobody called it in.", required=False
    )
    reason = forms.CharField(
        label="Why was it called in, and what did scrutiny conclude?",
        help_text="Needed where the decision was referred back: its author and its decision maker read this.",
        widget=forms.Textarea,
        max_length=4000,
        required=False,
    )


class AwardNoticeForm(forms.Form):
    """The contract award notice (UK6)."""

    number = forms.CharField(
        label="What is the notice's number?", help_text="From Find a Tender, such as 094477-2026.", max_length=60
    )
    published_on = DateField(label="When was it published?")
    summaries_sent_on = DateField(
        label="When were the assessment summaries sent to every assessed supplier?",
        help_text="Before the notice was published (Procurement Act 2023 s.50(3)).",
    )


class SignatureForm(forms.Form):
    """The executed contract."""

    signed_on = DateField(label="When was the contract signed?", help_text="The day the last party signed.")
    executed_as = RadioField(label="How was it executed?", choices=ExecutedAs.choices, coerce=ExecutedAs)
    starts_on = DateField(label="First day of the contract")
    ends_on = DateField(label="Last day of the contract", help_text="Without extensions.")
    conflicts_reconfirmed = YesNoField(
        label="Is the conflicts assessment still true?",
        help_text="It is kept under review until the contract (Procurement Act 2023 s.83).",
        required=False,
    )
    retrospective_reason = ReasonField(
        label="If it began before it was signed, why?",
        help_text="It is then retrospective: flagged on the case, and counted as such.",
        longest=LONGEST_REASON,
        required=False,
    )


def notice_defaults(task: Ask, today: date) -> Mapping[str, object]:
    """A notice published today, after summaries that went out when the record says, else today."""
    record = award_record_of(task.strand)
    return {"published_on": today, "summaries_sent_on": (record and record.summaries_sent_on) or today}


def standstill_in_words(task: Ask, today: date) -> str:
    """Until when nobody may sign, while standstill runs."""
    execution: Execution | None = getattr(task.strand, "execution", None)  # read with the task where it is of a list
    ends_on = execution.standstill_ends_on if execution else None
    if ends_on is None or ends_on < today:
        return ""
    return (
        f"Standstill runs until the end of {day(ends_on)}. The contract can be signed from {day(ends_on + ONE_DAY)}, "
        "and its signature recorded then."
    )


def call_in_defaults(task: Ask, _today: date) -> Mapping[str, object]:
    """A decision that nobody called in, or that was decided again; when it was published only its publisher knows."""
    again = Execution.objects.filter(strand=task.strand, referred_on__isnull=False).exists()
    return {"outcome": CallInOutcome.FINAL if again else CallInOutcome.NOT_CALLED_IN}


def signature_defaults(task: Ask, today: date) -> Mapping[str, object]:
    """Signed today under hand, for the term that the tender set out, else the one that was published.

    Never beginning before the signature. A published term that is over by then is not taken.
    """
    tender = TenderRecord.objects.of_strand(task.strand) or JoiningRecord.objects.of_strand(task.strand)
    planned, months = (tender.starts_on, tender.term_months) if tender else (None, None)
    known = planned is not None and months is not None
    published = None if known else PublishedProcurement.objects.filter(case=task.case).first()
    starts_on = max(planned or (published and published.starts_on) or today, today)
    stated = published.ends_on if published and months is None else None
    usual = last_day_of_term(starts_on, months or USUAL_TERM_MONTHS)
    return {
        "signed_on": today,
        "executed_as": ExecutedAs.UNDER_HAND,
        "starts_on": starts_on,
        "ends_on": stated if stated and stated > starts_on else usual,
        "conflicts_reconfirmed": "yes",
    }


def declared_since_award(task: Ask) -> str:
    """Who declared something of their interests since the award was handed in."""
    found = declared_since_submitting(task.case, Stage.AWARD)
    if not found:
        return "Nobody has declared anything about their interests since the award was handed in to its gate."
    names = in_words(f"{one.declaration.person.full_name} ({one.kind.label.lower()})" for one in found)
    return f"Declared since the award was handed in to its gate: {names}. The case’s interests say more."


RECORD_ASKS: Final[Mapping[Step, RecordAsk]] = {
    Step.CALL_IN: RecordAsk(
        source="award/call_in",
        title="Record the outcome of call-in",
        why="the decision to award is a key decision. It may be carried out once nobody can call it in any more.",
        role=Role.EXECUTIVE_RECORDER,
        form=CallInForm,
        record=record_call_in,
        defaults=call_in_defaults,
    ),
    Step.NOTICE: RecordAsk(
        source="award/notice",
        title="Record the contract award notice",
        why="the award is decided. Send the assessment summaries, then publish the contract award notice (UK6).",
        role=Role.PROCUREMENT_OFFICER,
        form=AwardNoticeForm,
        record=record_award_notice,
        defaults=notice_defaults,
    ),
    Step.SIGNATURE: RecordAsk(
        source="award/signature",
        title="Record the signature of the contract",
        why="the contract may be executed as soon as any standstill is over.",
        role=Role.LEGAL_OFFICER,
        form=SignatureForm,
        record=record_signature,
        waits=standstill_in_words,
        declared=("conflicts_reconfirmed",),
        told=declared_since_award,
        defaults=signature_defaults,
    ),
}

for _asked in RECORD_ASKS.values():
    register(_asked)
