"""Reorganisations by pages alone, and bodies found by the names they had."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Body
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.case.models import Case
from commissioning.reorganising.models import Reorganisation
from commissioning.reorganising.rules import Going
from commissioning.telling.models import Message
from tests.accounts.factories import in_post
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.ownership.owned import a_service
from tests.commissioning.reorganising.reorganised import carried_out, proposed
from tests.commissioning.reorganising.test_reorganising import owners
from tests.council import People, a_case, body
from workflows.sweeping import go_on_reorganising

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]


def day(found: date) -> dict[str, str]:
    return {f"effective_on_{part}": str(getattr(found, part)) for part in ("day", "month", "year")}


def test_one_proposes_another_confirms_and_the_old_name_is_found(people: People, lead: Body, health: Body) -> None:
    case = a_case(people)
    admin, director = Reader(people["admin"]), Reader(people["director"])
    today = day_of(timezone.now())
    refused = admin.post("/bodies/reorganise/", {"kind": "merge", "reason": "So."}, 422)
    assert "Choose the body it is about." in refused.content.decode()
    given = {"kind": "merge", "formers": [lead.slug], "into": health.slug, "name": "Health and Care", **day(today)}
    where = admin.post("/bodies/reorganise/", {**given, "reason": "Cabinet decided it."}).url
    page = admin.get(where)
    words = "From Adult Social Care to Public Health this moves 1 open task, no live contracts and 1 case"
    assert words in page
    assert "Its posts of contract manager go along with their holders." in page
    assert "Appoint Amina Begum and Gareth Pryce there first where they go along." in page
    assert "You proposed this, so a second person confirms it" in page
    admin.post(f"{where}confirm/", {}, 403)
    assert "Confirm it" in director.get(where)
    director.post(f"{where}confirm/", {})
    go_on_reorganising(timezone.now())
    assert "Carried out" in director.get(where)
    assert owners(case) == [("Health and Care", "lead")]
    found = director.get("/bodies/?q=adult+social")
    assert "Adult Social Care Service. Closed on" in found
    assert "followed by Health and Care." in found
    assert "Formerly Public Health." in director.get("/bodies/?q=public+health")
    assert "No body is or was called so." in director.get("/bodies/?q=nothing+like+it")
    trail = Reader(people["auditor"]).get(f"/cases/{case.reference}/trail/")
    assert "moved the case from Adult Social Care to Health and Care in a reorganisation: Cabinet decided it." in trail


def test_a_split_names_the_cases_that_go_to_each(people: People, lead: Body, health: Body) -> None:
    cases = [a_case(people, title=f"Homecare, {number}") for number in range(2)]
    leisure = a_service("Leisure")
    given = {"kind": "split", "formers": [lead.slug], "into": health.slug, **day(day_of(timezone.now()))}
    admin, page = Reader(people["admin"]), "/bodies/reorganise/"
    refused = admin.post(page, {**given, "references": cases[0].reference, "reason": "So."}, 422)
    assert "Choose a second body" in refused.content.decode()
    refused = admin.post(page, {**given, "formers": [lead.slug, leisure.slug], "reason": "So."}, 422)
    assert "only a merger may name several" in refused.content.decode()
    second = {"into_2": leisure.slug, "references_2": f" {cases[1].reference.lower()}\n"}
    where = admin.post(page, {**given, **second, "references": cases[0].reference, "reason": "So."}).url
    shown = admin.get(where)
    assert "Adult Social Care to Leisure; Adult Social Care to Public Health" in shown
    assert "Leisure has no contract manager: tasks of such posts stay." in shown


def test_only_whoever_may_confirm_at_every_body_is_offered_it(people: People, lead: Body, health: Body) -> None:
    found = proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    where = f"/bodies/reorganisations/{found.pk}/"
    of_one = Reader(in_post(Role.CORPORATE_DIRECTOR, health, "Olu Bright"))
    assert "Confirm it" not in of_one.get(where)
    of_one.post(f"{where}confirm/", {}, 403)
    assert "Confirm it" in Reader(people["director"]).get(where)


def test_it_is_withdrawn_with_a_reason(people: People, lead: Body, health: Body) -> None:
    found = proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    admin, where = Reader(people["admin"]), f"/bodies/reorganisations/{found.pk}/"
    admin.post(f"{where}withdraw/", {"reason": ""}, 422)
    admin.post(f"{where}withdraw/", {"reason": "Not this year."})
    assert "Withdrawn" in admin.get(where)


def test_a_second_person_declines_it_with_a_reason_and_its_proposer_is_told(
    people: People, lead: Body, health: Body
) -> None:
    found = proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    where = f"/bodies/reorganisations/{found.pk}/"
    director, admin = Reader(people["director"]), Reader(people["admin"])
    assert "Decline it, and say why" in director.get(where)
    assert "Decline it" not in admin.get(where)
    admin.post(f"{where}decline/", {"reason": "No."}, 403)
    director.post(f"{where}decline/", {"reason": ""}, 422)
    director.post(f"{where}decline/", {"reason": "Not before the review."})
    page = admin.get(where)
    assert "Declined" in page
    assert "Not before the review." in page
    told = Message.objects.get(person=people["admin"], event=f"reorganisation/{found.pk}/declined")
    assert (told.subject, told.path) == ("The reorganisation of Adult Social Care was declined", where)
    assert told.text == "Your reorganisation was declined by Sunita Rao: Not before the review."
    Reader(in_post(Role.CORPORATE_DIRECTOR, health, "Olu Bright")).post(f"{where}decline/", {"reason": "No."}, 403)


def test_who_neither_keeps_bodies_nor_sees_the_board_is_told_so(people: People, lead: Body, health: Body) -> None:
    found = proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    where = f"/bodies/reorganisations/{found.pk}/"
    for name in ("supplier", "voluntary.sector", "commissioner"):
        for page in ("/bodies/", where, "/bodies/reorganise/", f"{where}withdraw/"):
            Reader(people[name]).get(page, 403)
    auditor = Reader(people["auditor"])
    assert "Confirm it" not in auditor.get(where)
    auditor.post(f"{where}confirm/", {}, 403)
    auditor.get("/bodies/reorganisations/999/", 404)
    assert Reorganisation.objects.get().state == "proposed"


def test_pages_cost_the_same_however_many_bodies(
    people: People, lead: Body, health: Body, django_assert_max_num_queries: Limit
) -> None:
    found = carried_out(people, "rename", health, name="Health")
    proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    admin = Reader(people["admin"])
    for page in ("/bodies/", f"/bodies/reorganisations/{found.pk}/", "/bodies/reorganise/"):
        with django_assert_max_num_queries(MOST):
            admin.client.get(page)
    with django_assert_max_num_queries(MOST):
        admin.client.get(f"/bodies/reorganisations/{Reorganisation.objects.order_by('-pk')[0].pk}/")
    assert Case.objects.count() == 0


def test_an_act_costs_the_same_however_much_moves(
    people: People, lead: Body, health: Body, django_assert_max_num_queries: Limit
) -> None:
    """One merger closes five services with cases and posts of their own, another closes one."""
    admin, costs = Reader(people["admin"]), []
    leisure = a_service("Leisure")
    one = proposed(people, "merge", leisure, Going(health.slug, leisure.slug))
    case = a_case(people)
    formers = [lead, *(a_service(f"Service {number}") for number in range(4))]
    many = proposed(people, "merge", body("council"), *(Going(former.slug, "council") for former in formers))
    for found in (one, many):
        with django_assert_max_num_queries(MOST) as asked:
            page = admin.get(f"/bodies/reorganisations/{found.pk}/")
        costs.append(len(asked))
    assert costs[0] == costs[1]
    into = f"to {body('council').name} this moves"
    assert f"From Adult Social Care {into} 1 open task, no live contracts and 1 case." in page
    assert f"From Service 3 {into} no open tasks, no live contracts and no cases." in page
    assert case.lead == lead


def test_a_refusal_names_who_bodies_are_for(people: People) -> None:
    page = Reader(people["supplier"]).get("/bodies/", 403)
    assert "are for who keeps appointments, and for who sees the board" in page
