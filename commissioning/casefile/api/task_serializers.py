"""Tasks as a script reads them and carries them out."""

from __future__ import annotations

from rest_framework import serializers

from commissioning.casefile.api.serializers import EARLIER, PageQueryShape, PageShape, Shape
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
    earlier = serializers.CharField(help_text=EARLIER)
    kind = serializers.ChoiceField(choices=AskKind.choices)
    title = serializers.CharField()
    post = serializers.CharField()
    due_on = serializers.DateField(help_text="While the clock stands: as it was before, to be set anew.")
    days_left = serializers.IntegerField(
        allow_null=True,
        help_text="Working days left once a question to the author is answered; null while the clock runs.",
    )
    taken_by = serializers.CharField(allow_null=True)
    aside_until = serializers.DateField(
        allow_null=True, help_text="The day on which it comes back to the caller's own list; null where it is in it."
    )
    sections = TaskSectionShape(many=True)
    digest = serializers.CharField(allow_null=True, help_text="Send it back with sign, object, pass and amend.")
    actions = serializers.ListField(child=serializers.ChoiceField(choices=Action.choices))
    fields = QuestionShape(many=True, help_text="In a list without defaults: read the task itself for them.")  # type: ignore[assignment]  # DRF takes a shape's fields out of its body


class QuestionToAuthorShape(Shape):
    """A question of a seat to the author, with its answer. Only of sections that the caller may read."""

    seat = serializers.CharField(source="seat.rule.title")
    submission = serializers.IntegerField(source="submission.number")
    sections = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField()
    asked_by = serializers.CharField(source="asked_by.full_name")
    asked_at = serializers.DateTimeField()
    task = serializers.IntegerField(source="ask_id", help_text="The task in which the author answers.")
    open = serializers.BooleanField(source="ask.open")
    with_whom = serializers.CharField(help_text="Who is to answer it, or who was.")
    reply = serializers.CharField(help_text="Empty where it was not answered.")
    answered_by = serializers.CharField(source="answered_by.full_name", default=None, allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class TaskReadShape(TaskShape):
    """A task, read: also why nothing can be done with it, or by whom and when it was closed."""

    questions = QuestionToAuthorShape(many=True, help_text="What seats of this gate asked the author.")
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
    text = serializers.CharField(
        max_length=LONGEST_REASON,
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text="The decision's own words with amend; the question with ask.",
    )
    sections = serializers.ListField(
        child=serializers.CharField(max_length=60),
        required=False,
        allow_null=True,
        max_length=100,
        help_text="With ask: keys of the sections it is about, among the task's own; left out: all of them.",
    )
    until = serializers.DateField(required=False, allow_null=True)


class DoneShape(Shape):
    """What was done: number and digest of the ledger entry."""

    task = serializers.IntegerField()
    action = serializers.ChoiceField(choices=Action.choices)
    case = serializers.CharField()
    entry = serializers.IntegerField()
    digest = serializers.CharField()


class AsideShape(Shape):
    """Until when the caller puts a task aside for themselves; null brings it back."""

    until = serializers.DateField(allow_null=True)
