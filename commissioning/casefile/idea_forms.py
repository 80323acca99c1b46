"""The forms of the register of ideas: they check shape only; the verbs decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from commissioning.casefile.finding import LONGEST_SEARCH
from commissioning.ideas.kinds import IdeaKind, Ruling
from commissioning.ideas.rules import LONGEST_TEXT, LONGEST_TITLE, LONGEST_WARD, Contact, IdeaTerms
from commissioning.records.forms import LinesField
from govuk import fields

KINDS = {
    IdeaKind.NEED: "Something that people here lack. For example, nowhere warm to meet in winter.",
    IdeaKind.OFFER: "Something you could do. For example, a kitchen and volunteers on two days a week.",
}


def _long(label: str, help_text: str) -> fields.LongField:
    return fields.LongField(
        label=label, help_text=help_text, longest=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )


class IdeaForm(forms.Form):
    """What an idea says."""

    kind = fields.RadioField(label="Is it a need or an offer?", choices=IdeaKind.choices, hints=KINDS, coerce=IdeaKind)
    title = forms.CharField(
        label="What is it, in a few words?",
        help_text="For example, A warm place to meet in Mill Ward.",
        max_length=LONGEST_TITLE,
    )
    what = _long(
        "What is needed, or what do you offer?",
        "For example, The library closes at 5pm and the church hall is cold. About 60 people came to our last lunch.",
    )
    who_benefits = _long("Who benefits?", "For example, Older people who live alone, most of them in Mill Ward.")
    wards = LinesField(
        label="Which wards is it about?", help_text="One ward a line. Leave it empty for the whole borough."
    )
    theme = forms.ChoiceField(
        label="Which theme of the council’s social value policy is it nearest to?", choices=[], required=False
    )
    stands_until = fields.DateField(
        label="Until when does it stand?", help_text="It is listed until this day, two years at most."
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, themes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["theme"].choices = [("", "None of these"), *((theme, theme) for theme in themes)]
        chosen["wards"].required = False

    def terms(self) -> IdeaTerms:
        """The idea as it was filled in."""
        given = {name: self.cleaned_data[name] for name in IdeaTerms.__dataclass_fields__}
        return IdeaTerms(**{**given, "wards": tuple(given["wards"])})


class PublicIdeaForm(IdeaForm):
    """The same for whoever has no account: in whose name, and whom to contact."""

    organisation = forms.CharField(
        label="In whose name do you post it?",
        help_text="This is published. For example, Mill Ward Lunch Club, or “A resident of Mill Ward”.",
        max_length=200,
    )
    contact_name = forms.CharField(label="Your name", help_text="This is not published.", max_length=200)
    contact_email = forms.EmailField(
        label="Your email address",
        help_text="This is not published. We tell you here what becomes of it.",
        required=False,
    )
    contact_phone = forms.CharField(
        label="Your telephone number",
        help_text="This is not published. Leave one of the two.",
        max_length=40,
        required=False,
    )
    field_order = ("kind", "title", "what", "who_benefits", "wards", "theme", "stands_until", "organisation")

    def contact(self) -> Contact:
        """Whom to contact."""
        given = self.cleaned_data
        return Contact(given["contact_name"], given["contact_email"], given["contact_phone"])


class RulingForm(forms.Form):
    """What a moderator makes of an idea, as it was read."""

    ruling = fields.RadioField(
        label="What do you make of it?",
        choices=Ruling.choices,
        hints={
            Ruling.PUBLISH: "Everybody reads it, without contact details.",
            Ruling.ASK_FOR_CHANGE: "Say what should change. Whoever posted it is told.",
            Ruling.DECLINE: "Say why. Whoever posted it is told, and nobody else reads it.",
        },
        coerce=Ruling,
    )
    reason = fields.ReasonField(
        label="What should change, or why is it declined?",
        help_text="Needed unless you publish it.",
        longest=fields.LONGEST_REASON,
        required=False,
    )
    read = forms.CharField(widget=forms.HiddenInput)
    key = fields.KeyField()


class IdeaAnswerForm(forms.Form):
    """What a case makes of an idea."""

    used = fields.YesNoField(label="Was it used in this case?")
    text = fields.LongField(
        label="How was it used, or why not?",
        help_text=(
            "Whoever posted it reads this, so do not name what is not public yet. For example, The service will run "
            "from the hall you offer on two evenings a week."
        ),
        longest=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    key = fields.KeyField()


class FindIdeasForm(forms.Form):
    """The filters of the register. What cannot be read does not narrow it."""

    q = forms.CharField(label="Search", help_text="Words of the idea.", max_length=LONGEST_SEARCH, required=False)
    kind = forms.ChoiceField(label="Need or offer", choices=[("", "Both"), *IdeaKind.choices], required=False)
    ward = forms.CharField(label="Ward", help_text="For example, Mill Ward.", max_length=LONGEST_WARD, required=False)
    theme = forms.ChoiceField(label="Theme", choices=[], required=False)

    def __init__(self, *args: Any, themes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["theme"]
        field.choices = [("", "Any theme"), *((theme, theme) for theme in themes)]

    def given(self) -> dict[str, str]:
        """Return what was chosen and could be read."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
