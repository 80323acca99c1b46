"""A contract under review, with one year verified."""

from decimal import Decimal

from commissioning.contract.models import Contract
from commissioning.review.kinds import ExitDecision
from commissioning.review.models import Lesson, ReviewRecord
from commissioning.review.prefill import prefill
from commissioning.vocabulary import Stage, State
from tests.commissioning.award.awarded import Office, deciding_on, placed
from tests.commissioning.contract.signed import a_contract, a_year


def verified(contract: Contract, sequence: int, quantity: int) -> None:
    """Make a year in which so much of the first obligation was verified."""
    given = a_year(contract, sequence).returns.all()[0]
    with deciding_on(contract.case):
        given.claimed_quantity, given.verified_quantity = Decimal(quantity), Decimal(quantity)
        given.save()


def a_review(office: Office) -> ReviewRecord:
    """A review as it begins, of a contract of which two years were verified."""
    contract = a_contract(office)
    verified(contract, 1, 2)
    verified(contract, 2, 3)
    strand = placed(contract.case, Stage.REVIEW, State.DRAFTING)
    with deciding_on(strand.case):
        record = ReviewRecord(strand=strand)
        record.save()
        prefill(record)
    return record


def written(record: ReviewRecord, exit_decision: ExitDecision = ExitDecision.RE_PROCURE) -> ReviewRecord:
    """The review with every answer given."""
    with deciding_on(record.strand.case):
        record.achieved, record.impact, record.unintended = "Most of it.", "People stay at home longer.", "None."
        record.exit_decision, record.exit_reasons = exit_decision, "The need remains."
        record.save()
        for row in record.achievements.all():
            row.outcome = "Young people have work."
            row.save()
        Lesson(record=record, text="Weekends were thin.", action="Ask for rotas.").save()
    return record
