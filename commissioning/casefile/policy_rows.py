"""Rows in the forms of gate policies: the conditions of a seat, and the steps of the escalation chain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory

from accounts.rights import Role
from commissioning.gate_policies.facts import FACTS, OPS, Fact, Gate, Kind, facts_at
from commissioning.gates.documents import LONGEST, MOST_POUNDS
from commissioning.gates.terms import AMOUNTS, MOST_DAYS, Alternatives, ConditionTerms, StepTerms, amount_text
from commissioning.vocabulary import Whom
from govuk import fields
from govuk.figures import ungrouped
from govuk.widgets import ShortText

LEADING = "The service that leads the case"
TESTS = {
    "at_least": "is at least",
    "below": "is below",
    "yes": "is yes",
    "no": "is no",
    "is": "is",
    "one_of": "is one of (with commas between)",
}
AND, OR = "and", "or"
MOST_ROWS = 30


class ConditionForm(forms.Form):
    """One condition, and how it goes with the one before it."""

    joins = forms.ChoiceField(
        label="With the condition before",
        help_text="“Or” begins another set of conditions: the seat is asked where all of one set hold.",
        choices=[(AND, "And"), (OR, "Or")],
    )
    fact = forms.ChoiceField(label="Fact", required=False)
    test = forms.ChoiceField(label="Test", choices=list(TESTS.items()), required=False)
    value = forms.CharField(
        label="Against what",
        help_text="An amount such as 250,000, a number, or the words of a choice. Nothing for yes and no.",
        widget=ShortText(width=20),
        max_length=LONGEST,
        required=False,
    )

    def __init__(self, *args: Any, gates: Sequence[Gate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fact: Any = self.fields["fact"]
        fact.choices = [("", "Choose a fact"), *((one.name, _fact_words(one)) for one in facts_at(*gates))]

    def clean(self) -> dict[str, Any]:
        """Read the condition, in the words of its fact."""
        given = super().clean() or self.cleaned_data
        fact = FACTS.get(given.get("fact", ""))
        if fact is None:
            if self.has_changed() and given.get("value"):
                self.add_error("fact", "Choose the fact that this condition is about")
            return given
        try:
            given["condition"] = _condition(fact, given.get("test", ""), given.get("value", ""))
        except ValidationError as wrong:
            self.add_error("test" if wrong.code == "test" else "value", wrong)
        return given

    @staticmethod
    def initial_of(one: ConditionTerms, joins: str) -> dict[str, str]:
        """What it shows of a condition."""
        if isinstance(one.value, bool):
            return {"joins": joins, "fact": one.fact, "test": "yes" if one.value else "no", "value": ""}
        known = FACTS[one.fact].choices if one.fact in FACTS else {}
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        value = ", ".join(known.get(value, value) for value in values)
        if one.op in AMOUNTS:
            value = f"{Decimal(value):,f}"
        return {"joins": joins, "fact": one.fact, "test": one.op, "value": value}


def _fact_words(fact: Fact) -> str:
    choices = f": {', '.join(fact.choices.values())}" if fact.choices else f" ({fact.kind.label})"
    return f"{fact.words[:1].upper()}{fact.words[1:]}{choices}"


def _condition(fact: Fact, test: str, value: str) -> ConditionTerms:
    op = "is" if test in ("yes", "no") else test
    fits = op in OPS[fact.kind] and (fact.kind == Kind.YES_NO) == (test in ("yes", "no"))
    if not fits:
        known = [TESTS[name].partition(" (")[0] for name in _tests_of(fact.kind)]
        raise ValidationError(f"{fact.words} is {fact.kind.label}: choose {' or '.join(known)}", code="test")
    if fact.kind == Kind.YES_NO:
        return ConditionTerms(fact.name, "is", value=test == "yes")
    if fact.kind in (Kind.AMOUNT, Kind.NUMBER):
        return ConditionTerms(fact.name, op, _amount(value))
    values = [_choice(fact, part.strip()) for part in (value.split(",") if op == "one_of" else [value]) if part.strip()]
    if not values:
        raise ValidationError("Enter what it is held against", code="value")
    return ConditionTerms(fact.name, op, tuple(dict.fromkeys(values)) if op == "one_of" else values[0])


def _tests_of(kind: Kind) -> tuple[str, ...]:
    return ("yes", "no") if kind == Kind.YES_NO else OPS[kind]


def _amount(value: str) -> str:
    try:
        amount = Decimal(ungrouped(value.replace("£", "")))
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount.is_finite() and amount >= MOST_POUNDS:
        raise ValidationError(f"Enter an amount or a number below {MOST_POUNDS:,f}", code="value")
    if not amount.is_finite() or amount < 0 or amount != round(amount, 2):
        raise ValidationError("Enter an amount or a number, like 250,000", code="value")
    return amount_text(amount)


def _choice(fact: Fact, words: str) -> str:
    if fact.kind == Kind.CODE:
        if not re.fullmatch(r"[0-9]{2}", words):
            raise ValidationError("Enter the two figures of a CPV division, like 85", code="value")
        return words
    found = next((key for key, label in fact.choices.items() if words.lower() in (key.lower(), label.lower())), None)
    if found is None:
        raise ValidationError(f"Enter one of: {', '.join(fact.choices.values())}", code="value")
    return found


class StepForm(forms.Form):
    """One step of the escalation chain."""

    working_days = fields.WholeNumberField(
        label="Working days after the last day of a task",
        help_text="Below zero for days before it: -2 is two working days before.",
        min_value=-MOST_DAYS,
        max_value=MOST_DAYS,
    )
    whom = fields.RadioField(label="Who is told?", choices=Whom.choices, coerce=Whom)
    role = forms.ChoiceField(
        label="Role", help_text="Only where a role is told.", choices=[("", "No role"), *Role.choices], required=False
    )
    body = forms.ChoiceField(label="Of which body?", required=False)

    def __init__(self, *args: Any, bodies: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.choices = [("", LEADING), *bodies.items()]

    def clean(self) -> dict[str, Any]:
        """A step that tells a role names it."""
        given = super().clean() or self.cleaned_data
        if given.get("whom") == Whom.ROLE and not given.get("role"):
            self.add_error("role", "Choose the role that is told")
        return given

    @staticmethod
    def initial_of(step: StepTerms) -> dict[str, Any]:
        """What it shows of a step."""
        return {"working_days": step.working_days, "whom": step.whom, "role": step.role or "", "body": step.body}


def step_of(given: Mapping[str, Any]) -> StepTerms:
    """Return a step as it was filled in; a role only where one is told."""
    told = given["whom"] == Whom.ROLE
    return StepTerms(
        given["working_days"],
        given["whom"],
        Role(given["role"]) if told else None,
        given["body"] if told else "",
    )


class PolicyRows(BaseFormSet[Any]):
    """Rows of a rule: conditions, or steps of the chain."""

    legend = ""
    add_text = ""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Let the browser send a row that is not filled in."""
        super().add_fields(form, index)
        form.use_required_attribute = False

    def kept(self) -> list[Mapping[str, Any]]:
        """Return what was filled in, without rows that are empty or removed."""
        found = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        return [given for given in found if given and not given.get(DELETION_FIELD_NAME)]


def _rows(form: type[forms.Form], data: Any, prefix: str, initial: Sequence[Any], **kwargs: Any) -> PolicyRows:
    made: Any = formset_factory(
        form,
        formset=PolicyRows,
        extra=0 if initial else 1,
        can_delete=True,
        can_delete_extra=False,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    rows: PolicyRows = made(data, prefix=prefix, initial=initial, form_kwargs=kwargs)
    return rows


def condition_rows(gates: Sequence[Gate], found: Alternatives, data: Any = None) -> PolicyRows:
    """Return the conditions of a seat as rows: the first of every further alternative says “or”.

    They may ask what is known at any of the `gates`: of one that decides two records, at both of theirs.
    """
    initial = [
        ConditionForm.initial_of(one, OR if number and not place else AND)
        for number, every in enumerate(found)
        for place, one in enumerate(every)
    ]
    rows = _rows(ConditionForm, data, "conditions", initial, gates=gates)
    rows.legend, rows.add_text = "Condition", "Add another condition"
    return rows


def alternatives_of(rows: PolicyRows) -> Alternatives:
    """Return rows of conditions as alternatives."""
    found: list[list[ConditionTerms]] = []
    for given in rows.kept():
        if "condition" in given:
            if not found or given["joins"] == OR:
                found.append([])
            found[-1].append(given["condition"])
    return tuple(tuple(every) for every in found)


def step_rows(chain: Sequence[StepTerms], bodies: Mapping[str, str], data: Any = None) -> PolicyRows:
    """Return the escalation chain as rows."""
    rows = _rows(StepForm, data, "steps", [StepForm.initial_of(step) for step in chain], bodies=bodies)
    rows.legend, rows.add_text = "Step", "Add another step"
    return rows
