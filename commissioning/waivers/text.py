"""A waiver as it is handed in, in exact bytes: with the earlier ones that were found, and who approves it and why."""

from __future__ import annotations

from accounts.rules import day
from commissioning.gates.canonical import Frozen, section_bytes, section_digest
from commissioning.records.writing import hundredths
from commissioning.waivers.earlier import Weighed
from commissioning.waivers.forms import WaiverForm
from commissioning.waivers.models import Waiver
from commissioning.waivers.rules import Earlier, total
from commissioning.waivers.terms import Approver

KEY, VERSION = "waiver", 1


def freeze(waiver: Waiver, weighed: Weighed, approver: Approver) -> Frozen:
    """Return a waiver's exact bytes."""
    stated = section_bytes(written(waiver, weighed, approver))
    return Frozen(KEY, VERSION, waiver.reference, stated, figures=True)


def answers_digest(waiver: Waiver) -> str:
    """Return the digest of a waiver's answers as they stand, which tells whether somebody has changed them since."""
    answers = {name: getattr(waiver, name) for name in WaiverForm.base_fields}
    return section_digest(KEY, VERSION, section_bytes(answers))


def written(waiver: Waiver, weighed: Weighed, approver: Approver) -> dict[str, object]:
    """What a waiver states: its answers in words, what was found beside them, who is to approve it."""
    return {
        "reference": waiver.reference,
        "case": waiver.case.reference,
        "title": waiver.case.title,
        "service": waiver.case.lead.name,
        "rule": waiver.rule_in_words,
        "ground": str(waiver.get_ground_display()),
        "reason": waiver.reason,
        "supplier": waiver.supplier,
        "value_without_vat": hundredths(waiver.value_net),
        "value_with_vat": hundredths(waiver.value_gross),
        "first_day": waiver.starts_on,
        "last_day": waiver.ends_on,
        "expires_on": waiver.expires_on,
        "work_began_on": waiver.begun_on,
        "why_retrospective": waiver.retrospective_reason,
        "approved_orally_by": waiver.oral_by.full_name if waiver.oral_by else "",
        "approved_orally_at": waiver.oral_at,
        **found_beside(weighed),
        "approver": approver.power,
        "law": weighed.law.advice,
    }


def found_beside(weighed: Weighed) -> dict[str, object]:
    """The earlier waivers that were found, their total, and what counts when it is decided who approves."""
    return {
        "earlier": [_line(found) for found in weighed.earlier],
        "earlier_total": hundredths(total(weighed.earlier)),
        "counted_with": hundredths(weighed.amount),
    }


def _line(found: Earlier) -> dict[str, object]:
    """One earlier waiver. Of other services' only the value is told, and why it was found."""
    told: dict[str, object] = {
        "value_with_vat": hundredths(found.amount),
        "found": f"Same {found.why}. {found.state}, {day(found.counted_on)}",
    }
    return {**told, "reference": found.reference, "supplier": found.supplier} if found.named else told
