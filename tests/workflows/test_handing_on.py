"""Handing on in the flows: an edge of its own in the newest, and runs that began before it know another way on."""

from __future__ import annotations

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS

from audit.deciding import deciding
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.casefile.carrying_out import Deed
from commissioning.vocabulary import Action, Stage, WayOn
from tests.accounts.factories import a_key
from tests.commissioning.gates.together import combined, handed_on, published
from tests.council import AT, HOMECARE, People, a_case, answered, ask_of, does, gate_of, strand_of
from workflows.demonstration.walking import answer
from workflows.flow import flow_of
from workflows.models import StageProcess
from workflows.needs import NeedsV1, NeedsV2
from workflows.social_value import SocialValueV2
from workflows.sweeping import sweep
from workflows.tender import TenderV1

pytestmark = pytest.mark.django_db


def runs(case: Case) -> list[tuple[object, str]]:
    """The runs of a case's flows, in their order."""
    found = StageProcess.objects.filter(strand__case=case).order_by("pk")
    return [(run.flow_class, run.status) for run in found]


def on_the_flow_before(case: Case) -> None:
    """Put a case, whose needs are being written, on the flow that its stage had before."""
    strand = strand_of(case)
    Task.objects.filter(process__stageprocess__strand=strand).delete()
    StageProcess.objects.filter(strand=strand).delete()
    with deciding("case.moved", strand.case, by=None, at=AT, key=a_key()):
        NeedsV1.start.run(strand=strand, at=AT)


def test_the_newest_flows_hand_on_and_the_tender_never_does() -> None:
    assert flow_of(Stage.NEEDS) is NeedsV2
    assert flow_of(Stage.SOCIAL_VALUE) is SocialValueV2
    assert set(NeedsV2.write.cases) == set(WayOn)
    assert [flow.hands_on for flow in (NeedsV2, SocialValueV2, NeedsV1, TenderV1)] == [True, True, False, False]


def test_a_run_ends_by_the_edge_of_handing_on(people: People) -> None:
    case = handed_on(people)
    assert runs(case) == [(NeedsV2, PROCESS.DONE), (SocialValueV2, PROCESS.NEW)]
    assert sweep(AT)["moved"] == 0


def test_a_run_that_began_before_goes_to_its_gate_as_ever(people: People) -> None:
    case = a_case(people)
    on_the_flow_before(case)
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    answered(case)
    does(ask_of(case, "Decision"), Action.PASS)
    case.refresh_from_db()
    assert (case.stage, gate_of(case).outcome) == (Stage.SOCIAL_VALUE, "passed")
    assert runs(case) == [(NeedsV1, PROCESS.DONE), (SocialValueV2, PROCESS.NEW)]


def test_a_run_that_began_before_is_ended_where_its_record_is_handed_on(people: People) -> None:
    case = a_case(people)
    on_the_flow_before(case)
    published(combined())
    answer(ask_of(case, "Write"), HOMECARE, at=AT, deed=Deed(Action.HAND_ON))
    case.refresh_from_db()
    assert case.stage == Stage.SOCIAL_VALUE
    assert runs(case) == [(NeedsV1, PROCESS.CANCELED), (SocialValueV2, PROCESS.NEW)]
    answer(ask_of(case, "Write"), HOMECARE, at=AT)
    assert gate_of(case, Stage.SOCIAL_VALUE).earlier == Stage.NEEDS
    assert sweep(AT)["moved"] == 0
    assert verify().sound
