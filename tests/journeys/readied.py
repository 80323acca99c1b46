"""What stands before somebody comes to their browser: a case that the Act covers, a record written but for a part."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from commissioning.case.decisions import open_case, set_regime
from commissioning.case.models import Case
from commissioning.casefile.stages import room_for
from commissioning.records.beginning import writing_post
from commissioning.records.decisions import current_record, save_section
from commissioning.vocabulary import Regime, Stage
from tests.accounts.factories import a_key
from tests.council import AT, SERVICE, People, body, people_of, strand_of
from tests.journeys.steps import said_of
from workflows.demonstration.content import Purchase
from workflows.demonstration.writing import rows_of


def a_covered_case(people: People, purchase: Purchase, title: str) -> Case:
    """A case that the Act covers, whose needs are asked for."""
    by, net, gross = people["commissioner"], purchase.net, purchase.gross
    given: dict[str, Any] = {"title": title, "service": body(SERVICE), "value_net": net, "value_gross": gross}
    case = open_case(**given, by=by, at=AT, key=a_key())
    why = "It is worth more than the threshold."
    set_regime(case, regime=Regime.PA2023, reason=why, by=by, at=AT, key=a_key())
    return case


def writes_all_but(case: Case, purchase: Purchase, *left: str) -> None:
    """Let its writer have written the current record of a case, but for some sections."""
    strand = strand_of(case)
    room = room_for(strand.case, Stage(strand.stage))
    record, by = current_record(room, strand), people_of(writing_post(room, strand.case))[0]
    for key, said in said_of(room.stage, purchase).items():
        if key not in left:
            section = room.section(key)
            told = [found for found in section.rows if found.name in said.rows]
            rows = {found.name: list(rows_of(record, found, said.rows[found.name])) for found in told}
            at = timezone.now()
            save_section(room, record, section, values=said.values, rows=rows, by=by, at=at, key=a_key())
