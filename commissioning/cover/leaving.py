"""What somebody who leaves passes on: the cases they lead and the tasks they took, a case at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.authority import eligible
from accounts.models import Body, Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from audit.deciding import Decision, deciding
from commissioning.asks.models import Ask
from commissioning.case.models import Case, scope_of_case
from commissioning.cover.arranging import require_manager
from commissioning.errors import OvertakenError, RefusedError
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb
from commissioning.vocabulary import State
from govuk.wording import in_words

OVER = (State.STOPPED, State.CLOSED)


def left_with(person: Person) -> QuerySet[Case]:
    """Return the open cases that a person leads or in which they took a task, by reference."""
    taken = Ask.objects.filter(case=OuterRef("pk"), taken_by=person, closed_at=None)
    return Case.objects.exclude(state__in=OVER).filter(Q(commissioner=person) | Exists(taken)).order_by("reference")


def pass_on(case: Case, *, leaver: Person, successor: Person, reason: str, by: Person, at: datetime, key: str) -> None:
    """Give a successor what somebody leaves in a case: its lead, and the tasks they took that the successor can do.

    A task that the successor cannot do goes back to whoever holds its post. Raises NotAllowedError unless `by` arranges
    cover in the service, RefusedError when the successor may not lead, OvertakenError when nothing is left to pass on.
    """
    asked = {"leaver": leaver.pk, "successor": successor.pk, "reason": reason}
    with deciding(Verb.CASE_PASSED_ON, case, by=by, at=at, key=key, asked=asked) as decision:
        taken = list(case.asks.filter(closed_at=None, taken_by=leaver).select_related("post__body", "case"))
        leads = case.commissioner_id == leaver.pk and case.open
        bodies = case.bodies[:1] if leads else [task.post.body_id for task in taken]
        if not bodies:
            raise OvertakenError(f"{leaver.full_name} has nothing left to pass on in {case.reference}.")
        holding = require_manager(by, bodies, scopes=case.scopes, at=at)
        _require_successor(leaver, successor)
        if leads:
            _require_able_to_lead(successor, case, at)
            case.commissioner = successor
            case.save(update_fields=["commissioner"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = reason.strip()
        given = [task for task in taken if _handed(task, successor, at)]
        _tell_of_it(decision, case, leaver, successor, leads=leads, given=given)


def _handed(task: Ask, successor: Person, at: datetime) -> bool:
    """Put the successor on a task where they can do it; else nobody is."""
    able = successor in eligible(task.post, on=task, at=at)
    task.taken_by = successor if able else None
    task.save(update_fields=["taken_by"])
    return able


def _require_successor(leaver: Person, successor: Person) -> None:
    words = ""
    if leaver.pk == successor.pk:
        words = f"{leaver.full_name} cannot pass their work on to themselves. Choose somebody else."
    elif not successor.is_active:
        words = f"The account of {successor.full_name} is closed. Choose somebody else."
    if words:
        raise RefusedError(words, {"successor": [words]})


def _require_able_to_lead(successor: Person, case: Case, at: datetime) -> None:
    why = unable_to_lead(reach_of(successor, at, own=True), case, case.lead)
    if why:
        words = f"{successor.full_name} {why}, so {case.reference} stays. Choose somebody else."
        raise RefusedError(words, {"successor": [words]})


def unable_to_lead(reach: Reach, case: Case, lead: Body) -> str:
    """Say why somebody cannot lead a case of a body, in words that follow their name; "" where they can.

    `reach` is that of the posts of their own, because a cover ends and the lead does not.
    """
    if scope_of_case(case.pk) in reach.kept_out:
        return "is kept out of it by a conflict of interest"
    return "" if lead.pk in reach.over(Right.OPEN_CASE) else f"holds no post that leads cases of {lead.name}"


def may_lead(person: Person, case: Case, at: datetime) -> bool:
    """Say whether a person may lead a case whose lead may just have changed, in a post of their own."""
    reach = reach_of(person, at, own=True)
    return scope_of_case(case.pk) not in reach.kept_out and case.bodies[0] in reach.over(Right.OPEN_CASE)


def _tell_of_it(
    decision: Decision, case: Case, leaver: Person, successor: Person, *, leads: bool, given: Sequence[Ask]
) -> None:
    """Say in the entry what passed, and tell the successor."""
    tasks = [task.title for task in given]
    decision.about(leaver=leaver.full_name, successor=successor.full_name, lead=leads, tasks=tasks)
    passed = [*(["the lead of the case"] if leads else []), *(f"the task “{title}”" for title in tasks)]
    if passed:
        text = f"{leaver.full_name} leaves {case.title} ({case.reference}), and {in_words(passed)} passes to you."
        subject = f"{case.reference} passes to you"
        event = f"passed-on/{case.pk}/{leaver.pk}/{case.head_number}"
        tell([successor], case=case, event=event, subject=subject, text=f"{text} {decision.reason}", at=decision.at)
