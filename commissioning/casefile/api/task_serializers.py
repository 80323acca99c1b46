"""Tasks as a script reads them and carries them out."""

from __future__ import annotations

from rest_framework import serializers

from commissioning.casefile.api.serializers import PageQueryShape, PageShape, Shape
from commissioning.vocabulary import Action, AskKind, Stage
from govuk.fields import LONGEST_REASON


class TaskSectionShape(Shape):
    """A section the task is about. `stated` is the stored text, as submitted; null while it is being written."""

    key = serializers.CharField()
    title = serializers.CharField()
    digest = serializers.CharField(allow_null=True)
    stated = serializers.DictField(allow_null=True)


class QuestionShape(Shape):
    """A question of a task to record something. Left out of an answer, it takes its default."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes a shape's fields out of its body
    type = serializers.ChoiceField(choices=["date", "text", "choice", "decimal", "integer"])
    required = serializers.BooleanField()  # type: ignore[assignment]  # as above
    choices = serializers.ListField(child=serializers.CharField(), required=False)
    default = serializers.CharField(allow_null=True)


class TaskShape(Shape):
    """Something that waits for a post."""

    id = serializers.IntegerField()
    case = serializers.CharField()
    case_title = serializers.CharField()
    strand = serializers.IntegerField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    kind = serializers.ChoiceField(choices=AskKind.choices)
    title = serializers.CharField()
    post = serializers.CharField()
    due_on = serializers.DateField()
    taken_by = serializers.CharField(allow_null=True)
    sections = TaskSectionShape(many=True)
    digest = serializers.CharField(allow_null=True, help_text="Send it back with sign, object, pass and amend.")
    actions = serializers.ListField(child=serializers.ChoiceField(choices=Action.choices))
    fields = QuestionShape(many=True, help_text="In a list without defaults: read the task itself for them.")  # type: ignore[assignment]  # DRF takes a shape's fields out of its body


class TaskReadShape(TaskShape):
    """A task, read: also why nothing can be done with it, or by whom and when it was closed."""

    refusal = serializers.CharField(help_text="Why you cannot act; empty where you can.")
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField(allow_null=True)
    closed_as = serializers.CharField()


class TaskPageShape(PageShape):
    """A page of what waits for the caller, the most pressing first."""

    results = TaskShape(many=True)


class TaskQueryShape(PageQueryShape):
    """Which tasks are listed: all of the caller's, or those of one case."""

    case = serializers.SlugField(max_length=20, required=False, help_text="A case's reference.")


class DeedShape(Shape):
    """What to do with a task. A task to record something takes its own fields beside these."""

    action = serializers.ChoiceField(choices=Action.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, allow_null=True)
    digest = serializers.CharField(max_length=64, required=False, allow_blank=True, allow_null=True)
    text = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, allow_null=True)
    until = serializers.DateField(required=False, allow_null=True)


class DoneShape(Shape):
    """What was done: number and digest of the ledger entry."""

    task = serializers.IntegerField()
    action = serializers.ChoiceField(choices=Action.choices)
    case = serializers.CharField()
    entry = serializers.IntegerField()
    digest = serializers.CharField()
