"""Meetings, decisions, clearances and conditions as a script reads and records them."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rights import Role
from commissioning.casefile.api.serializers import Shape
from commissioning.conditions.kinds import ConditionState
from commissioning.meetings.forms import LONGEST
from commissioning.meetings.kinds import Result
from commissioning.vocabulary import Stage
from govuk.fields import LONGEST_REASON

MOST = 100


class AttendeeShape(Shape):
    """Somebody who attended."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    capacity = serializers.CharField()
    member = serializers.BooleanField()


class MeetingShape(Shape):
    """A meeting that was recorded."""

    id = serializers.IntegerField()
    body = serializers.CharField(source="body.slug")
    decider = serializers.CharField()
    held_on = serializers.DateField()
    minutes = serializers.CharField()
    quorum = serializers.IntegerField(allow_null=True)
    attendees = AttendeeShape(many=True)


class MadeShape(Shape):
    """A decision of a meeting on a case that the caller sees."""

    id = serializers.IntegerField()
    case = serializers.CharField(source="case.reference")
    minute = serializers.CharField()
    result = serializers.ChoiceField(choices=Result.choices)
    consensus = serializers.BooleanField()
    votes_for = serializers.IntegerField(allow_null=True)
    votes_against = serializers.IntegerField(allow_null=True)
    abstained = serializers.IntegerField(allow_null=True)
    present = serializers.IntegerField()
    left = serializers.ListField(child=serializers.CharField())


class CorrectionShape(Shape):
    """A correction: of the meeting itself, or `about` one decision of it."""

    at = serializers.DateTimeField()
    who = serializers.CharField()
    about = serializers.CharField(help_text="Empty: of the meeting itself.")
    changes = serializers.ListField(child=serializers.CharField(), help_text="What it was and what it is, in words.")
    reason = serializers.CharField()


class OneMeetingShape(MeetingShape):
    """A meeting with what it decided and what was corrected, of the cases that the caller sees."""

    decisions = MadeShape(many=True)
    corrections = CorrectionShape(many=True)


class MeetingsShape(Shape):
    """The newest meetings."""

    results = MeetingShape(many=True)


class PersonShape(Shape):
    """Somebody who attended, as the minutes name them."""

    name = serializers.CharField(max_length=200)
    capacity = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class WriteMeetingShape(Shape):
    """A meeting to record. `decider` names who met where the body is no board, such as the Mayor in Cabinet."""

    body = serializers.SlugField(max_length=80)
    decider = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    held_on = serializers.DateField()
    minutes = serializers.CharField(max_length=200)
    members = serializers.ListField(child=PersonShape(), max_length=MOST)
    beside = serializers.ListField(child=PersonShape(), max_length=MOST, required=False, default=list)
    quorum = serializers.IntegerField(min_value=1, max_value=999, required=False, allow_null=True, default=None)


class CorrectMeetingShape(Shape):
    """The record of a meeting as it should be, and what was wrong. All of it is sent.

    Who met (`decider`) is corrected until a decision of the meeting is recorded; left out, it stands.
    """

    decider = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    held_on = serializers.DateField()
    minutes = serializers.CharField(max_length=200)
    members = serializers.ListField(child=PersonShape(), max_length=MOST)
    beside = serializers.ListField(child=PersonShape(), max_length=MOST, required=False, default=list)
    quorum = serializers.IntegerField(min_value=1, max_value=999, required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class RecountShape(Shape):
    """How a decision was minuted and counted, and what was wrong. What was resolved stands."""

    minute = serializers.CharField(max_length=60)
    consensus = serializers.BooleanField(required=False, default=False)
    votes_for = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True, default=None)
    votes_against = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True, default=None)
    abstained = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True, default=None)
    left = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1), max_length=MOST, required=False, default=list
    )
    reason = serializers.CharField(max_length=LONGEST_REASON)


class WantedShape(Shape):
    """A condition: what, by which post, by when, and the gate that looks for it."""

    text = serializers.CharField(max_length=LONGEST)
    role = serializers.ChoiceField(choices=Role.choices)
    body = serializers.SlugField(max_length=80)
    due_on = serializers.DateField()
    stage = serializers.ChoiceField(choices=Stage.choices)

    def validate_stage(self, stage: str) -> Stage:
        """Return the stage as the verb takes it."""
        return Stage(stage)


class DecisionShape(Shape):
    """What a meeting resolved at a seat. `digest` is that of the text it answers; `left` are attendees' ids."""

    task = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    result = serializers.ChoiceField(choices=Result.choices)
    minute = serializers.CharField(max_length=60)
    digest = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")
    text = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")
    until = serializers.DateField(required=False, allow_null=True, default=None)
    consensus = serializers.BooleanField(required=False, default=False)
    votes_for = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True, default=None)
    votes_against = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True, default=None)
    abstained = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True, default=None)
    left = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1), max_length=MOST, required=False, default=list
    )
    started_on = serializers.DateField(required=False, allow_null=True, default=None)
    retrospective_reason = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")
    conditions = serializers.ListField(child=WantedShape(), max_length=MOST, required=False, default=list)

    def validate_result(self, result: str) -> Result:
        """Return the result as the verb takes it."""
        return Result(result)


class ClearanceShape(Shape):
    """What was cleared in another system, and the digest of the text as the task was read."""

    system = serializers.CharField(max_length=100)
    reference = serializers.CharField(max_length=100)
    cleared_on = serializers.DateField()
    cleared_by = serializers.CharField(max_length=200)
    cleared_as = serializers.CharField(max_length=200)
    version = serializers.CharField(max_length=300)
    digest = serializers.CharField(max_length=64)
    advice = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")


class RecordedShape(Shape):
    """What was recorded: the chain, number and digest of its ledger entry."""

    stream = serializers.CharField()
    entry = serializers.IntegerField()
    digest = serializers.CharField()


class ConditionShape(Shape):
    """A condition of a decision."""

    number = serializers.IntegerField()
    reference = serializers.CharField()
    text = serializers.CharField()
    set_by = serializers.CharField(source="source")
    owner = serializers.CharField(source="post.title")
    due_on = serializers.DateField()
    stage = serializers.ChoiceField(choices=Stage.choices, help_text="The gate that looks whether it is met.")
    state = serializers.ChoiceField(choices=ConditionState.choices)
    evidence = serializers.CharField()
    reason = serializers.CharField()


class EvidenceFileShape(Shape):
    """A file that shows that a condition is met."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="document.name")
    media_type = serializers.CharField(source="document.media_type")
    size = serializers.IntegerField(source="document.size", help_text="In bytes.")
    sha256 = serializers.CharField(source="document.sha256")
    added_by = serializers.CharField(source="document.added_by.full_name")
    added_at = serializers.DateTimeField(source="document.added_at")


class EvidenceSentShape(Shape):
    """A file to attach to the evidence of a condition."""

    file = serializers.FileField(allow_empty_file=True)


class ConditionsShape(Shape):
    """The conditions of a case, in the order in which they were set."""

    results = ConditionShape(many=True)


class WaiveShape(Shape):
    """Why a condition is waived."""

    reason = serializers.CharField(max_length=LONGEST_REASON)
