"""The golden thread of a case on its page and over the API: whole, broken, and as each reader may see it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Body, Person
from accounts.rights import Role
from commissioning.case.models import Case
from commissioning.casefile.thread_of_case import hidden_from
from commissioning.contract.models import DeliveryReturn
from commissioning.records.rules import faults_of
from commissioning.social_value.forms import PriorityChoiceForm
from commissioning.social_value.models import Measure, MeasureWeight, PriorityChoice, SocialValueRecord
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.tender.models import AwardCriterion, TenderRecord
from commissioning.tender.sections import ROOM as TENDER
from commissioning.thread.reading import thread_of
from commissioning.thread.rules import upward
from commissioning.vocabulary import Lane, Stage, ThreadKind
from tests.accounts.factories import a_body, in_post
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.needs.filled import a_case as a_new_case
from tests.commissioning.needs.filled import within_case
from tests.commissioning.policies.published import CLIMATE, a_policy, terms
from tests.commissioning.thread.proved import proved

pytestmark = pytest.mark.django_db
MOST = 12
WHOLE = ["policy", "priority", "outcome", "measure", "criterion", "offer", "obligation", "return", "verified", "impact"]
Limit = Callable[[int], Any]


@pytest.fixture
def case(db: None) -> Case:
    return proved()


def amina(case: Case) -> Person:
    """The commissioner of its service."""
    return in_post(Role.COMMISSIONER, case.lead)


def of_the_criteria() -> list[str]:
    """What refuses the criteria of the tender."""
    return [one.text for one in faults_of(TENDER, TenderRecord.objects.get()) if one.section == "criteria"]


def test_it_goes_from_the_policy_to_what_was_proved_and_back(case: Case, django_assert_max_num_queries: Limit) -> None:
    reader = Reader(amina(case))
    with django_assert_max_num_queries(MOST):
        page = reader.get(f"/cases/{case.reference}/thread/")
    assert "10 links, and none of them is broken." in page
    assert "SV1 Jobs for local people" in page
    assert "OF1 Jobs (Bidder 1: 14 people)" in page
    assert "OF2" not in page
    assert "Year 1: 4 people verified" in page
    up = page[page.index("Obligation OB1 Jobs") :]
    steps = (
        "offer OF1",
        "award criterion C3",
        "measure M1",
        "outcome O1",
        "priority SV1",
        "policy Social value policy, version 1",
    )
    assert [up.index(step) for step in steps] == sorted(up.index(step) for step in steps)
    assert "Thread Timetable" in reader.get(f"/cases/{case.reference}/")


def test_a_script_reads_the_same(case: Case, django_assert_max_num_queries: Limit) -> None:
    caller = Caller(amina(case))
    with django_assert_max_num_queries(MOST + 2):
        found = caller.get(f"cases/{case.reference}/thread/").json()
    assert [node["kind"] for node in found["nodes"]] == WHOLE
    assert found["missing"] == []
    assert {"from", "to"} == set(found["links"][0])
    ids = {node["id"] for node in found["nodes"]}
    assert {end for link in found["links"] for end in link.values()} <= ids
    assert next(node for node in found["nodes"] if node["kind"] == "offer") == {
        "id": f"offer-{found['nodes'][5]['id'].partition('-')[2]}",
        "kind": "offer",
        "reference": "OF1",
        "title": "Jobs",
        "stage": "award",
        "note": "Bidder 1: 14 people",
    }
    outsider = Caller(in_post(Role.COMMISSIONER, a_body("Elsewhere")))
    assert outsider.get(f"cases/{case.reference}/thread/").status_code == 404


def test_screen_script_and_gate_say_the_same_of_what_is_broken(case: Case) -> None:
    record, tender = SocialValueRecord.objects.get(), TenderRecord.objects.get()
    with within_case(case):
        measure, criterion = Measure.objects.get(), AwardCriterion.objects.get(reference="C3")
        measure.outcome = None
        measure.save()
        criterion.measure = None
        criterion.save()
        DeliveryReturn.objects.get().delete()
    found = Caller(amina(case)).get(f"cases/{case.reference}/thread/").json()["missing"]
    assert [(one["stage"], one["kind"]) for one in found] == [
        ("social_value", "measure"),
        ("social_value", "outcome"),
        ("tender", "criterion"),
        ("tender", "measure"),
    ]
    assert [one["broken"] for one in found] == [False, True, True, True]
    page = Reader(amina(case)).get(f"/cases/{case.reference}/thread/")
    assert all(one["why"] in page and one["matters"] in page for one in found)
    assert "and 3 places where it is broken. 1 thing is worth a look." in page
    assert page.index("No gate refuses a record because of this.") < page.index("No measure is for outcome O1.")
    refused = {one.text for room, about in ((SOCIAL_VALUE, record), (TENDER, tender)) for one in faults_of(room, about)}
    assert {one["why"] for one in found if one["broken"]} <= refused
    assert {one["why"] for one in found if not one["broken"]} <= {one.text for one in SOCIAL_VALUE.advice(record)}


@pytest.mark.parametrize(("target", "weight"), [(None, None), (12, 10), (None, 10)])
def test_what_bidders_offer_on_or_are_judged_on_needs_a_criterion(
    case: Case, target: int | None, weight: int | None
) -> None:
    assert of_the_criteria() == []
    unjudged(target, weight)
    [text] = of_the_criteria()
    assert text == (
        "Bidders are to offer on measure M1, “People who start a job”, but no criterion judges what they offer. "
        "Add one."
    )
    assert text in [one.why for one in thread_of(case).missing]


def test_a_target_of_the_councils_that_weighs_nothing_may_be_a_term_of_the_contract_alone(case: Case) -> None:
    unjudged(12, None)
    assert of_the_criteria() == []
    assert Stage.TENDER not in [one.stage for one in thread_of(case).missing]


def unjudged(target: int | None, weight: int | None) -> None:
    """Let no criterion of the tender be for the measure, which has this target and weighs so much."""
    measure, criterion = Measure.objects.get(), AwardCriterion.objects.get(reference="C3")
    row = MeasureWeight.objects.get()
    with within_case(measure.record.strand.case):
        measure.target, row.weight = target, weight
        measure.save()
        row.save()
        criterion.kind, criterion.measure = "quality", None
        criterion.save()


def test_a_measure_whose_priority_ended_stays_and_the_tender_may_not_ask_for_it(case: Case) -> None:
    """Jobs ends with version 2: its measure cannot go, for a criterion names it, so that it stays as ended."""
    first = SocialValueRecord.objects.get().policy_version
    assert first is not None
    second = a_version_without_jobs(first.policy.owner)
    with within_case(case):
        record = SocialValueRecord.objects.get()
        record.policy_version = second
        record.save()
        net_zero = PriorityChoice.objects.get(priority__code="SV2")
        net_zero.priority = second.priorities.get(code="SV2")
        net_zero.save()
    record = SocialValueRecord.objects.get()
    assert [one.text for one in faults_of(SOCIAL_VALUE, record)] == [
        "Social value carries 10 per cent, and no measure carries it. Add a measure, or enter 0."
    ]
    assert "which ended with Social value policy, version 2" in [one.text for one in SOCIAL_VALUE.advice(record)][-1]
    assert b'"ended":true' in SOCIAL_VALUE.section("measures").freeze(record).body
    jobs = record.choices.get(priority__code="SV1")
    again = {"priority": jobs.priority_id, "chosen": "yes", "reason": "Posts are vacant."}
    assert PriorityChoiceForm(again, instance=jobs, record=record).is_valid()
    [text] = of_the_criteria()
    assert "Criterion C3 stands for measure M1, “People who start a job”, whose priority “SV1" in text
    thread = thread_of(case)
    assert [(one.stage, one.kind, one.why) for one in thread.missing] == [(Stage.TENDER, "measure", text)]
    assert [node.note for node in thread.nodes if node.kind in ("policy", "priority", "measure")] == [
        "An earlier version",
        "Ended with a newer version",
        "It counts no more",
    ]


def a_version_without_jobs(owner: Body) -> Any:
    """Version 2 of the policy, from before fates were asked for: what has no heir of its code ended."""
    sound = terms()
    later: dict[str, Any] = {"effective_from": sound.effective_from.replace(month=6), "approved_on": sound.approved_on}
    return a_policy(owner, priorities=(CLIMATE,), **later)


def test_a_priority_lists_the_cases_that_serve_it_and_how(case: Case, django_assert_max_num_queries: Limit) -> None:
    reader = Reader(amina(case))
    path = "/policies/social-value/versions/1/priorities/1/cases/"
    with django_assert_max_num_queries(MOST):
        page = reader.get(path)
    assert (
        f"Homecare, north of the borough ({case.reference}) Review, drafting SV1 of version 1 "
        "M1 People who start a job 14 people 4 people"
    ) in page
    assert "No case that you may see serves it." in reader.get(path.replace("priorities/1", "priorities/2"))
    assert "No case that you may see serves it." in reader.get(f"{path}?page=2")
    reader.get(path.replace("priorities/1", "priorities/9"), 404)
    assert "Cases that serve it" in reader.get("/policies/social-value/")
    assert case.reference not in Reader(in_post(Role.COMMISSIONER, a_body("Elsewhere"))).get(path)


def test_a_script_reads_the_cases_that_serve_a_priority(case: Case, django_assert_max_num_queries: Limit) -> None:
    """The same as on its page, in as many questions."""
    caller, path = Caller(amina(case)), "policies/social-value/versions/1/priorities/1/cases/"
    caller.get(path)
    with django_assert_max_num_queries(MOST):
        read = caller.get(path).json()
    assert (read["next"], read["previous"], len(read["results"])) == (None, None, 1)
    assert read["results"][0] == {
        "case": case.reference,
        "title": "Homecare, north of the borough",
        "stage": "review",
        "state": "drafting",
        "chosen": [{"code": "SV1", "version": 1}],
        "measures": [{"reference": "M1", "title": "People who start a job"}],
        "committed": [{"quantity": "14.00", "unit": "people"}],
        "verified": [{"quantity": "4.00", "unit": "people"}],
    }
    again = caller.get(path, page=2).json()
    assert (again["results"], again["previous"].rpartition("/")[2]) == ([], "")
    assert caller.get(path, page=0).status_code == 422
    for unknown in (path.replace("priorities/1", "priorities/9"), path.replace("versions/1", "versions/7")):
        assert caller.get(unknown).status_code == 404
    elsewhere = Caller(in_post(Role.COMMISSIONER, a_body("Elsewhere")))
    assert elsewhere.get(path).json()["results"] == []


def test_what_is_missing_leads_to_where_it_is_mended(case: Case) -> None:
    with within_case(case):
        measure = Measure.objects.get()
        measure.outcome = None
        measure.save()
        returned = DeliveryReturn.objects.get()
        returned.verified_quantity = None
        returned.save()
    page = Reader(amina(case)).client.get(f"/cases/{case.reference}/thread/").content.decode()
    assert f'href="/cases/{case.reference}/records/social_value/"' in page
    assert f'href="/cases/{case.reference}/records/monitoring/?year=1"' in page
    with within_case(case):
        case.stage = Stage.SOCIAL_VALUE
        case.save(update_fields=["stage"])
    page = Reader(amina(case)).client.get(f"/cases/{case.reference}/thread/").content.decode()
    assert f'href="/cases/{case.reference}/records/social_value/measures/"' in page
    assert "records/monitoring/" not in page


def test_whoever_may_not_see_bids_sees_no_offer_and_the_contract_hangs_on_its_criterion(case: Case) -> None:
    seen: Any = SimpleNamespace(sees_figures=True, sees_bids=False)
    hidden = hidden_from(seen, amina(case), case.opened_at)
    thread = thread_of(case, hidden)
    assert hidden == {ThreadKind.OFFER}
    assert [node.kind for node in thread.nodes] == [kind for kind in WHOLE if kind != "offer"]
    [obligation] = thread.of(ThreadKind.OBLIGATION)
    assert [node.kind for node in upward(thread, obligation.id)] == WHOLE[:5] + ["obligation"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, "Its priorities were agreed before Tollgate"),
        ({"lane": Lane.JOINING, "led_by": "Northshire"}, "Northshire leads this procurement"),
        ({"lane": Lane.FAST}, ""),
    ],
)
def test_where_a_case_states_no_priorities_that_is_said_once(facts: dict[str, Any], why: str) -> None:
    case = a_new_case()
    with within_case(case):
        for name, value in {"stage": Stage.AWARD, **facts}.items():
            setattr(case, name, value)
        case.save()
    missing = Caller(amina(case)).get(f"cases/{case.reference}/thread/").json()["missing"]
    assert [one["why"][: len(why)] for one in missing] == ([why] if why else [])
    Reader(amina(case)).get(f"/cases/{case.reference}/thread/")
