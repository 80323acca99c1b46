"""What was typed beside what is saved, question by question, with what differs marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import BooleanField
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.choices import flatten_choices

from commissioning.casefile.differences import Effort, Part, words
from commissioning.casefile.filling import Page
from commissioning.casefile.forms import RowsFormSet
from commissioning.casefile.laying import Laid
from govuk.widgets import DateParts

ADDED = "Added while you had the page open. It is among the questions below, and stays unless you remove it."
REMOVED = "Removed while you had the page open. To add it again, save it; to leave it out, empty its answers."
YOURS = "You added it."
GOING = "You remove it."
Key = tuple[str, str, str]  # rows, row, question


@dataclass(frozen=True)
class Clash:
    """One question whose answer as it is saved and as it was typed differ, or a row that only one of them has."""

    label: str
    note: str
    saved: Sequence[Part]
    typed: Sequence[Part]


class Standing:
    """The texts of a page as it is saved, read before what was typed touches the record."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.effort = Effort()
        self.texts: dict[Key, str] = {}
        self.titles: dict[tuple[str, str], str] = {}
        for page in pages:
            self.texts |= _texts(page.form, ("", ""))
            for rows in page.rows:
                self._read(rows)

    def _read(self, rows: RowsFormSet) -> None:
        for row, form in zip(rows.standing, rows.forms, strict=False):
            place = (rows.row_set.name, str(row.pk))
            self.titles[place] = f"{rows.legend} “{row}”"
            self.texts |= _texts(form, place)

    def clashes(self, typed: Sequence[Page], laid: Laid) -> list[Clash]:
        """Return where what was typed differs from what is saved, in the order of the page."""
        return [clash for page in typed for clash in self._of_page(page, laid)]

    def _of_page(self, page: Page, laid: Laid) -> Iterator[Clash]:
        if page.form:
            yield from self._of_form(page.form, ("", ""), "")
        for rows in page.rows:
            for number, form in enumerate(rows.forms, start=1):
                yield from self._of_row(rows, number, form, laid)

    def _of_form(self, form: Any, place: tuple[str, str], before: str) -> Iterator[Clash]:
        for name in form.changed_data:
            if name in _asked(form):
                text = self.texts.get((*place, name), "")
                yield Clash(f"{before}{form.fields[name].label}", "", *_marked(text, said(form[name]), self.effort))

    def _of_row(self, rows: RowsFormSet, number: int, form: Any, laid: Laid) -> Iterator[Clash]:
        name, own = rows.row_set.name, str(form["id"].value() or "")
        place = (name, own)
        title = self.titles.get(place, f"{rows.legend} {number}")
        if place in laid.added or _goes(form):
            there = "\n".join(self._lines(form, place))
            yield Clash(title, ADDED if place in laid.added else GOING, _whole(there), ())
        elif own:
            yield from self._of_form(form, place, f"{title}: ")
        elif form.has_changed():
            again = (name, str(number)) in laid.removed
            yield Clash(title, REMOVED if again else YOURS, (), _whole("\n".join(_typed(form))))

    def _lines(self, form: Any, place: tuple[str, str]) -> Iterator[str]:
        for name in _asked(form):
            if text := self.texts.get((*place, name), ""):
                yield _answered(form, name, text)


def clashes_on(typed: Any, **given: Any) -> list[Clash]:
    """Return where what was typed in a form differs from its initial answers, which are what is saved.

    `given` is what the form takes beside its answers, such as what there is to choose from.
    """
    saved, effort = type(typed)(initial=typed.initial, **given), Effort()
    return [
        Clash(str(typed.fields[name].label), "", *_marked(said(saved[name]), said(typed[name]), effort))
        for name in typed.changed_data
        if name in _asked(typed)
    ]


def _asked(form: Any) -> list[str]:
    """The questions of a form that people see."""
    fields = form.fields.items() if form else ()
    return [name for name, found in fields if not found.widget.is_hidden and name != DELETION_FIELD_NAME]


def _texts(form: Any, place: tuple[str, str]) -> dict[Key, str]:
    return {(*place, name): said(form[name]) for name in _asked(form)}


def _goes(form: Any) -> bool:
    return DELETION_FIELD_NAME in form.fields and bool(form[DELETION_FIELD_NAME].value())


def _typed(form: Any) -> Iterator[str]:
    for name in _asked(form):
        if text := said(form[name]):
            yield _answered(form, name, text)


def _answered(form: Any, name: str, text: str) -> str:
    label = str(form.fields[name].label)
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


def said(answer: Any) -> str:
    """Return an answer as a person reads it, whether it is kept or was typed."""
    value = answer.value()
    if isinstance(answer.field, BooleanField):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value.month} {value.year}"
    if isinstance(value, DateParts):
        return " ".join(filter(None, value))
    choices: Iterable[tuple[Any, Any]] = flatten_choices(getattr(answer.field, "choices", ()))
    labels = {str(code): str(label) for code, label in choices if code not in ("", None)}
    text = "" if value is None else str(value)
    return labels.get(text, "" if labels else text).replace("\r\n", "\n").strip()


def _whole(text: str) -> list[Part]:
    return [Part("same", text)]


def _marked(saved: str, typed: str, effort: Effort) -> tuple[list[Part], list[Part]]:
    """Two texts, in each of them marked what the other does not have."""
    parts = words(saved, typed, effort)
    return [part for part in parts if part.kind != "added"], [part for part in parts if part.kind != "removed"]
