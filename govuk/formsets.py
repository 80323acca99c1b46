"""Rows that can be added without JavaScript: the button sends the page, and it comes back with one more row."""

from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import QueryDict

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
