"""Declarations of interest around a tender: everyone named is asked as it begins, and has declared before its gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Person
from audit.deciding import lock
from commissioning.case.models import Strand
from commissioning.errors import RefusedError
from commissioning.interests.decisions import invite
from commissioning.interests.models import Declaration, Invitation
from commissioning.interests.standing import Named, declares_before_tender, missing
from commissioning.records.models import StageRecord
from commissioning.tender.models import Evaluator, TenderRecord
from govuk.wording import in_words

EVALUATES = "Evaluates the tenders"

WHAT_TO_DO = (
    "Ask them: each finds the case under “My work”, opens its interests and declares. It takes a minute, and nobody "
    "can do it for another (Procurement Act 2023 ss.81 to 83)."
)


def invite_named(record: StageRecord, facts: Mapping[str, object], at: datetime) -> None:
    """Ask everyone who has still to declare. Where the policy cannot seat the gate, its submission says so."""
    case = record.strand.case
    if not declares_before_tender(case):
        return
    with suppress(RefusedError):
        asked = missing(record.strand, facts, at)
        invite(case, asked, at)


def invite_panel(record: TenderRecord, at: datetime) -> None:
    """Ask those of the panel who were not asked before, as soon as they are named in it."""
    case = record.strand.case
    if not declares_before_tender(case) or not _unasked(record.strand):
        return
    with transaction.atomic():
        lock(case)
        invite(case, _unasked(record.strand), at)


def _unasked(strand: Strand) -> list[Named]:
    (ids, why), case = evaluators_of(strand), strand.case_id
    named = Person.objects.filter(pk__in=ids, is_active=True).order_by("pk")
    if not named:
        return []
    known = {
        *Declaration.objects.filter(case=case).values_list("person", flat=True),
        *Invitation.objects.filter(case=case).values_list("person", flat=True),
    }
    return [Named(person, why) for person in named if person.pk not in known]


def evaluators_of(strand: Strand) -> tuple[QuerySet[Any, Any], str]:
    """Return the ids of the people of this system who are named to evaluate a strand's tenders, and that they do."""
    found = Evaluator.objects.filter(record__strand=strand, person__isnull=False)
    return found.order_by().values("person"), EVALUATES


def require_declared(record: StageRecord, facts: Mapping[str, object], at: datetime) -> None:
    """Raise RefusedError, saying who and what to do, while somebody has still to declare."""
    if not declares_before_tender(record.strand.case):
        return
    found = missing(record.strand, facts, at)
    if found:
        words = undeclared(found)
        raise RefusedError(words, {"conflicts.declarations": [words]})


def undeclared(found: Sequence[Named]) -> str:
    """Return who has still to declare and what to do, in words."""
    who = in_words(named.person.full_name for named in found)
    has = "has" if len(found) == 1 else "have"
    return f"{who} {has} still to declare their interests in this case, so it cannot go to its gate. {WHAT_TO_DO}"
