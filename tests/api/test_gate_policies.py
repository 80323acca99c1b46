"""The gate policy over the API: what is exported here is brought in there, and a draft is begun once."""

from __future__ import annotations

from accounts.models import Body
from accounts.rights import Role
from commissioning.gate_policies.models import PolicyDraft
from tests.accounts.factories import a_key, in_post
from tests.api.council import Caller, Council


def test_versions_are_listed_and_read_with_their_digest(council: Council, commissioner: Caller) -> None:
    [listed] = commissioner.get("gate-policies/").json()["results"]
    assert (listed["version"], listed["title"], listed["in_force"]) == (1, "Gates", True)
    read = commissioner.get("gate-policies/1/").json()
    assert {name: read[name] for name in listed} == listed
    assert read["document"]["format"] == "tollgate/gate-policy/1"
    assert commissioner.get("gate-policies/7/").status_code == 404


def test_whoever_may_not_see_figures_reads_none(council: Council) -> None:
    answer = Caller(council.adviser).get("gate-policies/")
    assert answer.status_code == 403
    assert "Procurement" in answer.json()["detail"]


def test_a_draft_is_begun_from_a_document_once(council: Council, commissioner: Caller) -> None:
    read = commissioner.get("gate-policies/1/").json()
    document, digest = read["document"], read["digest"]
    assert commissioner.post("gate-policies/", {"document": document}, a_key()).status_code == 403
    city = Body.objects.get(kind="council", children=council.service)
    lin = Caller(in_post(Role.PROCUREMENT_OFFICER, city, "Lin Chen"))
    first, again = (lin.post("gate-policies/", {"document": document, "name": "test.json"}, "one") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    draft = PolicyDraft.objects.get()
    assert (draft.pk, draft.document) == (first.json()["draft"], document)
    assert lin.post("gate-policies/", {"document": {**document, "title": "Other"}}, "one").status_code == 422
    changed = lin.post("gate-policies/", {"document": {**document, "title": "Other", "digest": digest}}, a_key())
    assert changed.status_code == 422
    assert "does not match its digest" in changed.content.decode()
    wrong = lin.post("gate-policies/", {"document": {**document, "title": ""}}, a_key())
    assert (wrong.status_code, wrong.json()["errors"]) == (422, {"title": ["is missing"]})
