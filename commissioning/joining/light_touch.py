"""Whether a case is light touch, as far as anybody has said: its threshold hangs on it long before the tender."""

from __future__ import annotations

from collections.abc import Sequence

from commissioning.case.models import Case
from commissioning.joining.models import JoiningRecord
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import Lane

Stated = Sequence[JoiningRecord | TenderRecord]


def stated_in(case: Case) -> Stated:
    """Return the records that say how a case is bought, drafted or handed in, the newest first. One query."""
    records = JoiningRecord.objects if case.lane == Lane.JOINING else TenderRecord.objects
    return list(records.filter(strand__case=case).order_by("-pk"))


def light_touch_of(case: Case, stated: Stated | None = None) -> bool | None:
    """Return what the case says, else what its newest record says; None: nobody has said yet."""
    if case.light_touch:
        return True
    found = stated_in(case) if stated is None else stated
    return next((one.light_touch for one in found if one.light_touch is not None), None)
