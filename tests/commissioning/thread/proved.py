"""A case whose thread goes from the policy to what was proved."""

from __future__ import annotations

from decimal import Decimal

from commissioning.award.models import AwardRecord, Bid, BidScore, Offer
from commissioning.case.models import Case
from commissioning.contract.models import Contract, DeliveryReturn, MonitoringRecord, Obligation
from commissioning.needs.models import NeedOutcome
from commissioning.review.models import Achievement, ReviewRecord
from commissioning.social_value.models import Measure
from commissioning.tender.models import AwardCriterion
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.tender.filled import filled_tender


def proved() -> Case:
    """A case under review: twelve jobs were asked for, 14 offered, and of 5 claimed in the first year 4 verified."""
    case = a_case()
    filled_tender(case)
    with within_case(case):
        _serve_the_other_outcome()
        strand = the_strand(case, Stage.REVIEW)
        award = AwardRecord(strand=strand)
        award.save()
        won, lost = (_bid(award, number, recommended=number == 1) for number in (1, 2))
        offer = _offer(award, won, 1)
        _offer(award, lost, 2)
        contract = Contract(case=case, strand=strand, bid=won, number="TG-C1", title="Homecare")
        contract.save()
        obligation = Obligation(
            contract=contract, reference="OB1", offer=offer, measure=offer.measure, title="Jobs", unit="people"
        )
        obligation.quantity = Decimal(14)
        obligation.save()
        year = MonitoringRecord(strand=strand)
        year.save()
        DeliveryReturn(
            record=year, obligation=obligation, claimed_quantity=Decimal(5), verified_quantity=Decimal(4)
        ).save()
        review = ReviewRecord(strand=strand)
        review.save()
        Achievement(record=review, obligation=obligation, outcome="They kept steady work.").save()
        case.stage = Stage.REVIEW
        case.save(update_fields=["stage"])
    return case


def _serve_the_other_outcome() -> None:
    """Let the one measure be enough: the need seeks one outcome."""
    NeedOutcome.objects.get(reference="O2").delete()


def _bid(award: AwardRecord, number: int, *, recommended: bool) -> Bid:
    bid = Bid(record=award, reference=f"B{number}", supplier_name=f"Bidder {number}")
    bid.save()
    BidScore(record=award, bid=bid, recommended=recommended).save()
    return bid


def _offer(award: AwardRecord, bid: Bid, number: int) -> Offer:
    criterion, measure = AwardCriterion.objects.get(reference="C3"), Measure.objects.get()
    offer = Offer(record=award, reference=f"OF{number}", bid=bid, criterion=criterion, measure=measure, title="Jobs")
    offer.quantity, offer.unit = Decimal(14), "people"
    offer.save()
    return offer
