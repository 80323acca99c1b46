"""What a bid offers beside what the social value record asks of every bid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from commissioning.award.models import AwardRecord, Bid, BidScore, Offer
from commissioning.award.reaching import minimums_of, short_of
from commissioning.award.sections import ROOM
from commissioning.measures.kinds import Direction
from commissioning.social_value.models import Measure, MeasureWeight, SocialValueRecord
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import a_case, the_strand, within_case
from tests.commissioning.social_value.filled import filled_social_value

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class AnOffer:
    """A commitment as a test gives it."""

    bid_id: int
    measure_id: int | None
    quantity: Decimal | None


@pytest.fixture
def record(db: None) -> SocialValueRecord:
    """A record of which a bid must reach 4 people on M1."""
    found = filled_social_value(a_case())
    with within_case(found.strand.case):
        weight = MeasureWeight.objects.get(record=found)
        weight.minimum = Decimal(4)
        weight.save()
    return found


def told(record: SocialValueRecord, *quantities: int | None) -> list[str]:
    measure = Measure.objects.get(record=record)
    offers = [AnOffer(1, measure.pk, None if one is None else Decimal(one)) for one in quantities]
    others = [AnOffer(2, measure.pk, Decimal(90)), AnOffer(1, None, Decimal(90))]
    return short_of(1, "B1 Harbour Care", [*offers, *others], minimums_of(record.strand.case_id))


def test_what_a_bid_offers_on_a_measure_reaches_the_minimum(record: SocialValueRecord) -> None:
    assert told(record, 4) == told(record, 2, 2) == []
    [text] = told(record, 3)
    assert text == (
        "B1 Harbour Care offers 3 on measure M1, and the social value record says that a bid must reach 4. Check what "
        "it offers, or say why it is recommended all the same."
    )
    for nothing in ((), (None,)):
        assert "offers nothing on measure M1" in told(record, *nothing)[0]


def test_where_lower_is_better_a_bid_stays_below(record: SocialValueRecord) -> None:
    with within_case(record.strand.case):
        measure = Measure.objects.get(record=record)
        measure.direction = Direction.LOWER
        measure.save()
    assert told(record, 3) == []
    assert "offers 5 on measure M1" in told(record, 5)[0]


def test_it_is_told_beside_the_award_of_the_bid_that_is_recommended(record: SocialValueRecord) -> None:
    case, measure = record.strand.case, Measure.objects.get(record=record)
    with within_case(case):
        award = AwardRecord(strand=the_strand(case, Stage.AWARD))
        award.save()
        bid = Bid(record=award, reference="B1", supplier_name="Harbour Care")
        bid.save()
        Offer(record=award, reference="F1", bid=bid, measure=measure, quantity=Decimal(1)).save()
    assert not any("must reach" in one.text for one in ROOM.advice(award))
    with within_case(case):
        BidScore(record=award, bid=bid, recommended=True).save()
    [fault] = [one for one in ROOM.advice(award) if "must reach" in one.text]
    assert (fault.section, fault.field) == ("offers", "offers")
