"""A reader's own draft on the page it belongs to: laid on the page again, with what changed meanwhile and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.http import QueryDict

from accounts.models import Person
from commissioning.casefile.clashing import Clash, Standing
from commissioning.casefile.filling import Page, page_of
from commissioning.casefile.laying import laid
from commissioning.casefile.trail import body_of, entries_of
from commissioning.drafts.keeping import WHOLE, Desk
from commissioning.drafts.models import Draft
from commissioning.verbs import Verb
from govuk.wording import day_in_words, moment_in_words, time_in_words

APART = ","  # between the digests of a page's sections
MOST_LOOKED_THROUGH = 30  # saves of a case, the newest first, for the one that changed a section
NOT_OPEN = (
    "The record is not open for writing now. What you typed before that is in the questions below, and is not saved."
)


@dataclass(frozen=True)
class Again:
    """What was typed, on the page as it stands now: under a key of its own, beside what is saved."""

    data: QueryDict
    pages: Sequence[Page]
    clashes: Sequence[Clash]

    def to_keep(self, sent: QueryDict) -> QueryDict:
        """Return what was typed as a draft of the text it was typed on, so that the two are shown again."""
        data = self.data.copy()
        data["read"] = sent.get("read", "")
        return data


@dataclass(frozen=True)
class Kept(Again):
    """A draft that is on its page again: when it was typed, and what became of the page meanwhile."""

    at: datetime
    overtaken: bool
    last: str


def read_of(pages: Sequence[Page]) -> str:
    """Return the digests of a page's sections as they are saved now."""
    return APART.join(page.read for page in pages)


def lay_on(pages: Sequence[Page], typed: QueryDict, *, overtaken: bool = True) -> Again:
    """Return what was typed on a page as it stands now, compared with it where somebody else was first.

    `pages` are its sections as they are saved.
    """
    standing = Standing(pages)
    found = laid(pages, typed)
    found.data["key"], found.data["read"] = uuid4().hex, read_of(pages)
    again = [page_of(page.place, page.section, found.data) for page in pages]
    return Again(found.data, again, standing.clashes(again, found) if overtaken else ())


def restored(pages: Sequence[Page], desk: Desk | None, person: Person) -> Kept | None:
    """Return the reader's draft of a page; None where there is none, or it says nothing but what is saved."""
    if desk is None or desk.typed is None or desk.own.typed_at is None:
        return None
    overtaken = desk.own.read not in ("", read_of(pages))
    again = lay_on(pages, desk.typed, overtaken=overtaken)
    if not any(page.differs for page in again.pages):
        return None
    return Kept(
        again.data,
        again.pages,
        again.clashes,
        desk.own.typed_at,
        overtaken,
        last_saved(pages, desk.own.read, person) if overtaken else "",
    )


def last_saved(pages: Sequence[Page], read: str, person: Person) -> str:
    """Return who last saved what changed of a page since it read so, and when; "" where the trail does not say."""
    before = read.split(APART)
    changed = [page.section.title for page in pages if page.read not in before]
    place = pages[0].place
    about = {"record": place.record.pk, "stage": str(place.room.stage)}
    saved = entries_of(place.record.strand.case).filter(verb=Verb.SECTION_SAVED)
    for entry in saved[:MOST_LOOKED_THROUGH]:
        if _tells(body_of(entry).get("about", {}), about, changed):
            who = "you" if entry.person_id == person.pk else entry.actor
            return f"It was last saved by {who}, on {moment_in_words(entry.at)}."
    return ""


def _tells(said: Mapping[str, object], about: Mapping[str, object], titles: Sequence[str]) -> bool:
    """Whether an entry tells of these sections of this record."""
    sections = said.get("sections") or [said.get("section")]
    own = {name: said.get(name) for name in about} == about
    return own and isinstance(sections, list) and any(title in sections for title in titles)


def in_company(others: Sequence[Draft], at: datetime, what: str = "this section") -> list[str]:
    """Return who else has a page open, each in a sentence."""
    return [f"{one.person.full_name} has had {what} open since {_since(one.opened_at, at)}." for one in others]


def _since(moment: datetime, at: datetime) -> str:
    same = day_in_words(moment) == day_in_words(at)
    return time_in_words(moment) if same else moment_in_words(moment)


def by_section(pages: Sequence[Draft], person: Person, at: datetime) -> dict[str, str]:
    """Return for each section of a record who has it open, and whether the reader has a draft of it."""
    said: dict[str, list[str]] = {}
    for page in pages:
        if page.person_id != person.pk:
            said.setdefault(page.section, []).append(
                f"{page.person.full_name} has had it open since {_since(page.opened_at, at)}"
            )
        elif page.typed_at is not None:
            said.setdefault(page.section, []).append(
                f"You have a draft of {_since(page.typed_at, at)} that is not saved"
            )
    return {section: ". ".join(texts) for section, texts in said.items()}


def whole_page_typed(pages: Sequence[Draft], person: Person) -> bool:
    """Whether the reader typed on a page that writes a whole record, as in the fast lane, and did not save it."""
    return any(page.section == WHOLE and page.person_id == person.pk and page.typed_at is not None for page in pages)
