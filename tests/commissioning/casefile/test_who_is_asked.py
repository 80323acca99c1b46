"""Who will be asked, before a record is submitted: each for the sections that are asked of it, and for no others."""

from __future__ import annotations

from typing import Any, cast

import pytest
import time_machine

from commissioning.casefile.asking import asked_by
from commissioning.casefile.writing import place_of
from commissioning.vocabulary import Stage
from tests.council import AT, HOMECARE, People, a_case, people, strand_of
from workflows.demonstration.writing import write_record

__all__ = ["people"]

pytestmark = pytest.mark.django_db


def test_nobody_is_asked_for_a_section_that_is_not_asked(people: People) -> None:
    """Finance answers for doing it in house as well, where that is chosen."""
    case = a_case(people)
    with time_machine.travel(AT, tick=False):
        write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT)
        place = place_of(cast("Any", case), Stage.NEEDS, None, None, AT.date())
        asked = asked_by(place, people["commissioner"], AT)
    finance = next(seat for seat in asked if "Finance officer" in seat.who)
    assert finance.sections == [
        "Current contract and spend",
        "Options",
        "Comparison of the options",
        "Costs of the options",
    ]
