"""One recorded act renames, merges, splits or hands over: proposed, confirmed by another, carried out case by case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.errors import NotAllowedError
from accounts.models import Body, Post
from accounts.rights import Role
from accounts.succession import succeed
from accounts.vocabulary import BodyKind
from audit.deciding import deciding
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Seat
from commissioning.ownership.models import Acceptance
from commissioning.reorganising import carrying_out
from commissioning.reorganising.carrying_out import begin_moving, left_to_move, move_case
from commissioning.reorganising.decisions import confirm_reorganisation, withdraw_reorganisation
from commissioning.reorganising.models import Reorganisation
from commissioning.reorganising.rules import Going
from commissioning.verbs import Verb
from commissioning.vocabulary import Action
from tests.accounts.factories import a_body, a_key, a_person, appointed, in_post
from tests.commissioning.ownership.owned import a_service, answers, asked_of, shares
from tests.commissioning.reorganising.reorganised import carried_out, confirmed, proposed
from tests.council import AT, HOMECARE, People, a_case, ask_of, asks_of, body, does, entry_of
from workflows.demonstration.council import SINCE
from workflows.demonstration.walking import answer as answer_usual
from workflows.sweeping import go_on_reorganising, sweep

pytestmark = pytest.mark.django_db


def owners(case: Case) -> list[tuple[str, str]]:
    found = CaseBody.objects.filter(case=case).select_related("body").order_by("part", "pk")
    return [(one.body.name, one.part) for one in found]


def closes(body: Body, successor: Body) -> None:
    """Close a body beside the act at hand, as one that was proposed at the same moment would."""
    with deciding(Verb.REORGANISATION_BEGUN, body, by=None, at=AT, key=a_key()) as decision:
        succeed(body, successor, AT.date())
        decision.about(body=body.name)


def test_nothing_moves_before_a_second_person_confirms(people: People, case: Case, lead: Body, health: Body) -> None:
    found = proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    assert go_on_reorganising(AT) == 0
    with pytest.raises(NotAllowedError, match="second person"):
        confirm_reorganisation(found, by=people["admin"], at=AT, key=a_key())
    for name in ("commissioner", "head.of.service", "auditor"):
        with pytest.raises(NotAllowedError):
            confirm_reorganisation(found, by=people[name], at=AT, key=a_key())
    assert owners(case) == [(lead.name, "lead")]
    confirm_reorganisation(found, by=people["director"], at=AT, key="confirm-1")
    with pytest.raises(RepeatedError):
        confirm_reorganisation(found, by=people["director"], at=AT, key="confirm-1")
    assert go_on_reorganising(AT) > 0
    assert owners(case) == [(health.name, "lead")]


def test_only_who_keeps_bodies_proposes(people: People, lead: Body, health: Body) -> None:
    for name in ("director", "head.of.service", "procurement"):
        with pytest.raises(NotAllowedError):
            proposed(people, "transfer", lead, Going(lead.slug, health.slug), by=people[name])
    assert not Reorganisation.objects.exists()


def test_administrators_of_a_partner_take_over_no_council_service(people: People, case: Case, lead: Body) -> None:
    partner = a_body("Care Partnership", BodyKind.ORGANISATION)
    one = in_post(Role.SYSTEM_ADMINISTRATOR, partner, "Pat Reid")
    two = in_post(Role.SYSTEM_ADMINISTRATOR, partner, "Kim Lowe")
    for kind in ("merge", "transfer"):
        for about, going in ((partner, Going(lead.slug, partner.slug)), (partner, Going(partner.slug, lead.slug))):
            with pytest.raises(NotAllowedError):
                proposed(people, kind, about, going, by=one)
    found = proposed(people, "merge", partner, Going(lead.slug, partner.slug))
    with pytest.raises(NotAllowedError):
        confirm_reorganisation(found, by=two, at=AT, key=a_key())
    found.refresh_from_db()
    assert (found.state, go_on_reorganising(AT), owners(case)) == ("proposed", 0, [(lead.name, "lead")])


def test_who_keeps_a_partner_renames_it_with_a_second_person_there(people: People) -> None:
    partner = a_body("Care Partnership", BodyKind.ORGANISATION)
    one = in_post(Role.SYSTEM_ADMINISTRATOR, partner, "Pat Reid")
    two = in_post(Role.SYSTEM_ADMINISTRATOR, partner, "Kim Lowe")
    found = proposed(people, "rename", partner, name="Care Together", by=one)
    confirm_reorganisation(found, by=two, at=AT, key=a_key())
    go_on_reorganising(AT)
    assert Body.objects.get(pk=partner.pk).name == "Care Together"


def test_who_acts_for_the_proposer_does_not_confirm(people: People, lead: Body, health: Body) -> None:
    found = proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    pat = a_person("Pat Reid", body=body("council"))
    post = Post.objects.get(role=Role.SYSTEM_ADMINISTRATOR)
    appointed(pat, post, starts_on=SINCE, principal=people["admin"])
    with pytest.raises(NotAllowedError, match="You act for Robert Lindqvist, who proposed this"):
        confirm_reorganisation(found, by=pat, at=AT, key=a_key())
    found.refresh_from_db()
    assert found.state == "proposed"


def test_a_transfer_moves_cases_and_open_tasks_and_leaves_the_body(
    people: People, case: Case, lead: Body, health: Body
) -> None:
    other = a_case(people, title="Homecare, south")
    found = carried_out(people, "transfer", lead, Going(lead.slug, health.slug, (case.reference,)))
    assert found.state == "done"
    assert (owners(case), owners(other)) == ([(health.name, "lead")], [(lead.name, "lead")])
    assert Body.objects.get(pk=lead.pk).closed_on is None
    stated = entry_of(case)
    assert (stated["about"]["former"], stated["about"]["into"]) == (lead.name, health.name)
    assert stated["reason"] == "Cabinet decided it."
    assert stated["about"]["led"] is False  # its commissioner holds no post there
    seats = Seat.objects.filter(gate__strand__case=case, rule__body=None).select_related("post__body")
    assert {seat.post.body.name for seat in seats} == {health.name}
    assert ask_of(other, "Write").post.body == lead
    assert verify().breaks == []


def test_the_gate_goes_on_after_a_transfer(people: People, case: Case, lead: Body, health: Body) -> None:
    carried_out(people, "transfer", lead, Going(lead.slug, health.slug))
    while Case.objects.get(pk=case.pk).stage == "needs":
        answer_usual(asks_of(case)[0], HOMECARE, at=AT)
    assert ask_of(case, "Write").post.title == "Commissioner, Public Health"


def test_a_merger_carries_posts_that_are_missing_there_and_closes_the_body(
    people: People, case: Case, lead: Body, health: Body
) -> None:
    manager = Post.objects.get(role="contract_manager", body=lead)
    found = carried_out(people, "merge", health, Going(lead.slug, health.slug), name="Health and Care")
    assert found.state == "done"
    gone = Body.objects.get(pk=lead.pk)
    assert (gone.closed_on, gone.successor) == (AT.date(), health)
    manager.refresh_from_db()
    assert manager.title == "Contract manager, Health and Care"
    visible = Case.objects.visible_to(people["contract.manager"], AT)
    assert visible.filter(pk=case.pk).exists()
    assert owners(case) == [("Health and Care", "lead")]
    assert not Ask.objects.filter(closed_at=None, post__body=lead).exists()
    assert not Seat.objects.filter(gate__closed_at=None, state__in=["open", "waiting"], post__body=lead).exists()
    assert verify().breaks == []


def test_a_merged_adviser_is_still_asked_under_a_policy_that_names_it(people: People, health: Body) -> None:
    """The policy names Finance; once Finance is part of Public Health, its carried post is asked there."""
    finance = Body.objects.get(slug="finance")
    at_needs = a_case(people, title="Homecare, east")
    carried_out(people, "merge", health, Going(finance.slug, health.slug))
    answer_usual(ask_of(at_needs, "Write"), HOMECARE, at=AT)
    task = Ask.objects.get(case=at_needs, closed_at=None, post__role="finance_officer")
    assert task.post.body == health
    does(Ask.objects.select_related("case", "strand", "post__body").get(pk=task.pk), Action.SIGN)


def test_partners_that_merge_leave_one_owner_each(people: People, lead: Body, health: Body) -> None:
    case = shares(a_case(people), health, people)
    answers(asked_of(case, health))
    carried_out(people, "merge", health, Going(lead.slug, health.slug))
    assert owners(case) == [(health.name, "lead")]
    states = Acceptance.objects.filter(case=case).values_list("body__name", "state")
    assert set(states) == {(health.name, "accepted"), (lead.name, "ended")}
    assert [ask.kind for ask in asks_of(case)] == ["write"]


def test_what_a_partner_accepted_stands_for_who_followed(people: People, health: Body) -> None:
    case = shares(a_case(people), health, people)
    answers(asked_of(case, health))
    leisure = a_service("Leisure")
    carried_out(people, "merge", leisure, Going(health.slug, leisure.slug))
    found = Acceptance.objects.get(case=case, state="accepted")
    assert (found.body, found.signed_by) == (leisure, "Nia Boateng (Head of service, Public Health)")


def test_what_a_lead_is_asked_to_accept_passes_on_in_a_transfer(people: People, lead: Body, health: Body) -> None:
    case = shares(a_case(people), health, people)
    leisure = a_service("Leisure")
    carried_out(people, "transfer", lead, Going(lead.slug, leisure.slug))
    assert not Ask.objects.filter(case=case, kind="accept", closed_at=None, post__body=lead).exists()
    assert "Accept ownership of the stage" in entry_of(case)["about"]["passed"]
    answers(asked_of(case, leisure))
    found = Acceptance.objects.get(case=case, body=leisure)
    assert (found.state, found.capacity) == ("accepted", "Head of service, Leisure")
    assert verify().breaks == []


def test_it_passes_to_whoever_answers_there_where_the_role_is_lacking(people: People, lead: Body, health: Body) -> None:
    case = shares(a_case(people), health, people)
    leisure = a_body("Leisure", parent=body("council"))
    in_post(Role.COMMISSIONER, leisure, "Ana Ruiz")
    carried_out(people, "transfer", health, Going(health.slug, leisure.slug))
    assert asked_of(case, leisure).post.title == "Commissioner, Leisure"


def test_nobody_is_asked_to_accept_where_nobody_there_could(people: People, lead: Body, health: Body) -> None:
    case = shares(a_case(people), health, people)
    leisure = a_body("Leisure", parent=body("council"))
    carried_out(people, "transfer", health, Going(health.slug, leisure.slug))
    assert [ask.post.body for ask in asks_of(case) if ask.kind == "accept"] == [lead]
    assert (Acceptance.objects.get(case=case, body=leisure).state, owners(case)[1][0]) == ("asked", "Leisure")


def test_who_owns_a_case_alone_after_a_transfer_is_asked_nothing(people: People, lead: Body, health: Body) -> None:
    case = shares(a_case(people), health, people)
    carried_out(people, "transfer", lead, Going(lead.slug, health.slug))
    assert owners(case) == [(health.name, "lead")]
    assert set(Acceptance.objects.filter(case=case).values_list("state", flat=True)) == {"ended"}
    assert [ask.kind for ask in asks_of(case)] == ["write"]


def test_a_split_sends_named_cases_to_each_and_the_rest_stays(people: People, lead: Body, health: Body) -> None:
    cases = [a_case(people, title=f"Homecare, {number}") for number in range(3)]
    leisure = a_service("Leisure")
    goings = [
        Going(lead.slug, health.slug, (cases[0].reference,)),
        Going(lead.slug, leisure.slug, (cases[1].reference,)),
    ]
    carried_out(people, "split", lead, *goings)
    assert [owners(case)[0][0] for case in cases] == [health.name, leisure.name, lead.name]


def test_a_new_name_stands_from_its_day_and_the_old_trail_keeps_the_old_one(people: People, lead: Body) -> None:
    case = a_case(people)
    tomorrow = AT + timedelta(days=1)
    found = confirmed(people, "rename", lead, name="Adult Services", effective_on=tomorrow.date())
    assert go_on_reorganising(AT) == 0
    go_on_reorganising(tomorrow)
    found.refresh_from_db()
    assert (found.state, Body.objects.get(pk=lead.pk).name) == ("done", "Adult Services")
    assert entry_of(case, 1)["about"]["service"] == "Adult Social Care"


def test_a_worker_that_is_killed_leaves_no_case_half_moved(
    people: People, lead: Body, health: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [a_case(people, title=f"Homecare, {number}") for number in range(3)]
    found = confirmed(people, "merge", health, Going(lead.slug, health.slug))
    begin_moving(found, at=AT)
    [move, *_] = found.moves.select_related("former", "into", "reorganisation")
    move_case(move, cases[0], at=AT)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "move_tasks", killed)
        with pytest.raises(KeyboardInterrupt):
            move_case(move, Case.objects.get(pk=cases[1].pk), at=AT)
    assert [owners(case)[0][0] for case in cases] == [health.name, lead.name, lead.name]
    with pytest.raises(RepeatedError):
        move_case(move, Case.objects.get(pk=cases[0].pk), at=AT)
    assert len(list(left_to_move(found))) == 2
    go_on_reorganising(AT)
    assert [owners(case)[0][0] for case in cases] == [health.name] * 3
    assert Entry.objects.filter(verb="case.reorganised").count() == 3
    assert sweep(AT)["reorganised"] == 0
    assert verify().breaks == []


def test_many_cases_go_batch_by_batch(
    people: People, lead: Body, health: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying_out, "BATCH", 2)
    cases = [a_case(people, title=f"Homecare, {number}") for number in range(3)]
    found = confirmed(people, "transfer", lead, Going(lead.slug, health.slug))
    go_on_reorganising(AT)
    found.refresh_from_db()
    assert found.state == "moving"
    go_on_reorganising(AT)
    found.refresh_from_db()
    assert (found.state, {owners(case)[0][0] for case in cases}) == ("done", {health.name})


def test_it_is_withdrawn_before_it_is_carried_out_and_not_after(people: People, lead: Body, health: Body) -> None:
    case = a_case(people)
    found = confirmed(people, "transfer", lead, Going(lead.slug, health.slug))
    withdraw_reorganisation(found, reason="Cabinet changed its mind.", by=people["admin"], at=AT, key=a_key())
    assert (go_on_reorganising(AT), owners(case)) == (0, [(lead.name, "lead")])
    done = carried_out(people, "transfer", lead, Going(lead.slug, health.slug))
    with pytest.raises(OvertakenError):
        withdraw_reorganisation(done, reason="Too late.", by=people["admin"], at=AT, key=a_key())


Refused = Callable[[People, Body, Body], Any]
REFUSED: dict[str, tuple[Refused, str]] = {
    "no name": (lambda people, one, other: proposed(people, "rename", one), "new name"),
    "nobody takes over": (lambda people, one, other: proposed(people, "transfer", one), "takes over"),
    "itself": (lambda people, one, other: proposed(people, "transfer", one, Going(one.slug, one.slug)), "other than"),
    "one target": (
        lambda people, one, other: proposed(people, "split", one, Going(one.slug, other.slug, ("TG-2026-0001",))),
        "second body",
    ),
    "not its case": (
        lambda people, one, other: proposed(people, "transfer", one, Going(one.slug, other.slug, ("TG-1999-0001",))),
        "does not own TG-1999-0001",
    ),
    "cases in a merger": (
        lambda people, one, other: proposed(people, "merge", other, Going(one.slug, other.slug, ("TG-2026-0001",))),
        "every case goes along",
    ),
    "hands over twice": (
        lambda people, one, other: proposed(
            people, "merge", other, Going(one.slug, other.slug), Going(one.slug, "council")
        ),
        "named twice",
    ),
    "each into the other": (
        lambda people, one, other: proposed(
            people, "merge", other, Going(one.slug, other.slug), Going(other.slug, one.slug)
        ),
        "takes nothing over",
    ),
    "a chain": (
        lambda people, one, other: proposed(
            people, "transfer", one, Going(one.slug, other.slug), Going(other.slug, "council")
        ),
        "takes nothing over",
    ),
    "too many": (
        lambda people, one, other: proposed(people, "merge", one, *(Going(f"body-{n}", one.slug) for n in range(51))),
        "at most 50",
    ),
    "a supplier": (
        lambda people, one, other: proposed(people, "transfer", one, Going(one.slug, "harbour-care")),
        "a supplier",
    ),
    "no reason": (
        lambda people, one, other: proposed(people, "transfer", one, Going(one.slug, other.slug), reason=" "),
        "Say why",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_hold_together_is_refused_and_nothing_is_written(
    people: People, lead: Body, health: Body, what: str
) -> None:
    before = Entry.objects.count()
    act, words = REFUSED[what]
    with pytest.raises(RefusedError, match=words):
        act(people, lead, health)
    assert (Entry.objects.count(), Reorganisation.objects.count()) == (before, 0)


def test_a_body_that_is_being_reorganised_waits(people: People, lead: Body, health: Body) -> None:
    proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    with pytest.raises(RefusedError, match="being reorganised already"):
        proposed(people, "rename", lead, name="Adult Services")


def test_a_body_that_is_to_take_over_waits_too(people: People, lead: Body, health: Body) -> None:
    """Were it merged meanwhile, the cases would go to a body that is closed."""
    leisure = a_service("Leisure")
    proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    with pytest.raises(RefusedError, match="being reorganised already"):
        proposed(people, "merge", leisure, Going(health.slug, leisure.slug))
    with pytest.raises(RefusedError, match="being reorganised already"):
        proposed(people, "transfer", leisure, Going(leisure.slug, health.slug))


def test_cases_go_to_the_body_that_followed_the_one_that_was_to_take_over(
    people: People, case: Case, lead: Body, health: Body
) -> None:
    leisure = a_service("Leisure")
    found = confirmed(people, "transfer", lead, Going(lead.slug, health.slug))
    closes(health, leisure)
    go_on_reorganising(AT)
    found.refresh_from_db()
    assert (found.state, owners(case)) == ("done", [("Leisure", "lead")])


def test_nothing_moves_where_the_one_that_was_to_take_over_became_part_of_the_other(
    people: People, case: Case, lead: Body, health: Body
) -> None:
    found = confirmed(people, "merge", health, Going(lead.slug, health.slug))
    closes(health, lead)
    with pytest.raises(RefusedError, match="has become part of"):
        begin_moving(found, at=AT)
    assert go_on_reorganising(AT) == 0
    assert (owners(case), Body.objects.get(pk=lead.pk).closed_on) == ([(lead.name, "lead")], None)
    withdraw_reorganisation(found, reason="It is void.", by=people["admin"], at=AT, key=a_key())
