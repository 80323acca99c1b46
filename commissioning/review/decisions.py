"""Beginning the next cycle of what a reviewed contract bought."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right
from audit.deciding import Decision, deciding
from audit.errors import RepeatedError
from commissioning.case.decisions import place_case
from commissioning.case.models import Case, CaseLink, Strand
from commissioning.case.ports import moved
from commissioning.needs.models import NeedsRecord
from commissioning.needs.rows import LESSONS
from commissioning.review.closing import next_cycle_key, review_of
from commissioning.verbs import Verb
from commissioning.vocabulary import BodyPart, LinkKind


def open_next_cycle(strand: Strand, *, by: Person | None = None, at: datetime, key: str = "") -> Case:
    """Open the case in which the need behind a reviewed contract is looked at again, with everything learned.

    Without a key the contract's own is used, which begins one cycle however often it is asked; the case that stands is
    then returned. `by` is None where the flow opens it.
    """
    key = key or next_cycle_key(strand)
    try:
        return _open(strand, by=by, at=at, key=key)
    except RepeatedError as repeated:
        return Case.objects.get(reference=repeated.entry.stream.removeprefix("case/"))


def _open(strand: Strand, *, by: Person | None, at: datetime, key: str) -> Case:
    earlier = strand.case
    asked = {"next_cycle_of": earlier.reference, "strand": strand.number}
    with deciding(Verb.CASE_OPENED, None, by=by, at=at, key=key, asked=asked) as decision:
        bodies = _owners(earlier)
        if by is not None:
            holding = require(by, Right.OPEN_CASE, on=Over([body.pk for body in bodies]), at=at)
            decision.acting(holding.title, holding.on_behalf_of)
        case = _place(decision, earlier, bodies)
        CaseLink(case=case, kind=LinkKind.NEXT_CYCLE_OF, other=earlier).save()
        decision.about(title=case.title, service=bodies[0].name, **asked)
        moved(case, at)
        _carry_lessons(strand, case)
    return case


def _owners(case: Case) -> list[Body]:
    owners = case.owners.select_related("body").order_by("pk")
    return [owner.body for owner in sorted(owners, key=lambda owner: owner.part != BodyPart.LEAD)]


def _place(decision: Decision, earlier: Case, bodies: list[Body]) -> Case:
    """Make the new case. The earlier estimate stands until the new needs give another."""
    return place_case(
        decision,
        bodies,
        title=earlier.title,
        description=earlier.description,
        commissioner=earlier.commissioner,
        value_net=earlier.value_net,
        value_gross=earlier.value_gross,
        cpv=earlier.cpv,
        lane_why="It is the next cycle of an earlier case, and begins with what that one taught.",
    )


def _carry_lessons(strand: Strand, case: Case) -> None:
    """Put the review's lessons into the needs record that the flow has begun, each to be answered there."""
    review, needs = review_of(strand), NeedsRecord.objects.of_case(case)
    if review is None or needs is None:
        return
    for lesson in review.lessons.order_by("pk"):
        LESSONS.place(needs, review_of=strand.case.reference, text=lesson.text.strip(), action=lesson.action.strip())
