"""A declared actual conflict takes a person's part in a case away at once, mid-task included."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.authority import eligible, may
from accounts.decisions import appoint
from accounts.errors import NotAllowedError
from accounts.models import Person, Post
from accounts.reach import reach_of
from accounts.rights import Right, Role
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.verify import verify
from commissioning.asks.decisions import take
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case
from commissioning.casefile.asking import asked_by
from commissioning.casefile.next_steps import NOBODY_LEFT, next_of
from commissioning.casefile.overview import open_seats_of, open_tasks_of, strands_of
from commissioning.casefile.people import case_of
from commissioning.casefile.writing import place_of
from commissioning.gates.models import GatePolicy, SignOff
from commissioning.gates.policy import of_policy, publish_gate_policy, with_terms
from commissioning.gates.terms import GroupTerms
from commissioning.interests.kinds import Conflict
from commissioning.interests.standing import conflicts_of
from commissioning.telling.models import Message
from commissioning.vocabulary import Action, Lane, Outcome, SeatState, Stage
from tests.accounts.factories import a_key, a_person, appointed
from tests.commissioning.cover.covers import accepted, offered
from tests.commissioning.interests.declared import BROTHER, declares
from tests.council import (
    AT,
    HOMECARE,
    People,
    a_case,
    answered,
    ask_of,
    asks_of,
    at_gate,
    body,
    changes,
    does,
    gate_of,
    seats_of,
    states_of,
)
from workflows.demonstration.council import SINCE
from workflows.sweeping import lapse, sweep

pytestmark = pytest.mark.django_db

FINANCE, POLICY, ADVICE, HEAD = "Finance officer", "Policy officer", "Voluntary-sector", "Decision: head of service"
LEGAL, PROCUREMENT, BOARD = "Legal officer", "Procurement officer", "Board member"
BIG = replace(HOMECARE, net=Decimal("250000.00"), gross=Decimal("300000.00"))


def a_second(role: Role, name: str = "Sam Osei", slug: str = "") -> Person:
    """Another who holds the demonstration's post of a role, its first or that of a body."""
    posts = Post.objects.filter(role=role).order_by("pk")
    post = posts.get(body__slug=slug) if slug else posts[0]
    found = a_person(name, body=post.body)
    appoint(found, post, starts_on=SINCE, by=None, at=AT, key=a_key())
    return found


def test_whoever_declares_it_can_neither_answer_nor_write_nor_read_what_is_secret(people: People, case: Case) -> None:
    ruth = people["finance"]
    declares(case, ruth)
    with pytest.raises(NotAllowedError, match="You declared a conflict of interest, so you cannot sign it"):
        does(ask_of(case, FINANCE), Action.SIGN, by=ruth)
    assert not work_list(ruth, AT).asks
    seen = case_of(ruth, case.reference, AT)
    assert (seen.sees_figures, seen.sees_bids, seen.reads_trail) == (False, False, False)
    assert not may(ruth, Right.SEE_BIDS, on=case, at=AT)
    assert case_of(people["legal"], case.reference, AT).sees_bids, "others read on"


def test_another_case_is_as_it_was(people: People, case: Case) -> None:
    ruth, other = people["finance"], at_gate(people)
    declares(case, ruth)
    assert case_of(ruth, other.reference, AT).sees_bids
    assert reach_of(ruth, AT).kept_out == {f"case/{case.pk}"}
    does(ask_of(other, FINANCE), Action.SIGN, by=ruth)


def test_what_they_had_taken_is_released_and_others_are_told(people: People, case: Case) -> None:
    ruth, sam = people["finance"], a_second(Role.FINANCE_OFFICER)
    task = ask_of(case, FINANCE)
    take(task, by=ruth, at=AT, key=a_key())
    declares(case, ruth)
    task.refresh_from_db()
    assert task.taken_by is None
    assert task.open
    assert "without Ruth Okafor" in Message.objects.get(person=sam, ask=task, event__startswith="interests/").subject
    does(task, Action.SIGN, by=sam)
    assert states_of(case)[FINANCE] == SeatState.SIGNED


def test_at_a_seat_it_is_declared_instead_of_an_answer(people: People, case: Case) -> None:
    does(ask_of(case, FINANCE), Action.DECLARE, by=people["finance"], reason=BROTHER)
    [found] = conflicts_of(case)
    assert (found.person, found.ground) == (people["finance"], Ground.CONFLICT)
    assert ask_of(case, FINANCE).open


def test_where_nobody_is_left_the_case_says_so_and_procurement_is_told(people: People, case: Case) -> None:
    declares(case, people["finance"])
    today = AT.date()
    told = next_of(case, strands_of(case), open_tasks_of(case, today), open_seats_of(case), today)
    notes = {str(waiting["who"]): str(waiting["note"]) for waiting in told.waiting}
    assert [who for who, note in notes.items() if NOBODY_LEFT in note] == ["Finance officer (Finance)"]
    message = Message.objects.get(person=people["procurement"], event__startswith="interests/", case=case)
    assert "Nobody else can do: Finance officer" in message.text


def test_a_signature_in_the_open_tier_is_void_and_its_seat_is_asked_again(people: People, case: Case) -> None:
    sam = a_second(Role.FINANCE_OFFICER)
    does(ask_of(case, FINANCE), Action.SIGN, by=people["finance"])
    declares(case, people["finance"])
    assert states_of(case)[FINANCE] == SeatState.OPEN
    does(ask_of(case, FINANCE), Action.SIGN, by=sam)
    given = SignOff.objects.filter(seat__gate=gate_of(case)).values_list("person__full_name", flat=True)
    assert list(given) == ["Ruth Okafor", "Sam Osei"], "the void one stays in the trail"
    assert not case.warnings.exists()


def test_a_signature_that_counted_stands_and_is_flagged(people: People, case: Case) -> None:
    answered(case)
    assert [ask.title for ask in asks_of(case)] == [HEAD]
    declares(case, people["finance"])
    assert states_of(case)[FINANCE] == SeatState.SIGNED
    assert "Ruth Okafor answered as Finance officer at the gate of needs analysis" in case.warnings.get().text
    does(ask_of(case, HEAD), Action.PASS)
    assert gate_of(case).outcome == Outcome.PASSED


def test_a_signature_that_would_carry_over_is_void_at_the_next_submission(people: People, case: Case) -> None:
    a_second(Role.FINANCE_OFFICER)
    does(ask_of(case, FINANCE), Action.SIGN, by=people["finance"])
    does(ask_of(case, ADVICE), Action.ADVISE, reason="Ask the lunch clubs.")
    does(ask_of(case, POLICY), Action.RETURN, reason="Not ready.")
    declares(case, people["finance"])
    author = people["commissioner"]
    place = place_of(case_of(author, case.reference, AT), Stage.NEEDS, None, None, day_of(AT))
    asked = {seat.who.split(",")[0]: seat.carried for seat in asked_by(place, author, AT)}
    assert (asked["Finance officer"], asked["Voluntary-sector representative"]) == (False, True)
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert states_of(case)[FINANCE] == SeatState.OPEN
    assert seats_of(case)["Voluntary-sector representative"].carried


def test_a_carried_signature_of_an_earlier_tier_is_asked_again_and_the_later_tiers_with_it(people: People) -> None:
    a_second(Role.LEGAL_OFFICER)
    case = at_gate(people, purchase=BIG, stage=Stage.TENDER)
    for seat in (LEGAL, FINANCE):
        does(ask_of(case, seat), Action.SIGN)
    does(ask_of(case, PROCUREMENT), Action.RETURN, reason="Name the lots.")
    does(ask_of(case, "Mend"), Action.SUBMIT)
    does(ask_of(case, PROCUREMENT), Action.SIGN)
    assert [ask.title for ask in asks_of(case)] == [BOARD]
    declares(case, people["legal"])
    assert [ask.title for ask in asks_of(case)] == [LEGAL], "the Board is asked once Legal has signed"
    does(ask_of(case, LEGAL), Action.SIGN)
    assert [ask.title for ask in asks_of(case)] == [BOARD]
    assert sweep(AT)["moved"] == 0
    assert verify().breaks == []


def test_a_signature_given_for_a_principal_in_conflict_is_void_too(people: People, case: Case) -> None:
    post, sam = Post.objects.get(role=Role.FINANCE_OFFICER), a_person("Sam Osei", body=body("finance"))
    appointed(sam, post, principal=people["finance"], starts_on=SINCE)
    does(ask_of(case, FINANCE), Action.SIGN, by=sam)
    declares(case, people["finance"])
    with pytest.raises(NotAllowedError, match="You act for Ruth Okafor, who declared a conflict"):
        does(ask_of(case, FINANCE), Action.SIGN, by=sam)


def test_an_author_in_conflict_writes_no_more(people: People) -> None:
    case = a_case(people, until=Stage.AWARD)
    changes(case, "assessment", assessment_method="Three assessors.")
    declares(case, people["commissioner"])
    with pytest.raises(NotAllowedError, match="so you cannot write it"):
        changes(case, "assessment", assessment_method="I alone.", by=people["commissioner"])
    assert not work_list(people["commissioner"], AT).asks


def test_what_is_not_actual_takes_nothing_away(people: People, case: Case) -> None:
    declares(case, people["finance"], Conflict.POTENTIAL)
    does(ask_of(case, FINANCE), Action.SIGN, by=people["finance"])


def test_a_conflict_can_be_declared_at_a_seat_with_a_long_title_by_somebody_with_a_long_name(people: People) -> None:
    """The subject of what others are told holds 300 characters; seat and name together may have more."""
    found = of_policy(with_terms(GatePolicy.objects.all())[0])
    seats = tuple(
        replace(seat, title=(f"{seat.title}, who answers for " + "all that it costs, " * 20)[:200].strip())
        for seat in found.seats
    )
    publish_gate_policy(replace(found, seats=seats), effective_from=AT.date(), reason="Long.", at=AT, key=a_key())
    case = at_gate(people, at=AT + timedelta(minutes=1))
    a_second(Role.FINANCE_OFFICER)
    declares(case, a_second(Role.FINANCE_OFFICER, "Maria " + "de la Concepción " * 10 + "Osei"))
    released = Message.objects.filter(case=case, event__startswith="interests/release/")
    assert released.exists()
    assert {len(message.subject) for message in released} == {300}


def covering(principal: Person, name: str = "Dee Ash") -> Person:
    """Somebody of another service who covers for a principal in their first post."""
    own = body("youth-services")
    found = a_person(name, body=own)
    appointed(found, Post.objects.get(role=Role.COMMISSIONER, body=own), starts_on=SINCE)
    accepted(offered(principal, found))
    return found


def either(*, many: bool = False, group: bool = True) -> None:
    """The demonstration's policy; at the gate of needs one of Finance and Policy is enough, or one may sit for both."""
    terms = of_policy(with_terms(GatePolicy.objects.all())[0])
    asked = (Role.FINANCE_OFFICER, Role.POLICY_OFFICER)
    here = [seat.stage == Stage.NEEDS and seat.lane == Lane.STANDARD and seat.role in asked for seat in terms.seats]
    seats = [
        replace(seat, group="Either") if group and so else seat for seat, so in zip(terms.seats, here, strict=True)
    ]
    groups = (*terms.groups, *([GroupTerms(Stage.NEEDS, "Either", 1)] if group else []))
    changed = replace(terms, seats=tuple(seats), groups=groups, one_person_many_seats=many)
    publish_gate_policy(changed, effective_from=AT.date(), reason="Groups.", at=AT, key=a_key())


def test_whom_a_void_answer_had_spared_is_asked(people: People) -> None:
    either()
    case = at_gate(people, at=AT + timedelta(minutes=1))
    does(ask_of(case, FINANCE), Action.SIGN, by=people["finance"])
    assert states_of(case)[POLICY] == SeatState.SPARED
    declares(case, people["finance"])
    assert states_of(case)[POLICY] == SeatState.OPEN
    does(ask_of(case, POLICY), Action.SIGN)
    assert states_of(case)[FINANCE] == SeatState.SPARED
    assert verify().breaks == []


def test_whom_another_answer_spares_as_well_stays_so(people: People) -> None:
    either()
    case = at_gate(people, at=AT + timedelta(minutes=1))
    advice = ask_of(case, ADVICE)
    adviser = eligible(advice.post, on=advice, at=AT)[0]
    does(advice, Action.ADVISE, by=adviser, reason="Ask the lunch clubs.")
    does(ask_of(case, FINANCE), Action.SIGN)
    declares(case, adviser)
    assert (states_of(case)[FINANCE], states_of(case)[POLICY]) == (SeatState.SIGNED, SeatState.SPARED)


def test_procurement_is_told_where_a_void_answer_leaves_a_seat_that_nobody_can_take(people: People, case: Case) -> None:
    does(ask_of(case, FINANCE), Action.SIGN, by=people["finance"])
    declares(case, people["finance"])
    message = Message.objects.get(person=people["procurement"], event__startswith="interests/declared", case=case)
    assert "Nobody else can do: Finance officer" in message.text


def test_what_was_signed_for_a_namesake_is_left_alone(people: People, case: Case) -> None:
    ruth = people["finance"]
    does(ask_of(case, FINANCE), Action.SIGN, by=covering(ruth))
    assert SignOff.objects.get(seat__gate=gate_of(case)).principal == ruth
    declares(case, a_second(Role.LEGAL_OFFICER, ruth.full_name))
    assert states_of(case)[FINANCE] == SeatState.SIGNED, "another Ruth Okafor has the conflict"
    declares(case, ruth)
    assert states_of(case)[FINANCE] == SeatState.OPEN


def test_what_was_signed_for_them_does_not_carry_over(people: People) -> None:
    either(many=True, group=False)
    case = at_gate(people, at=AT + timedelta(minutes=1))
    does(ask_of(case, FINANCE), Action.SIGN, by=covering(people["finance"]))
    does(ask_of(case, ADVICE), Action.ADVISE, reason="Ask the lunch clubs.")
    does(ask_of(case, POLICY), Action.RETURN, by=people["policy"], reason="Not ready.")
    declares(case, people["finance"])
    does(ask_of(case, "Mend"), Action.SUBMIT, by=people["commissioner"])
    assert states_of(case)[FINANCE] == SeatState.OPEN
    assert seats_of(case)["Voluntary-sector representative"].carried


def test_a_seat_that_kept_silent_is_not_asked_again_for_who_had_answered_it_before(people: People, case: Case) -> None:
    """It has no answer of theirs any more: the text had changed, and nobody advised on the new one."""
    grace = people["voluntary.sector"]
    does(ask_of(case, ADVICE), Action.ADVISE, by=grace, reason="Ask the lunch clubs.")
    does(ask_of(case, POLICY), Action.RETURN, reason="Not ready.")
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="I have what I need.")
    changes(case, "need", statement="More people wait.")
    does(ask_of(case, "Mend"), Action.SUBMIT)
    lapse(AT + timedelta(days=30))
    assert states_of(case)["Voluntary-sector representative"] == SeatState.SILENT
    declares(case, grace)
    assert states_of(case)["Voluntary-sector representative"] == SeatState.SILENT


def test_what_a_colleague_signed_since_stands_when_a_former_signer_is_kept_out(people: People, case: Case) -> None:
    sam, ruth = a_second(Role.FINANCE_OFFICER), people["finance"]
    for signer in (ruth, sam):
        does(ask_of(case, FINANCE), Action.SIGN, by=signer)
        does(ask_of(case, POLICY), Action.RETURN, reason="Not ready.")
        does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="I have what I need.")
        if signer == ruth:
            changes(case, "current_spend", current_contract="None: it ended.")
            does(ask_of(case, "Mend"), Action.SUBMIT)
    declares(case, ruth)
    does(ask_of(case, "Mend"), Action.SUBMIT)
    assert seats_of(case)[FINANCE].carried, "it is Sam's signature that stands"


def test_a_returned_record_does_not_wait_for_a_lead_who_is_kept_out(people: People, case: Case) -> None:
    sam = a_second(Role.COMMISSIONER, slug="adult-social-care")
    declares(case, people["commissioner"])
    for seat in (ADVICE, POLICY):
        does(ask_of(case, seat), Action.ADVISE if seat == ADVICE else Action.SIGN, reason="Read.")
    does(ask_of(case, FINANCE), Action.RETURN, reason="Not ready.")
    task = ask_of(case, "Mend")
    told = Message.objects.filter(event=f"ask/{task.pk}").values_list("person__full_name", flat=True)
    assert (task.taken_by, list(told)) == (None, [sam.full_name])
