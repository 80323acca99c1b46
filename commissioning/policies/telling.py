"""Word of a version of a policy, in the same decision: to who keeps it, who wrote it, and the voluntary sector."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts.authority import holders_over
from accounts.exclusions import drafters
from accounts.models import Holding, Person
from accounts.rights import Right, Role
from accounts.rules import day_of
from audit.deciding import Decision
from commissioning.policies.kinds import HERE
from commissioning.policies.models import PolicyComment, PolicyVersion
from commissioning.telling.outbox import tell
from govuk.wording import day_in_words


def tell_of_consultation(version: PolicyVersion, decision: Decision) -> None:
    """Tell who represents the voluntary sector that a version is open to comments."""
    holdings = Holding.objects.in_force(day_of(decision.at)).filter(person__is_active=True)
    held = holdings.filter(post__role=Role.VOLUNTARY_SECTOR_REPRESENTATIVE).select_related("person").order_by("pk")
    until = day_in_words(version.consulted_until or day_of(decision.at))
    text = (
        f"{version.policy.owner.name} asks what you think of {version}. Comments are taken until {until}, and each is "
        "answered. Whoever has no account reads it, and comments, on its public page."
    )
    _tell((one.person for one in held), version, "policy-version", f"{version} is open to comments", text, decision)


def tell_of_comment(comment: PolicyComment, decision: Decision) -> None:
    """Tell who keeps a policy that a comment waits: one message until all that came here are answered."""
    version = comment.version
    if version.comments.filter(answer=None, received__in=HERE).exclude(pk=comment.pk).exists():
        return
    text = (
        f"Comment {comment.number}, from {comment.sender}, waits for an answer. Others that come before it is answered "
        "stand on the same page; you are told again once all are answered and another comes."
    )
    able = holders_over([version.policy.owner_id], Right.DRAFT_POLICY, decision.at)
    _tell(able, version, "policy-comments", f"{version}: a comment waits for an answer", text, decision)


def tell_writers(version: PolicyVersion, what: str, text: str, decision: Decision) -> None:
    """Tell whoever keeps a version and wrote in it what became of it."""
    able = holders_over([version.policy.owner_id], Right.DRAFT_POLICY, decision.at)
    _tell(drafters(version.scope, able), version, "policy-version", f"{version} {what}", text, decision)


def _tell(
    people: Iterable[Person], version: PolicyVersion, page: str, subject: str, text: str, decision: Decision
) -> None:
    """Tell everyone of these but whoever did it."""
    tell(
        [one for one in people if one != decision.by],
        event=f"policy-version/{version.pk}/{decision.key}",
        subject=subject,
        text=text,
        path=reverse(page, args=[version.policy.code, version.number]),
        at=decision.at,
    )
