"""Waivers through their verbs: who may, what counts, what is bound to its bytes, and what time does to them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.decisions import end_holding
from accounts.models import Holding
from accounts.rights import Role
from audit.errors import RepeatedError
from audit.verify import verify
from commissioning.award.decisions import RETROSPECTIVE
from commissioning.case.decisions import set_regime
from commissioning.case.linking import link_cases
from commissioning.case.models import Case, CaseWarning
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.fast.lifting import lift
from commissioning.telling.models import Message
from commissioning.vocabulary import AskKind, LinkKind, Regime, State
from commissioning.waivers.decisions import change, draft, record_oral_approval, submit, withdraw
from commissioning.waivers.earlier import weigh
from commissioning.waivers.kinds import WaiverAction, WaiverState
from commissioning.waivers.models import Waiver, WaiverAnswer
from tests.accounts.factories import a_key
from tests.commissioning.waivers.waived import (
    ANSWERS,
    a_small_case,
    advised,
    answers_it,
    approved,
    decides,
    drafted,
    fresh,
    submitted,
)
from tests.council import AT, People, ask_of, asks_of, entry_of
from workflows.sweeping import sweep

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked(case: Case) -> dict[str, str]:
    """Which posts are asked about waivers now, and for what."""
    return {ask.post.role: ask.kind for ask in asks_of(case) if ask.source.startswith("waiver/")}


def test_a_waiver_is_advised_on_then_approved(small: Case, people: People) -> None:
    waiver = submitted(small, people)
    assert waiver.reference == f"{small.reference}-W1"
    assert asked(small) == {Role.PROCUREMENT_OFFICER: AskKind.CONSULT, Role.LEGAL_OFFICER: AskKind.CONSULT}
    procurement, legal = [ask for ask in asks_of(small) if ask.kind == AskKind.CONSULT]
    answers_it(procurement, reason="No other maker is known.")
    assert Role.HEAD_OF_SERVICE not in asked(small)
    answers_it(legal, reason="The ground holds.")
    assert asked(small) == {Role.HEAD_OF_SERVICE: AskKind.DECIDE}
    decides(small, WaiverAction.APPROVE)
    waiver = fresh(waiver)
    assert (waiver.state, waiver.decided_at, waiver.retrospective) == (WaiverState.APPROVED, AT, False)
    assert [answer.action for answer in waiver.answers.all()] == ["advise", "advise", "approve"]
    assert {answer.digest for answer in waiver.answers.all()} == {waiver.text.digest}
    assert asked(small) == {}
    assert entry_of(small)["about"]["waiver"] == waiver.reference
    assert verify().breaks == []


def test_a_refusal_says_why_and_the_rule_stands(small: Case, people: People) -> None:
    waiver = advised(small, people)
    with pytest.raises(RefusedError, match=r"cannot be read|missing"):
        decides(small, WaiverAction.REFUSE, reason="")
    decides(small, WaiverAction.REFUSE, reason="Two others make such parts.")
    assert fresh(waiver).state == WaiverState.REFUSED
    assert Message.objects.filter(person=people["commissioner"], event=f"waiver/refused/{waiver.pk}").exists()
    assert weigh(drafted(small, people), AT).earlier == []


def test_a_reason_of_spaces_is_no_reason(small: Case, people: People) -> None:
    advised(small, people)
    with pytest.raises(RefusedError):
        decides(small, WaiverAction.APPROVE, reason="   ")


def test_the_author_never_approves(small: Case, people: People) -> None:
    waiver = drafted(small, people, by="procurement")
    submit(waiver, by=people["commissioner"], at=AT, key=a_key())
    assert Role.PROCUREMENT_OFFICER not in asked(small)
    answers_it(ask_of(small, "waiver"), reason="The ground holds.")
    decision = ask_of(small, "waiver")
    for author in ("procurement", "commissioner"):
        with pytest.raises(NotAllowedError):
            answers_it(decision, by=people[author], answer="approve", reason="Mine.")
    assert fresh(waiver).state == WaiverState.SUBMITTED


def test_whoever_may_not_write_drafts_nothing(small: Case, people: People) -> None:
    with pytest.raises(NotAllowedError):
        drafted(small, people, by="auditor")


def test_the_value_decides_who_is_asked(small: Case, people: People) -> None:
    waiver = advised(small, people, value_net=Decimal(25000), value_gross=Decimal("25000.01"))
    assert asked(small) == {Role.CORPORATE_DIRECTOR: AskKind.DECIDE}
    assert waiver.amount == Decimal("25000.01")
    with pytest.raises(NotAllowedError):
        decides(small, WaiverAction.APPROVE, by=people["head.of.service"])


def test_a_post_without_anybody_free_is_passed_over(small: Case, people: People) -> None:
    held = Holding.objects.get(post__role=Role.HEAD_OF_SERVICE, post__body__slug="corporate-resources")
    end_holding(held, on=AT.date() - DAY, by=None, at=AT, key=a_key())
    advised(small, people)
    assert asked(small) == {Role.CORPORATE_DIRECTOR: AskKind.DECIDE}


def test_where_nobody_can_approve_nothing_is_handed_in(small: Case, people: People) -> None:
    for held in Holding.objects.filter(post__role__in=(Role.CORPORATE_DIRECTOR, Role.EXECUTIVE_RECORDER)):
        end_holding(held, on=AT.date() - DAY, by=None, at=AT, key=a_key())
    waiver = drafted(small, people, value_net=Decimal(90000), value_gross=Decimal(90000))
    with pytest.raises(RefusedError, match="Nobody can approve a waiver that counts £90,000"):
        submit(waiver, by=people["commissioner"], at=AT, key=a_key())
    assert fresh_state(waiver) == WaiverState.DRAFTING


def fresh_state(waiver: Waiver) -> str:
    return Waiver.objects.get(pk=waiver.pk).state


def test_splitting_raises_the_approver(small: Case, people: People) -> None:
    """Two of 20,000 pounds take whoever approves 40,000."""
    first = approved(small, people, value_net=Decimal(20000), value_gross=Decimal(20000))
    other = a_small_case(people)
    second = advised(other, people, supplier="Aspen Lifts", value_net=Decimal(20000), value_gross=Decimal(20000))
    assert (first.role, second.role) == (Role.HEAD_OF_SERVICE, Role.CORPORATE_DIRECTOR)
    assert second.amount == Decimal(40000)
    [line] = second.text.stated["earlier"]
    assert (line["reference"], line["value_with_vat"]) == (first.reference, "20000.00")
    assert line["found"] == "Same need. Approved, 1 April 2026"


def test_the_same_supplier_counts_however_its_name_is_written(small: Case, people: People) -> None:
    approved(small, people, supplier="Rowan Lifts Ltd")
    other = a_small_case(people, service="youth-services", cpv="80000000")
    found = weigh(drafted(other, people, supplier="ROWAN LIFTS LIMITED"), AT)
    [earlier] = found.earlier
    assert (earlier.why, earlier.named, found.amount) == ("supplier", False, Decimal(24000))


def test_what_other_services_bought_is_counted_and_not_named(small: Case, people: People) -> None:
    approved(small, people)
    other = submitted(a_small_case(people, service="youth-services", cpv="80000000"), people)
    [line] = other.text.stated["earlier"]
    assert set(line) == {"value_with_vat", "found"}


def test_linked_cases_are_one_need(small: Case, people: People) -> None:
    approved(small, people)
    other = a_small_case(people, cpv="", service="youth-services")
    assert weigh(drafted(other, people, supplier="Aspen"), AT).earlier == []
    link_cases(
        other, small.reference, kind=LinkKind.RETENDER_OF, reason="Same.", by=people["procurement"], at=AT, key=a_key()
    )
    assert [one.why for one in weigh(other.waivers.get(), AT).earlier] == ["need"]


def test_older_ones_are_shown_and_after_three_years_forgotten(small: Case, people: People) -> None:
    approved(small, people)
    for years, shown in ((2, 1), (4, 0)):
        later = AT + years * 365 * DAY
        waiver = Waiver(case=small, supplier_key="", value_gross=Decimal(500))
        found = weigh(waiver, later)
        assert (len(found.earlier), found.counted, found.amount) == (shown, [], Decimal(500))


def test_one_handed_in_meanwhile_counts_when_the_first_is_decided(small: Case, people: People) -> None:
    """Handed in alone it was below the limit; with the other it is not, so that this approver cannot approve it."""
    first = advised(small, people, value_net=Decimal(20000), value_gross=Decimal(20000))
    submitted(a_small_case(people), people, value_net=Decimal(20000), value_gross=Decimal(20000))
    with pytest.raises(RefusedError, match="this now counts £40,000, which takes: The corporate director"):
        decides(small, WaiverAction.APPROVE)
    decides(small, WaiverAction.REFUSE, reason="Draft it anew, for the director.")
    assert fresh(first).state == WaiverState.REFUSED


@pytest.mark.parametrize("regime", [Regime.UNKNOWN, Regime.PA2023, Regime.BELOW_THRESHOLD])
def test_the_act_is_never_waived(small: Case, people: People, regime: Regime) -> None:
    if regime != Regime.UNKNOWN:
        set_regime(small, regime=regime, reason="So.", by=people["commissioner"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="never"):
        drafted(small, people, value_net=Decimal(663_540), value_gross=Decimal(663_540))
    assert not Waiver.objects.exists()


def test_the_value_of_the_whole_case_counts_for_the_act(small: Case, people: People) -> None:
    """A waiver of a part is one of a covered procurement all the same, also where that shows only at the approval."""
    waiver = advised(small, people)
    Case.objects.filter(pk=small.pk).update(value_net=Decimal(600_000), value_gross=Decimal(720_000))
    with pytest.raises(RefusedError, match="covers it"):
        decides(small, WaiverAction.APPROVE)
    with pytest.raises(RefusedError, match="covers it"):
        drafted(small, people)
    assert fresh(waiver).state == WaiverState.SUBMITTED


def test_what_does_not_hold_together_is_told_at_its_question(small: Case, people: People) -> None:
    with pytest.raises(RefusedError) as refused:
        drafted(small, people, ends_on=date(2026, 4, 30), value_gross=Decimal(1))
    assert set(refused.value.errors) == {"ends_on", "expires_on", "value_gross"}


def test_a_case_that_is_over_has_nothing_to_waive(small: Case, people: People) -> None:
    Case.objects.filter(pk=small.pk).update(state=State.STOPPED)
    with pytest.raises(RefusedError, match="is over"):
        drafted(small, people)


def test_it_is_changed_while_it_is_drafted_and_never_after(small: Case, people: People) -> None:
    waiver = drafted(small, people)
    change(waiver, answers={**ANSWERS, "supplier": "Aspen"}, by=people["procurement"], at=AT, key=a_key())
    assert fresh_supplier(waiver) == "Aspen"
    submit(waiver, by=people["commissioner"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="is submitted"):
        change(waiver, answers=ANSWERS, by=people["commissioner"], at=AT, key=a_key())
    with pytest.raises(OvertakenError):
        submit(waiver, by=people["commissioner"], at=AT, key=a_key())


def fresh_supplier(waiver: Waiver) -> str:
    return Waiver.objects.get(pk=waiver.pk).supplier


def test_a_key_drafts_once(small: Case, people: People) -> None:
    key = a_key()
    draft(small, answers=ANSWERS, by=people["commissioner"], at=AT, key=key)
    with pytest.raises(RepeatedError):
        draft(small, answers=ANSWERS, by=people["commissioner"], at=AT, key=key)
    assert small.waivers.count() == 1


def test_an_answer_is_bound_to_the_bytes_that_were_read(small: Case, people: People) -> None:
    waiver = advised(small, people)
    with pytest.raises(OvertakenError, match="not the text"):
        decides(small, WaiverAction.APPROVE, digest="0" * 64)
    assert fresh(waiver).text.fault() == ""


def test_work_that_began_before_makes_it_retrospective(small: Case, people: People) -> None:
    waiver = submitted(small, people, begun_on=date(2026, 3, 30), retrospective_reason="The lift fell on Monday.")
    assert waiver.retrospective
    for ask in [ask for ask in asks_of(small) if ask.kind == AskKind.CONSULT]:
        answers_it(ask, reason="So be it.")
    assert not CaseWarning.objects.filter(case=small).exists()
    decides(small, WaiverAction.APPROVE)
    warning = CaseWarning.objects.get(case=small, code=RETROSPECTIVE)
    assert "The lift fell on Monday." in warning.text


def test_a_term_that_began_while_it_waited_is_retrospective_for_the_approvers_reason(
    small: Case, people: People
) -> None:
    waiver = advised(small, people, starts_on=date(2026, 4, 2))
    assert not waiver.retrospective
    decides(small, WaiverAction.APPROVE, at=AT + 2 * DAY, reason="Approved late.")
    assert (fresh(waiver).retrospective, fresh(waiver).retrospective_reason) == (True, "Approved late.")


def test_it_can_be_withdrawn_until_it_is_decided(small: Case, people: People) -> None:
    waiver = submitted(small, people)
    with pytest.raises(RefusedError):
        withdraw(waiver, reason=" ", by=people["commissioner"], at=AT, key=a_key())
    withdraw(waiver, reason="A quote came.", by=people["commissioner"], at=AT, key=a_key())
    assert fresh(waiver).state == WaiverState.WITHDRAWN
    assert asked(small) == {}
    with pytest.raises(OvertakenError):
        withdraw(waiver, reason="Again.", by=people["commissioner"], at=AT, key=a_key())


def test_a_draft_can_be_withdrawn(small: Case, people: People) -> None:
    waiver = drafted(small, people)
    withdraw(waiver, reason="Not needed.", by=people["commissioner"], at=AT, key=a_key())
    assert fresh_state(waiver) == WaiverState.WITHDRAWN


def orally(waiver: Waiver, people: People, *, by: str = "head.of.service", days: float = 0, late: str = "") -> None:
    """Record that somebody approved a waiver so many days ago."""
    record_oral_approval(
        waiver,
        approver=people[by],
        approved_at=AT - days * DAY,
        late_reason=late,
        by=people["commissioner"],
        at=AT,
        key=a_key(),
    )


def test_an_oral_approval_is_flagged_and_confirmed_by_who_gave_it(small: Case, people: People) -> None:
    waiver = drafted(small, people, ground="emergency")
    orally(waiver, people, days=1)
    assert (fresh(waiver).state, fresh(waiver).retrospective) == (WaiverState.ORAL, True)
    assert asked(small) == {Role.HEAD_OF_SERVICE: AskKind.DECIDE}
    assert "Confirm the oral approval" in ask_of(small, "waiver").title
    assert entry_of(small)["about"]["approved_by"] == "Gareth Pryce"
    with pytest.raises(RefusedError, match="approved orally"):
        withdraw(waiver, reason="No.", by=people["commissioner"], at=AT, key=a_key())
    decides(small, WaiverAction.APPROVE)
    assert fresh(waiver).state == WaiverState.APPROVED
    assert CaseWarning.objects.filter(case=small, code=RETROSPECTIVE).exists()


def test_who_did_not_approve_it_says_so(small: Case, people: People) -> None:
    waiver = drafted(small, people, ground="urgency")
    orally(waiver, people)
    decides(small, WaiverAction.REFUSE, reason="I did not approve this.")
    assert fresh(waiver).state == WaiverState.REFUSED


def test_a_late_oral_approval_needs_its_reason(small: Case, people: People) -> None:
    waiver = drafted(small, people, ground="urgency")
    with pytest.raises(RefusedError, match="within 2 working days") as refused:
        orally(waiver, people, days=8)
    assert set(refused.value.errors) == {"late_reason"}
    orally(waiver, people, days=8, late="The office was flooded.")
    assert "The office was flooded." in fresh(waiver).retrospective_reason
    assert entry_of(small)["about"]["late"] is True


def test_only_what_is_urgent_is_approved_orally(small: Case, people: People) -> None:
    with pytest.raises(RefusedError, match="Only what is urgent"):
        orally(drafted(small, people), people)


def test_an_approval_of_this_evening_is_still_to_come(small: Case, people: People) -> None:
    waiver = drafted(small, people, ground="urgency")
    with pytest.raises(RefusedError, match="still to come"):
        orally(waiver, people, days=-DAY / 3 / DAY)


@pytest.mark.parametrize("name", ["auditor", "commissioner", "head.of.service"])
def test_who_could_not_approve_it_is_not_said_to_have(small: Case, people: People, name: str) -> None:
    """The auditor has no such post, the author wrote it, and a head of service approves up to 25,000 pounds."""
    value = Decimal(30000) if name == "head.of.service" else Decimal(12000)
    waiver = drafted(small, people, ground="urgency", value_net=value, value_gross=value)
    with pytest.raises(RefusedError, match="could not approve this") as refused:
        orally(waiver, people, by=name)
    assert set(refused.value.errors) == {"approver"}


def test_a_higher_post_may_have_approved_it_orally(small: Case, people: People) -> None:
    waiver = drafted(small, people, ground="urgency")
    orally(waiver, people, by="director")
    assert asked(small) == {Role.CORPORATE_DIRECTOR: AskKind.DECIDE}


def test_advice_that_nobody_gives_lapses(small: Case, people: People) -> None:
    waiver = submitted(small, people)
    due = max(ask.due_on for ask in asks_of(small) if ask.kind == AskKind.CONSULT)
    later = AT + (due - AT.date() + DAY)
    assert sweep(AT)["lapsed"] == 0
    assert sweep(later)["lapsed"] == 1
    assert sweep(later)["lapsed"] == 0
    assert asked(small) == {Role.HEAD_OF_SERVICE: AskKind.DECIDE}
    assert not WaiverAnswer.objects.filter(waiver=waiver).exists()
    assert verify().breaks == []


def test_it_is_reminded_of_and_expires(small: Case, people: People) -> None:
    waiver = approved(small, people, expires_on=date(2026, 6, 30))
    early = AT + (date(2026, 5, 29) - AT.date())
    assert sweep(early)["reminded"] == 0
    near = AT + (date(2026, 6, 3) - AT.date())
    assert [sweep(near)["reminded"], sweep(near)["reminded"]] == [1, 0]
    assert Message.objects.filter(person=people["commissioner"], event=f"waiver/reminded/{waiver.pk}").count() == 1
    last = AT + (date(2026, 6, 30) - AT.date())
    assert sweep(last)["expired"] == 0
    assert [sweep(last + DAY)["expired"], sweep(last + DAY)["expired"]] == [1, 0]
    assert fresh(waiver).state == WaiverState.EXPIRED
    assert verify().breaks == []


def test_a_waiver_goes_on_when_its_case_moves(small: Case, people: People) -> None:
    """What the flow asked is closed as the case leaves the fast lane; the waiver still waits."""
    submitted(small, people)
    lift(ask_of(small, "Write the fast-lane page"), reason="More.", by=people["commissioner"], at=AT, key=a_key())
    assert set(asked(small)) == {Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER}
