"""The interests of a case as people read them: what was declared, who has still to, what the assessment says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Person
from accounts.rights import Right
from commissioning.case.models import Strand, scope_of_case
from commissioning.casefile.wording import stacked
from commissioning.errors import RefusedError
from commissioning.interests.assessing import outcome
from commissioning.interests.kinds import Conflict
from commissioning.interests.models import Declaration
from commissioning.interests.standing import AHEAD, Named, Standing, declares_before_tender, named_on, standing
from commissioning.records.decisions import facts_of
from commissioning.tender.models import TenderRecord
from commissioning.tender.sections import ROOM
from govuk.wording import day_in_words

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

HEAD = [{"text": text} for text in ("Who", "What they declared", "What is done about it", "Declared", "Procurement")]
SAID = {
    Conflict.NONE: "You declared that you have no conflict of interest in this case.",
    Conflict.ACTUAL: "You declared an actual conflict of interest. You are kept out: you see where the case stands, "
    "and neither act on it nor read its figures, bids or trail.",
    Conflict.POTENTIAL: "You declared a potential conflict of interest.",
    Conflict.PERCEIVED: "You declared a perceived conflict of interest.",
}
KEPT_OUT = " You are kept out of the case until Procurement has reviewed it."
AWAITS = " Procurement has still to review it; until then you may act."


@dataclass(frozen=True)
class Interests:
    """What is declared on a case as its reader may know it."""

    declared: Sequence[Standing] = ()
    own: Standing | None = None
    missing: Sequence[Named] = ()
    unseated: str = ""
    reviews: bool = False
    whole: bool = False

    @property
    def own_words(self) -> str:
        """What the reader declared, and what follows from it."""
        if self.own is None:
            return "You have not declared your interests in this case."
        kind = self.own.kind
        after = KEPT_OUT if self.own.kept_out and kind != Conflict.ACTUAL else AWAITS if self.own.awaits_review else ""
        return f"{SAID[kind]}{after}"


def interests_of(case: Seen, person: Person, at: datetime) -> Interests:
    """Return what a reader may know: all of it with the case's trail, else their own declaration alone."""
    found = standing(case)
    own = next((one for one in found if one.declaration.person_id == person.pk), None)
    if not case.reads_trail:
        return Interests(own=own)
    missing, unseated = _missing(case, {one.declaration.person_id for one in found}, at)
    return Interests(found, own, missing, unseated, reviews=_reviews(case), whole=True)


def _missing(case: Seen, declared: set[int], at: datetime) -> tuple[list[Named], str]:
    if case.stage not in AHEAD or not case.open or not declares_before_tender(case):
        return [], ""
    try:
        strand, facts = tender_of(case)
        return [named for named in named_on(strand, facts, at) if named.person.pk not in declared], ""
    except RefusedError as refused:
        return [], refused.message


def tender_of(case: Seen) -> tuple[Strand, Mapping[str, object]]:
    """Return the part of a case that is tendered or will be, and what is known of it by now."""
    record = TenderRecord.objects.filter(strand__case=case).select_related("strand").order_by("-strand__number").first()
    if record is not None:
        record.strand.case = case
        return record.strand, facts_of(ROOM, record)
    strand = Strand.objects.filter(case=case).order_by("-number")[0]
    strand.case = case
    return strand, {"value_gross": case.amount}


def _reviews(case: Seen, whose: int | None = None) -> bool:
    """Whether the reader reviews what is declared: as Procurement, unless a conflict keeps them out.

    Not as who covers for the person `whose` declaration it is.
    """
    return bool(set(case.bodies) & case.reach.inside(Right.RECORD_NOTICE, scope_of_case(case.pk), not_for=whose))


def rows_of(case: Seen, found: Interests, person: Person) -> list[list[dict[str, object]]]:
    """Return what was declared as the rows of a table, with a link to review where the reader may."""
    whose = [one.declaration.person_id for one in found.declared]
    reviewable = [found.reviews and declarer != person.pk and _reviews(case, declarer) for declarer in whose]
    rows = [_row(case, one, reviews=reviews) for one, reviews in zip(found.declared, reviewable, strict=True)]
    return stacked(HEAD, rows)


def _row(case: Seen, one: Standing, *, reviews: bool) -> list[dict[str, object]]:
    declared = one.declaration
    nature = f": {declared.nature}" if declared.nature else ""
    review: dict[str, object] = {"text": _review_in_words(one)}
    if reviews and (one.awaits_review or one.kind in (Conflict.POTENTIAL, Conflict.PERCEIVED)):
        review["text"] = f"{review['text'] or 'Reviewed'}. Review"
        review["href"] = reverse("review-interest", args=[case.reference, declared.pk])
    return [
        {"text": f"{declared.person.full_name}, {declared.capacity}", "header": True},
        {"text": f"{one.kind.label}{nature}"},
        {"text": declared.mitigation or ("Kept out of the case" if one.kept_out else "")},
        {"text": f"{day_in_words(declared.at)}, at {declared.get_stage_display().lower()}"},
        review,
    ]


def _review_in_words(one: Standing) -> str:
    said = outcome(one)
    return f"{said}: {one.reason} ({one.reviewed_by})" if one.reason else said or "Nothing to review"


def declaration_of(case: Seen, declaration: int, person: Person) -> Declaration:
    """Return a declaration that its reader may know of. Raises Http404 for any other."""
    found = get_object_or_404(Declaration.objects.select_related("person"), pk=declaration, case=case)
    if not case.reads_trail and found.person_id != person.pk:
        raise Http404
    found.case = case
    return found


@dataclass(frozen=True)
class Answers:
    """What a person is about to declare."""

    kind: Conflict
    nature: str = ""
    mitigation: str = ""

    def in_rows(self) -> list[dict[str, object]]:
        """Return the answers as a summary list."""
        rows: list[dict[str, object]] = [{"key": "What you declare", "value": self.kind.label}]
        if self.kind != Conflict.NONE:
            rows += [
                {"key": "What it is", "value": self.nature},
                {"key": "What is done about it", "value": self.mitigation},
            ]
        return rows
