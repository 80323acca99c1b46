"""A case keeps the version it began with, says when a newer one is in force, and may adopt it before the tender."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.decisions import end_holding
from accounts.errors import NotAllowedError
from accounts.models import Exclusion, Holding
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.errors import RefusedError
from commissioning.gates.models import Gate
from commissioning.policies.kinds import Fate
from commissioning.policies.models import PolicyVersion
from commissioning.policies.rules import FateTerms
from commissioning.records.decisions import save_section
from commissioning.records.rules import faults_of
from commissioning.social_value.adopting import adopt, newer_than_own
from commissioning.social_value.models import Measure, PriorityChoice, SocialValueRecord
from commissioning.social_value.sections import ROOM, WEIGHTS
from commissioning.telling.models import Message
from commissioning.tender.models import AwardCriterion, TenderRecord
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Outcome, SeatState, Stage, State
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.gates.together import at_one_gate, handed_on
from tests.commissioning.needs.filled import within_case
from tests.commissioning.policies.conftest import HOMES, a_second_version, days
from tests.council import AT, HOMECARE, People, a_case, ask_of
from tests.council import people as people
from workflows.demonstration.walking import answer, walk

pytestmark = pytest.mark.django_db
JUNE = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
WHY = "The new version names homes."


def merged(people: People) -> PolicyVersion:
    """Version 2, in which P1 is kept, P2 merged into it, P3 ended, and P4 new."""
    first = PolicyVersion.objects.get(number=1).wording.priorities
    fates = (
        FateTerms("P1", Fate.KEPT, "P1"),
        FateTerms("P2", Fate.MERGED, "P1", "One of them."),
        FateTerms("P3", Fate.ENDED, reason="The limits are met."),
    )
    return a_second_version(people, priorities=(first[0], HOMES), fates=fates)


def adopts(case: Case, people: People, *, by: str = "commissioner", at: datetime = JUNE, key: str = "") -> None:
    """Adopt version 2."""
    adopt(case, version=2, reason=WHY, by=people[by], at=at, key=key or a_key())


def test_saving_an_answer_never_changes_the_version(people: People) -> None:
    case = a_case(people, until=Stage.SOCIAL_VALUE)
    newer, record, section = a_second_version(people), record_of(case), ROOM.section("relevance")
    values = {"policy_version": newer, "relevance": "Jobs for local people."}
    by = people["commissioner"]
    save_section(ROOM, record, section, values=values, rows={}, by=by, at=JUNE, key=a_key())
    assert (record_of(case).relevance, record_of(case).policy_version) == ("Jobs for local people.", first_version())


def first_version() -> PolicyVersion:
    return PolicyVersion.objects.get(number=1)


def record_of(case: Case) -> SocialValueRecord:
    found = SocialValueRecord.objects.of_case(case)
    assert found is not None
    return found


def test_a_case_keeps_its_version_and_says_that_a_newer_one_is_in_force(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    first = record_of(case).policy_version
    second = merged(people)
    assert newer_than_own(record_of(case), date(2026, 5, 31)) is None
    assert newer_than_own(record_of(case), JUNE.date()) == second
    assert record_of(case).policy_version == first
    with time_machine.travel(JUNE):
        amina = Reader(people["commissioner"])
        page = amina.get(f"/cases/{case.reference}/")
        assert "This case holds the social value policy in force when it began." in page
        assert "Version 2 is in force now." in page
        assert "Adopt version 2" in amina.get(f"/cases/{case.reference}/policy/")
        assert "by whoever writes the records" in Reader(people["finance"]).get(f"/cases/{case.reference}/policy/")


def test_the_gate_signs_again_what_has_changed_and_the_tender_goes_on(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    merged(people)
    jobs, groups, air = record_of(case).choices.order_by("priority__position")
    before = {measure.reference for measure in Measure.objects.filter(record__strand__case=case)}
    adopts(case, people)
    case.refresh_from_db()
    gate = Gate.objects.get(strand__case=case, stage=Stage.SOCIAL_VALUE)
    assert (case.stage, case.state, gate.outcome) == (Stage.SOCIAL_VALUE, State.RETURNED, Outcome.RETURNED)
    assert WHY in gate.reopened
    [mend] = Ask.objects.filter(case=case, closed_at=None, kind="write")
    assert mend.title == "Mend the record of social value priorities"
    codes = {choice.priority.code for choice in record_of(case).choices.select_related("priority__version")}
    assert {"P1", "P4"} <= codes
    assert PriorityChoice.objects.filter(pk=jobs.pk, priority__version__number=2, priority__code="P1").exists()
    assert not PriorityChoice.objects.filter(pk=groups.pk).exists()
    assert {measure.reference for measure in Measure.objects.filter(record__strand__case=case)} == before
    assert air.measures.exists() or not PriorityChoice.objects.filter(pk=air.pk).exists()
    entry = Entry.objects.filter(stream=f"case/{case.reference}", verb="case.policy_adopted").get()
    assert entry.capacity == "Commissioner, Adult Social Care"
    for choice in record_of(case).choices.filter(chosen=None):
        with_answer(case, choice, people)
    answer(ask_of(case, "Mend"), HOMECARE, at=JUNE)
    seats = Gate.objects.get(pk=gate.pk).seats.select_related("rule")
    assert SeatState.OPEN in {seat.state for seat in seats}
    walk(case, HOMECARE, until=Stage.TENDER, at=JUNE)
    case.refresh_from_db()
    assert case.stage == Stage.TENDER
    assert Gate.objects.get(pk=gate.pk).submissions.count() == 2
    walk(case, HOMECARE, until=Stage.AWARD, at=JUNE)
    with pytest.raises(RefusedError, match="no such newer version"):
        adopts(case, people)
    assert verify().sound


def test_an_adoption_is_told_as_one_and_not_as_a_return(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    newer = merged(people)
    adopts(case, people)
    told = Message.objects.filter(case=case, person=people["commissioner"]).latest("pk")
    assert told.subject == f"{case.reference}: the record of social value priorities is open again"
    adopted = f"{newer}, in force since 1 June 2026, was adopted: {WHY}"
    assert adopted.removesuffix(".") in told.text
    assert "Nobody returned it. Please bring it up to date and submit it again." in told.text
    amina = Reader(people["commissioner"])
    page = amina.get(f"/cases/{case.reference}/")
    assert "The record of social value priorities is open again. " + adopted.removesuffix(".") in page
    record = amina.get(f"/cases/{case.reference}/records/social_value/")
    assert "Social value priorities: open again" in record
    assert "Social value priorities: open again" in amina.get("/cases/")
    for shown in (page, record):
        assert "open again" in shown.lower()
        assert "returned" not in shown.lower()
    read = Reader(people["finance"]).get(f"/cases/{case.reference}/records/social_value/")
    assert "This record is open again, although its gate had passed." in read
    gate = Gate.objects.get(strand__case=case, stage=Stage.SOCIAL_VALUE)
    assert "Open again, to be decided anew" in amina.get(f"/cases/{case.reference}/gates/{gate.pk}/")


def with_answer(case: Case, choice: PriorityChoice, people: People) -> None:
    """Say that a priority of the newer version is not chosen, on the page."""
    with time_machine.travel(JUNE):
        amina = Reader(people["commissioner"])
        path = f"/cases/{case.reference}/records/social_value/priorities/"
        rows: dict[str, str] = {}
        every = list(record_of(case).choices.order_by("pk"))
        for place, one in enumerate(every):
            chosen = one.chosen if one.pk != choice.pk else False
            rows |= {
                f"choices-{place}-id": str(one.pk),
                f"choices-{place}-priority": str(one.priority_id),
                f"choices-{place}-chosen": "yes" if chosen else "no",
                f"choices-{place}-ground": "" if chosen else "not_relevant",
                f"choices-{place}-reason": one.reason or "Nothing is built.",
            }
        rows |= {"choices-TOTAL_FORMS": str(len(every)), "choices-INITIAL_FORMS": str(len(every))}
        amina.post(path, rows)


def test_while_the_record_is_written_it_is_adopted_without_opening_anything(people: People) -> None:
    case = a_case(people, until=Stage.SOCIAL_VALUE)
    merged(people)
    adopts(case, people)
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.SOCIAL_VALUE, State.DRAFTING)
    assert sorted(choice.priority.code for choice in record_of(case).choices.select_related("priority")) == ["P1", "P4"]
    assert not Gate.objects.filter(strand__case=case, stage=Stage.SOCIAL_VALUE).exists()


def test_one_gate_for_needs_and_social_value_is_opened_again_with_both(people: People) -> None:
    case = at_one_gate(people)
    walk(case, HOMECARE, until=Stage.TENDER, at=AT)
    merged(people)
    adopts(case, people)
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.SOCIAL_VALUE, State.RETURNED)
    [mend] = Ask.objects.filter(case=case, closed_at=None, kind="write")
    assert mend.title == "Mend the records of needs analysis and social value priorities"
    for choice in record_of(case).choices.filter(chosen=None):
        with_answer(case, choice, people)
    answer(mend, HOMECARE, at=JUNE)
    assert Gate.objects.get(strand__case=case).submissions.count() == 2


def test_while_it_is_decided_with_the_tender_it_is_adopted_without_opening_anything(people: People) -> None:
    case = handed_on(people, stage=Stage.SOCIAL_VALUE)
    second = merged(people)
    adopts(case, people)
    case.refresh_from_db()
    assert (case.stage, case.state) == (Stage.TENDER, State.DRAFTING)
    assert record_of(case).policy_version == second
    scope = f"record/{record_of(case).strand_id}/tender/1"
    assert Exclusion.objects.filter(scope=scope, person=people["commissioner"]).exists()


def test_it_is_refused_where_it_is_too_late_or_too_early(people: People) -> None:
    needs, gate = a_case(people, until=Stage.NEEDS), a_case(people, until=Stage.SOCIAL_VALUE, title="At its gate")
    tender, award = (a_case(people, until=stage, title=str(stage)) for stage in (Stage.TENDER, Stage.AWARD))
    merged(people)
    answer(ask_of(gate, "Write"), HOMECARE, at=AT)
    answer(ask_of(tender, "Write"), HOMECARE, at=AT)
    for case, words in (
        (needs, "holds no version yet"),
        (gate, "lies at its gate"),
        (tender, "before the tender is handed in"),
        (award, "before the tender is handed in"),
    ):
        with pytest.raises(RefusedError, match=words):
            adopts(case, people)


def test_only_whoever_writes_adopts_and_says_why(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    merged(people)
    with pytest.raises(NotAllowedError):
        adopts(case, people, by="finance")
    with pytest.raises(RefusedError, match="Say why"):
        adopt(case, version=2, reason=" ", by=people["commissioner"], at=JUNE, key=a_key())
    for holding in Holding.objects.filter(person=people["commissioner"]):
        end_holding(holding, on=AT.date() + days(10), by=None, at=AT, key=a_key())
    with pytest.raises(NotAllowedError):
        adopts(case, people)
    assert record_of(case).policy_version == PolicyVersion.objects.get(number=1)


def test_what_ended_is_not_weighed_and_carries_none_of_the_share(people: People) -> None:
    case = in_which_one_ended(people)
    counting, ended = record_of(case).measures.order_by("pk")
    [short] = of_weights(case)
    assert short.startswith("The weights of the measures add up to 6, and social value carries 10 per cent.")
    weighs(case, people, {counting: Decimal(10)})
    assert of_weights(case) == []
    assert ROOM.facts(record_of(case))["measures"] == 1
    assert WEIGHTS.begin(record_of(case)) == []
    weighs(case, people, {counting: Decimal(10), ended: Decimal(4)})
    assert of_weights(case) == []
    assert ROOM.section("weighting").freeze(record_of(case)).body.count(b'"ended":true') == 1


def test_no_tender_is_advised_to_ask_for_what_ended(people: People) -> None:
    case = in_which_one_ended(people)
    with within_case(case):
        AwardCriterion.objects.filter(measure__isnull=False).delete()
    tender = TenderRecord.objects.get(strand__case=case)
    vars(tender)["with_earlier"] = True  # as its pages read it
    told = [fault.text for fault in TENDER.advice(tender) if "has no criterion yet" in fault.text]
    assert [text[:10] for text in told] == ["Measure M1"]


def in_which_one_ended(people: People) -> Case:
    """A case with two measures that adopted a version in which the priority of the second ended."""
    case = a_case(people, until=Stage.TENDER)
    first = PolicyVersion.objects.get(number=1).wording.priorities
    fates = [FateTerms(one.code, Fate.ENDED, reason="Met.") for one in first[1:]]
    a_second_version(people, priorities=(first[0],), fates=(FateTerms("P1", Fate.KEPT, "P1"), *fates))
    adopts(case, people)
    return case


def of_weights(case: Case) -> list[str]:
    """What refuses the weighting of the case's record."""
    return [fault.text for fault in faults_of(ROOM, record_of(case)) if fault.section == "weighting"]


def weighs(case: Case, people: People, weights: Mapping[Measure, Decimal]) -> None:
    """Let these measures weigh so much, and no others anything."""
    rows = [{"measure": measure, "weight": weight, "question": "How?"} for measure, weight in weights.items()]
    by, section = people["commissioner"], ROOM.section("weighting")
    save_section(ROOM, record_of(case), section, values={}, rows={"weights": rows}, by=by, at=JUNE, key=a_key())


def test_the_same_request_adopts_once(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    merged(people)
    adopts(case, people, key="once")
    with pytest.raises(RepeatedError):
        adopts(case, people, key="once")


def test_reports_run_on_either_version(people: People) -> None:
    a_case(people, until=Stage.TENDER)
    merged(people)
    with time_machine.travel(JUNE):
        amina = Reader(people["commissioner"])
        page = amina.get("/policies/social-value/use/?version=2")
        assert "P1 Good work for local people 1" in page
        assert "P1 of version 1, P2 of version 1" in page
        assert "P3 of version 1" not in page
        assert "P4 Homes that are warm 0 0 0 0 Nothing else" in page
        page = amina.get("/policies/social-value/use/?version=1")
        assert "P3 Cleaner air and less waste" in page
        assert "P1 of version 2" in page
        amina.get("/policies/social-value/use/?version=7", 404)
        amina.get("/policies/social-value/use/?version=x", 404)
        Reader(people["supplier"]).get("/policies/social-value/use/", 403)


@pytest.mark.parametrize("path", ["cases/{case}/", "cases/{case}/policy/", "policies/social-value/use/"])
def test_its_pages_ask_few_queries(people: People, path: str) -> None:
    case = a_case(people, until=Stage.TENDER)
    merged(people)
    with time_machine.travel(JUNE):
        amina = Reader(people["commissioner"])
        address = f"/{path.format(case=case.reference)}"
        amina.get(address)
        with CaptureQueriesContext(connection) as asked:
            amina.get(address)
    assert len(asked) <= 12


def test_it_is_adopted_on_screen(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    merged(people)
    with time_machine.travel(JUNE):
        amina = Reader(people["commissioner"])
        path = f"/cases/{case.reference}/policy/"
        amina.post(path, {"version": "2", "reason": " "}, 422)
        Reader(people["finance"]).post(path, {"version": "2", "reason": WHY}, 403)
        amina.post(path, {"version": "2", "reason": WHY})
        assert "No newer version is in force." in amina.get(path)
        page = amina.get(f"/cases/{case.reference}/trail/")
        assert "adopted version 2 of “Social value policy” in place of version 1" in page
        assert WHY in amina.get(f"/cases/{case.reference}/records/social_value/")
