"""Sharing a case: another body comes in as partner, one goes, another leads. Each with a reason, in the ledger."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import Over, eligible, require
from accounts.models import Body, Person
from accounts.rights import Right
from accounts.vocabulary import BodyKind
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_reason
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody
from commissioning.cover.leaving import may_lead
from commissioning.errors import OvertakenError, RefusedError
from commissioning.ownership.answering import ACCEPT
from commissioning.ownership.asking import end_asked, settle_owners
from commissioning.ownership.kinds import AcceptanceState
from commissioning.ownership.models import Acceptance
from commissioning.ownership.moving import move_tasks
from commissioning.ownership.posts import answering_posts, leaders_of, require_answering
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb
from commissioning.vocabulary import BodyPart, Lane
from govuk.wording import in_words

MOST_OWNERS = 12
KINDS = (BodyKind.COUNCIL, BodyKind.SERVICE, BodyKind.ORGANISATION, BodyKind.BOARD)


def add_partner(case: Case, body: Body, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Let another body own a case too. Its people see the case from then on, and it is asked to accept the stage.

    Raises RefusedError where it owns the case already, cannot own one, or has no post that could accept.
    """
    asked = {"body": body.slug, "reason": reason}
    with deciding(Verb.PARTNER_ADDED, case, by=by, at=at, key=key, asked=asked) as decision:
        _require_sharing(decision, case, by, at)
        decision.reason = require_reason(reason, "Say why it owns the case too.")
        _require_new(case, body, at)
        CaseBody(case=case, body=body, part=BodyPart.PARTNER).save()
        _read_owners_again(case)
        decision.about(stage=case.stage, body=body.name)
        settle_owners(case, at)


def remove_partner(case: Case, body: Body, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Let a partner go: its people no longer see the case through it. What they signed and accepted stands.

    Raises RefusedError for the body that leads, and while a task of the case still waits for one of its posts.
    """
    asked = {"body": body.slug, "reason": reason}
    with deciding(Verb.PARTNER_REMOVED, case, by=by, at=at, key=key, asked=asked) as decision:
        _require_sharing(decision, case, by, at)
        decision.reason = require_reason(reason, "Say why it no longer owns the case.")
        owner = _owner(case, body)
        _require_removable(case, owner)
        told = _people_of(case, body, at)
        owner.delete()
        _read_owners_again(case)
        end_asked(case, at, of=body)
        for declined in Acceptance.objects.filter(case=case, body=body, state=AcceptanceState.DECLINED).order_by("pk"):
            declined.delete()
        decision.about(stage=case.stage, body=body.name)
        subject = f"{case.reference}: {body.name} no longer owns it"
        text = f"{case.title} ({case.reference}): {body.name} is no longer one of its owners. {decision.reason}"
        event = f"owner/removed/{case.pk}/{body.pk}/{case.head_number}"
        tell(told, event=event, subject=subject, text=text, at=at)


def change_lead(
    case: Case, body: Body, *, commissioner: Person | None = None, reason: str, by: Person, at: datetime, key: str
) -> None:
    """Let one of the owners lead a case; the body that led it stays as partner.

    What waits for posts of the former lead as lead passes to the same posts of the new one. Whoever leads the case in
    person stays where they may, else `commissioner` does. Raises RefusedError where neither may.
    """
    named = commissioner.pk if commissioner else None
    asked = {"body": body.slug, "commissioner": named, "reason": reason}
    with deciding(Verb.LEAD_CHANGED, case, by=by, at=at, key=key, asked=asked) as decision:
        _require_sharing(decision, case, by, at)
        decision.reason = require_reason(reason, "Say why another body leads.")
        new = _owner(case, body)
        if new.part == BodyPart.LEAD:
            raise OvertakenError(f"{body.name} leads {case.reference} already. Nothing was changed.")
        former = case.owners.select_related("body").get(part=BodyPart.LEAD)
        _swap(former, new)
        _read_owners_again(case)
        _put_in_charge(case, commissioner or case.commissioner, body, at)
        passed, kept = move_tasks(case, former.body, body, at)
        decision.about(stage=case.stage, body=body.name, was=former.body.name, passed=passed, kept=kept)
        _tell_new_lead(case, former.body, decision, passed)
        settle_owners(case, at)


def _require_sharing(decision: Decision, case: Case, by: Person, at: datetime) -> None:
    """Let the decision go on for whoever shares cases of the body that leads this one, while it is open."""
    holding = require(by, Right.SHARE_CASE, on=Over(case.bodies[:1], scopes=case.scopes), at=at)
    decision.acting(holding.title, holding.on_behalf_of)
    if not case.open:
        raise RefusedError(f"{case.reference} is over, so its owners stay as they are.")
    if case.lane == Lane.FAST:
        raise RefusedError(
            f"{case.reference} runs in the fast lane, where one person decides: it has one owner. "
            "Move it to the standard lane first to share it."
        )


def _require_new(case: Case, body: Body, at: datetime) -> None:
    words = ""
    if body.pk in case.bodies:
        words = f"{body.name} owns {case.reference} already."
    elif body.kind not in KINDS:
        words = f"{body.name} is a supplier: it can win a contract of the case, and cannot own it."
    elif body.closed_on is not None:
        words = f"{body.name} was closed. Choose the body that followed it."
    elif len(case.bodies) >= MOST_OWNERS:
        words = f"{case.reference} has {MOST_OWNERS} owners, which is the most there may be. Remove one first."
    if words:
        raise RefusedError(words, {"body": [words]})
    require_answering(body)


def _owner(case: Case, body: Body) -> CaseBody:
    found = CaseBody.objects.filter(case=case, body=body).first()
    if found is None:
        raise OvertakenError(f"{body.name} is not one of the owners of {case.reference}. Nothing was changed.")
    return found


def _require_removable(case: Case, owner: CaseBody) -> None:
    name = owner.body.name
    if owner.part == BodyPart.LEAD:
        raise RefusedError(f"{name} leads {case.reference}. Let another owner lead it first.")
    waiting = Ask.objects.filter(case=case, closed_at=None, post__body=owner.body)
    titles = [task.title for task in waiting.exclude(source__startswith=ACCEPT.source).order_by("pk")]
    if titles:
        names = in_words(f"“{title}”" for title in titles)
        raise RefusedError(f"{name} still has to answer {names} here. Remove it once that is answered.")


def _people_of(case: Case, body: Body, at: datetime) -> list[Person]:
    post = answering_posts([body.pk]).get(body.pk)
    return eligible(post, on=Over(case.bodies), at=at, right=Right.VIEW_CASE) if post else []


def _swap(former: CaseBody, new: CaseBody) -> None:
    """One lead at any moment: the former goes first."""
    for owner, part in ((former, BodyPart.PARTNER), (new, BodyPart.LEAD)):
        owner.part = part
        owner.save(update_fields=["part"])


def _read_owners_again(case: Case) -> None:
    vars(case).pop("_prefetched_objects_cache", None)


def _put_in_charge(case: Case, person: Person | None, body: Body, at: datetime) -> None:
    if person is None or not person.is_active or not may_lead(person, case, at):
        who = f"{person.full_name} holds" if person else "Nobody leads it, so nobody holds"
        words = f"{who} no post that leads cases of {body.name}. Choose who leads the case there."
        raise RefusedError(words, {"commissioner": [words]})
    if case.commissioner_id != person.pk:
        case.commissioner = person
        case.save(update_fields=["commissioner"])


def _tell_new_lead(case: Case, former: Body, decision: Decision, passed: list[str]) -> None:
    tasks = f" With it {in_words(f'“{title}”' for title in passed)} to your posts." if passed else ""
    tell(
        leaders_of(case, decision.at),
        case=case,
        event=f"owner/lead/{case.pk}/{case.head_number}",
        subject=f"{case.reference}: {case.lead.name} leads it now",
        text=f"{case.title} ({case.reference}) was led by {former.name} and is now yours to lead.{tasks} "
        f"{decision.reason}",
        at=decision.at,
    )
