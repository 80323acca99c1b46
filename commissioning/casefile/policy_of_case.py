"""Which version of the social value policy a case holds, and whether it may adopt a newer one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from commissioning.policies.models import PolicyVersion
from commissioning.social_value.adopting import newer_than_own, strand_of, why_not_adopt
from commissioning.social_value.models import SocialValueRecord

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


@dataclass(frozen=True)
class Held:
    """The version that a case holds, and the newer one that is in force. None: none yet."""

    version: PolicyVersion | None
    newer: PolicyVersion | None
    why_not: str = ""

    @property
    def may_adopt(self) -> bool:
        """Whether the newer one could be adopted as the case stands."""
        return self.newer is not None and not self.why_not


def held_by(case: Seen, today: date) -> Held:
    """Return what version a case holds, and why it may not adopt a newer one. Five queries at most."""
    record = SocialValueRecord.objects.select_related("strand", "policy_version__policy").of_case(case)
    if record is None or record.policy_version is None:
        return Held(None, None)
    record.strand.case = case
    newer = newer_than_own(record, today)
    return Held(record.policy_version, newer, why_not_adopt(record, strand_of(record)) if newer else "")


def newer_number(today: date) -> Subquery:
    """Return, for a query over cases, the number of the version in force that is newer than a case's own; else None."""
    newer = PolicyVersion.objects.in_force(today).filter(
        policy=OuterRef("policy_version__policy"), number__gt=OuterRef("policy_version__number")
    )
    held = SocialValueRecord.objects.filter(strand__case=OuterRef("pk")).annotate(
        newer=Subquery(newer.values("number")[:1])
    )
    return Subquery(held.order_by("-pk").values("newer")[:1])


def newer_in_words(number: int | None) -> str:
    """Return that version `number` of the social value policy is in force, newer than a case's own; "" for None."""
    if number is None:
        return ""
    return f"This case holds the social value policy in force when it began. Version {number} is in force now."
