"""The forms of a case's interests: one question a page where it matters; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms

from commissioning.interests.kinds import Conflict, Verdict
from commissioning.interests.rules import flaws
from govuk import fields
from govuk.fields import LONGEST_REASON

HINTS = {
    Conflict.NONE: "Neither you nor your family or close friends gain or lose by who wins this contract.",
    Conflict.ACTUAL: "You, your family or close friends have an interest in a supplier. You are kept out at once.",
    Conflict.POTENTIAL: "An interest could arise, for example if a certain supplier bids.",
    Conflict.PERCEIVED: "You have none, but somebody could reasonably think so.",
}


class KindForm(forms.Form):
    """Whether a person has a conflict of interest."""

    kind = fields.RadioField(
        label="Do you have a conflict of interest in this case?", choices=Conflict.choices, hints=HINTS, coerce=Conflict
    )


class DetailForm(forms.Form):
    """What the conflict is, and what is done about it."""

    kind = forms.ChoiceField(choices=Conflict.choices, widget=forms.HiddenInput)
    nature = fields.LongField(
        label="What is the conflict of interest?",
        help_text="For example: my sister works for a company that may bid. Readers of the trail see it.",
        longest=LONGEST_REASON,
    )
    mitigation = fields.LongField(
        label="What is done, or could be done, about it?",
        help_text="Procurement reviews it. With an actual conflict you may leave this empty: you are kept out.",
        longest=LONGEST_REASON,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what a declaration of this kind may not leave out."""
        given = super().clean() or {}
        kind = Conflict(given.get("kind") or Conflict.ACTUAL)
        for name, text in flaws(kind, given.get("nature", ""), given.get("mitigation", "")).items():
            if name not in self.errors:
                self.add_error(name, text)
        return given


class DeclareForm(forms.Form):
    """A declaration as it was checked by whoever makes it."""

    kind = forms.ChoiceField(choices=Conflict.choices, widget=forms.HiddenInput)
    nature = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_REASON, required=False)
    mitigation = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_REASON, required=False)
    key = fields.KeyField()

    def clean_kind(self) -> Conflict:
        """Return the kind as the verb takes it."""
        return Conflict(self.cleaned_data["kind"])


class ReviewForm(forms.Form):
    """What Procurement decides about a declaration, and why."""

    verdict = fields.RadioField(
        label="May they act on the case?",
        choices=Verdict.choices,
        hints={
            Verdict.MAY_ACT: "What is done about the conflict is enough.",
            Verdict.KEEP_OUT: "At once: from seats, records and bids, whatever they are in the middle of included.",
        },
        coerce=Verdict,
    )
    reason = fields.LongField(label="Why", help_text="Readers of the trail see it.", longest=LONGEST_REASON)
    key = fields.KeyField()


class AskForm(forms.Form):
    """Asking everybody who has still to declare."""

    key = fields.KeyField()
