"""Letting a body in, letting it go, letting it lead: who may, what is refused, and what passes with the lead."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowedError
from accounts.models import Body, Person
from accounts.rights import Role
from accounts.vocabulary import BodyKind
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseBody
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import Seat
from commissioning.ownership.decisions import add_partner, change_lead, remove_partner
from commissioning.telling.models import Message
from commissioning.vocabulary import Action
from tests.accounts.factories import a_body, a_key, in_post
from tests.commissioning.fast.bought import a_purchase
from tests.commissioning.ownership.owned import a_service, asked_of, shares
from tests.council import AT, HOMECARE, People, asks_of, at_gate, does, entry_of
from workflows.demonstration.walking import answer

pytestmark = pytest.mark.django_db


def owners(case: Case) -> list[tuple[str, str]]:
    found = CaseBody.objects.filter(case=case).select_related("body").order_by("part", "pk")
    return [(one.body.name, one.part) for one in found]


def seen_by(person: Person) -> set[int]:
    return set(Case.objects.visible_to(person, AT).values_list("pk", flat=True))


def head_of(service: Body) -> Person:
    return Person.objects.get(holdings__post__body=service, holdings__post__role="head_of_service")


def test_its_people_see_the_case_from_then_on(needs: Case, partner: Body, lead: Body, people: People) -> None:
    assert needs.pk not in seen_by(head_of(partner))
    case = shares(needs, partner, people)
    assert needs.pk in seen_by(head_of(partner))
    assert owners(case) == [(lead.name, "lead"), (partner.name, "partner")]
    stated = entry_of(case)
    assert (stated["about"]["body"], stated["reason"]) == (partner.name, "Both commission for the same people.")
    remove_partner(case, partner, reason="It has no money for it.", by=people["commissioner"], at=AT, key=a_key())
    assert needs.pk not in seen_by(head_of(partner))
    assert owners(case) == [(lead.name, "lead")]
    told = Message.objects.get(event__startswith="owner/removed/")
    assert (told.person, told.case) == (head_of(partner), None)


@pytest.mark.parametrize("name", ["legal", "procurement", "voluntary.sector", "auditor", "director"])
def test_only_who_leads_cases_of_the_service_shares_them(needs: Case, partner: Body, people: People, name: str) -> None:
    with pytest.raises(NotAllowedError):
        shares(needs, partner, people, by=people[name])
    assert len(owners(needs)) == 1


def test_a_partner_does_not_change_the_owners(needs: Case, partner: Body, people: People) -> None:
    case = shares(needs, partner, people)
    with pytest.raises(NotAllowedError):
        shares(case, a_service("Housing"), people, by=head_of(partner))
    assert len(owners(case)) == 2


def test_what_cannot_own_a_case_is_refused_and_nothing_changes(
    needs: Case, partner: Body, lead: Body, people: People
) -> None:
    supplier = Body.objects.get(slug="harbour-care")
    empty = a_body("Registry", parent=Body.objects.get(slug="council"))
    refusals = {lead: "owns", supplier: "is a supplier", empty: "nobody could accept ownership for it"}
    before = Entry.objects.count()
    for body, words in refusals.items():
        with pytest.raises(RefusedError, match=words) as refused:
            shares(needs, body, people)
        assert "body" in refused.value.errors
    with pytest.raises(RefusedError, match="Say why"):
        shares(needs, partner, people, reason=" ")
    assert (Entry.objects.count(), len(owners(needs))) == (before, 1)


def test_the_fast_lane_has_one_owner(people: People, partner: Body) -> None:
    purchase = a_purchase(people)
    with pytest.raises(RefusedError, match="fast lane"):
        shares(purchase, partner, people)


def test_the_same_request_again_does_nothing_more(needs: Case, partner: Body, people: People) -> None:
    case = shares(needs, partner, people, key="share-1")
    with pytest.raises(RepeatedError):
        shares(case, partner, people, key="share-1")
    with pytest.raises(RefusedError, match="owns"):
        shares(case, partner, people)
    assert Entry.objects.filter(verb="owner.added").count() == 1


def test_the_lead_does_not_go_and_nobody_goes_who_is_no_owner(
    needs: Case, partner: Body, lead: Body, people: People
) -> None:
    given = {"reason": "So.", "by": people["commissioner"], "at": AT}
    with pytest.raises(RefusedError, match="leads"):
        remove_partner(needs, lead, **given, key=a_key())  # type: ignore[arg-type]  # plain values
    with pytest.raises(OvertakenError):
        remove_partner(needs, partner, **given, key=a_key())  # type: ignore[arg-type]  # plain values


def leads(case: Case, body: Body, people: People, commissioner: Person | None = None) -> None:
    change_lead(
        case,
        body,
        commissioner=commissioner,
        reason="It pays most of it.",
        by=people["commissioner"],
        at=AT,
        key=a_key(),
    )


def test_another_body_leads_and_the_writing_passes(needs: Case, partner: Body, lead: Body, people: People) -> None:
    case = shares(needs, partner, people)
    leo = Person.objects.get(full_name="Leo Marsh")
    with pytest.raises(RefusedError) as refused:
        leads(case, partner, people)
    assert "Amina Begum holds no post that leads cases of Public Health" in refused.value.errors["commissioner"][0]
    assert owners(case)[0] == (lead.name, "lead")
    leads(case, partner, people, leo)
    case = Case.objects.get(pk=case.pk)
    assert owners(case) == [(partner.name, "lead"), (lead.name, "partner")]
    assert case.commissioner == leo
    writing = Ask.objects.get(case=case, kind="write", closed_at=None)
    assert (writing.post.body, writing.taken_by) == (partner, leo)
    assert asked_of(case, lead).post.body == lead
    assert entry_of(case)["about"]["passed"] == ["Write the record of needs analysis"]
    assert verify().breaks == []


def test_at_the_gate_the_seat_of_the_lead_passes_and_named_seats_stay(
    people: People, partner: Body, lead: Body
) -> None:
    case = shares(at_gate(people), partner, people)
    before = dict(Seat.objects.filter(gate__strand__case=case).values_list("rule__title", "post__body__name"))
    leads(case, partner, people, Person.objects.get(full_name="Leo Marsh"))
    after = dict(Seat.objects.filter(gate__strand__case=case).values_list("rule__title", "post__body__name"))
    moved = {title for title, name in after.items() if before[title] != name}
    assert {before[title] for title in moved} == {lead.name}
    assert {after[title] for title in moved} == {partner.name}
    assert moved


def test_what_the_new_lead_has_no_post_for_stays_and_is_named(needs: Case, people: People) -> None:
    """A body whose head alone answers for it takes the lead; the writing stays with the former lead's commissioner."""
    board = a_body("Care Partnership", BodyKind.ORGANISATION)
    head = in_post(Role.HEAD_OF_SERVICE, board, "Iris Obi")
    case = shares(needs, board, people)
    leads(case, board, people, head)
    assert entry_of(case)["about"]["kept"] == ["Write the record of needs analysis"]


def test_a_body_with_a_task_here_stays_until_it_is_answered(
    needs: Case, partner: Body, lead: Body, people: People
) -> None:
    case = shares(needs, partner, people)
    leads(case, partner, people, Person.objects.get(full_name="Leo Marsh"))
    case = Case.objects.get(pk=case.pk)
    remover = Person.objects.get(full_name="Leo Marsh")
    Ask.objects.filter(case=case, kind="write").update(post=Ask.objects.get(case=case, post__body=lead).post)
    with pytest.raises(RefusedError, match="still has to answer"):
        remove_partner(case, lead, reason="So.", by=remover, at=AT, key=a_key())


def test_nothing_is_added_to_a_case_that_is_over(needs: Case, partner: Body, people: People) -> None:
    Case.objects.filter(pk=needs.pk).update(state="stopped")
    with pytest.raises(RefusedError, match="is over"):
        add_partner(needs, partner, reason="So.", by=people["commissioner"], at=AT, key=a_key())


def test_who_still_has_a_task_open_that_passed_on_does_not_answer_it(partner: Body, lead: Body, people: People) -> None:
    case = shares(at_gate(people), partner, people)
    for task in asks_of(case):
        if task.seated and task.post.body != lead:
            answer(task, HOMECARE, at=AT)
    [stale] = [task for task in asks_of(case) if task.seated]
    assert stale.post.body == lead
    leads(Case.objects.get(pk=case.pk), partner, people, Person.objects.get(full_name="Leo Marsh"))
    with pytest.raises(NotAllowedError, match=f"This waits for the Head of service, {partner.name}"):
        does(stale, Action.PASS, by=head_of(lead))
    assert stale.post.body == partner
    assert does(stale, Action.PASS, by=head_of(partner)).capacity == f"Head of service, {partner.name}"
