"""Which bodies own a case, and what each said of its stages, as people read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Body, BodyGroupPermission, Exclusion, Holding, Person, Post
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import Ground
from commissioning.case.models import Case, CaseBody, Strand, scope_of_case
from commissioning.casefile.wording import deadline
from commissioning.errors import RefusedError
from commissioning.ownership.decisions import KINDS
from commissioning.ownership.kinds import AcceptanceState
from commissioning.ownership.models import Acceptance
from commissioning.ownership.posts import ANSWERING
from commissioning.ownership.reconsidering import stages_open
from commissioning.vocabulary import BodyPart, Lane, Stage, State
from govuk.wording import day_in_words, how_many

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

Row = dict[str, object]
OVER = (State.STOPPED, State.CLOSED)
ALONE = "{lead} alone. Whoever writes the record of a stage acts for it."
NOBODY = "Nobody could be asked: it has no post that answers for it. Ask the system administrator to establish one"


def changeable(case: Case, own: Collection[int]) -> list[Acceptance]:
    """Return what was declined in a stage that is still open, for whoever holds one of these posts to change."""
    declined = acceptances_of(case).filter(state=AcceptanceState.DECLINED, post__in=own)
    owns = CaseBody.objects.filter(case=case, body=OuterRef("body"))
    found = list(declined.filter(Exists(owns))) if own else []
    open_now = stages_open(case) if found else set()
    return [one for one in found if one.stage in open_now]


def acceptance_named(case: Case, number: int) -> Acceptance:
    """Return what a body said of a stage of a case. Raises Http404 where there is none of that number."""
    found = get_object_or_404(acceptances_of(case), pk=number)
    found.case = case
    return found


def declined_by(case: Case, body: Body, stage: str) -> Acceptance:
    """Return what a body declined of a stage. Raises RefusedError where it declined nothing."""
    standing = acceptances_of(case, stage).filter(body=body).exclude(state=AcceptanceState.ENDED)
    found = standing.last()
    if found is None:
        words = f"{body.name} was not asked to accept {Stage(stage).label.lower()} of {case.reference}."
        raise RefusedError(words, {"body": [words]})
    found.case = case
    return found


@dataclass(frozen=True)
class Owner:
    """One body that owns a case, and what it said of the stage in which the case is."""

    body: Body
    leads: bool
    now: str
    state: str = ""

    @property
    def part(self) -> str:
        """Its part in words."""
        return str((BodyPart.LEAD if self.leads else BodyPart.PARTNER).label)


def owners_of(case: Seen, today: date) -> list[Owner]:
    """Return the owners of a case, the lead first, each with what it said of the stage that is furthest behind.

    Two queries where several bodies own it, else one.
    """
    rows = list(CaseBody.objects.filter(case=case).select_related("body").order_by("pk"))
    rows.sort(key=lambda row: row.part != BodyPart.LEAD)
    given = {} if len(rows) == 1 else {one.body_id: one for one in acceptances_of(case, case.stage)}
    return [_owner(row, given.get(row.body_id), case, today) for row in rows]


def _owner(row: CaseBody, given: Acceptance | None, case: Seen, today: date) -> Owner:
    told = in_words(given, today, reasons=case.reads_trail) if given else ""
    return Owner(row.body, row.part == BodyPart.LEAD, told, given.state if given else "")


def acceptances_of(case: Case, stage: str = "") -> QuerySet[Acceptance]:
    """Return what bodies were asked and said, of one stage where it is named, the newest last."""
    found = Acceptance.objects.filter(case=case, **({"stage": stage} if stage else {}))
    return found.select_related("body", "person", "post__body").order_by("pk")


def in_words(given: Acceptance, today: date, *, reasons: bool) -> str:
    """Return what a body said of a stage: by whom and when, or until when it can."""
    if given.state == AcceptanceState.ASKED:
        return f"not accepted yet, {deadline(given.due_on, today)}" if given.post_id else NOBODY
    if given.answered_at is None:
        return str(given.get_state_display()).lower()
    said = f"{given.get_state_display().lower()} by {given.signed_by} on {day_in_words(given.answered_at)}"
    return f"{said}: {given.reason}" if given.reason and reasons else said


def row_of_owners(case: Seen, today: date) -> Row:
    """Return the line of a case's key facts about who owns it. No query where one body does."""
    href = reverse("case-owners", args=[case.reference])
    actions = [{"text": "Open", "href": href, "about": "who owns this case"}]
    if not case.partner_count:
        return {"key": "Owned by", "value": ALONE.format(lead=case.lead_name), "actions": actions}
    partners = how_many(case.partner_count, "partner,partners").lower()
    lines = [f"{case.lead_name} (lead) and {partners}", *_answers(case, today)]
    return {"key": "Owned by", "value": "\n".join(lines), "actions": actions}


def _answers(case: Seen, today: date) -> list[str]:
    """What each owner said of the stage in which a case is, while it is open. One query."""
    if case.lane == Lane.FAST or not case.open:
        return []
    owns = CaseBody.objects.filter(case=case, body=OuterRef("body"))
    given = acceptances_of(case, case.stage).filter(Exists(owns)).exclude(state=AcceptanceState.ENDED)
    stage = case.get_stage_display()
    return [f"{one.body.name}. {stage}: {in_words(one, today, reasons=case.reads_trail)}" for one in given]


def may_share(case: Seen) -> bool:
    """Whether the reader may change who owns a case: one post over the body that leads it gives the right."""
    bodies = case.reach.inside(Right.SHARE_CASE, scope_of_case(case.pk))
    leads = CaseBody.objects.filter(case=case, part=BodyPart.LEAD, body__in=bodies)
    return case.open and case.lane != Lane.FAST and leads.exists()


def body_named(slug: str) -> Body:
    """Return the body of a short name, which is no secret. Raises Http404 where there is none."""
    return get_object_or_404(Body, slug=slug)


def body_known(slug: str) -> Body:
    """Return the body that a form or a script names. Raises RefusedError where there is none."""
    found = Body.objects.filter(slug=slug).first()
    if found is None:
        words = f"There is no body called {slug}. Use its short name."
        raise RefusedError(words, {"body": [words]})
    return found


def could_join(case: Case) -> list[Body]:
    """Return the bodies that could own a case too: standing, with a post that answers for them, by name."""
    answers = Post.objects.filter(body=OuterRef("pk"), role__in=ANSWERING)
    owns = CaseBody.objects.filter(case=case, body=OuterRef("pk"))
    found = Body.objects.filter(Exists(answers), ~Exists(owns), kind__in=KINDS, closed_on=None)
    return list(found.order_by("name", "pk"))


def could_lead(bodies: Sequence[Body], at: datetime) -> list[Person]:
    """Return who may lead cases of any of these bodies in a post of their own, by name."""
    over = Q(content_object__in=bodies) | Q(content_object__children__in=bodies)
    granted = BodyGroupPermission.objects.filter(over, permission__codename=Right.OPEN_CASE.value).values("group")
    held = Holding.objects.dated(day_of(at)).filter(person=OuterRef("pk"), principal=None, post__group__in=granted)
    return list(Person.objects.filter(Exists(held), is_active=True).order_by("full_name", "pk"))


def writer_of(case: Case) -> str:
    """Return who first wrote in the record of the stage a case is in, and so acted for a body that owns it alone."""
    scopes = [
        f"record/{strand.pk}/{strand.stage}/{strand.sequence}"
        for strand in Strand.objects.filter(case=case, stage=case.stage).exclude(state__in=OVER)
    ]
    wrote = Exclusion.objects.filter(scope__in=scopes, ground=Ground.AUTHOR).select_related("person")
    first = wrote.order_by("starts_at", "pk").first()
    return f"{first.person.full_name} on {day_in_words(first.starts_at)}" if first else ""


def said(found: Acceptance, case: Seen) -> str:
    """Return what a body said before, with the reason for who may read it."""
    day = day_in_words(found.answered_at) if found.answered_at else ""
    reason = f": {found.reason}" if found.reason and case.reads_trail else ""
    return f"{found.get_state_display()} by {found.signed_by}, {day}{reason}" if found.person else ""


HEAD = [{"text": text} for text in ("Stage", "Body", "Answer", "By whom", "When")]


def history_of(case: Seen, today: date) -> list[list[Row]]:
    """Return what each body said of each stage, the latest stage first."""
    found = sorted(acceptances_of(case), key=lambda one: (-Stage(one.stage).number, one.pk))
    return [_told(one, today, reasons=case.reads_trail) for one in found]


def _told(one: Acceptance, today: date, *, reasons: bool) -> list[Row]:
    waits = one.state == AcceptanceState.ASKED
    state = str(one.get_state_display())
    answer = f"{state}: {one.reason}" if one.reason and reasons else state
    asked = f"{one.post.title} is asked" if waits and one.post else ""
    when = deadline(one.due_on, today) if waits else day_in_words(one.answered_at) if one.answered_at else ""
    cells = (("Body", one.body.name), ("Answer", answer), ("By whom", one.signed_by or asked), ("When", when))
    stage: Row = {"text": one.get_stage_display(), "header": True}
    told: list[Row] = [{"text": text, "label": label} for label, text in cells]
    return [stage, *told]
