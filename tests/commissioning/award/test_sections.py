"""The award record as it is signed, to the byte; what its gate may ask; and what keeps it from the gate."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from commissioning.award.commencing import commence
from commissioning.award.forms import BidScoreForm, OfferForm
from commissioning.award.models import AwardRecord, BidScore, Execution
from commissioning.award.sections import BIDS, NO_BIDS, ROOM, SCORES, recommended_bid
from commissioning.case.models import Case, Strand
from commissioning.errors import RefusedError
from commissioning.notices.models import Notice
from commissioning.records.decisions import facts_of
from commissioning.records.regime import UNKNOWN
from commissioning.records.rules import faults_of
from commissioning.tender.models import AwardCriterion, TenderRecord
from commissioning.vocabulary import Regime, Stage, State
from tests.commissioning.award.awarded import DECIDED, Office, a_case, an_award, deciding_on, placed

pytestmark = pytest.mark.django_db

GOLDEN = {
    "assessment": '{"assessment_method":"By three assessors.","conflicts_reconfirmed":true,'
    '"moderation":"On 4 September."}',
    "bids": '{"bids":[{"company_number":"01234567","price_gross":"576000.00","price_net":"480000.00","reference":"B1",'
    '"supplier_name":"Acme Care Ltd"},{"price_net":"470000.00","reference":"B2","supplier_name":"Brook Homecare"}]}',
    "panel": "{}",
    "marks": "{}",
    "scores": '{"scores":[{"bid":"B1 Acme Care Ltd","reason":"Clear rotas.","recommended":true,"total_score":"82.00"},'
    '{"bid":"B2 Brook Homecare","reason":"No rota at weekends.","recommended":false,"total_score":"74.00"}]}',
    "offers": '{"offers":[{"bid":"B1 Acme Care Ltd","quantity":"6.00","reference":"F1","title":"Apprenticeships",'
    '"unit":"apprentices"},{"bid":"B1 Acme Care Ltd","reference":"F2","title":"Real living wage for all care workers"},'
    '{"bid":"B2 Brook Homecare","quantity":"2.00","reference":"F3","title":"Apprenticeships","unit":"apprentices"}]}',
    "checks": '{"abnormally_low":"None was.","debarment_checks":"Not listed.","exclusion_checks":"None applies."}',
    "recommendation": '{"recommendation":"Award to Acme.","recommendation_reasons":"It scored highest."}',
    "report": '{"alternatives":"None.","best_value":"Yes.","details":"See above.",'
    '"report_reasons":"The need.","risks":"Few."}',
    "finance_comments": '{"budget":"Care budget.","finance_comments":"Within budget."}',
    "legal_comments": '{"legal_comments":"Lawful.","power_to_act":"Care Act 2014 s.18."}',
    "equalities": '{"equalities":"Positive for older people."}',
}
ANSWERS = {
    "assessment_method": "By three assessors.",
    "moderation": "On 4 September.",
    "conflicts_reconfirmed": True,
    "exclusion_checks": "None applies.",
    "debarment_checks": "Not listed.",
    "abnormally_low": "None was.",
    "recommendation": "Award to Acme.",
    "recommendation_reasons": "It scored highest.",
    "report_reasons": "The need.",
    "alternatives": "None.",
    "details": "See above.",
    "best_value": "Yes.",
    "risks": "Few.",
    "finance_comments": "Within budget.",
    "budget": "Care budget.",
    "legal_comments": "Lawful.",
    "power_to_act": "Care Act 2014 s.18.",
    "equalities": "Positive for older people.",
}


@pytest.fixture
def record(office: Office) -> AwardRecord:
    """A complete record."""
    strand = placed(a_case(office), Stage.AWARD, State.DRAFTING)
    made = an_award(strand)
    answered(made, **ANSWERS)
    return made


def answered(record: AwardRecord, **answers: object) -> None:
    with deciding_on(record.strand.case):
        for name, value in answers.items():
            setattr(record, name, value)
        record.save()


def faults(record: AwardRecord) -> list[tuple[str, str]]:
    fresh = AwardRecord.objects.get(pk=record.pk)
    return [(fault.section, fault.text) for fault in faults_of(ROOM, fresh)]


def test_every_section_is_signed_as_these_bytes(record: AwardRecord) -> None:
    frozen = {section.key: section.freeze(record).body.decode() for section in ROOM.sections}
    assert frozen == GOLDEN
    assert {section.version for section in ROOM.sections} == {1}


def test_a_complete_record_has_no_fault(record: AwardRecord) -> None:
    assert faults(record) == []


def test_an_untouched_record_is_missing_its_bids_and_answers(office: Office) -> None:
    strand = placed(a_case(office), Stage.AWARD, State.DRAFTING)
    with deciding_on(strand.case):
        record = AwardRecord(strand=strand)
        record.save()
    found = faults(record)
    assert ("bids", NO_BIDS) in found
    assert {section for section, _ in found} == GOLDEN.keys() - {"panel", "marks", "scores", "offers"}
    assert recommended_bid(record) is None
    assert ROOM.facts(record)["award_net"] is None


def test_two_recommended_bids_are_a_fault(record: AwardRecord) -> None:
    with deciding_on(record.strand.case):
        for score in BidScore.objects.filter(record=record, recommended=False):
            score.recommended = True
            score.save()
    assert faults(record) == [("scores", "Recommend one bid; you recommend 2 now.")]


def test_a_score_needs_its_reason_and_every_bid_a_score(record: AwardRecord) -> None:
    with deciding_on(record.strand.case):
        score = BidScore.objects.get(record=record, recommended=True)
        score.reason = " "
        score.save()
        BIDS.place(record, supplier_name="Cedar", price_net=Decimal(1))
    assert faults(record) == [
        ("scores", "Answer “Reasons” for the score “score of B1 Acme Care Ltd”."),
        ("scores", "Enter the scores of B3 Cedar."),
    ]


def test_departing_from_the_scores_needs_its_reasons(record: AwardRecord) -> None:
    with deciding_on(record.strand.case):
        for score in BidScore.objects.filter(record=record):
            score.recommended = not score.recommended
            score.save()
    text = "Another bid scored higher than the one you recommend. Say why it is not recommended."
    assert faults(record) == [("recommendation", text)]
    assert facts_of(ROOM, record)["departs_from_scores"] is True
    answered(record, departure_reasons="It was abnormally low.")
    assert faults(record) == []


def test_a_conflict_needs_its_note(record: AwardRecord) -> None:
    answered(record, conflicts_reconfirmed=False)
    assert faults(record) == [("assessment", "Say which conflicts there are, and what was done.")]
    answered(record, conflicts_note="One assessor stood down.")
    assert faults(record) == []


def test_an_award_is_not_handed_in_under_an_unknown_regime(record: AwardRecord) -> None:
    """A case that came from outside may begin here: what it owes before signature depends on the regime."""
    with deciding_on(record.strand.case):
        record.strand.case.regime = Regime.UNKNOWN
        record.strand.case.save()
    assert faults(record) == [("assessment", UNKNOWN)]


def test_the_gate_may_ask_what_is_to_be_awarded(record: AwardRecord) -> None:
    told = ROOM.facts(record)
    assert told == {
        "value_gross": Decimal("600000.00"),
        "key_decision": False,
        "tupe": None,
        "personal_data": None,
        "bids": 2,
        "award_net": Decimal("480000.00"),
        "award_gross": Decimal("576000.00"),
        "departs_from_scores": False,
    }


def test_a_price_without_vat_counts_at_the_highest_rate_where_the_case_states_no_value(record: AwardRecord) -> None:
    with deciding_on(record.strand.case):
        bid = recommended_bid(record)
        assert bid is not None
        bid.price_net, bid.price_gross = Decimal(100), None
        bid.save()
    record.strand.case.currency = "AED"
    assert ROOM.facts(record)["value_gross"] == Decimal(120)


def test_a_score_lies_between_0_and_100(record: AwardRecord) -> None:
    bid = recommended_bid(record)
    assert bid is not None
    form = BidScoreForm(data={"bid": bid.pk, "total_score": "100.01", "quality_score": "-1"}, record=record)
    assert set(form.errors) == {"total_score", "quality_score"}
    with pytest.raises(IntegrityError), deciding_on(record.strand.case):
        SCORES.place(record, bid=bid, total_score=Decimal("100.01"))


def test_rows_point_at_their_own_record_and_case_only(record: AwardRecord, office: Office) -> None:
    strand = placed(a_case(office), Stage.AWARD, State.DRAFTING)
    other = an_award(strand)
    with deciding_on(strand.case):
        tender = TenderRecord(strand=strand)
        tender.save()
        criterion = AwardCriterion(record=tender, reference="C1", title="Price")
        criterion.save()
    bid = recommended_bid(other)
    assert bid is not None
    given = {"bid": bid.pk, "criterion": criterion.pk, "title": "Trees"}
    assert set(OfferForm(data=given, record=record).errors) == {"bid", "criterion"}
    assert OfferForm(data=given, record=other).is_valid()
    assert set(BidScoreForm(data={}, record=record).errors) == {"bid"}


def commenced(strand: Strand) -> date | None:
    """The day on which the case of a strand commenced, once its award's gate has passed."""
    with deciding_on(strand.case):
        commence(strand)
    return Case.objects.get(pk=strand.case_id).commenced_on


@pytest.fixture
def opened(record: AwardRecord) -> AwardRecord:
    """The record of a case that was opened on 2 March 2026 and whose commencement nobody has stated."""
    with deciding_on(record.strand.case):
        record.strand.case.commenced_on = None
        record.strand.case.opened_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        record.strand.case.save(update_fields=["commenced_on", "opened_at"])
    return record


def test_the_tender_notice_says_on_which_day_the_procurement_commenced(opened: AwardRecord) -> None:
    answered(opened, tender_notice_on=date(2026, 8, 3))
    assert '"tender_notice_on":"2026-08-03"' in ROOM.section("assessment").freeze(opened).body.decode()
    assert Case.objects.get().commenced_on is None, "until the award's gate has agreed to it"
    assert commenced(opened.strand) == date(2026, 8, 3)


def test_a_day_that_was_wrong_is_corrected_by_the_next_award_that_its_gate_agrees_to(opened: AwardRecord) -> None:
    answered(opened, tender_notice_on=date(2026, 8, 3))
    commenced(opened.strand)
    answered(opened, tender_notice_on=date(2026, 9, 1))
    assert commenced(opened.strand) == date(2026, 9, 1)


def test_what_another_part_owes_already_stands(opened: AwardRecord) -> None:
    case = opened.strand.case
    with deciding_on(case):
        other = Strand(case=case, number=2, stage=Stage.AWARD, state=State.WAITING)
        other.save()
        Execution(strand=other).save()
    answered(opened, tender_notice_on=date(2026, 8, 3))
    assert commenced(opened.strand) is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (date(2025, 2, 20), "before the Procurement Act 2023 commenced"),
        (date(2026, 3, 1), "The case was opened on 2 March 2026"),
    ],
)
def test_no_day_takes_away_what_is_owed(opened: AwardRecord, given: date, words: str) -> None:
    answered(opened, tender_notice_on=given)
    assert words in " ".join(text for _, text in faults(opened))


def test_what_the_notices_of_a_case_say_stands(opened: AwardRecord) -> None:
    case = opened.strand.case
    with deciding_on(case):
        case.commenced_on, case.taken_on_at = date(2026, 3, 2), Stage.TENDER
        case.save(update_fields=["commenced_on", "taken_on_at"])
        Notice(case=case, ocid="ocds-1", published_at=DECIDED, digest="1", body_digest="1", body=b"").save()
    answered(opened, tender_notice_on=date(2026, 3, 1))
    assert "notices say that the procurement commenced on 2 March 2026" in faults(opened)[0][1]
    answered(opened, tender_notice_on=date(2026, 4, 1))
    assert (faults(opened), commenced(opened.strand)) == ([], date(2026, 3, 2))


def test_a_tender_notice_that_is_still_to_come_is_refused(record: AwardRecord) -> None:
    answered(record, tender_notice_on=date(2026, 10, 2))
    with pytest.raises(RefusedError, match="still to come"):
        ROOM.require(record, DECIDED)


def test_a_first_attempt_begins_with_the_day_that_the_case_knows_and_a_later_one_does_not(office: Office) -> None:
    strand = placed(a_case(office), Stage.AWARD, State.DRAFTING)
    with deciding_on(strand.case):
        record = AwardRecord(strand=strand)
        record.save()
        ROOM.prefill(record)
        assert record.tender_notice_on == strand.case.commenced_on == date(2026, 3, 2)
        record.tender_notice_on, strand.attempt = None, 2
        ROOM.prefill(record)
    assert record.tender_notice_on is None
