"""The files of a case for those who read: those of a section, and those a reader may open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Person
from commissioning.case.models import Case
from commissioning.casefile.differences import Changed, Part
from commissioning.casefile.people import posts_on, sees_whole
from commissioning.casefile.stages import room_in
from commissioning.documents.rules import NAMES, size_in_words
from commissioning.gates.models import BundleSection, Gate, Seat, Submission
from commissioning.records.models import Attachment, StageRecord
from commissioning.records.rooms import FILES, Section
from commissioning.vocabulary import Lane, SeatState, Stage
from govuk.wording import fingerprint, moment_in_words

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

Stated = Mapping[str, Any]
# What tells a file of a record from others: its section, the digest of its bytes, its name, what is said of it.
Mark = tuple[str, str, str, str]
# The record that a file belongs to: strand, stage, lane, sequence.
Of = tuple[int, str, str, int]


@dataclass(frozen=True)
class Enclosed:
    """A file as it stands under a section: what it is, who attached it, and where it is opened."""

    name: str
    description: str
    kind: str
    fingerprint: str
    href: str = ""
    added: str = ""
    pk: int = 0


def enclosed(reference: str, stated: Stated, file: Attachment | None) -> Enclosed:
    """Return a file in words, from what its section states of it, and the row that attached it."""
    return Enclosed(
        name=stated["name"],
        description=stated.get("description", ""),
        kind=kind_of(stated),
        fingerprint=fingerprint(stated["sha256"]),
        href=address_of(reference, file) if file else "",
        added=added_in_words(file) if file else "",
        pk=file.pk if file else 0,
    )


def kind_of(stated: Stated) -> str:
    """Return what kind of file it is and how large."""
    return f"{NAMES.get(stated['type'], stated['type'])}, {size_in_words(stated['size'])}"


def address_of(reference: str, file: Attachment) -> str:
    """Return where a file is opened."""
    return reverse("case-document", args=[reference, file.pk])


def added_in_words(file: Attachment) -> str:
    """Return who attached a file, and when."""
    return f"{file.document.added_by.full_name}, {moment_in_words(file.document.added_at)}"


def enclosed_now(record: StageRecord, section: Section) -> list[Enclosed]:
    """Return the files attached to a section of a record now."""
    return [enclosed(record.strand.case.reference, file.stated, file) for file in record.files_of(section.key)]


@dataclass(frozen=True)
class Folder:
    """The files that were ever attached to what one gate decides: one record, or the one before with it.

    They are read when the first of them is looked for.
    """

    reference: str
    of: Of
    stages: Sequence[str]

    @cached_property
    def attachments(self) -> dict[Mark, Attachment]:
        """The newest row of each file."""
        strand, _, lane, sequence = self.of
        found = Attachment.objects.filter(strand=strand, stage__in=self.stages, lane=lane, sequence=sequence)
        rows = found.select_related("document__added_by").order_by("pk")
        return {mark_of(row.section, row.stated): row for row in rows}

    def enclosed(self, section: str, stated: Stated) -> list[Enclosed]:
        """Return the files that a stored section states."""
        files = stated.get(FILES, [])
        found = [(file, self.attachments.get(mark_of(section, file))) for file in files]
        return [enclosed(self.reference, file, row) for file, row in found]


def folder_of(case: Case, gate: Gate, submission: Submission) -> Folder:
    """Return the files that belong to what was submitted to a gate."""
    of = (gate.strand_id, gate.stage, lane_of(case, submission, gate.stage), gate.sequence)
    return Folder(case.reference, of, gate.stages)


def lane_of(case: Case, submission: Submission, stage: str) -> str:
    """Return the lane of the record of a stage that was submitted."""
    return Lane(submission.facts.get("lane", case.lane)).at(Stage(stage))


def changed_files(before: Stated, after: Stated) -> list[Changed]:
    """Return each file that two versions of a section do not share: added, removed, or replaced by another."""
    then, now = ({file["name"]: file for file in stated.get(FILES, [])} for stated in (before, after))
    names = [name for name in sorted(then.keys() | now.keys()) if then.get(name) != now.get(name)]
    return [Changed(f"File {_deed(name, then, now)}: {name}", _parts(then.get(name), now.get(name))) for name in names]


def _deed(name: str, then: Stated, now: Stated) -> str:
    if name not in then:
        return "added"
    if name not in now:
        return "removed"
    return "described anew" if then[name]["sha256"] == now[name]["sha256"] else "replaced"


def _parts(then: Stated | None, now: Stated | None) -> list[Part]:
    kinds: tuple[tuple[Literal["removed", "added"], Stated | None], ...] = (("removed", then), ("added", now))
    return [Part(kind, _told(file)) for kind, file in kinds if file is not None]


def _told(file: Stated) -> str:
    described = f"{file['description']}. " if file.get("description") else ""
    return f"{described}{kind_of(file)}, fingerprint {fingerprint(file['sha256'])}\n"


def files_of(case: Case) -> QuerySet[Attachment]:
    """Return every file that was ever attached in a case, with what is told of it."""
    found = Attachment.objects.filter(strand__case=case).order_by("pk")
    return found.select_related("document__added_by", "removed_by", "strand")


def files_seen(case: Seen, person: Person, at: datetime) -> list[Attachment]:
    """Return the files of a case that a person may open, those removed among them.

    Who sees figures sees every file; those of an award's record only with the right to see bids. Anyone else sees what
    was handed in of the sections that their own seats are asked about, and no figures: never what is being written,
    as that one is described anew or removed.
    """
    found = list(files_of(case))
    if not case.sees_figures:
        handed_in = _handed_in_to(case, posts_on(case, person, at)) if found else set()
        return [_as_handed_in(file) for file in found if (_of(file), mark_of(file.section, file.stated)) in handed_in]
    return [file for file in found if sees_whole(case, file.stage)]


def _of(file: Attachment) -> Of:
    return file.strand_id, file.stage, file.lane, file.sequence


def mark_of(section: str, stated: Stated) -> Mark:
    """Return what tells a file from others, from what its section states of it."""
    return section, stated["sha256"], stated["name"], stated.get("description", "")


def _as_handed_in(file: Attachment) -> Attachment:
    """The file without what was done with it since, which is still being written."""
    file.removed_at = file.removed_by = None
    return file


def _handed_in_to(case: Case, posts: Collection[int]) -> set[tuple[Of, Mark]]:
    """What the seats of these posts were given to read."""
    seats = Seat.objects.filter(gate__strand__case=case, post__in=posts)
    asked = seats.exclude(state__in=(SeatState.WAITING, SeatState.DROPPED))
    own = {(seat.gate_id, key) for seat in asked for key in seat.sections}
    gates = {gate for gate, _ in own}
    bundles = BundleSection.objects.filter(submission__gate__in=gates).select_related("submission__gate")
    return {
        place for bundle in bundles if (bundle.submission.gate_id, bundle.key) in own for place in _in(bundle, case)
    }


def _in(bundle: BundleSection, case: Case) -> Iterator[tuple[Of, Mark]]:
    submission = bundle.submission
    gate = submission.gate
    lane = lane_of(case, submission, gate.stage)
    here = [stage for stage in gate.stages if section_in(lane, stage, bundle.key, figures=False) is not None]
    for stage in here:
        for file in bundle.stated.get(FILES, []):
            yield (gate.strand_id, stage, lane, gate.sequence), mark_of(bundle.key, file)


def section_in(lane: str, stage: str, key: str, *, figures: bool = True) -> Section | None:
    """Return a section of a stage's record; None where there is none of this key, or it holds unwanted figures."""
    sections: Sequence[Section] = room_in(lane, Stage(stage)).sections
    return next((section for section in sections if section.key == key and (figures or not section.figures)), None)
