"""The forms of measure frameworks: they check shape only; the verbs decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import Body
from commissioning.casefile.policy_register_forms import WrittenForm
from commissioning.measures.files import LARGEST, TOO_LARGE
from commissioning.measures.importing import Given
from commissioning.measures.kinds import Counts, Direction, FrameworkKind
from commissioning.measures.models import FrameworkVersion
from commissioning.measures.rules import (
    AMOUNT,
    CODE,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_UNIT,
    Edition,
    MeasureTerms,
)
from commissioning.measures.writing import SAID
from commissioning.policies.models import Priority
from commissioning.records.forms import LinesField
from govuk import fields
from govuk.widgets import ShortText


def _short(label: str, hint: str = "", *, longest: int, required: bool = False, width: int = 0) -> forms.CharField:
    widget = ShortText(width=width) if width else forms.TextInput()
    return forms.CharField(label=label, help_text=hint, max_length=longest, required=required, widget=widget)


def _long(label: str, hint: str = "", *, rows: int = 3, required: bool = True) -> fields.LongField:
    area = forms.Textarea(attrs={"rows": rows})
    return fields.LongField(label=label, help_text=hint, longest=LONGEST_TEXT, required=required, widget=area)


def _bodies(form: forms.Form, bodies: Any) -> None:
    field: Any = form.fields["owner"]
    field.queryset = bodies
    found = list(bodies)
    if len(found) == 1:
        field.initial = found[0].slug


class BeginFrameworkForm(forms.Form):
    """What a catalogue is called, and whose it is."""

    name = _short("Name of the catalogue", "For example, Larkmoor’s catalogue of measures.", longest=60, required=True)
    owner: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label="Which body keeps it?", queryset=None, empty_label="Choose a body", to_field_name="slug"
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bodies(self, bodies)


class AboutForm(WrittenForm):
    """What a version is called, who publishes it, and under which licence."""

    label = _short("What is this version called?", "For example, 2026 to 2029.", longest=LONGEST_UNIT)
    publisher = _short("Who publishes it?", longest=LONGEST_NAME)
    source = _short("Where can it be read?", "An address on the web, or where it lies.", longest=LONGEST_TITLE)
    licence = _long(
        "Under which licence may it be used?",
        "Shown wherever its measures or values are. Needed for what is not the council’s own.",
        required=False,
    )

    def changed(self, edition: Edition) -> Edition:
        """The version with what was filled in."""
        given = {name: self.cleaned_data[name].strip() for name in SAID}
        return Edition(**given, measures=edition.measures)


class MeasureForm(WrittenForm):
    """One measure of a draft, with all that it states."""

    code = forms.RegexField(
        f"^{CODE.pattern}$",
        label="Code",
        help_text="Short, and the same as before where it goes on. For example, J1.",
        max_length=LONGEST_CODE,
        widget=ShortText(width=10),
        error_messages={"invalid": "Use letters, figures, full stops and hyphens alone, like J1"},
    )
    title = _short(
        "What is measured?", "For example, Residents out of work who start a job.", longest=LONGEST_TITLE, required=True
    )
    definition = _long("What exactly counts, and what does not?", "So that two people would count the same.")
    unit = _short("In what unit?", "For example, people who stay 26 weeks.", longest=LONGEST_UNIT, required=True)
    counts = fields.RadioField(label="What does it count?", choices=Counts.choices)
    direction = fields.RadioField(label="Which way is better?", choices=Direction.choices)
    evidence = _long("What counts as evidence?", "For example, a list without names, with each referral.")
    baseline = _long("What is it compared with?", "How to find the baseline.", required=False)
    theme = _short("Which theme or outcome does it belong to?", longest=LONGEST_NAME)
    priorities = forms.MultipleChoiceField(
        label="Which priorities of the social value policy does it serve?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    guards = LinesField(
        label="Which groups guard it against counting twice?",
        help_text=(
            "One a line. One activity counts under one measure of a group alone, in whichever framework: no case can "
            "choose two of them. For example, jobs."
        ),
    )
    proxy_value = fields.MoneyField(
        label="What is one unit worth?", help_text="A proxy value, if there is one.", max_digits=14, required=False
    )
    proxy_source = _short("Where does that value come from?", "Needed with a value.", longest=LONGEST_TITLE)
    price_year = _short("At the prices of which year?", "Needed with a value.", longest=4, width=5)
    licence = _long(
        "Under which licence may the value be used?",
        "Where it is another than the version’s. Needed with a value: for your own, that it is your own.",
        required=False,
    )

    def __init__(
        self, *args: Any, priorities: Mapping[str, Priority], own: bool, withdraws: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guards"].required = False
        for name in TEXTS if withdraws else ():  # what is taken out need not be whole
            self.fields[name].required = False
        field: Any = self.fields["priorities"]
        field.choices = [(code, str(one)) for code, one in priorities.items()]
        if not (own and priorities):
            del self.fields["priorities"]

    def measure(self) -> MeasureTerms:
        """The measure as it was filled in."""
        given = self.cleaned_data
        value = given["proxy_value"]
        said: dict[str, Any] = {name: given[name].strip() for name in TEXTS}
        said |= {name: tuple(given.get(name) or ()) for name in ("guards", "priorities")}
        return MeasureTerms(**said, proxy_value="" if value is None else f"{value:.2f}")

    @staticmethod
    def initial_of(one: MeasureTerms) -> dict[str, Any]:
        """What it shows of a measure."""
        value = Decimal(one.proxy_value) if AMOUNT.fullmatch(one.proxy_value) else one.proxy_value
        return {**vars(one), "proxy_value": value, "guards": list(one.guards), "priorities": list(one.priorities)}


TEXTS = [name for name in MeasureTerms.__dataclass_fields__ if name not in ("guards", "priorities", "proxy_value")]


class PutForwardForm(forms.Form):
    """From which day a version is to be in force, and why the framework changes."""

    effective_from = fields.DateField(
        label="In force from",
        help_text="Today or later. Cases that began before may still choose from the version before.",
    )
    reason = fields.LongField(
        label="Why the framework changes", help_text="Whoever reads it sees this.", longest=fields.LONGEST_REASON
    )
    key = fields.KeyField()


class PublishForm(WrittenForm):
    """The version as whoever publishes it has read it, and why they do."""

    reason = fields.LongField(
        label="Why you publish it", help_text="Readers of its history see this.", longest=fields.LONGEST_REASON
    )


class ImportForm(forms.Form):
    """A file of measures, and what is to be known of it."""

    file = forms.FileField(
        label="File of measures",
        help_text="A .csv or .xlsx made from the template. All of it is taken, or nothing.",
    )
    name = _short(
        "Name of the framework",
        "As it is called already, for its next version; another name makes a new one.",
        longest=60,
        required=True,
    )
    kind = fields.RadioField(label="Whose is it?", choices=FrameworkKind.choices, coerce=FrameworkKind)
    label = _short("What is this version called?", "For example, 2026 edition.", longest=LONGEST_UNIT)
    publisher = _short("Who publishes it?", longest=LONGEST_NAME)
    source = _short("Where can it be read?", longest=LONGEST_TITLE)
    licence = _long(
        "Under which licence may it be used?",
        "Needed for what is not the council’s own. It is shown wherever its measures or values are.",
        required=False,
    )
    owner: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label="Which body keeps it?", queryset=None, empty_label="Choose a body", to_field_name="slug"
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bodies(self, bodies)

    def clean_file(self) -> Any:
        """Refuse what is larger than any framework, before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def given(self) -> Given:
        """What is said of the file beside it."""
        found = dict(self.cleaned_data)
        file, _key = found.pop("file"), found.pop("key")
        return Given(**found, file=file.name[:LONGEST_NAME])


class CompareForm(forms.Form):
    """Which two versions of a framework stand side by side."""

    before = forms.ChoiceField(label="Version")
    after = forms.ChoiceField(label="Compared with")

    def __init__(self, *args: Any, versions: Iterable[FrameworkVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.number), one.called) for one in versions]
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.choices = choices
