"""The trail over the API: every entry in order, with what it changed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from audit.models import Entry
from commissioning.case.models import Case
from tests.api.council import Caller


def test_the_trail_tells_every_entry_in_order(at_gate: str, commissioner: Caller) -> None:
    told = commissioner.get(f"cases/{at_gate}/trail/").json()
    entries = told["results"]
    assert [entry["number"] for entry in entries] == list(range(1, told["count"] + 1))
    assert told["count"] == Entry.objects.filter(stream=f"case/{at_gate}").count()
    assert all(later["previous"] == earlier["digest"] for earlier, later in pairwise(entries))
    assert entries[-1]["digest"] == Case.objects.get(reference=at_gate).head_digest
    opened, submitted = entries[0], entries[-1]
    assert (opened["verb"], opened["actor"], opened["about"]["service"]) == (
        "case.opened",
        "Amina Begum",
        "Adult Social Care",
    )
    assert opened["capacity"] == "Commissioner, Adult Social Care"
    assert submitted["verb"] == "record.submitted"
    assert "Amina Begum" in submitted["sentence"]


def test_rows_tell_each_column_before_and_after(drafting: str, commissioner: Caller) -> None:
    for spend in (100, 200):
        commissioner.patch(f"cases/{drafting}/records/needs/", {"current_spend": {"annual_spend": spend}})
    last = commissioner.get(f"cases/{drafting}/trail/").json()["results"][-1]
    row = next(row for row in last["rows"] if row["model"] == "commissioning.needsrecord")
    assert row["changes"] == {"annual_spend": ["100.00", "200.00"]}


def test_reasons_stand_in_the_trail(at_gate: str, finance: Caller, commissioner: Caller) -> None:
    finance.act(finance.task("sign"), "object", reason="The budget is not approved.")
    last = commissioner.get(f"cases/{at_gate}/trail/").json()["results"][-1]
    assert (last["verb"], last["reason"]) == ("gate.answered", "The budget is not approved.")
    assert last["about"]["action"] == "object"


def test_the_trail_has_pages(drafting: str, commissioner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissioning.casefile.api.trail.PAGE", 2)
    commissioner.write_needs(drafting)
    page = commissioner.get(f"cases/{drafting}/trail/").json()
    numbers = [entry["number"] for entry in page["results"]]
    while page["next"]:
        page = commissioner.client.get(page["next"]).json()
        numbers += [entry["number"] for entry in page["results"]]
    assert numbers == list(range(1, page["count"] + 1))
