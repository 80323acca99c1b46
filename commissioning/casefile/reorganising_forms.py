"""The questions of a reorganisation. They check shape only; the verbs decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import Body
from commissioning.casefile.forms import why
from commissioning.reorganising.kinds import ReorganisationKind
from commissioning.reorganising.rules import Going
from govuk import fields
from govuk.widgets import Checkboxes

LONGEST_LIST = 20_000
BETWEEN = re.compile(r"[\s,;]+")
ONE_A_LINE = "Needed in a split. References such as TG-2026-0014, one a line."
TOLD_WHEN = ("name", "into", "references", "into_2", "references_2")  # their hints say when they are needed


class ReorganisationForm(forms.Form):
    """What becomes of which bodies, from when, and why."""

    kind = fields.RadioField(
        label="What is to happen?",
        choices=ReorganisationKind.choices,
        hints={
            ReorganisationKind.MERGE: "They close. Their cases, open tasks and posts go to the body that takes over.",
            ReorganisationKind.TRANSFER: "The body goes on. Name the cases, or leave them empty for all of them.",
            ReorganisationKind.SPLIT: "Name the cases that go to each; the others stay.",
        },
        coerce=ReorganisationKind,
    )
    formers = forms.MultipleChoiceField(
        label="Which body is it about?",
        help_text="Only a merger may name several.",
        widget=Checkboxes,
        error_messages={"required": "Choose the body it is about."},
    )
    name = forms.CharField(
        label="New name",
        help_text="Needed where a body gets another name; in a merger for the body that takes over.",
        max_length=200,
        required=False,
    )
    into = forms.ChoiceField(
        label="Which body takes over?", help_text="Leave it empty where a body only gets another name.", required=False
    )
    references = forms.CharField(
        label="Which cases go to it?",
        help_text=ONE_A_LINE,
        widget=forms.Textarea,
        max_length=LONGEST_LIST,
        required=False,
    )
    into_2 = forms.ChoiceField(label="Which second body takes over?", help_text="In a split.", required=False)
    references_2 = forms.CharField(
        label="Which cases go to that one?",
        help_text=ONE_A_LINE,
        widget=forms.Textarea,
        max_length=LONGEST_LIST,
        required=False,
    )
    effective_on = fields.DateField(label="From which day?", help_text="A day that has passed counts as today.")
    reason = why("Why, and by which decision?")
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(body.slug, body.name) for body in bodies]
        chosen: Any = self.fields
        chosen["formers"].choices = choices
        for name in ("into", "into_2"):
            chosen[name].choices = [("", ""), *choices]
        for name in TOLD_WHEN:
            chosen[name].told_when = True

    def clean(self) -> dict[str, Any]:
        """Refuse several bodies where only a merger may name them."""
        found = self.cleaned_data
        if len(found.get("formers", [])) > 1 and found.get("kind") != ReorganisationKind.MERGE:
            self.add_error("formers", "Choose one body: only a merger may name several.")
        return found

    def goings(self) -> list[Going]:
        """What goes where, as the verb takes it."""
        given = self.cleaned_data
        if given["kind"] == ReorganisationKind.RENAME:
            return []
        cases = _references(given["references"]) if given["kind"] != ReorganisationKind.MERGE else ()
        goings = [Going(former, given["into"], cases) for former in given["formers"] if given["into"]]
        if given["kind"] == ReorganisationKind.SPLIT and given["into_2"]:
            goings.append(Going(given["formers"][0], given["into_2"], _references(given["references_2"])))
        return goings

    def about(self) -> str:
        """The short name of the body in whose chain the act stands: of a merger the one that takes over."""
        given = self.cleaned_data
        merges = given["kind"] == ReorganisationKind.MERGE and given["into"]
        return str(given["into"] if merges else given["formers"][0])


def _references(text: str) -> tuple[str, ...]:
    return tuple(word.upper() for word in BETWEEN.split(text.strip()) if word)
