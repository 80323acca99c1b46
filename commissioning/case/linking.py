"""Saying how one case belongs to another, and taking that back."""

from __future__ import annotations

from datetime import datetime

from accounts.authority import Over, require
from accounts.models import Person
from accounts.rights import Right
from audit.deciding import deciding
from commissioning.case.decisions import standings
from commissioning.case.models import Case, CaseLink, Strand
from commissioning.case.ports import moved
from commissioning.case.rules import award_in_hand
from commissioning.errors import OvertakenError, RefusedError
from commissioning.verbs import Verb
from commissioning.vocabulary import LinkKind

BY_HAND = (LinkKind.SPLIT_FROM, LinkKind.MERGED_INTO, LinkKind.RETENDER_OF, LinkKind.CALL_OFF_UNDER)


def link_cases(case: Case, other: str, *, kind: LinkKind, reason: str, by: Person, at: datetime, key: str) -> CaseLink:
    """Link a case with the one whose reference is given, such as “call-off under”.

    Raises RefusedError where there is no such case for this person to see, and for a link that would change what an
    award in hand owes; OvertakenError where the two are linked so already.
    """
    asked = {"other": other, "kind": str(kind), "reason": reason}
    with deciding(Verb.CASES_LINKED, case, by=by, at=at, key=key, asked=asked) as decision:
        over = Over(case.bodies, scopes=case.scopes)  # as for writing, no limit bears
        holding = require(by, Right.WRITE_RECORD, on=over, at=at)
        found = _other(case, other, by, at)
        _require_reason(reason)
        _require_harmless(case, kind)
        if CaseLink.objects.filter(case=case, kind=kind, other=found).exists():
            raise OvertakenError(f"{case.reference} is linked with {found.reference} so already.")
        link = CaseLink(case=case, kind=kind, other=found)
        link.save()
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = reason.strip()
        decision.about(kind=str(kind), other=found.reference)
        moved(case, at)
    return link


def unlink_cases(case: Case, link: int, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Take a link of a case back that was made by hand. Raises RefusedError for one that Tollgate made."""
    asked = {"link": link, "reason": reason}
    with deciding(Verb.CASES_UNLINKED, case, by=by, at=at, key=key, asked=asked) as decision:
        over = Over(case.bodies, scopes=case.scopes)  # as for writing, no limit bears
        holding = require(by, Right.WRITE_RECORD, on=over, at=at)
        standing = CaseLink.objects.select_related("other").filter(case=case, pk=link).first()
        if standing is None:
            raise OvertakenError("This link was taken back already.")
        if standing.kind not in BY_HAND:
            raise RefusedError("Tollgate made this link when the next cycle began. It stands.")
        _require_reason(reason)
        _require_harmless(case, LinkKind(standing.kind))
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = reason.strip()
        decision.about(kind=standing.kind, other=standing.other.reference)
        standing.delete()
        moved(case, at)


def _other(case: Case, reference: str, by: Person, at: datetime) -> Case:
    found = Case.objects.visible_to(by, at).filter(reference__iexact=reference.strip()).first()
    if found is None:
        words = f"You can see no case {reference.strip() or 'without a reference'}. Check the reference."
        raise RefusedError(words, {"other": [words]})
    if found.pk == case.pk:
        words = "A case cannot be linked with itself. Enter the other case's reference."
        raise RefusedError(words, {"other": [words]})
    return found


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RefusedError("Say why.", {"reason": ["Say why."]})


def _require_harmless(case: Case, kind: LinkKind) -> None:
    """A call-off owes no standstill, so that no case is made one, or stops being one, behind those who signed."""
    if kind == LinkKind.CALL_OFF_UNDER and award_in_hand(standings(Strand.objects.filter(case=case))):
        words = "Whether this is a call-off decides what its award owes, so it stands once a tender is at its gate."
        raise RefusedError(words, {"kind": [words]})
