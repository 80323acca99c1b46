"""The forms of the casefile's pages: they check shape only; the verbs decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.forms.formsets import DELETION_FIELD_NAME, TOTAL_FORM_COUNT, BaseFormSet, formset_factory

from accounts.vocabulary import Mail
from commissioning.case.linking import BY_HAND
from commissioning.casefile.wording import capital
from commissioning.documents.rules import TAKEN, size_in_words
from commissioning.records.models import StageRecord
from commissioning.records.rooms import RowSet
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, LinkKind, Regime, SeatKind, Stage
from govuk import fields

LONGEST_TITLE = 300
LONGEST_DESCRIPTION = 10_000
MOST_ROWS = 200
GONE = "What you selected is not there any more. Select another, or remove these answers."

ANSWERS = {
    Action.SIGN: ("I sign these sections", ""),
    Action.OBJECT: (
        "I sign, not supported",
        "Say why. The decider may go ahead all the same, with reasons.",
    ),
    Action.RETURN: (
        "Not ready: return to the author",
        "Say what is missing.",
    ),
    Action.ADVISE: ("I give this advice", ""),
    Action.PASS: ("Agree", "The case goes on."),
    Action.AMEND: ("Agree as amended", "The submitted text stays as it is; your own words are recorded with it."),
    Action.DEFER: ("Defer", "Say why, and until when. The task stays with you."),
    Action.STOP: ("Stop", "Say why. The case ends here."),
    Action.END: ("End: go to review", "The contract is over. Say why."),
}
ASIDE = (
    Action.TAKE,
    Action.GIVE_BACK,
    Action.TAKE_BACK,
    Action.LIFT,
    Action.DECLARE,
    Action.ASK,
    Action.WITHDRAW,
)


def why(label: str = "Why") -> fields.LongField:
    """The reason of a decision."""
    return fields.LongField(label=label, help_text="Readers of the trail see it.", longest=fields.LONGEST_REASON)


class MailForm(forms.Form):
    """How a person is told by email."""

    mail = fields.RadioField(
        label="How do you want to be told by email?",
        help_text="Whatever you choose, you read every message in Tollgate at once.",
        choices=Mail.choices,
        error_messages={"required": "Choose how you want to be told."},
    )


class RegimeForm(forms.Form):
    """Under which body of law a case runs, and why."""

    regime = fields.RadioField(
        label="Regime",
        choices=[(regime.value, regime.label) for regime in Regime if regime != Regime.UNKNOWN],
        hints={
            Regime.PCR2015: "Procurements begun before 24 February 2025, and their contracts, stay under it.",
            Regime.PSR: "Health care services.",
            Regime.BELOW_THRESHOLD: "Under the Procurement Act's thresholds.",
        },
        coerce=Regime,
    )
    reason = why("Why this regime applies")
    key = fields.KeyField()


class EarlierStageForm(forms.Form):
    """To which stage a case from outside is taken back, and why."""

    stage = fields.RadioField(label="Which stage?", choices=[], coerce=Stage)
    reason = why()
    key = fields.KeyField()

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ChoiceField", self.fields["stage"])
        choice.choices = [(stage.value, stage.label) for stage in stages]


class SendForm(forms.Form):
    """Handing something in as it stands."""

    key = fields.KeyField()


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = why()
    key = fields.KeyField()


class LinkForm(forms.Form):
    """Which case this one belongs to, how, and why."""

    kind = fields.RadioField(
        label="What is this case to the other?",
        choices=[(kind.value, capital(str(kind.label))) for kind in BY_HAND],
        hints={
            LinkKind.SPLIT_FROM: "The other case was divided, and this is a part of it.",
            LinkKind.MERGED_INTO: "What this case was to buy is bought in the other.",
            LinkKind.RETENDER_OF: "The other came to nothing, and this one tries again.",
            LinkKind.CALL_OFF_UNDER: "The other set up the framework that this one buys under.",
        },
        coerce=LinkKind,
    )
    other = forms.CharField(label="Reference of the other case", help_text="Such as TG-2026-0014.", max_length=20)
    reason = why()
    key = fields.KeyField()


class TrailForm(forms.Form):
    """The filters of a trail."""

    stage = forms.ChoiceField(label="Stage", choices=[("", "Any stage"), *Stage.choices], required=False)
    what = forms.ChoiceField(label="What happened", required=False)
    who = forms.ChoiceField(label="Who", required=False)

    def __init__(self, *args: Any, verbs: Sequence[Verb], people: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields["what"]
        who: Any = self.fields["who"]
        what.choices = [("", "Anything"), *((verb.value, capital(verb.label)) for verb in verbs)]
        who.choices = [("", "Anyone"), *((name, name) for name in people)]


class SentForm(forms.Form):
    """What a section's page sends along unseen: its key, and the digest of the section as its writer had it."""

    key = fields.KeyField()
    read = forms.CharField(widget=forms.HiddenInput, required=False)


class FileForm(forms.Form):
    """A file to attach to a section, and what it is."""

    file = forms.FileField(
        label="Attach a file",
        help_text=(
            f"{TAKEN}, without macros, up to {size_in_words(settings.LARGEST_DOCUMENT)}. A file of the same name takes "
            "the place of the one that is attached."
        ),
        required=False,
        allow_empty_file=True,  # the rule on sizes says it better
    )
    description = forms.CharField(
        label="What the file is", help_text="Where its name does not say it.", max_length=200, required=False
    )


class EvidenceFileForm(forms.Form):
    """A file that shows that a condition is met."""

    file = forms.FileField(
        label="Attach a file",
        help_text=f"{TAKEN}, without macros, up to {size_in_words(settings.LARGEST_DOCUMENT)}.",
        allow_empty_file=True,  # the rule on sizes says it better
        error_messages={"required": "Select a file."},
    )
    key = fields.KeyField()


class DeedForm(forms.Form):
    """A deed without an answer of its own: taking a task, giving it back, taking a record back, submitting it."""

    action = forms.CharField(widget=forms.HiddenInput)
    key = fields.KeyField()


class ReasonedDeedForm(DeedForm):
    """A deed that says why."""

    reason = fields.LongField(label="Why", longest=fields.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": "3"}))


class AnswerForm(forms.Form):
    """The answer of a seat: which, why, and what it needs besides. The digest names the text that was read."""

    action = fields.RadioField(label="What do you answer?", choices=[])
    reason = fields.ReasonField(label="Why", longest=fields.LONGEST_REASON, required=False)
    text = fields.ReasonField(
        label="Agreed as amended: the decision in its own words",
        help_text="Only for “agree as amended”. Left empty, your reason is taken.",
        longest=fields.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": "3"}),
        required=False,
    )
    until = fields.DateField(
        label="Deferred until", help_text="Only for “defer”. For example, 9 12 2026.", required=False
    )
    no_conflict = forms.BooleanField(
        label="Neither I nor my family or close friends have an interest in any of these suppliers",
        help_text="Needed to agree. If you have one, declare it below instead.",
        required=False,
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    key = fields.KeyField()

    def __init__(
        self,
        *args: Any,
        actions: Sequence[Action],
        kind: SeatKind,
        today: date,
        declares: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not declares:
            del self.fields["no_conflict"]
        answers = [action for action in actions if action in ANSWERS]
        self._offer(answers)
        self.fields["reason"].label, self.fields["reason"].help_text = REASONS[kind]
        for name, action in (("text", Action.AMEND), ("until", Action.DEFER)):
            if action not in answers:
                del self.fields[name]

    def _offer(self, answers: Sequence[Action]) -> None:
        field: Any = self.fields["action"]
        field.choices = [(action.value, ANSWERS[action][0]) for action in answers]
        field.widget.hints = {action.value: ANSWERS[action][1] for action in answers}
        if len(answers) == 1:
            field.widget, field.initial = forms.HiddenInput(), answers[0].value

    def clean_no_conflict(self) -> bool:
        """Refuse to agree without saying that one has no conflict of interest."""
        ticked: bool = self.cleaned_data["no_conflict"]
        if not ticked and self.cleaned_data.get("action") in (Action.PASS, Action.AMEND):
            raise forms.ValidationError(
                "Tick that you have no interest in these suppliers. If you have one, declare it instead of agreeing."
            )
        return ticked

    def clean_until(self) -> date | None:
        """Refuse to defer into the past."""
        until: date | None = self.cleaned_data["until"]
        if self.cleaned_data.get("action") == Action.DEFER and until is not None and until <= self.today:
            raise forms.ValidationError("Enter a day after today to defer until.")
        return until


REASONS = {
    SeatKind.CONSULT: ("Your advice", "The author and the decider read it. It does not veto."),
    SeatKind.SIGN: ("Why", "Needed for all but a plain signature."),
    SeatKind.DECIDE: ("Why", "Needed for all but plain agreement, and to agree where a seat signed “not supported”."),
}


class RowsFormSet(BaseFormSet[Any]):
    """The rows of a section: those that stand, found by their id, and empty ones to fill in."""

    default_error_messages: ClassVar = {"missing_management_form": fields.INCOMPLETE}

    def __init__(self, data: Any, *, row_set: RowSet, record: StageRecord) -> None:
        self.row_set, self.record = row_set, record
        self.standing = list(getattr(record, row_set.name).all())
        self.begun = _begun_of(row_set, record)
        read = vars(record).setdefault("choices_read", {})  # a page with a draft makes its forms more than once
        self.choices: dict[str, list[Any]] = read.setdefault(row_set.name, {})
        super().__init__(data, initial=[{"id": row.pk} for row in self.standing], prefix=row_set.name)

    @property
    def legend(self) -> str:
        """What one row is called."""
        return f"{self.row_set.one[:1].upper()}{self.row_set.one[1:]}"

    @property
    def add_text(self) -> str:
        """What the button to add a row says; "" where none can be added."""
        return "" if self.row_set.fixed else f"Add another {self.row_set.one}"

    def called(self, place: int, form: Any) -> str:
        """What a row is called where something is wrong with it: its number, and its name once it is kept."""
        name = str(form.instance).strip() if form.instance.pk else ""
        return f"{self.legend} {place}{f', “{name}”' if name else ''}"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Give each form its record, and the row it changes."""
        kwargs = {**super().get_form_kwargs(index), "record": self.record}
        row = self._row(index)
        return {**kwargs, **({"instance": row} if row is not None else self._begun(index))}

    def _begun(self, index: int | None) -> dict[str, Any]:
        """What an empty row begins with: sent back as it was, it stays empty."""
        place = -1 if index is None else index - len(self.standing)
        return {"initial": self.begun[place]} if 0 <= place < len(self.begun) else {}

    def _row(self, index: int | None) -> Any:
        if index is None:
            return None
        if not self.is_bound:
            return self.standing[index] if index < len(self.standing) else None
        sent = self.data.get(f"{self.prefix}-{index}-id", "")
        return next((row for row in self.standing if str(row.pk) == sent), None)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the row's id, and read what each key may point at once for all rows."""
        super().add_fields(form, index)
        form.fields["id"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        form.use_required_attribute = False
        for name, field in form.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                form.fields[name] = self._among_rows(name, field)

    def _among_rows(self, name: str, field: Any) -> forms.TypedChoiceField:
        """The same question, answered among rows that are read once for the whole page."""
        if name not in self.choices:
            self.choices[name] = [value.instance for value, _ in field.choices if value]
        found = self.choices[name]
        empty = [("", field.empty_label)] if field.empty_label is not None else []
        asked = forms.TypedChoiceField(
            choices=[*empty, *((row.pk, field.label_from_instance(row)) for row in found)],
            coerce=partial(_one_of, found),
            empty_value=None,
            label=field.label,
            help_text=field.help_text,
            required=field.required,
            widget=field.widget,
        )
        asked.error_messages = field.error_messages | {"invalid_choice": GONE}
        return asked

    def clean(self) -> None:
        """Refuse fewer rows than none, which no page sends: rows that are left out are removed."""
        if (self.management_form.cleaned_data[TOTAL_FORM_COUNT] or 0) < 0:
            raise forms.ValidationError(fields.INCOMPLETE)

    def kept(self) -> list[dict[str, Any]]:
        """Return the rows to keep or add, as the verb takes them: empty and removed ones left out."""
        return [_columns(form) for form in self.forms if _kept(form)]


def _one_of(found: Sequence[Any], value: Any) -> Any:
    """Return the row that was chosen. Raises ValueError where it is none of them any more."""
    for row in found:
        if str(row.pk) == str(value):
            return row
    raise ValueError(value)


def _kept(form: Any) -> bool:
    answers = form.cleaned_data
    return bool(answers) and not answers.get(DELETION_FIELD_NAME) and bool(answers.get("id") or form.has_changed())


def _columns(form: Any) -> dict[str, Any]:
    answers: Mapping[str, Any] = form.cleaned_data
    return {name: value for name, value in answers.items() if name != DELETION_FIELD_NAME}


def _begun_of(row_set: RowSet, record: StageRecord) -> list[Mapping[str, str]]:
    """What rows that are still wanted begin with: read once for all forms of a page."""
    read: dict[str, list[Mapping[str, str]]] = vars(record).setdefault("rows_begun", {})
    if row_set.name not in read:
        read[row_set.name] = list(row_set.begin(record))
    return read[row_set.name]


def rows_form(row_set: RowSet, record: StageRecord, data: Any = None) -> RowsFormSet:
    """Return the rows of a section as forms, with those still wanted, or an empty one where there are none yet."""
    standing = getattr(record, row_set.name).all()
    wanted = len(_begun_of(row_set, record)) or (0 if len(standing) else row_set.shown)
    made: Any = formset_factory(
        row_set.form,
        formset=RowsFormSet,
        extra=0 if row_set.fixed else wanted,
        can_delete=not row_set.fixed,
        can_delete_extra=False,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    formset: RowsFormSet = made(data, row_set=row_set, record=record)
    return formset
