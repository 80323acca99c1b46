"""The forms of cover's pages: they check shape only; the verbs decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Holding, Person
from govuk import fields
from govuk.widgets import Checkboxes

ACCEPT, DECLINE = "accept", "decline"
NOW, LATER = "now", "later"
GIVE, FREE = "give", "free"
PAIR = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
SEEN = "The other side and readers of the ledger see it."


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One of several people, by name and address."""

    def label_from_instance(self, obj: Person) -> str:
        """The name, and the address that tells it from the same name."""
        return f"{obj.full_name} ({obj.email})"


class OfferForm(forms.Form):
    """Which posts a colleague is asked to cover, between which days, up to what."""

    posts = forms.TypedMultipleChoiceField(
        label="Which posts", choices=[], coerce=int, widget=Checkboxes, error_messages={"required": "Choose a post"}
    )
    person = PersonField(
        label="Who is asked",
        help_text="Colleagues with a post in the same organisation. They decide whether they accept.",
        queryset=None,
        empty_label="Choose a colleague",
    )
    starts_on = fields.DateField(
        label="First day", help_text="It can be accepted until the end of this day. For example, 24 12 2026."
    )
    ends_on = fields.DateField(label="Last day", help_text="For example, 4 1 2027.")
    value_limit = fields.MoneyField(
        label="Up to a value",
        help_text="With VAT, for the cases they answer for. Leave it empty for the limit of the post itself.",
        required=False,
    )
    reason = fields.LongField(label="Why", help_text=f"Such as annual leave. {SEEN}", longest=fields.LONGEST_REASON)
    key = fields.KeyField()

    def __init__(self, *args: Any, posts: Sequence[Holding], people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["posts"]
        choice.choices = [(holding.post_id, holding.title) for holding in posts]
        if len(posts) == 1:
            choice.initial = [posts[0].post_id]
        person: Any = self.fields["person"]
        person.queryset = people


class AbsentForm(forms.Form):
    """For whom cover is arranged."""

    absent = PersonField(label="Who is absent", queryset=None, empty_label="Choose a person")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["absent"]
        choice.queryset = people


class AnswerForm(forms.Form):
    """Whether somebody who is asked covers."""

    answer = fields.RadioField(
        label="Do you cover this post?",
        choices=[(ACCEPT, "I accept"), (DECLINE, "I decline")],
        hints={DECLINE: "Say why, so that somebody else can be asked."},
    )
    reason = fields.ReasonField(
        label="Why", help_text=f"Needed when you decline. {SEEN}", required=False, longest=fields.LONGEST_REASON
    )
    key = fields.KeyField()


class WithdrawForm(forms.Form):
    """Why an offer is taken back."""

    reason = fields.LongField(label="Why", help_text=SEEN, longest=fields.LONGEST_REASON, required=False)
    key = fields.KeyField()


class EndForm(forms.Form):
    """When a cover ends, and why."""

    when = fields.RadioField(
        label="When does it end?",
        choices=[(NOW, "Now"), (LATER, "On a later day")],
        hints={NOW: "From this moment on nothing can be done under it.", LATER: "That day is its last."},
    )
    on = fields.DateField(label="Last day", help_text="Only for a later day. For example, 4 1 2027.", required=False)
    reason = fields.LongField(label="Why", help_text=SEEN, longest=fields.LONGEST_REASON, required=False)
    key = fields.KeyField()

    def clean(self) -> dict[str, Any]:
        """A later day has to be named."""
        found = super().clean() or {}
        if found.get("when") == LATER and found.get("on") is None and "on" not in self.errors:
            self.add_error("on", "Enter the last day")
        return found

    @property
    def day(self) -> date | None:
        """The last day; None for now."""
        found: date | None = self.cleaned_data["on"]
        return found if self.cleaned_data["when"] == LATER else None


class RecipientField(PersonField):
    """Who gets something; its hint says when it is needed, so that nothing calls it optional."""

    told_when = True


class HeldTasksField(forms.MultipleChoiceField):
    """Tasks, each by its id and the id of who was on it when the page was made: `12-7`."""

    told_when = True

    def valid_value(self, value: str) -> bool:
        """Whether it is such a pair. What it names is looked for among what its sender may know of."""
        return PAIR.fullmatch(value) is not None

    def clean(self, value: Any) -> Any:
        """The pairs as numbers, each once."""
        pairs = [PAIR.fullmatch(text) for text in dict.fromkeys(super().clean(value))]
        return [(int(pair[1]), int(pair[2])) for pair in pairs if pair]


class HandOverForm(forms.Form):
    """Which tasks go to whom, and why."""

    everything = forms.BooleanField(label="All of these", required=False)
    tasks = HeldTasksField(label="Which tasks", widget=Checkboxes, required=False)
    what = fields.RadioField(
        label="What happens to them?",
        choices=[(GIVE, "A colleague gets them"), (FREE, "Nobody is on them any more")],
        hints={FREE: "They wait for whoever holds their posts, as if nobody had said that they are on it."},
    )
    to = RecipientField(
        label="Who gets them",
        help_text="Needed where a colleague gets them. On the next page you see which of them they can do.",
        queryset=None,
        required=False,
        empty_label="Choose a colleague",
    )
    reason = fields.LongField(
        label="Why", help_text="Such as illness. Readers of the trail see it.", longest=fields.LONGEST_REASON
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, tasks: Sequence[tuple[str, str]], people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["tasks"]
        choice.choices = tasks
        person: Any = self.fields["to"]
        person.queryset = people
        if len(tasks) <= 1:
            del self.fields["everything"]

    def clean(self) -> dict[str, Any]:
        """Something has to be chosen, and who gets it."""
        found = super().clean() or {}
        if found.get("everything"):
            choice: Any = self.fields["tasks"]
            found["tasks"] = choice.clean([value for value, _ in choice.choices])
        if not found.get("tasks") and "tasks" not in self.errors:
            self.add_error("tasks", "Choose a task")
        if found.get("what") == GIVE and found.get("to") is None and "to" not in self.errors:
            self.add_error("to", "Choose who gets them")
        return found

    @property
    def recipient(self) -> Person | None:
        """Who gets them; nobody where they are freed."""
        found: Person | None = self.cleaned_data["to"]
        return found if self.cleaned_data["what"] == GIVE else None


class LeaverForm(forms.Form):
    """Whose work passes to whom, and why."""

    leaver = PersonField(label="Who leaves", queryset=None, empty_label="Choose a person")
    successor = PersonField(
        label="Who takes over",
        help_text="They lead the cases from now on, and need a post that may.",
        queryset=None,
        empty_label="Choose a person",
    )
    reason = fields.LongField(label="Why", help_text="Readers of the trail see it.", longest=fields.LONGEST_REASON)
    key = fields.KeyField()

    def __init__(self, *args: Any, leavers: QuerySet[Person], successors: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaver: Any = self.fields["leaver"]
        leaver.queryset = leavers
        successor: Any = self.fields["successor"]
        successor.queryset = successors
