"""Rows that can be added without JavaScript: the button sends the page, and it comes back with one more row."""

from django.forms import BaseForm, CheckboxInput
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import QueryDict

from govuk.widgets import DatePartsInput

BUTTON = "add_another"


def wants_another(data: QueryDict, prefix: str) -> bool:
    """Whether the reader pressed "add another" of this formset."""
    return data.get(BUTTON) == prefix


def one_more(data: QueryDict, prefix: str) -> QueryDict:
    """What was sent, with one more empty row. A count that is no number is left for the formset to refuse."""
    name = f"{prefix}-{TOTAL_FORM_COUNT}"
    count = data.get(name, "")
    grown = data.copy()
    if count.isdecimal():
        grown[name] = str(int(count) + 1)
    return grown


def as_sent(form: BaseForm) -> dict[str, list[str]]:
    """What the page would send of a form that nobody touched, by its questions' names without any prefix."""
    sent: dict[str, list[str]] = {}
    for name, field in form.fields.items():
        value, widget = form[name].value(), field.widget
        if isinstance(widget, DatePartsInput):
            parts = zip(widget.widths, widget.parts(value), strict=True)
            sent |= {f"{name}_{part}": [text] for part, text in parts}
        elif isinstance(widget, CheckboxInput):
            sent |= {name: ["on"]} if value else {}
        else:
            sent[name] = ["" if value is None else str(value)]
    return sent
