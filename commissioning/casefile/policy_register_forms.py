"""The forms of the policy register: they check shape only; the verbs decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from accounts.models import Body
from commissioning.casefile.forms import ReasonForm
from commissioning.policies.documents import LONGEST_CODE, LONGEST_TEXT, LONGEST_TITLE
from commissioning.policies.kinds import HERE, Bond, Fate, Received, Side
from commissioning.policies.models import Policy
from commissioning.policies.rules import FateTerms, PriorityTerms, SectionTerms, Wording
from govuk import fields
from govuk.widgets import ShortText

LONGEST_COMMENT = 20_000
ENDED = ""  # the choice of a priority that goes on as none


def _short(label: str, help_text: str = "", *, longest: int = LONGEST_TITLE, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=longest, required=required)


def _long(label: str, help_text: str = "", *, longest: int = LONGEST_TEXT, required: bool = True) -> fields.LongField:
    return fields.LongField(label=label, help_text=help_text, longest=longest, required=required)


class BeginPolicyForm(forms.Form):
    """What a policy is called, and whose it is."""

    title = _short("Title of the policy", "For example, Employment and skills strategy.", required=True)
    owner: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label="Which body keeps it?", queryset=None, empty_label="Choose a body", to_field_name="slug"
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = bodies


class WrittenForm(forms.Form):
    """A part of a draft being changed: the draft as its writer had it, and the key that saves it once."""

    read = forms.CharField(widget=forms.HiddenInput)
    key = fields.KeyField()


class SummaryForm(WrittenForm):
    """What a policy is about, in a paragraph."""

    text = _long("What is the policy about?", "A summary for those who do not read the whole of it.", required=False)


class SectionForm(WrittenForm):
    """One section of the full text."""

    title = _short("Title of the section", "For example, How social value is measured.", required=True)
    text = _long("Text", required=False)

    def section(self) -> SectionTerms:
        """The section as it was filled in."""
        return SectionTerms(self.cleaned_data["title"].strip(), self.cleaned_data["text"])


class PriorityForm(WrittenForm):
    """One priority with all its columns."""

    code = forms.CharField(
        label="Code",
        help_text="Short, and the same as before where the priority goes on. For example, P1.",
        max_length=LONGEST_CODE,
        widget=ShortText(width=10),
    )
    title = _short("Title", "For example, Good work for local people.", required=True)
    why = _long("Why is it a priority?", "The need behind it, with figures where there are any.", required=False)
    theme = _short("Which theme of the council plan does it serve?")
    mayoral_priority = _short("Which Mayoral priority does it serve?")
    geography = _short("Where does it count?", "For example, the whole borough, or Mill and Harbour wards.")
    groups = _short("Which groups is it meant to benefit?", "For example, people out of work for a year or more.")
    period = _short("For which time is it set?", "For example, April 2026 to March 2029.")
    targets = _long("What are its targets?", "What the council wants to see by when.", required=False)

    def priority(self) -> PriorityTerms:
        """The priority as it was filled in."""
        return PriorityTerms(**{name: self.cleaned_data[name].strip() for name in PriorityTerms.__dataclass_fields__})


class FatesForm(WrittenForm):
    """What becomes of each priority of the version before: three questions for each."""

    def __init__(self, *args: Any, before: Mapping[str, str], wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(before)
        new = [(one.code, f"{one.code} {one.title}") for one in wording.priorities]
        told = {one.old: one for one in wording.fates}
        for place, (code, title) in enumerate(before.items()):
            known = told.get(code)
            self.fields[f"fate_{place}"] = fields.RadioField(
                label=f"What becomes of {code} {title}?",
                choices=Fate.choices,
                hints={Fate.MERGED: "It goes on within another one, together with others."},
                coerce=Fate,
                initial=known.fate if known else None,
            )
            self.fields[f"into_{place}"] = forms.ChoiceField(
                label=f"As which priority of this version does {code} go on?",
                choices=[("", "None: it ends"), *new],
                required=False,
                initial=known.into if known else "",
            )
            self.fields[f"reason_{place}"] = fields.ReasonField(
                label=f"Why is {code} merged or ended?",
                help_text="Needed unless it is kept.",
                longest=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.initial[f"reason_{place}"] = known.reason if known else ""

    def fates(self) -> tuple[FateTerms, ...]:
        """The fates as they were filled in; what ends goes on as nothing."""
        given = self.cleaned_data
        return tuple(
            FateTerms(
                code,
                given[f"fate_{place}"],
                "" if given[f"fate_{place}"] == Fate.ENDED else given[f"into_{place}"],
                given[f"reason_{place}"].strip(),
            )
            for place, code in enumerate(self.codes)
        )


class ConsultForm(WrittenForm):
    """Until when comments are taken."""

    until = fields.DateField(
        label="Until which day are comments taken?", help_text="Its text stays as it is until that day has passed."
    )


class CommentForm(forms.Form):
    """A comment of one's own."""

    text = _long("Your comment", "Everyone who reads the policy reads it.", longest=LONGEST_COMMENT)
    key = fields.KeyField()


class EnterCommentForm(forms.Form):
    """A comment that reached the council in another way."""

    side = fields.RadioField(label="For whom does it speak?", choices=Side.choices, coerce=Side)
    sender = _short(
        "Who is it from?",
        "As the sender wants to be named. A resident who wants no name is “a resident of Mill Ward”.",
        required=True,
    )
    received = fields.RadioField(
        label="How did it reach the council?",
        choices=[choice for choice in Received.choices if choice[0] not in HERE],
        coerce=Received,
    )
    received_on = fields.DateField(label="When was it received?")
    text = _long("What does it say?", longest=LONGEST_COMMENT)
    key = fields.KeyField()


class AnswerForm(forms.Form):
    """The answer to a comment."""

    text = _long("Your answer", longest=LONGEST_COMMENT)
    changed = _long("What was changed because of it?", "If nothing was, say why.", longest=LONGEST_COMMENT)
    key = fields.KeyField()


class PublicAnswerForm(AnswerForm):
    """The answer to a comment that came from the public page, where it is shown with its answer."""

    shown = fields.YesNoField(
        label="Show the comment and your answer on the public page?",
        help_text="No, where it is abusive or tells of somebody’s private life.",
        initial=True,
    )
    field_order = ("text", "changed", "shown", "key")


class PublicCommentForm(forms.Form):
    """A comment without an account."""

    text = _long("Your comment", "Everybody reads it, once it is answered.", longest=LONGEST_COMMENT)
    name = _short("Your name", "Only if you want to be named. It is published with your comment.")
    key = fields.KeyField()


class PolicyFileForm(WrittenForm):
    """The file of a policy."""

    file = forms.FileField(
        label="Choose the file", help_text="As it was exported here, or on another installation. It ends in .json."
    )


class PutForwardForm(forms.Form):
    """The days of a version, and why the policy changes."""

    effective_from = fields.DateField(
        label="In effect from", help_text="Cases that commence before keep their version."
    )
    review_on = fields.DateField(label="To be reviewed on")
    reason = fields.LongField(
        label="Why the policy changes", help_text="Whoever reads it sees this.", longest=fields.LONGEST_REASON
    )
    key = fields.KeyField()


class ApproveForm(WrittenForm):
    """The version as whoever approves it has read it, and where it was decided."""

    approved_on = fields.DateField(label="On which day was it approved?")
    approval = _short(
        "Where was it approved?", "For example, Cabinet, 3 March 2026, minute 41.", longest=300, required=True
    )


class LinkageForm(forms.Form):
    """How a policy bears on another one."""

    bond = fields.RadioField(
        label="How does it bear on the other policy?",
        choices=Bond.choices,
        hints={
            Bond.REINFORCES: "What one asks for helps the other.",
            Bond.OVERLAPS: "Both ask for the same, or for nearly the same.",
            Bond.CONFLICTS: "What one asks for hinders the other.",
            Bond.DEPENDS: "It works only where the other one does.",
        },
        coerce=Bond,
    )
    rationale = _long("Why? Say in what it shows.", longest=LONGEST_COMMENT)
    owner: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label="Which body looks after it?", queryset=None, empty_label="Choose a body", to_field_name="slug"
    )
    review_on = fields.DateField(label="When is it looked at again?")
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = bodies


class ReviewForm(LinkageForm):
    """A linkage being reviewed: as its reviewer had it, and as it is to be."""

    read = forms.CharField(widget=forms.HiddenInput)


class EndLinkageForm(ReasonForm):
    """Why a linkage is ended, as it was read."""

    read = forms.CharField(widget=forms.HiddenInput)


class LinkForm(LinkageForm):
    """Which other policy, and how a policy bears on it."""

    other = forms.ChoiceField(label="Which other policy?", choices=[])
    field_order = ("other", "bond", "rationale", "owner", "review_on", "key")

    def __init__(self, *args: Any, policies: Iterable[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.choices = [("", "Choose a policy"), *((one.code, one.title) for one in policies)]


class AdoptForm(forms.Form):
    """Which newer version a case adopts, as it was shown, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = fields.LongField(
        label="Why the case adopts it", help_text="Readers of the trail see it.", longest=fields.LONGEST_REASON
    )
    key = fields.KeyField()


def without(rows: Sequence[Any], number: int) -> tuple[Any, ...]:
    """Return rows without the one of that number, counted from 1."""
    return tuple(row for place, row in enumerate(rows, start=1) if place != number)


def placed(rows: Sequence[Any], number: int, row: Any) -> tuple[Any, ...]:
    """Return rows with another one at a number, counted from 1; at 0 it is added at the end."""
    if number == 0:
        return (*rows, row)
    return tuple(row if place == number else other for place, other in enumerate(rows, start=1))
