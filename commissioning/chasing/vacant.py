"""What waits for a post that nobody holds: told at once to who can do something about it, not only when it is late."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.authority import Over, eligible, holders_over
from accounts.models import Holding, Person, Post
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import deciding
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.errors import OvertakenError
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb


def waiting_for_nobody(at: datetime) -> QuerySet[Ask]:
    """Return the open tasks of posts that nobody holds, of which nobody was told since the last one there left."""
    holders = Holding.objects.in_force(day_of(at)).filter(post=OuterRef("pk"), person__is_active=True)
    vacant = Post.objects.filter(~Exists(holders)).values("pk")
    newest = Holding.objects.filter(post=OuterRef("post")).order_by("-pk").values("pk")[:1]
    named = Concat(
        Value("vacant/"),
        Cast("pk", CharField()),
        Value("/"),
        Cast(Coalesce(Subquery(newest), Value(0)), CharField()),
        output_field=CharField(),
    )
    told = Entry.objects.filter(person__isnull=True, key=OuterRef("told_as"))
    found = Ask.objects.filter(closed_at=None, post__in=vacant).annotate(told_as=named).filter(~Exists(told))
    return found.select_related("case").order_by("pk")


def tell_of_vacancy(ask: Ask, *, at: datetime) -> None:
    """Tell whoever holds the post's deputy, and who arranges cover there, that a task waits for nobody. Once.

    Raises OvertakenError where the task was closed or the post filled meanwhile.
    """
    key = vars(ask)["told_as"]
    with deciding(Verb.ASK_VACANT, ask.case, by=None, at=at, key=key) as decision:
        fresh = waiting_for_nobody(at).filter(pk=ask.pk).select_related("case", "strand", "post__body", "post__deputy")
        found = fresh.first()
        if found is None or vars(found)["told_as"] != key:
            raise OvertakenError("This task does not wait for a post that nobody holds any more.")
        people = _who_can_help(found, at)
        told = [person.full_name for person in people]
        decision.about(task=found.title, stage=found.stage, **found.strand.named, post=found.post.title, told=told)
        case = found.case
        tell(
            people,
            case=case,
            event=key,
            subject=f"{case.reference}: nobody holds the post of {found.post.title}",
            text=(
                f"“{found.title}” on {case.title} waits for the {found.post.title}, and nobody holds that post now. "
                "Ask somebody to cover it, or have somebody appointed: nothing there goes on until then."
            ),
            at=at,
        )


def _who_can_help(ask: Ask, at: datetime) -> list[Person]:
    """Who holds the deputy and may see the case, and who arranges cover there; without both who appoints."""
    deputy = ask.post.deputy
    deputies = eligible(deputy, on=Over(ask.case.bodies), at=at, right=Right.VIEW_CASE) if deputy else []
    found = [*deputies, *holders_over([ask.post.body_id], Right.ARRANGE_COVER, at)]
    every = {person.pk: person for person in found or holders_over([ask.post.body_id], Right.APPOINT, at)}
    return list(every.values())
