"""A record of the demonstration that is half mended: a priority is chosen, and nothing measures it yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.models import Person
from commissioning.case.models import Case, Strand
from commissioning.records.decisions import current_record, save_section
from commissioning.social_value.models import PriorityChoice
from commissioning.social_value.sections import ROOM
from workflows.demonstration.days import days_ago, moment
from workflows.demonstration.stories import RETURNED

CHOSEN = "P3"
WHY = "Young people come to the hubs by bus and on foot, and ask why the suppliers’ vans idle outside."


def half_mend(cases: Mapping[str, Case], people: Mapping[str, Person], now: datetime) -> None:
    """Choose one more priority for the youth hubs, so that its thread is broken until a measure serves it."""
    strand = Strand.objects.select_related("case").get(case=cases[RETURNED.key])
    record = current_record(ROOM, strand)
    rows = [
        {"id": choice.pk, **({"chosen": True, "ground": "", "reason": WHY} if choice.priority.code == CHOSEN else {})}
        for choice in PriorityChoice.objects.filter(record=record.pk).select_related("priority").order_by("pk")
    ]
    section, by, at = ROOM.section("priorities"), people["commissioner"], moment(days_ago(now, 1), 2)
    save_section(ROOM, record, section, values={}, rows={"choices": rows}, by=by, at=at, key="demo/mending/hubs")
