"""What the Social Value Act asks: which procurements it binds, its parts, and that it never asks twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commissioning.case.models import CaseLink
from commissioning.casefile.duties import duty_in_words
from commissioning.casefile.social_value_words import act_rows
from commissioning.casefile.statutory import Owed
from commissioning.needs.models import NeedsRecord
from commissioning.records.rules import faults_of
from commissioning.social_value.act import NEVER_ASKED, Answered, answers, asks_all, bearing
from commissioning.social_value.forms import WELLBEING, WellbeingForm
from commissioning.social_value.models import SocialValueRecord
from commissioning.social_value.sections import ROOM
from commissioning.timetable.duties import Confidence, DutyKey
from commissioning.timetable.social_value_act import PARTS, parts_on
from commissioning.timetable.statutes import DUTIES
from commissioning.vocabulary import LinkKind, Regime
from tests.commissioning.needs.filled import a_case, within_case
from tests.commissioning.social_value.filled import filled_social_value

DAY = date(2026, 6, 1)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "calls_off", "owed", "words"),
    [
        (
            {"regime": Regime.PA2023},
            False,
            True,
            "at or above the threshold (£207,720 with VAT; £663,540 for light touch services).",
        ),
        (
            {"regime": Regime.PA2023, "light_touch": True, "cpv": "85312400"},
            False,
            True,
            "at or above the threshold (light touch, £663,540 with VAT).",
        ),
        (
            {"regime": Regime.PA2023, "cpv": "45000000"},
            False,
            True,
            "(for works, £5,193,000 with VAT). By its CPV code",
        ),
        ({"regime": Regime.PA2023}, True, False, "the framework was"),
        ({"regime": Regime.BELOW_THRESHOLD}, False, False, "below the threshold (£207,720 with VAT; £663,540"),
        (
            {"regime": Regime.BELOW_THRESHOLD, "light_touch": True},
            False,
            False,
            "below the threshold (light touch, £663,540 with VAT)",
        ),
        ({"regime": Regime.PSR}, False, None, "Under the regime “Provider Selection Regime” it is not held"),
        ({"regime": Regime.UNKNOWN}, False, None, "All its parts are asked."),
    ],
)
def test_whether_the_act_binds(facts: dict[str, Any], calls_off: bool, owed: bool | None, words: str) -> None:
    found = bearing(a_case(**facts), DAY, calls_off=calls_off)
    assert (found.owed, found.all_parts) == (owed, owed is not False)
    assert words in found.why


def test_the_parts_are_dated_and_advise() -> None:
    assert parts_on(date(2013, 1, 30)) == []
    assert parts_on(date(2013, 1, 31)) == list(PARTS)
    assert {rule.confidence for rule in PARTS} == {Confidence.UNVERIFIED}
    assert [rule.reference[-7:] for rule in PARTS] == ["1(3)(a)", "1(3)(b)", " s.1(7)"]


def test_both_pages_say_the_same_of_where_a_part_of_the_act_comes_from() -> None:
    duty = next(duty for duty in DUTIES if duty.key == DutyKey.SOCIAL_VALUE)
    told = {row["key"]: row["value"] for row in duty_in_words(Owed(duty), {}, DAY).rows}
    assert told["Source"] == "Public Services (Social Value) Act 2012 s.1(1) and (2). Read in the legislation."
    sources = [row[1]["text"] for row in act_rows([Answered(rule, "", complete=True) for rule in PARTS])]
    assert all(str(source) in told["What is to be considered"] for source in sources)
    assert sources[2] == "Public Services (Social Value) Act 2012 s.1(7). Not verified: it advises and never blocks."


def emptied(record: SocialValueRecord, *names: str) -> SocialValueRecord:
    """The record without these answers, read anew."""
    with within_case(record.strand.case):
        for name in names:
            setattr(record, name, "")
        record.save()
    return SocialValueRecord.objects.get(pk=record.pk)


@pytest.mark.parametrize("regime", list(Regime))
def test_one_kind_of_well_being_is_enough_and_the_others_are_advised_unless_the_act_is_known_not_to_bind(
    regime: Regime,
) -> None:
    record = emptied(filled_social_value(a_case(regime=regime)), "economic", "environmental")
    assert [fault for fault in faults_of(ROOM, record) if fault.section == "wellbeing"] == []
    assert [name for name in WELLBEING if WellbeingForm(instance=record).fields[name].required] == []
    advised = "Nothing is said of economic and environmental well-being. The Social Value Act may ask for it too"
    told = [fault for fault in ROOM.advice(record) if fault.text.startswith(advised)]
    assert len(told) == (0 if regime == Regime.BELOW_THRESHOLD else 1) == asks_all(record)
    assert answers(record)[0].answer == "Answered in this record for 1 of 3 kinds of well-being"
    assert not answers(record)[0].complete


def test_without_any_kind_of_well_being_no_record_is_handed_in() -> None:
    record = emptied(filled_social_value(a_case()), "economic", "environmental")
    assert faults_of(ROOM, record) == []
    record = emptied(record, "social")
    [fault] = faults_of(ROOM, record)
    assert (fault.section, fault.field) == ("wellbeing", "economic")
    assert fault.text == "Say how what you buy might improve the area’s well-being: economic, social or environmental."
    assert [one.answer for one in answers(record)][:2] == ["Not answered yet", "Answered in this record"]


def test_where_the_act_binds_it_says_that_it_yields_to_urgency() -> None:
    assert "It yields where urgency" in bearing(a_case(regime=Regime.PA2023), DAY, calls_off=False).why
    assert "urgency" not in bearing(a_case(), DAY, calls_off=False).why


def test_a_call_off_is_known_by_its_link() -> None:
    record, framework = filled_social_value(a_case(regime=Regime.PA2023)), a_case("The framework")
    assert asks_all(record)
    with within_case(record.strand.case):
        CaseLink(case=record.strand.case, other=framework, kind=LinkKind.CALL_OFF_UNDER).save()
    record.refresh_from_db()
    assert not asks_all(record)


def test_whether_to_consult_is_read_from_the_needs() -> None:
    record = filled_social_value(a_case())
    assert answers(record)[2].answer == "Yes, as the needs say: A survey of six weeks."
    with within_case(record.strand.case):
        needs = NeedsRecord.objects.get(strand__case=record.strand.case)
        needs.consultation, needs.consultation_reason = False, "Too few people."
        needs.save()
    record.refresh_from_db()
    assert answers(record)[2].answer == "No, as the needs say: Too few people."
    assert b'"consulted":false' in ROOM.section("wellbeing").freeze(record).body
    assert not any("s.1(7)" in fault.text for fault in ROOM.advice(record))
    with within_case(record.strand.case):
        needs.consultation = None
        needs.save()
    record.refresh_from_db()
    assert (answers(record)[2].answer, answers(record)[2].complete) == (NEVER_ASKED, False)
    assert any("s.1(7)" in fault.text for fault in ROOM.advice(record))
    assert not any("s.1(7)" in fault.text for fault in faults_of(ROOM, record))
