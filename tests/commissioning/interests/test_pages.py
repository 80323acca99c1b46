"""The interests of a case on screen and over the API."""

from collections.abc import Callable
from typing import Any

import pytest

from commissioning.case.models import Case
from commissioning.interests.kinds import Conflict, Verdict
from commissioning.interests.models import Declaration, InterestReview
from commissioning.interests.standing import conflicts_of
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.interests.declared import BROTHER, declares
from tests.council import People, a_case, ask_of

pytestmark = pytest.mark.django_db
MOST = 12
Limit = Callable[[int], Any]


def page(case: Case, more: str = "") -> str:
    return f"/cases/{case.reference}/interests/{more}"


def test_a_conflict_is_declared_a_question_a_page(people: People, case: Case) -> None:
    ruth = Reader(people["finance"])
    assert "You have not declared" in ruth.get(page(case))
    assert "Do you have a conflict" in ruth.get(page(case, "declare/"))
    ruth.post(page(case, "declare/"), {"step": "kind"}, 422)
    ruth.post(page(case, "declare/"), {"step": "kind", "kind": "potential"}, 200)
    missing = ruth.post(page(case, "declare/"), {"step": "detail", "kind": "potential", "nature": BROTHER}, 422)
    assert "Say what is done" in missing.content.decode()
    said = {"kind": "potential", "nature": BROTHER, "mitigation": "I leave the room."}
    checked = ruth.post(page(case, "declare/"), {"step": "detail", **said}, 200).content.decode()
    assert "Check your answers" in checked
    assert BROTHER in checked
    assert not Declaration.objects.filter(case=case).exists()
    ruth.post(page(case, "declare/"), {"step": "declare", **said})
    assert "You declared a potential conflict" in ruth.get(page(case))


def test_having_none_takes_two_pages(people: People, case: Case) -> None:
    omar = Reader(people["legal"])
    checked = omar.post(page(case, "declare/"), {"step": "kind", "kind": "none"}, 200).content.decode()
    assert "nothing is asked of you" in checked
    key = a_key()
    for _ in range(2):
        omar.post(page(case, "declare/"), {"step": "declare", "kind": "none", "key": key})
    assert Declaration.objects.filter(case=case).count() == 1, "the same page sent twice"
    omar.post(page(case, "declare/"), {"step": "declare", "kind": "nonsense"}, 422)


def test_whoever_is_kept_out_reads_their_own_declaration_and_why_not_the_trail(people: People, case: Case) -> None:
    ruth = Reader(people["finance"])
    declares(case, people["legal"], Conflict.PERCEIVED, "They think I know the owner.")
    declares(case, people["finance"])
    shown = ruth.get(page(case))
    assert "You are kept out" in shown
    assert "know the owner" not in shown
    assert "You declared a conflict of interest" in ruth.get(f"/cases/{case.reference}/trail/", 403)
    assert "Estimated value" not in ruth.get(f"/cases/{case.reference}/")


def test_the_voluntary_sector_sees_its_own_alone(people: People, case: Case) -> None:
    declares(case, people["legal"], Conflict.PERCEIVED, "They think I know the owner.")
    shown = Reader(people["voluntary.sector"]).get(page(case))
    assert "Omar Haddad" not in shown
    assert "You have not declared" in shown
    own = Declaration.objects.get(case=case)
    Reader(people["voluntary.sector"]).get(page(case, f"{own.pk}/"), 404)


def test_procurement_reviews_on_a_page(people: People, case: Case) -> None:
    made = declares(case, people["finance"], Conflict.POTENTIAL)
    lin, address = Reader(people["procurement"]), page(case, f"{made.pk}/")
    assert f'href="{address}"' in lin.client.get(page(case)).content.decode()
    assert f'href="{address}"' not in Reader(people["legal"]).client.get(page(case)).content.decode()
    lin.post(address, {"verdict": "keep_out"}, 422)
    lin.post(address, {"verdict": "keep_out", "reason": "Too close."})
    assert InterestReview.objects.get(declaration=made).verdict == Verdict.KEEP_OUT
    assert conflicts_of(case).filter(person=people["finance"]).exists()
    Reader(people["legal"]).post(address, {"verdict": "may_act", "reason": "Mine."}, 403)


def test_who_writes_asks_who_is_missing(people: People) -> None:
    case = a_case(people, until=Stage.TENDER)
    amina = Reader(people["commissioner"])
    assert "Omar Haddad. Has a seat: Legal officer at the gate of tender" in amina.get(page(case))
    amina.post(page(case, "ask/"), {})
    amina.post(page(case, "ask/"), {"key": ""}, 422)
    assert "Declare your interests: Homecare, north" in Reader(people["legal"]).get("/")
    Reader(people["auditor"]).post(page(case, "ask/"), {}, 403)


def test_a_seat_offers_it_and_other_tasks_lead_to_it(people: People, case: Case) -> None:
    ruth, task = Reader(people["finance"]), ask_of(case, "Finance officer")
    assert "You have a conflict of interest" in ruth.get(f"/tasks/{task.pk}/")
    receipt = ruth.act(task, "declare", reason=BROTHER)
    assert "Your conflict of interest is declared" in ruth.get(receipt.url)
    ruth.get(f"/tasks/{task.pk}/", 403)


@pytest.mark.parametrize("more", ["", "declare/"])
def test_queries(people: People, django_assert_max_num_queries: Limit, more: str) -> None:
    case = a_case(people, until=Stage.TENDER)
    for name in ("legal", "finance", "policy", "director"):
        declares(case, people[name], Conflict.POTENTIAL)
    lin = Reader(people["procurement"])
    with django_assert_max_num_queries(MOST):
        lin.get(page(case, more))
    with django_assert_max_num_queries(MOST):
        lin.get(page(case, f"{Declaration.objects.filter(case=case).latest('pk').pk}/"))


def test_a_script_declares_and_reads(people: People, case: Case) -> None:
    ruth, path = Caller(people["finance"]), f"cases/{case.reference}/interests/"
    assert ruth.get(path).json()["own"] is None
    refused = ruth.post(path, {"kind": "potential"}, a_key())
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"nature", "mitigation"})
    key = a_key()
    first = ruth.post(path, {"kind": "actual", "nature": BROTHER}, key)
    again = ruth.post(path, {"kind": "actual", "nature": BROTHER}, key)
    assert (first.status_code, again.json()) == (201, first.json())
    assert ruth.post(path, {"kind": "none"}, key).status_code == 422
    told = ruth.get(path).json()
    assert (told["own"]["kind"], told["own"]["kept_out"], told["declared"]) == ("actual", True, [])
    assert [row["person"] for row in Caller(people["auditor"]).get(path).json()["declared"]] == ["Ruth Okafor"]
    assert Caller(people["supplier"]).get(path).status_code == 404
    task = ask_of(case, "Finance officer")
    signed = ruth.post(f"tasks/{task.pk}/", {"action": "sign", "digest": "x"}, a_key())
    assert (signed.status_code, "declared a conflict" in signed.json()["detail"]) == (403, True)
