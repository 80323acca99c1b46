"""After the review the next cycle begins: once, with the same owners, linked, and knowing what was learned."""

from datetime import UTC, datetime

import pytest

from accounts.errors import NotAllowedError
from audit.models import Entry
from commissioning.case import ports
from commissioning.case.models import Case, CaseBody, CaseLink, Strand
from commissioning.needs.models import NeedsRecord
from commissioning.review.closing import next_cycle_key, wants_next_cycle
from commissioning.review.decisions import open_next_cycle
from commissioning.review.kinds import ExitDecision
from commissioning.verbs import Verb
from commissioning.vocabulary import BodyPart, LinkKind, Stage, State
from tests.accounts.factories import a_body
from tests.commissioning.award.awarded import Office, a_case, deciding_on, placed
from tests.commissioning.review.reviewed import a_review, written

pytestmark = pytest.mark.django_db
AT = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)


@pytest.fixture
def strand(office: Office) -> Strand:
    """A strand whose review is closed and decided to buy again."""
    record = written(a_review(office))
    return placed(record.strand.case, Stage.REVIEW, State.CLOSED)


def begins_needs(case: Case, _at: datetime) -> None:
    """Stand in for the flow: begin the needs record of a new case."""
    NeedsRecord(strand=Strand.objects.get(case=case)).save()


def test_a_closed_review_that_buys_again_wants_the_next_cycle(strand: Strand) -> None:
    assert wants_next_cycle(strand)


@pytest.mark.parametrize(
    ("stage", "state"), [(Stage.REVIEW, State.IN_GATE), (Stage.REVIEW, State.STOPPED), (Stage.MONITORING, State.CLOSED)]
)
def test_a_strand_elsewhere_wants_none(strand: Strand, stage: Stage, state: State) -> None:
    strand.stage, strand.state = stage, state
    assert not wants_next_cycle(strand)


@pytest.mark.parametrize("exit_decision", [ExitDecision.EXTEND, ExitDecision.STOP])
def test_another_exit_wants_none(office: Office, exit_decision: ExitDecision) -> None:
    record = written(a_review(office), exit_decision)
    assert not wants_next_cycle(placed(record.strand.case, Stage.REVIEW, State.CLOSED))


def test_without_a_review_none_is_wanted(office: Office) -> None:
    assert not wants_next_cycle(placed(a_case(office), Stage.REVIEW, State.CLOSED))


def test_the_next_cycle_begins_with_the_same_owners_and_is_linked(office: Office, strand: Strand) -> None:
    partner = a_body("Public Health")
    with deciding_on(strand.case):
        CaseBody(case=strand.case, body=partner, part=BodyPart.PARTNER).save()
    case = open_next_cycle(strand, at=AT)
    assert (case.title, case.description, case.commissioner) == ("Homecare", "Help at home.", office.commissioner)
    assert (case.stage, case.state, case.value_gross) == (Stage.NEEDS, State.DRAFTING, strand.case.value_gross)
    assert case.bodies == [office.service.pk, partner.pk]
    link = CaseLink.objects.get(case=case)
    assert (link.kind, link.other) == (LinkKind.NEXT_CYCLE_OF, strand.case)
    entry = Entry.objects.get(key=next_cycle_key(strand))
    assert (entry.verb, entry.actor, entry.stream) == (Verb.CASE_OPENED, "Tollgate", case.stream_name)
    assert not wants_next_cycle(strand)


def test_the_next_cycle_begins_once(strand: Strand) -> None:
    first = open_next_cycle(strand, at=AT)
    assert open_next_cycle(strand, at=AT) == first
    assert Case.objects.count() == 2


def test_what_was_learned_stands_in_the_new_needs(strand: Strand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_movers", [begins_needs])
    case = open_next_cycle(strand, at=AT)
    needs = NeedsRecord.objects.of_case(case)
    assert needs is not None
    [lesson] = needs.lesson_rows.all()
    told = (lesson.reference, lesson.review_of, lesson.text, lesson.action, lesson.adopted)
    assert told == ("L1", strand.case.reference, "Weekends were thin.", "Ask for rotas.", None)


def test_a_person_needs_the_right_to_open_a_case(office: Office, strand: Strand) -> None:
    with pytest.raises(NotAllowedError):
        open_next_cycle(strand, by=office.legal, at=AT, key="mine")
    case = open_next_cycle(strand, by=office.commissioner, at=AT, key="mine")
    entry = Entry.objects.get(key="mine", stream=case.stream_name)
    assert (entry.actor, entry.capacity) == ("Jo Rahman", "Commissioner, Adult Social Care")
