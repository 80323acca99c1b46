"""The evaluation panel: what does not hold together in it, when one is owed, and who counts as being on it."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from commissioning.records.rules import faults_of
from commissioning.tender import panel
from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.tender.models import Evaluator, TenderRecord
from commissioning.tender.sections import ROOM
from commissioning.vocabulary import Regime
from tests.commissioning.needs.filled import a_case, within_case
from tests.commissioning.tender.filled import filled_tender
from tests.commissioning.tender.test_completeness import under

QUALITY, PRICE, SOCIAL = CriterionKind.QUALITY, CriterionKind.PRICE, CriterionKind.SOCIAL_VALUE


@dataclass(frozen=True)
class One:
    """Somebody on a panel."""

    reference: str = "E1"
    person_id: int | None = None
    name: str = ""
    organisation: str = ""
    signed_on: date | None = None
    assesses: tuple[CriterionKind, ...] = (QUALITY,)
    moderates: bool = False
    off: bool = False
    called: str = field(default="Ruth Okafor")

    @property
    def who(self) -> str:
        """Their name."""
        return self.called if self.person_id else self.name


RUTH = One(person_id=7)
OFF = One(person_id=7, off=True)
PRIYA = One("E2", name="Dr Priya Nair", organisation="Riverside College", signed_on=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (One(), "Say who E1 is: choose a person of this council, or name somebody from outside."),
        (One(person_id=7, name="Priya"), "E1 names a person of this council and somebody from outside."),
        (One(name="Priya", signed_on=date(2026, 4, 1)), "Say which organisation Priya comes from."),
        (One(name="Priya", organisation="College"), "Enter on which day Priya signed a declaration of interests"),
        (One(person_id=7, assesses=()), "Say what Ruth Okafor assesses, or that they moderate."),
        (One(person_id=9, off=True), "Ruth Okafor has a conflict of interest and is off the panel. A replacement is"),
    ],
)
def test_each_row_says_who_and_what(found: One, text: str) -> None:
    [said] = panel.flaws([found])
    assert said.startswith(text)


def test_a_panel_that_holds_together_has_no_flaw() -> None:
    assert panel.flaws([RUTH, PRIYA, One("E3", person_id=8, assesses=(), moderates=True)]) == []


def test_nobody_stands_in_it_twice() -> None:
    again = One("E3", name="dr priya  nair", organisation="Riverside college", signed_on=date(2026, 4, 1))
    assert panel.flaws([PRIYA, again, RUTH]) == [
        "dr priya  nair is on the panel twice. Keep one, with all that they assess."
    ]
    namesake = One("E3", person_id=8)
    assert panel.flaws([RUTH, namesake]) == [], "two people may share a name"
    assert len(panel.flaws([RUTH, RUTH])) == 1


def test_what_criteria_judge_by_is_assessed_by_somebody_who_is_still_on_it() -> None:
    asked = {QUALITY, PRICE, SOCIAL}
    assert panel.gaps([RUTH], asked) == ["Nobody on the panel assesses social value. Say who does."]
    assert panel.gaps([RUTH, One("E2", person_id=8, assesses=(SOCIAL,))], asked) == []
    assert panel.gaps([OFF], {QUALITY}) == ["Nobody on the panel assesses quality. Say who does."]


def test_several_who_mark_want_somebody_who_moderates() -> None:
    assert panel.unmoderated([RUTH]) == []
    assert panel.unmoderated([RUTH, PRIYA]) == [panel.NOBODY_MODERATES]
    assert panel.unmoderated([RUTH, PRIYA, One("E3", person_id=8, assesses=(), moderates=True)]) == []
    assert panel.unmoderated([OFF, PRIYA]) == []


@pytest.mark.parametrize(
    ("regime", "procedure", "light_touch", "taken_on", "owed"),
    [
        (Regime.PA2023, Procedure.OPEN, False, False, True),
        (Regime.PCR2015, Procedure.OPEN, False, False, True),
        (Regime.PSR, Procedure.OTHER, False, False, True),
        (Regime.PA2023, Procedure.OPEN, True, False, False),
        (Regime.PA2023, Procedure.DIRECT_AWARD, False, False, False),
        (Regime.PA2023, Procedure.OPEN, False, True, False),
        (Regime.BELOW_THRESHOLD, Procedure.OPEN, False, False, False),
        (Regime.GRANT, Procedure.OPEN, False, False, False),
        (Regime.EXEMPT, Procedure.OPEN, False, False, False),
    ],
)
def test_a_panel_is_owed_where_the_law_covers_all_of_it_and_bids_are_compared(
    regime: Regime, procedure: Procedure, light_touch: bool, taken_on: bool, owed: bool
) -> None:
    assert panel.owed(regime, procedure, light_touch=light_touch, taken_on=taken_on) == owed


@pytest.fixture
def record(db: None) -> TenderRecord:
    """A complete record of a case that runs under the Act, with a panel of one."""
    found = filled_tender(a_case())
    under(found, Regime.PA2023)
    with within_case(found.strand.case):
        found.light_touch = False
        found.save()
    return found


def faults(record: TenderRecord) -> list[str]:
    fresh = TenderRecord.objects.get(pk=record.pk)
    return [fault.text for fault in faults_of(ROOM, fresh) if fault.section == "panel"]


def advice(record: TenderRecord) -> list[str]:
    fresh = TenderRecord.objects.get(pk=record.pk)
    return [fault.text for fault in ROOM.advice(fresh) if fault.section == "panel"]


def without_panel(record: TenderRecord) -> None:
    with within_case(record.strand.case):
        for row in Evaluator.objects.filter(record=record):
            row.delete()


def test_without_the_panel_that_is_owed_a_tender_is_refused(record: TenderRecord) -> None:
    assert (faults(record), advice(record)) == ([], [])
    without_panel(record)
    assert (faults(record), advice(record)) == ([panel.NAMED_FIRST], [])


def test_where_none_is_owed_it_is_only_advised(record: TenderRecord) -> None:
    without_panel(record)
    under(record, Regime.EXEMPT)
    assert (faults(record), advice(record)) == ([], [panel.NOT_NAMED])
    with within_case(record.strand.case):
        record.procedure = Procedure.DIRECT_AWARD
        record.save()
    assert (faults(record), advice(record)) == ([], []), "a direct award compares nothing"


def test_what_the_panel_leaves_out_is_refused_or_advised(record: TenderRecord) -> None:
    with within_case(record.strand.case):
        row = Evaluator.objects.get(record=record)
        row.social_value = False
        row.save()
    gap = "Nobody on the panel assesses social value. Say who does."
    assert (faults(record), advice(record)) == ([gap], [])
    under(record, Regime.EXEMPT)
    assert (faults(record), advice(record)) == ([], [gap])
