"""The forms of gate policies: they read a rule as people say it. Whether rules hold together is checked elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.rights import Role
from commissioning.casefile.policy_rows import LEADING
from commissioning.gate_policies.facts import Gate
from commissioning.gates.documents import LONGEST, LONGEST_NAME, LONGEST_TITLE, MOST_SEATS, MOST_TIERS
from commissioning.gates.terms import COMBINABLE, MOST_DAYS, Alternatives, FastTerms, PolicyTerms, SeatTerms
from commissioning.vocabulary import Duties, SeatKind, WhenEmpty
from govuk import fields
from govuk.widgets import Checkboxes

LARGEST_FILE = 2_000_000  # bytes; a policy of every seat there can be is a tenth of it


class BeginForm(forms.Form):
    """From which version a draft begins."""

    version = fields.RadioField(label="Which version do you begin from?", choices=[], coerce=int)
    key = fields.KeyField()

    def __init__(self, *args: Any, versions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["version"]
        field.choices = list(versions)


class ImportForm(forms.Form):
    """The file of a gate policy that was tried elsewhere."""

    file = forms.FileField(
        label="File of a gate policy",
        help_text="A .json file that another installation exported. It becomes a draft; nothing comes into force.",
    )
    key = fields.KeyField()

    def clean_file(self) -> Any:
        """Refuse what no policy could be, before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("The file is larger than any gate policy. Choose the file that was exported.")
        return file


class CompareForm(forms.Form):
    """Which two versions or drafts stand side by side."""

    left = forms.ChoiceField(label="On the left")
    right = forms.ChoiceField(label="On the right")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            known: Any = field
            known.choices = list(choices)


class LineField(forms.CharField):
    """A text of one line: a tab or a line end that was pasted into it is a space."""

    def to_python(self, value: Any) -> Any:
        """The text with single spaces."""
        return " ".join((super().to_python(value) or "").split())


class WrittenForm(forms.Form):
    """A part of a draft being changed: the draft as its writer had it, and the key that saves it once."""

    read = forms.CharField(widget=forms.HiddenInput)
    key = fields.KeyField()


class LanesForm(WrittenForm):
    """What holds for the whole policy: its title, its lanes, and one person in two seats."""

    title = LineField(label="Title of the gate policy", max_length=LONGEST_TITLE)
    fast = fields.YesNoField(label="Is there a fast lane?")
    limit = fields.MoneyField(
        label="Limit of the fast lane",
        help_text="With VAT, over the whole life of what is bought. Only where there is a fast lane.",
        required=False,
    )
    check_one_in = fields.WholeNumberField(
        label="Procurement checks one in how many fast-lane purchases?",
        help_text="Leave empty for none.",
        min_value=1,
        max_value=10_000,
        required=False,
    )
    many = fields.YesNoField(
        label="May one person answer two seats of one gate?",
        help_text="Usually not: each seat stands for another pair of eyes.",
    )
    claims = fields.YesNoField(
        label="May one person say that a condition is met and confirm it?",
        help_text="Usually not: whoever did something does not verify it.",
        required=False,
    )
    evaluates = fields.YesNoField(
        label="May one person evaluate bids and decide on their award?",
        help_text="Usually not: whoever gave the marks does not also say that they stand.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """A fast lane has a limit."""
        given = super().clean() or self.cleaned_data
        if given.get("fast") and given.get("limit") is None and "limit" not in self.errors:
            self.add_error("limit", "Enter the limit of the fast lane")
        return given

    @staticmethod
    def initial_of(terms: PolicyTerms) -> dict[str, Any]:
        """What it shows of terms."""
        fast = terms.fast
        return {
            "title": terms.title,
            "fast": fast is not None,
            "limit": fast.limit if fast else None,
            "check_one_in": fast.check_one_in if fast else None,
            "many": terms.one_person_many_seats,
            "claims": Duties.CLAIM_VERIFY in terms.together,
            "evaluates": Duties.EVALUATE_DECIDE in terms.together,
        }

    def together(self) -> frozenset[Duties]:
        """The pairs of duties that one person may have."""
        asked = {Duties.CLAIM_VERIFY: "claims", Duties.EVALUATE_DECIDE: "evaluates"}
        return frozenset(pair for pair, name in asked.items() if self.cleaned_data[name])

    def fast_terms(self) -> FastTerms | None:
        """The fast lane as it was filled in."""
        given = self.cleaned_data
        return FastTerms(given["limit"], given["check_one_in"]) if given["fast"] else None


class GateForm(WrittenForm):
    """What holds for a gate as a whole: what an empty one does, and how many of each group are enough."""

    when_empty = fields.RadioField(
        label="Where no seat is asked",
        choices=WhenEmpty.choices,
        hints={WhenEmpty.PASSES: "For gates whose every seat is asked under conditions."},
        coerce=WhenEmpty,
    )
    owners_accept = forms.BooleanField(
        label="Every body that owns the case must have accepted the stage before its record is submitted",
        help_text="Otherwise whoever submits is told who has not, and may go on. It does not hold for the fast lane.",
        required=False,
    )

    decided_with_next = forms.BooleanField(
        label="Decided with the next stage",
        help_text=(
            "This stage then has no gate and no seats of its own. Its record is handed on, and submitted together with "
            "the next stage’s to one gate there, whose seats answer for both. What that gate comes to holds for both."
        ),
        required=False,
    )

    def __init__(self, *args: Any, gate: Gate, groups: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gate not in COMBINABLE:
            del self.fields["decided_with_next"]
        self.groups = {f"group_{number}": name for number, name in enumerate(groups)}
        for field, name in self.groups.items():
            self.fields[field] = fields.WholeNumberField(
                label=f"How many of “{name}” are enough?", min_value=1, max_value=MOST_SEATS, initial=groups[name]
            )

    def needs(self) -> dict[str, int]:
        """How many of each group are enough."""
        return {name: self.cleaned_data[field] for field, name in self.groups.items()}


class SeatForm(WrittenForm):
    """One seat: which post is asked for what, when, for which sections and under whose power."""

    title = LineField(label="Title of the seat", max_length=LONGEST_TITLE)
    kind = fields.RadioField(
        label="What does it do?",
        choices=[(SeatKind.CONSULT, "Gives advice"), (SeatKind.SIGN, "Signs"), (SeatKind.DECIDE, "Decides")],
        hints={
            SeatKind.CONSULT: "Nobody waits for it once its day has passed.",
            SeatKind.SIGN: "The gate waits for it. It may sign as not supported, or return the record.",
            SeatKind.DECIDE: "The decision maker in law, or whoever records what they decided.",
        },
        coerce=SeatKind,
    )
    role = forms.TypedChoiceField(label="Which role is asked?", choices=Role.choices, coerce=Role)
    body = forms.ChoiceField(label="Of which body?", required=False)
    tier = fields.WholeNumberField(
        label="Tier",
        help_text="Seats of one tier are asked together, once the tier before has answered.",
        min_value=1,
        max_value=MOST_TIERS,
    )
    working_days = fields.WholeNumberField(label="Working days to answer", min_value=1, max_value=MOST_DAYS)
    sections = forms.MultipleChoiceField(
        label="Which sections does it answer for?",
        help_text="Choose none for all of them.",
        widget=Checkboxes(small=True),
        required=False,
    )
    why = LineField(
        label="Why this post is asked", help_text="In words for those who read the gate.", max_length=LONGEST
    )
    power = LineField(
        label="Decision maker in law and their power",
        help_text="Needed where the seat decides. For example, head of service, under the scheme of delegation.",
        max_length=LONGEST,
        required=False,
    )
    paragraph = LineField(
        label="Paragraph of the constitution",
        help_text="For example, part 3, 4.2(b).",
        max_length=LONGEST,
        required=False,
    )
    group = LineField(
        label="Group",
        help_text="Seats of one tier that share a name here are a group of which some are enough.",
        max_length=LONGEST_NAME,
        required=False,
    )

    def __init__(
        self, *args: Any, gate: Gate, handed: Mapping[str, str], bodies: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.gate = gate
        body: Any = self.fields["body"]
        body.choices = [("", LEADING), *bodies.items()]
        sections: Any = self.fields["sections"]
        sections.choices = list(handed.items())

    @staticmethod
    def initial_of(seat: SeatTerms) -> dict[str, Any]:
        """What it shows of a seat."""
        names = ("title", "kind", "role", "body", "tier", "working_days", "why", "power", "paragraph", "group")
        return {**{name: getattr(seat, name) for name in names}, "sections": list(seat.sections)}

    def seat(self, conditions: Alternatives) -> SeatTerms:
        """The seat as it was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("read", "key", "sections")}
        sections = tuple(self.cleaned_data["sections"])
        return SeatTerms(stage=self.gate[0], lane=self.gate[1], sections=sections, conditions=conditions, **given)


class ProposeForm(forms.Form):
    """From which day a draft is to be in force, and why."""

    effective_from = fields.DateField(
        label="In force from", help_text="Today or later. Gates that are open by then keep the policy they began with."
    )
    reason = forms.CharField(
        label="Why the gate policy changes", help_text="Whoever reads the policy sees it.", widget=forms.Textarea
    )
    key = fields.KeyField()


class PublishForm(WrittenForm):
    """The draft as whoever publishes it has read it."""


class ReplayForm(forms.Form):
    """Since when submissions are looked at."""

    since = fields.DateField(
        label="Only what was handed in from this day", help_text="Leave empty for everything.", required=False
    )
