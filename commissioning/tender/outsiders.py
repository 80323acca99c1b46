"""Who is named as an evaluator from outside: none of the council's own people, who would be known to nobody then."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from accounts.models import Person
from accounts.reach import people_of_the_council
from commissioning.errors import RefusedError
from commissioning.tender.models import Panellist

ADDRESS: Final = re.compile(r"[^\s<>(),;:]+@[^\s<>(),;:]+")
AFTER_THE_NAME: Final = re.compile(r"[,(<;]")


def of_the_council(name: str, organisation: str) -> Person | None:
    """Return the person of the council that a typed name, or an email address with it, is; None for anybody else."""
    bare = " ".join(AFTER_THE_NAME.split(name)[0].split())
    addresses = [found.rstrip(".").lower() for found in ADDRESS.findall(f"{name} {organisation}")]
    if not bare and not addresses:
        return None
    return people_of_the_council().filter(Q(full_name__iexact=bare) | Q(email__in=addresses)).first()


def in_words(found: Person) -> str:
    """Return why somebody is not from outside, and what to do."""
    return (
        f"{found.full_name} is one of the council’s own people. Choose them under “Person of this council”, so that "
        "they declare their interests here and decide on no award of what they evaluate; whoever is not offered there "
        "may not see the bids. Where it is somebody else of the same name, add what tells them apart, such as a "
        "middle name."
    )


def require_outsiders(panel: Iterable[Panellist]) -> None:
    """Raise RefusedError, naming them, where somebody on a panel from outside is a person of the council."""
    named = [of_the_council(row.name, row.organisation) for row in panel if row.person_id is None]
    if texts := [in_words(found) for found in named if found is not None]:
        raise RefusedError(" ".join(texts), {"panel.evaluators": texts})
