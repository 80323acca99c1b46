"""Word to Procurement, which watches over the fast lane and holds nothing up."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import eligible
from accounts.rights import Role
from commissioning.case.models import Case
from commissioning.errors import RefusedError
from commissioning.records.asks import post_of
from commissioning.telling.outbox import tell


def tell_procurement(case: Case, *, event: str, subject: str, text: str, at: datetime) -> bool:
    """Tell the procurement post over a case. Returns whether there is one: without it nobody is kept from buying."""
    try:
        post = post_of(Role.PROCUREMENT_OFFICER, case)
    except RefusedError:
        return False
    told = f"{case.reference}: {subject}"
    tell(eligible(post, on=case, at=at), case=case, event=event, subject=told, text=text, at=at)
    return True
