"""A section's page being filled in: its forms, and the section as it stands in the record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import ModelForm

from commissioning.casefile import writing
from commissioning.casefile.files import Enclosed, enclosed_now
from commissioning.casefile.forms import FileForm, RowsFormSet, SentForm, rows_form
from commissioning.casefile.questions import OF_THE_NEEDS, questions_of
from commissioning.casefile.shelves import without_files
from commissioning.casefile.stated import lines_of
from commissioning.records.rooms import RowSet, Section
from govuk.templatetags.govuk import error_summary

if TYPE_CHECKING:
    from commissioning.casefile.writing import Place


@dataclass
class Page:
    """A section's page being filled in: its forms, the section as it stands, and what of it is asked elsewhere."""

    place: Place
    section: Section
    read: str
    saved: Sequence[Any]
    told: Sequence[Any]
    sent: SentForm
    form: ModelForm[Any] | None
    rows: list[RowsFormSet]
    files: Sequence[Enclosed]
    upload: FileForm | None

    @property
    def valid(self) -> bool:
        """Whether everything that was typed can be read."""
        return all([found.is_valid() for found in self._forms()])  # noqa: C419 - every form shows its errors

    @property
    def differs(self) -> bool:
        """Whether what was typed is anything else than what is saved."""
        forms = [*([self.form] if self.form else []), *(form for rows in self.rows for form in rows.forms)]
        described = self.upload is not None and bool(self.upload["description"].value())
        return described or any(form.has_changed() for form in forms)

    def errors(self) -> list[dict[str, str]]:
        """Return what is wrong with what was sent, each linked to its question."""
        asked = [self.sent, *self._forms(), *([self.upload] if self.upload else [])]
        return list(error_summary(*asked)["errors"])

    def _forms(self) -> list[Any]:
        return [*([self.form] if self.form else []), *self.rows]

    def answers(self) -> dict[str, Any]:
        """Return what was filled in, as the verb takes it."""
        values = dict(self.form.cleaned_data) if self.form else {}
        return {"values": values, "rows": {found.row_set.name: found.kept() for found in self.rows}}


def page_of(place: Place, section: Section, data: Any = None, upload: FileForm | None = None) -> Page:
    """Return a section's page, empty or with what was sent. The digest is taken before a form touches the record."""
    writing.with_rows(place, [section])
    frozen = section.freeze(place.record)
    stated = without_files(json.loads(frozen.body))
    return Page(
        place=place,
        section=section,
        read=frozen.digest,
        saved=lines_of(stated, questions_of(section)),
        told=lines_of({key: stated[key] for key in OF_THE_NEEDS if key in stated}, questions_of(section)),
        sent=SentForm(data, initial={"read": frozen.digest}),
        form=section.form(data, instance=place.record) if section.form else None,
        rows=[rows_form(row_set, place.record, data) for row_set in section.rows if _shown(row_set, place)],
        files=enclosed_now(place.record, section),
        upload=(upload or blank(section, data)) if section.files else None,
    )


def _shown(row_set: RowSet, place: Place) -> bool:
    """Whether a page has a place for rows: of those that come from elsewhere only where there are any."""
    return not row_set.fixed or bool(row_set.of(place.record))


def blank(section: Section, typed: Any = None) -> FileForm:
    """Return the form that asks for a section's file, with what was typed about it: the file must be chosen anew."""
    prefix = file_prefix(section)
    described = typed.get(f"{prefix}-description", "") if typed else ""
    return FileForm(prefix=prefix, initial={"description": described})


def file_prefix(section: Section) -> str:
    """What tells the fields of one section's file from those of others on the same page."""
    return f"file-{section.key}"
