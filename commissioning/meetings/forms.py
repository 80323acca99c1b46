"""The questions of a meeting, of what it decided, of a condition, and of a clearance given elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from commissioning.meetings.kinds import Confirmed, Result
from commissioning.meetings.rules import lines_of
from commissioning.vocabulary import Stage
from govuk import fields
from govuk.widgets import Checkboxes

LONGEST = 10_000
LONGEST_NAME = 200


class PeopleField(fields.LongField):
    """People, one a line, each with a capacity after a comma. The cleaned value is a list of both."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=LONGEST, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return names and capacities. Refuses one that is too long to keep."""
        found = list(lines_of(super().clean(value) or ""))
        if any(len(part) > LONGEST_NAME for row in found for part in row):
            raise forms.ValidationError(f"Use at most {LONGEST_NAME} characters for a name, and one line for each.")
        return found


class MeetingForm(forms.Form):
    """Which body met, when, and who was there."""

    body = forms.TypedChoiceField(label="Which body met?", coerce=int)
    decider = forms.CharField(
        label="Who met and decided, as the minutes name it?",
        help_text="Needed for executive decisions, such as “Mayor in Cabinet”. A board has its own name.",
        max_length=LONGEST_NAME,
        required=False,
    )
    held_on = fields.DateField(label="On which day did it meet?")
    minutes = forms.CharField(
        label="Where are its minutes?", help_text="Their reference in the committee system.", max_length=200
    )
    members = PeopleField(
        label="Which members were there?",
        help_text="One a line, with the post after a comma: Sunita Rao, corporate director. They count for the quorum.",
    )
    beside = PeopleField(
        label="Who else attended?",
        help_text="One a line, such as those who advised or took the minutes.",
        required=False,
    )
    quorum = fields.WholeNumberField(
        label="How many members does its quorum take?",
        help_text="By the council's own rules. Leave empty if they do not say.",
        min_value=1,
        max_value=999,
        required=False,
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.choices = [("", "Choose the body"), *bodies]


class CorrectMeetingForm(forms.Form):
    """What is to be corrected in the record of a meeting, and why; `named` where who met can still be corrected."""

    decider = forms.CharField(
        label="Who met and decided?",
        help_text="As the minutes name it. It can be corrected until a decision of this meeting is recorded.",
        max_length=200,
    )
    held_on = fields.DateField(label="On which day did it meet?")
    minutes = forms.CharField(label="Where are its minutes?", max_length=200)
    members = PeopleField(label="Which members were there?", help_text="One a line, with the post after a comma.")
    beside = PeopleField(label="Who else attended?", help_text="One a line.", required=False)
    quorum = fields.WholeNumberField(
        label="How many members does its quorum take?",
        help_text="Leave empty if the council’s rules do not say.",
        min_value=1,
        max_value=999,
        required=False,
    )
    reason = fields.LongField(
        label="What was wrong, and how is that known?",
        help_text="Such as the minute as it was agreed at the next meeting. Readers of the trail see it.",
        longest=fields.LONGEST_REASON,
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not named:
            del self.fields["decider"]


class RecountForm(forms.Form):
    """What is to be corrected in how a decision was minuted and counted. What was resolved stands."""

    minute = forms.CharField(label="What is the number of the minute?", max_length=60)
    consensus = forms.BooleanField(label="It was agreed without a vote", required=False)
    votes_for = fields.WholeNumberField(label="Votes for", min_value=0, max_value=999, required=False)
    votes_against = fields.WholeNumberField(label="Votes against", min_value=0, max_value=999, required=False)
    abstained = fields.WholeNumberField(label="Abstained", min_value=0, max_value=999, required=False)
    left = forms.TypedMultipleChoiceField(
        label="Who declared an interest and left for it?", widget=Checkboxes(small=True), coerce=int, required=False
    )
    reason = fields.LongField(
        label="What was wrong, and how is that known?",
        help_text="Readers of the trail see it.",
        longest=fields.LONGEST_REASON,
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, attendees: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left: Any = self.fields["left"]
        left.choices = list(attendees)


class ConditionQuestions(forms.Form):
    """What is to be done, by whom, by when, and which gate looks for it."""

    condition = fields.ReasonField(label="What is to be done?", longest=LONGEST)
    condition_post = forms.TypedChoiceField(label="Who is to do it?", coerce=int, empty_value=None)
    condition_due_on = fields.DateField(label="By when?")
    condition_stage = forms.TypedChoiceField(
        label="The gate of which stage looks for it?", coerce=Stage, empty_value=None
    )

    def __init__(self, *args: Any, posts: Sequence[tuple[int, str]], stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["condition_post"].choices = [("", "Choose a post"), *posts]
        chosen["condition_stage"].choices = [("", "Choose a gate"), *((stage.value, stage.label) for stage in stages)]


class ConditionForm(ConditionQuestions):
    """One more condition, on a page of its own."""

    key = fields.KeyField()


class TakenForm(ConditionQuestions):
    """What a meeting resolved on one recommendation."""

    result = fields.RadioField(label="What was resolved?", choices=Result.choices, coerce=Result)
    minute = forms.CharField(label="What is the number of the minute?", max_length=60)
    reason = fields.ReasonField(
        label="Reasons",
        help_text="As the minutes have them. Needed for all but plain agreement, and where the votes were equal.",
        longest=LONGEST,
        required=False,
    )
    text = fields.ReasonField(
        label="The decision in its own words", help_text="Where it agreed as amended.", longest=LONGEST, required=False
    )
    until = fields.DateField(label="Until when was it deferred?", help_text="Only if it was deferred.", required=False)
    consensus = forms.BooleanField(label="It was agreed without a vote", required=False)
    votes_for = fields.WholeNumberField(label="Votes for", min_value=0, max_value=999, required=False)
    votes_against = fields.WholeNumberField(label="Votes against", min_value=0, max_value=999, required=False)
    abstained = fields.WholeNumberField(label="Abstained", min_value=0, max_value=999, required=False)
    left = forms.TypedMultipleChoiceField(
        label="Who declared an interest and left for it?",
        widget=Checkboxes(small=True),
        coerce=int,
        required=False,
    )
    started_on = fields.DateField(
        label="If work has begun already, on which day?", help_text="Leave empty if nothing has begun.", required=False
    )
    retrospective_reason = fields.ReasonField(
        label="If it came before its time, why?",
        help_text="Needed where the record was not submitted yet, or work had begun: it is then retrospective.",
        longest=LONGEST,
        required=False,
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    key = fields.KeyField()

    def __init__(
        self, *args: Any, attendees: Sequence[tuple[int, str]], results: Sequence[Result], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["left"].choices = list(attendees)
        chosen["result"].choices = [(result.value, result.label) for result in results]
        for name in OF_A_CONDITION:
            chosen[name].required = False
        chosen["condition"].label = "If it was agreed under a condition, what is to be done?"
        chosen["condition"].help_text = "One condition. You can add more once this is recorded."
        self.order_fields([name for name in self.fields if not name.startswith("condition")])

    def clean(self) -> dict[str, Any]:
        """Refuse half a condition."""
        found = self.cleaned_data
        given = [name for name in OF_A_CONDITION if found.get(name)]
        for name, words in OF_A_CONDITION.items():
            if given and name not in given and name not in self.errors:
                self.add_error(name, f"{words}, or leave the whole condition out")
        return found


OF_A_CONDITION: Mapping[str, str] = {
    "condition": "Say what is to be done under the condition",
    "condition_post": "Choose who is to meet the condition",
    "condition_due_on": "Enter by when the condition is to be met",
    "condition_stage": "Choose the gate that looks for the condition",
}


class ClearanceForm(forms.Form):
    """What was cleared in another system."""

    system = forms.CharField(
        label="In which system was it cleared?", help_text="Such as the committee system.", max_length=100
    )
    reference = forms.CharField(label="What is its reference there?", max_length=100)
    cleared_on = fields.DateField(label="On which day was it cleared?")
    cleared_by = forms.CharField(label="Who cleared it?", max_length=LONGEST_NAME)
    cleared_as = forms.CharField(label="In which post?", max_length=LONGEST_NAME)
    version = forms.CharField(
        label="Which version of the text did it cover?", help_text="As that system states it.", max_length=300
    )
    advice = fields.ReasonField(
        label="What did they say?", help_text="Needed where it was advice.", longest=LONGEST, required=False
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    key = fields.KeyField()


class EvidenceForm(forms.Form):
    """What shows that a condition is met."""

    evidence = fields.LongField(
        label="What was done, and where can that be seen?",
        help_text="Attach files that show it before you answer, or say where it is found. Whoever set it reads both.",
        longest=LONGEST,
    )


class ConfirmForm(forms.Form):
    """Whether a condition is met."""

    answer = fields.RadioField(
        label="Is it met?",
        choices=Confirmed.choices,
        coerce=Confirmed,
        hints={
            Confirmed.NOT_MET: "It goes back to its owner with your reason.",
            Confirmed.WAIVED: "No gate looks for it any more. Say why.",
        },
    )
    reason = fields.ReasonField(label="Why?", help_text="Needed unless it is met.", longest=LONGEST, required=False)
