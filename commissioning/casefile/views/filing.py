"""The files that a page of questions sends along: they are dealt with first, and nothing typed beside them is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest

from accounts.models import Person
from audit.errors import RepeatedError
from commissioning.casefile.filling import blank, file_prefix
from commissioning.casefile.finding import number_in
from commissioning.casefile.forms import FileForm, SentForm
from commissioning.casefile.refusals import put
from commissioning.documents.rules import FIELD
from commissioning.errors import RefusedError
from commissioning.records.filing import Filed, attach, filed_again, remove
from commissioning.records.rooms import Section

if TYPE_CHECKING:
    from commissioning.casefile.writing import Place

ATTACH, REMOVE = "attach_file", "remove_file"
NO_FILE = "Select a file."
NOT_SAVED = "What you typed on this page is not saved yet."


class Filing:
    """The files of a page that was sent. `data` is what else it sent, as the page goes on from there.

    Each file is a decision of its own, under a key made of the page's. Afterwards the page counts as read with its new
    files, unless somebody else had changed it meanwhile. What is saved beside files is saved under the page's own
    `key`, so that the page sent twice is one; a page that is shown again has another.
    """

    def __init__(self, request: HttpRequest, place: Place, sections: Sequence[Section]) -> None:
        self.request, self.place = request, place
        self.sections = [section for section in sections if section.files]
        self.data = request.POST.copy()
        self.sent = SentForm(request.POST)
        self.refused: dict[str, FileForm] = {}

    @property
    def alone(self) -> bool:
        """Whether nothing but the files was to be dealt with."""
        return bool({ATTACH, REMOVE} & set(self.request.POST))

    @property
    def failed(self) -> bool:
        """Whether a file could not be taken, or nothing of what was sent could be read."""
        return bool(self.refused) or (self.alone and not self.sent.is_valid())

    @property
    def key(self) -> str:
        """The key that the page was sent with; "" where it came without one, which its form refuses."""
        return str(self.sent.cleaned_data.get("key", "")) if self.sent.is_valid() else ""

    def upload(self, section: Section) -> FileForm:
        """Return the form that asks for a section's file, with what was refused of it."""
        return self.refused.get(section.key) or blank(section, self.data)

    def carry_out(self, by: Person, at: datetime) -> None:
        """Attach and remove what was asked for. What cannot be taken is told at its field."""
        if not self.sent.is_valid():
            return
        gone = number_in(self.request.POST.get(REMOVE, ""))
        if gone is not None:
            act = partial(remove, self.place.room, self.place.record, gone, by=by, at=at, key=f"{self.key}/{gone}")
            self._decide(act, "is removed")
        for section in self.sections:
            self._attach(section, by, at, f"{self.key}/{section.key}")

    def _attach(self, section: Section, by: Person, at: datetime, key: str) -> None:
        form = FileForm(self.request.POST, self.request.FILES, prefix=file_prefix(section))
        pressed = self.request.POST.get(ATTACH) == section.key
        if not form.is_valid():
            self.refused[section.key] = form
            return
        sent, described = form.cleaned_data[FIELD], form.cleaned_data["description"]
        if sent is None:
            if pressed or described:
                form.add_error(FIELD, NO_FILE)
                self.refused[section.key] = form
            return
        place = self.place
        act = partial(attach, place.room, place.record, section, sent, description=described, by=by, at=at, key=key)
        try:
            self._decide(act, "is attached")
        except RefusedError as refused:
            put(form, refused)
            self.refused[section.key] = form
            return
        self.data.pop(form.add_prefix("description"), None)  # it went with its file

    def _decide(self, act: Callable[[], Filed], done: str) -> None:
        """Carry out one decision; one that was carried out before is done, and told again."""
        try:
            made = act()
        except RepeatedError as repeated:
            made = filed_again(self.place.room, self.place.record, repeated.entry)
        self.data["read"] = self.data.get("read", "").replace(made.before, made.after)
        self.data["key"] = uuid4().hex
        messages.success(
            self.request, f"“{made.attachment.document.name}” {done}. {NOT_SAVED if self.alone else ''}".strip()
        )
