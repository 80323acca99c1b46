"""What somebody may be told of the social value records of many cases at once."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.reach import Reach
from accounts.rights import Right
from commissioning.case.models import in_sight, reaches
from commissioning.case.rules import WRITABLE
from commissioning.gates.handing_models import HandedOn
from commissioning.vocabulary import Stage

CASE: Final = "record__strand__case"


def told_within(rows: QuerySet[Any], reach: Reach) -> QuerySet[Any]:
    """Rows of records of the cases in a reader's sight: of those being written now only where they see figures.

    Whoever sees no figures may bid: what a record is to ask is not for them before it lies at its gate.
    """
    here = Q(record__strand__stage=Stage.SOCIAL_VALUE)
    handed_on = HandedOn.objects.filter(strand=OuterRef("record__strand"), stage=Stage.SOCIAL_VALUE)
    handed = Q(Exists(handed_on), record__strand__stage=Stage.SOCIAL_VALUE.following)
    written = Q(record__strand__state__in=WRITABLE) & (here | handed)
    return _seen(rows, reach, CASE).filter(Q(figures_seen=True) | ~written)


def with_figures_within(rows: QuerySet[Any], reach: Reach, case: str = CASE) -> QuerySet[Any]:
    """Rows of the cases whose figures a reader sees."""
    return _seen(rows, reach, case).filter(figures_seen=True)


def _seen(rows: QuerySet[Any], reach: Reach, case: str) -> QuerySet[Any]:
    """Rows of the cases in a reader's sight, each with whether they see its figures."""
    figures = reaches(reach, Right.SEE_FIGURES, case)
    found: QuerySet[Any] = rows.filter(in_sight(reach, case)).annotate(figures_seen=figures)
    return found
