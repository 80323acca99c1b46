"""A case that came from outside goes on to its end like any other, wherever its notices found it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from audit.verify import verify
from commissioning.case.decisions import set_regime
from commissioning.case.models import Case
from commissioning.gates.models import Gate
from commissioning.records.models import StageRecord
from commissioning.records.rooms import RowSet
from commissioning.vocabulary import Outcome, Regime, Stage, State
from tests.accounts.factories import a_key
from tests.commissioning.opendata.fixtures import release
from tests.commissioning.opendata.importing import (
    AT,
    TENDER,
    award_release,
    contract_release,
    imported,
    stands,
    the_case,
)
from tests.council import HOMECARE, People
from workflows.demonstration import writing
from workflows.demonstration.walking import walk
from workflows.demonstration.writing import rows_of

pytestmark = pytest.mark.django_db

BARE: dict[str, Any] = {"parties": None, "awards": None, "tender": {"title": "Home care"}}
FAR = {"id": "C1", "dateSigned": "2149-01-01", "period": {"startDate": "2140-01-01", "endDate": "2150-12-31"}}
LONG_AGO = {"id": "C1", "dateSigned": "1970-01-02", "period": {"startDate": "1971-02-28", "endDate": "1970-01-01"}}
CASES = {
    "planned": release(tag=["planning"], tender=TENDER),
    "tendered": release(tender=TENDER),
    "tendered without a word": release(),
    "awarded": award_release(),
    "awarded without a word": {**award_release(), **BARE},
    "in force": contract_release(),
    "in force without a word": contract_release(**BARE, contracts=None),
    "in force in a far year": contract_release(contracts=[FAR]),
    "in force long ago": contract_release(contracts=[LONG_AGO], date="1970-01-01T00:00:00Z"),
    "ended": contract_release(tag=["contractTermination"]),
    "ended without a word": contract_release(**BARE, contracts=None, tag=["contractTermination"]),
}


def rows_known(record: StageRecord, row_set: RowSet, said: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows about what stands: where the tender was before Tollgate, there is no KPI here to rate."""
    for row in said:
        with suppress(ObjectDoesNotExist):
            yield from rows_of(record, row_set, [row])


@pytest.mark.parametrize("name", CASES)
def test_an_imported_case_goes_on_to_its_end(
    name: str, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "rows_of", rows_known)
    given = {key: part for key, part in CASES[name].items() if part is not None}
    assert imported(tmp_path, given).refused == []
    case = the_case()
    begins = Stage(case.stage)
    why = "Its notices say what it is worth, and not under which law."
    set_regime(case, regime=Regime.EXEMPT, reason=why, by=people["commissioner"], at=AT, key=a_key())
    walk(case, HOMECARE, until=None, at=AT)
    assert stands(case)[:2] == (Stage.REVIEW, State.CLOSED)
    assert gated(case) == [stage for stage in Stage if stage.number >= begins.number + case.gate_before_tollgate]
    assert verify().sound


def gated(case: Case) -> list[str]:
    """The stages whose gates were passed here."""
    gates = Gate.objects.filter(strand__case=case, outcome__in=[Outcome.PASSED, Outcome.ENDED])
    return list(gates.order_by("pk").values_list("stage", flat=True))
