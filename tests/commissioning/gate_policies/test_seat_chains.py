"""The escalation chain of one seat, drafted on its own page."""

from __future__ import annotations

import re

import pytest

from commissioning.gate_policies.models import PolicyDraft
from commissioning.vocabulary import Lane, Stage
from tests.commissioning.casefile.pages import Reader, rows
from tests.commissioning.gate_policies.test_pages import BOARD, conditions, path, sent
from tests.commissioning.gate_policies.test_pages import _today as _today
from tests.commissioning.gate_policies.test_pages import lin as lin

pytestmark = pytest.mark.django_db


def test_a_seat_has_a_chain_of_its_own(lin: Reader, draft: PolicyDraft) -> None:
    seat = ("gates", "needs", "standard", 1)
    assert "it is chased by the chain of the whole policy" in lin.get(path(draft, *seat))
    steps = [
        {"working_days": "0", "whom": "holder", "role": "", "body": ""},
        {"working_days": "1", "whom": "deputy", "role": "", "body": ""},
    ]
    lin.post(path(draft, *seat, "chain"), sent(draft, **rows("steps", steps)))
    own = "It has an escalation chain of its own. On a task’s last day, whoever holds the post is reminded."
    for place in (path(draft, *seat), path(draft, "gates", "needs", "standard")):
        assert own in lin.get(place)
    compared = lin.get(f"/gate-policies/compare/?left=1&right=draft-{draft.pk}")
    assert "1 working day after a task’s last day, the deputy of the post is told." in compared
    gates = lin.client.get(path(draft, "export")).json()["gates"]
    [needs] = [gate for gate in gates if (gate["stage"], gate["lane"]) == ("needs", "standard")]
    assert needs["seats"][0]["chain"][1]["whom"] == "deputy"
    draft.refresh_from_db()
    title = draft.terms.at((Stage.NEEDS, Lane.STANDARD))[0].title
    page = lin.client.get(path(draft, *seat)).content.decode()
    fields = dict(re.findall(r'<input[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', page))
    assert fields["title"] == title
    gone = [{**step, "DELETE": "on"} for step in steps]
    lin.post(path(draft, *seat, "chain"), sent(draft, **rows("steps", gone, initial=2)))
    draft.refresh_from_db()
    assert draft.terms.at((Stage.NEEDS, Lane.STANDARD))[0].chain == ()
    lin.get(path(draft, "gates", "needs", "standard", 40, "chain"), 404)


def test_a_seat_that_is_changed_keeps_its_chain(lin: Reader, draft: PolicyDraft) -> None:
    new = path(draft, "gates", "needs", "standard", "add")
    lin.post(new, sent(draft, **BOARD, **conditions()))
    draft.refresh_from_db()
    here = draft.terms.at((Stage.NEEDS, Lane.STANDARD))
    number = next(place for place, seat in enumerate(here, 1) if seat.title == "Board")
    where = path(draft, "gates", "needs", "standard", number)
    step = {"working_days": "3", "whom": "holder", "role": "", "body": ""}
    lin.post(f"{where}chain/", sent(draft, **rows("steps", [step])))
    lin.post(where, sent(draft, **{**BOARD, "title": "The Board"}, **conditions()))
    draft.refresh_from_db()
    [found] = [seat for seat in draft.terms.seats if seat.title == "The Board"]
    assert [step.working_days for step in found.chain] == [3]
