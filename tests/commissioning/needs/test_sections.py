"""The needs record's sections: their exact bytes, and what they leave to sections of their own."""

from decimal import Decimal

import pytest

from commissioning.needs.estimating import estimate
from commissioning.needs.models import NeedsRecord, OptionCost
from commissioning.needs.sections import ROOM
from tests.commissioning.needs.filled import a_case, answered_in_full, filled_needs, the_strand, within_case

# What a record says that was written before more was asked: as it always did.
BYTES = {
    "need": (
        '{"population":"About 640 people over 75.","statement":"Older people wait 9 weeks for help at home.",'
        '"wards":["Mill Ward","Harbour Ward"]}'
    ),
    "evidence": (
        '{"evidence":"Delayed discharges rose from 21 to 34 a month.","sources":"Needs assessment, May 2026."}'
    ),
    "current_spend": '{"annual_spend":"612000.50","current_contract":"Bright Days Care Ltd, to 31 March 2027."}',
    "engagement": (
        '{"market_engagement":"An open event with 14 suppliers.",'
        '"vcse_engagement":"Two meetings with the council for voluntary service."}'
    ),
    "consultation": '{"consultation":true,"consultation_reason":"A survey of six weeks."}',
    "equality": (
        '{"discrimination":"Complaints are monitored.","full_assessment":false,'
        '"opportunity":"Visits at times that suit.","relations":"Lunch clubs."}'
    ),
    "funding": '{"external_funding":false}',
    "outcomes": (
        '{"outcomes":[{"how_known":"Days to the first visit.","reference":"O1","title":"At home within two days",'
        '"who_benefits":"People over 75."},{"how_known":"Days to the first visit.","reference":"O2",'
        '"title":"Less alone","who_benefits":"People over 75."}]}'
    ),
    "options": (
        '{"options":[{"benefits":"None.","chosen":false,"kind":"do_nothing","risks":"Waits grow.",'
        '"title":"Let it end"},{"benefits":"Choice.","chosen":true,"kind":"contract","risks":"Cost.",'
        '"title":"Two lots"}],"reason":"Only a contract can start in April."}'
    ),
    "option_costs": (
        '{"costs":[{"basis":"Hours at 21 pounds.","cost":"0.00","option":{"kind":"do_nothing","title":"Let it end"}},'
        '{"basis":"Hours at 21 pounds.","cost":"2400000.00","option":{"kind":"contract","title":"Two lots"}}]}'
    ),
    "lessons": '{"lessons":"One supplier left no choice."}',
}


# What a record says to the questions that were added since, where it has an answer to each.
SINCE = {
    "need": '"population_size":640',
    "screening": '{"personal_data":true,"tupe":true}',
    "data_protection": '{"assessment":"Begun on 4 May.","sensitive":true,"whose":"Care plans."}',
    "staff": '{"affected":"About 40.","told":"A list by September."}',
    "evidence": (
        '"pieces":[{"claim":"Delays rose.","dated_on":"2026-05-04","file":"a.pdf","source":"Needs assessment"}]'
    ),
    "current_spend": '"ends_on":"2027-03-31","supplier":"Bright Days Care Ltd"',
    "market": '{"market":"Fourteen suppliers, 9 of them small.","small":"Lots are too large for them."}',
    "engagement": (
        '"log":[{"held_on":"2026-05-12","how":"A morning","kind":"vcse","learned":"They know who is missed.",'
        '"who":"Six groups"}]'
    ),
    "equality": (
        '{"characteristics":["Age","Disability"],"discrimination":"Complaints are monitored.",'
        '"discrimination_effect":"helps","full_assessment":true,"full_assessment_reason":"Most are old.",'
        '"opportunity":"Visits at times that suit.","opportunity_effect":"helps","relations":"Lunch clubs.",'
        '"relations_effect":"none"}'
    ),
    "equality_impact": (
        '{"conclusion":"Go on.","decided_by":"Head of service","groups":[{"characteristic":"Age",'
        '"evidence":"A survey.","mitigation":"The telephone stays.","negative":"An app.","positive":"Same carers."}],'
        '"review_on":"2028-04-01"}'
    ),
    "outcomes": '"kind":"people"',
    "option_scores": (
        '{"scores":[{"benefit_score":1,"option":{"kind":"do_nothing","title":"Let it end"},"risk_score":1,'
        '"social_value":"Jobs.","social_value_score":1},{"benefit_score":4,"option":{"kind":"contract",'
        '"title":"Two lots"},"risk_score":4,"social_value":"Jobs.","social_value_score":4}],'
        '"weight_benefit":"40.00","weight_cost":"20.00","weight_risk":"20.00","weight_social_value":"20.00"}'
    ),
    "option_costs": '"cost_score":3',
    "in_house": (
        '{"begins_on":"2027-04-01","means":"Twelve care workers.","not_asked":"Not asked: no answer in this record '
        'asks for it.","review_on":"2028-04-01","team":"Reablement."}'
    ),
    "grant": (
        '{"applicants":"Charities.","criteria":"Reach.","not_asked":"Not asked: no answer in this record asks for it.",'
        '"purpose":"Lunch clubs.","scoring":"Two officers.","subsidy":"none","subsidy_reason":"No trade."}'
    ),
    "lessons": (
        '{"answered":[{"action":"Ask for rotas.","adopted":true,"reason":"Yes.","reference":"L1",'
        '"review_of":"TG-2026-0001","text":"Weekends were thin."}]'
    ),
}
ORDER = [
    *("need", "screening", "data_protection", "staff", "evidence", "current_spend", "market", "engagement"),
    *("consultation", "equality", "equality_impact", "funding", "outcomes", "options", "option_scores"),
    *("option_costs", "in_house", "grant", "lessons"),
]
BEFORE: dict[str, object] = {
    **dict.fromkeys(("equality_discrimination_effect", "equality_opportunity_effect", "equality_relations_effect"), ""),
    **dict.fromkeys(("equality_reason", "outcomes_left_out", "market", "market_small"), ""),
    "equality_characteristics": [],
}


@pytest.fixture
def record(db: None) -> NeedsRecord:
    return filled_needs(a_case())


def written_before(record: NeedsRecord) -> None:
    """Take away what was not asked in the first version of the record."""
    with within_case(record.strand.case):
        for name, value in BEFORE.items():
            setattr(record, name, value)
        record.save()
        for outcome in record.outcomes.all():
            outcome.kind = ""
            outcome.save()
        for cost in record.option_costs.all():
            cost.cost_score = None
            cost.save()


@pytest.mark.parametrize("key", BYTES)
def test_a_record_from_before_more_was_asked_has_the_same_text(record: NeedsRecord, key: str) -> None:
    written_before(record)
    assert ROOM.section(key).freeze(record).body.decode() == BYTES[key]


@pytest.mark.parametrize("key", SINCE)
def test_the_text_of_what_was_added_is_frozen(db: None, key: str) -> None:
    assert SINCE[key] in ROOM.section(key).freeze(answered_in_full()).body.decode()


def test_the_sections_come_in_the_order_people_answer_them() -> None:
    assert [section.key for section in ROOM.sections] == ORDER
    assert {section.version for section in ROOM.sections} == {1}


@pytest.mark.django_db
def test_an_untouched_record_states_only_what_is_not_asked_of_it() -> None:
    case = a_case()
    with within_case(case):
        record = NeedsRecord(strand=the_strand(case))
        record.save()
    left_out = {"data_protection", "staff", "equality_impact", "in_house", "grant"}
    found = {section.key: section.freeze(record).body.decode() for section in ROOM.sections}
    assert {key for key, text in found.items() if text != "{}"} == left_out
    assert {found[key] for key in left_out} == {'{"not_asked":"Not asked: no answer in this record asks for it."}'}


def test_the_same_answer_has_the_same_bytes_before_and_after_it_was_kept(record: NeedsRecord) -> None:
    before = ROOM.section("current_spend").freeze(record)
    record.annual_spend = Decimal("612000.5")
    assert ROOM.section("current_spend").freeze(record) == before
    record.refresh_from_db()
    assert ROOM.section("current_spend").freeze(record) == before


def test_money_stands_only_in_sections_marked_as_figures(record: NeedsRecord) -> None:
    """The voluntary sector's members may bid, so its seat answers for the other sections and sees no figure."""
    shown = b"".join(section.freeze(record).body for section in ROOM.sections if not section.figures)
    assert b"612000" not in shown
    assert b"2400000" not in shown
    assert {section.key for section in ROOM.sections if section.figures} == {"current_spend", "option_costs"}


@pytest.mark.parametrize(
    ("cost", "value"),
    [("2400000", "2880000.00"), ("0", "0"), (None, None)],
    ids=["with VAT at most", "free", "not stated yet"],
)
def test_a_case_without_a_value_is_worth_what_the_chosen_option_costs(
    record: NeedsRecord, cost: str | None, value: str | None
) -> None:
    case = record.strand.case
    with within_case(case):
        chosen = OptionCost.objects.get(record=record, option__chosen=True)
        chosen.cost = None if cost is None else Decimal(cost)
        chosen.save()
    assert ROOM.facts(record)["value_gross"] == (None if value is None else Decimal(value))
    case.value_gross = Decimal("90000.00")
    assert ROOM.facts(record)["value_gross"] == Decimal("90000.00")


@pytest.mark.django_db
def test_before_its_needs_are_written_nothing_is_known_of_its_value() -> None:
    assert estimate(a_case()) is None


def test_the_facts_a_gate_may_ask_about(record: NeedsRecord) -> None:
    assert ROOM.facts(record) == {
        "wards": 2,
        "consultation": True,
        "equality_assessment": False,
        "equality_groups": 1,
        "external_funding": False,
        "personal_data": False,
        "tupe": False,
        "option": "contract",
        "subsidy": False,
        "value_gross": Decimal("2880000.00"),
    }
