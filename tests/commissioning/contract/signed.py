"""A contract that was signed, with a year's record begun."""

from datetime import date

from commissioning.award.kinds import ExecutedAs
from commissioning.award.models import Execution
from commissioning.case.models import Strand
from commissioning.contract.models import Contract, MonitoringRecord
from commissioning.contract.opening import take_on
from commissioning.contract.prefill import prefill
from commissioning.tender.models import Kpi, TenderRecord
from commissioning.vocabulary import Stage, State
from tests.commissioning.award.awarded import DECIDED, Office, awarded, deciding_on, placed

SIGNED_ON = date(2026, 10, 16)
STARTS_ON = date(2026, 11, 1)
ENDS_ON = date(2029, 10, 31)


def a_contract(office: Office) -> Contract:
    """A signed contract of three years, taken on; its tender set one KPI."""
    strand = awarded(office)
    with deciding_on(strand.case):
        tender = TenderRecord(strand=strand)
        tender.save()
        Kpi(record=tender, reference="K1", title="Visits on time", target="95 in 100").save()
        Execution(
            strand=strand,
            signed_on=SIGNED_ON,
            executed_as=ExecutedAs.SEAL,
            starts_on=STARTS_ON,
            ends_on=ENDS_ON,
        ).save()
        return take_on(strand, DECIDED)


def a_year(contract: Contract, sequence: int = 1) -> MonitoringRecord:
    """The record of a year of the contract, as it begins."""
    strand: Strand = placed(contract.case, Stage.MONITORING, State.DRAFTING, sequence)
    with deciding_on(strand.case):
        record = MonitoringRecord(strand=strand, sequence=sequence)
        record.save()
        prefill(record)
    return record
