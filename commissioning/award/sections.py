"""The award record in sections: what each states, what the record tells its gate, what is still wrong with it."""

from __future__ import annotations

from datetime import date, datetime

from accounts.rules import day_of
from commissioning.award import forms, marking, rules
from commissioning.award.commencing import faults_of_notice
from commissioning.award.models import AwardRecord, Bid, BidScore
from commissioning.award.owing import is_key_decision, worth
from commissioning.award.reaching import minimums_of, short_of
from commissioning.case.models import Strand
from commissioning.case.rules import POUNDS
from commissioning.errors import RefusedError
from commissioning.interests.assessing import stated
from commissioning.records.regime import of_regime, of_worth
from commissioning.records.rooms import Fault, RowSet, Section, StageRoom, fill
from commissioning.records.writing import hundredths
from commissioning.tender import panel as panels
from commissioning.tender.models import TenderRecord
from commissioning.tender.outsiders import require_outsiders
from commissioning.vocabulary import Stage

BIDS = RowSet("bids", "Bids", forms.BidForm, "bid", prefix="B")
EVALUATORS = RowSet("evaluators", "Evaluators", forms.AwardEvaluatorForm, "evaluator", prefix="E", related=("person",))
EVALUATOR_MARKS = RowSet("marks", "Marks", forms.EvaluatorMarkForm, "mark", related=("evaluator__person", "bid"))
SCORES = RowSet("scores", "Scores", forms.BidScoreForm, "score", related=("bid",))
OFFERS = RowSet(
    "offers", "Commitments", forms.OfferForm, "commitment", prefix="F", related=("bid", "criterion", "measure")
)


def assessment(record: AwardRecord) -> dict[str, object]:
    """How bids were invited and assessed, and that nobody who assessed them has a conflict of interest."""
    return {
        "tender_notice_on": record.tender_notice_on,
        "assessment_method": record.assessment_method,
        "moderation": record.moderation,
        "conflicts_reconfirmed": record.conflicts_reconfirmed,
        "conflicts_note": record.conflicts_note,
        "declared_since_the_tender": [stated(found) for found in record.declared_since],
    }


def bids(record: AwardRecord) -> dict[str, object]:
    """The bids as they were opened; prices over the whole term, in pounds."""
    return {
        "bids": [
            {
                "reference": bid.reference,
                "supplier_name": bid.supplier_name,
                "company_number": bid.company_number,
                "price_net": hundredths(bid.price_net),
                "price_gross": hundredths(bid.price_gross),
            }
            for bid in BIDS.of(record)
        ]
    }


def panel(record: AwardRecord) -> dict[str, object]:
    """Who evaluated the bids and what each of them assessed; whom a conflict of interest took off the panel."""
    return {"evaluators": [panels.stated(row) for row in EVALUATORS.of(record)]}


def marks(record: AwardRecord) -> dict[str, object]:
    """What each evaluator gave each bid before moderation, out of 100, with their reasons."""
    return {
        "marks": [
            {
                "evaluator": str(mark.evaluator),
                "bid": str(mark.bid),
                "quality_mark": hundredths(mark.quality_mark),
                "price_mark": hundredths(mark.price_mark),
                "social_value_mark": hundredths(mark.social_value_mark),
                "reason": mark.reason,
            }
            for mark in EVALUATOR_MARKS.of(record)
        ]
    }


def scores(record: AwardRecord) -> dict[str, object]:
    """The scores out of 100 after moderation, with their reasons."""
    return {
        "scores": [
            {
                "bid": str(score.bid),
                "quality_score": hundredths(score.quality_score),
                "price_score": hundredths(score.price_score),
                "social_value_score": hundredths(score.social_value_score),
                "total_score": hundredths(score.total_score),
                "recommended": bool(score.recommended),
                "reason": score.reason,
            }
            for score in SCORES.of(record)
        ]
    }


def offers(record: AwardRecord) -> dict[str, object]:
    """What the bidders commit to, with the criterion it answers and the measure it counts under."""
    return {
        "offers": [
            {
                "reference": offer.reference,
                "bid": str(offer.bid),
                "criterion": str(offer.criterion or ""),
                "measure": str(offer.measure or ""),
                "title": offer.title,
                "quantity": hundredths(offer.quantity),
                "unit": offer.unit,
            }
            for offer in OFFERS.of(record)
        ]
    }


def checks(record: AwardRecord) -> dict[str, object]:
    """What was checked about the suppliers."""
    return {
        "exclusion_checks": record.exclusion_checks,
        "debarment_checks": record.debarment_checks,
        "abnormally_low": record.abnormally_low,
        "summaries_sent_on": record.summaries_sent_on,
    }


def recommendation(record: AwardRecord) -> dict[str, object]:
    """What the council is asked to decide, and why."""
    return {
        "recommendation": record.recommendation,
        "recommendation_reasons": record.recommendation_reasons,
        "departure_reasons": record.departure_reasons,
        "no_award_reason": record.no_award_reason,
    }


def report(record: AwardRecord) -> dict[str, object]:
    """The author's paragraphs of the decision report."""
    return {
        "report_reasons": record.report_reasons,
        "alternatives": record.alternatives,
        "details": record.details,
        "best_value": record.best_value,
        "risks": record.risks,
    }


def finance_comments(record: AwardRecord) -> dict[str, object]:
    """Finance's paragraph of the decision report."""
    return {"finance_comments": record.finance_comments, "budget": record.budget}


def legal_comments(record: AwardRecord) -> dict[str, object]:
    """Legal's paragraph of the decision report."""
    return {"legal_comments": record.legal_comments, "power_to_act": record.power_to_act}


def equalities(record: AwardRecord) -> dict[str, object]:
    """The equalities paragraph of the decision report."""
    return {"equalities": record.equalities}


def facts(record: AwardRecord) -> dict[str, object]:
    """What a gate's conditions may ask of the award. Its value is the price awarded where that is above the case's."""
    bid, tender = recommended_bid(record), record.tender
    told = tender or record.joining
    return {
        "value_gross": worth(record.strand, tender, bid),
        "key_decision": is_key_decision(record.strand, tender),
        "tupe": told.tupe if told else None,
        "personal_data": told.personal_data if told else None,
        "bids": record.bids.count(),
        "award_net": bid.price_net if bid else None,
        "award_gross": bid.price_gross if bid else None,
        "departs_from_scores": rules.departs([_marked(score) for score in SCORES.of(record)]),
    }


NO_BIDS = "Add at least one bid. Where nobody bid, say under “Recommendation” why nothing is awarded."


def faults(record: AwardRecord) -> list[Fault]:
    """Say what does not hold together, with the section it stands in."""
    names = {bid.pk: str(bid) for bid in record.bids.all()}
    marks = [_marked(score) for score in record.scores.all()]
    awards = not record.no_award_reason.strip()
    found = [Fault("scores", text, "scores") for text in rules.of_scores(names, marks, awards=awards)]
    found += [Fault("panel", text, "evaluators") for text in marking.flaws_of_panel(record)]
    found += [Fault("marks", text, "marks") for text in marking.flaws_of_marks(record)]
    if not names and awards:
        found.append(Fault("bids", NO_BIDS, "bids"))
    if rules.departs(marks) and not record.departure_reasons.strip():
        text = "Another bid scored higher than the one you recommend. Say why it is not recommended."
        found.append(Fault("recommendation", text, "departure_reasons"))
    found += [*of_regime(record, "assessment"), *_of_worth(record)]
    found += [Fault("assessment", text, "tender_notice_on") for text in faults_of_notice(record)]
    if record.conflicts_reconfirmed is False and not record.conflicts_note.strip():
        found.append(Fault("assessment", "Say which conflicts there are, and what was done.", "conflicts_note"))
    return found


def _of_worth(record: AwardRecord) -> list[Fault]:
    """Hold the price of the recommended bid against the threshold, too."""
    case, tender = record.strand.case, record.tender
    light_touch = case.light_touch if tender is None or tender.light_touch is None else tender.light_touch
    bid = next((score.bid for score in record.scores.all() if score.recommended), None)
    amount = worth(record.strand, tender, bid) if case.currency == POUNDS else None
    return of_worth(record, "assessment", amount, cpv=tender.cpv if tender else "", light_touch=light_touch)


def advice(record: AwardRecord) -> list[Fault]:
    """Say what is unwise: shown beside the record, refuses nothing."""
    unwise = [Fault("marks", text, "marks") for text in marking.advice_on_marks(record)]
    bid = recommended_bid(record)
    if bid is None:
        return unwise
    asked = minimums_of(record.strand.case_id)
    short = short_of(bid.pk, str(bid), OFFERS.of(record), asked)
    return [*unwise, *(Fault("offers", text, "offers") for text in short)]


def prefill(record: AwardRecord) -> None:
    """Begin with the panel, and with the day of the tender notice, where the case or joining knows it.

    A later attempt is invited anew.
    """
    marking.named_first(record, EVALUATORS)
    joining = record.joining
    if record.strand.attempt == 1:
        known = joining.tender_notice_on if joining else None
        fill(record, {"tender_notice_on": record.strand.case.commenced_on or known})


def require(record: AwardRecord, at: datetime) -> None:
    """Raise RefusedError for a tender notice after the submission, a person of the council named as from outside, or
    an evaluator who has not declared.
    """
    if record.tender_notice_on is not None and record.tender_notice_on > day_of(at):
        words = "The tender notice cannot have been published on a day that is still to come. Correct the day."
        raise RefusedError(words, {"tender_notice_on": [words]})
    require_outsiders(record.evaluators.order_by("pk"))
    marking.require_panel_declared(record)


def planned_on(strand: Strand) -> date | None:
    """Return the day on which the tender plans to award: by then the record is due. None where no tender says."""
    tender = TenderRecord.objects.of_strand(strand)
    return tender.award_on if tender else None


def _marked(score: BidScore) -> rules.Marked:
    return rules.Marked(score.bid_id, score.total_score, bool(score.recommended))


def recommended_bid(record: AwardRecord) -> Bid | None:
    """Return the bid that is recommended; None until one is."""
    bids = [score.bid for score in SCORES.of(record) if score.recommended]
    return min(bids, key=lambda bid: bid.pk, default=None)


SECTIONS = (
    Section(
        "assessment",
        1,
        "How the bids were assessed",
        assessment,
        forms.AssessmentForm,
        intro="What was declared since the tender was handed in is part of this section. Look at the case’s interests.",
        figures=True,
    ),
    Section("bids", 1, "Bids received", bids, rows=(BIDS,), figures=True),
    Section(
        "panel",
        1,
        "Who evaluated the bids",
        panel,
        rows=(EVALUATORS,),
        intro="It begins with the panel that the tender named. Whoever stands here decides on no award of these bids.",
        figures=True,
    ),
    Section(
        "marks",
        1,
        "What each evaluator gave",
        marks,
        rows=(EVALUATOR_MARKS,),
        intro="Each evaluator’s own marks, as they stood before moderation, a row for each evaluator and bid.",
        figures=True,
    ),
    Section(
        "scores",
        1,
        "Scores",
        scores,
        rows=(SCORES,),
        intro="Enter the moderated scores of every bid, and recommend one.",
        figures=True,
    ),
    Section(
        "offers",
        1,
        "What the bidders commit to",
        offers,
        rows=(OFFERS,),
        intro="What the recommended bidder commits to here becomes the contract's obligations.",
        figures=True,
    ),
    Section("checks", 1, "Checks on suppliers", checks, forms.ChecksForm, figures=True),
    Section("recommendation", 1, "Recommendation", recommendation, forms.RecommendationForm, figures=True),
    Section("report", 1, "Decision report", report, forms.ReportForm, figures=True),
    Section(
        "finance_comments",
        1,
        "Comments of the Chief Finance Officer",
        finance_comments,
        forms.FinanceCommentsForm,
        figures=True,
    ),
    Section("legal_comments", 1, "Legal comments", legal_comments, forms.LegalCommentsForm, figures=True),
    Section("equalities", 1, "Equalities and community cohesion", equalities, forms.EqualitiesForm),
)

ROOM = StageRoom(
    stage=Stage.AWARD,
    record=AwardRecord,
    sections=SECTIONS,
    facts=facts,
    faults=faults,
    advice=advice,
    prefill=prefill,
    require=require,
    handing_in=marking.keep_evaluators_apart,
    due_on=planned_on,
)
