"""What ends with a strand: whatever it still asked, and its run in the engine."""

from collections.abc import Callable
from datetime import datetime

import pytest
from viewflow.workflow.models import Task

from audit.deciding import deciding
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case, Strand
from commissioning.vocabulary import State
from tests.accounts.factories import a_key
from tests.council import AT, asks_of, strand_of
from workflows.advancing import advance
from workflows.stages import close_strand, stop
from workflows.sweeping import sweep

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("ends", "state", "word"), [(stop, State.STOPPED, "stopped"), (close_strand, State.CLOSED, "closed")]
)
def test_the_end_of_a_strand_closes_whatever_it_still_asks(
    case: Case, ends: Callable[[Strand, datetime], None], state: State, word: str
) -> None:
    asked = [ask.pk for ask in asks_of(case)]
    with deciding("case.moved", case, by=None, at=AT, key=a_key()):
        strand = strand_of(case)
        strand.case = case
        ends(strand, AT)
        advance(case, AT)
    assert (strand_of(case).state, asks_of(case)) == (state, [])
    closed = Ask.objects.filter(pk__in=asked)
    assert {(ask.closed_at, ask.closed_by, ask.closed_as) for ask in closed} == {(AT, None, word)}
    assert not Task.objects.filter(process__stageprocess__strand__case=case, finished=None).exists()
    assert sweep(AT)["moved"] == 0
    assert verify().sound
