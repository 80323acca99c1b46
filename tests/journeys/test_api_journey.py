"""A script takes the demonstration's prepared case from gate to gate by its tasks alone, and mends it once."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from commissioning.case.decisions import set_regime
from commissioning.case.models import Case
from commissioning.vocabulary import Regime, Stage
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.council import SERVICE, People, a_demo_council
from workflows.demonstration.stories import BEFRIENDING
from workflows.demonstration.writing import write_ahead

MOST_ROUNDS = 40
USUAL = ("submit", "advise", "sign", "end", "pass", "done")
GAP, MENDED = "Say whom the last cycle reached.", "The last cycle counted visits. We ask now whom they reach."


@pytest.fixture
def council(db: None) -> People:
    return a_demo_council(timezone.now())


@pytest.fixture
def callers(council: People) -> dict[str, Caller]:
    """Everyone at the API, by sign-in name."""
    return {name: Caller(person) for name, person in council.items()}


@pytest.fixture
def case(callers: dict[str, Caller], council: People) -> str:
    """The reference of a case with every later record drafted ahead, which owes neither notice nor standstill."""
    asked = {"title": "Befriending", "service": SERVICE, "estimated_value": {"net": "60000.00", "gross": "72000.00"}}
    opened = callers["commissioner"].post("cases/", asked, a_key())
    found = Case.objects.get(reference=opened.json()["reference"])
    why, at = "Below the threshold for services.", timezone.now()
    set_regime(found, regime=Regime.BELOW_THRESHOLD, reason=why, by=council["procurement"], at=at, key=a_key())
    author = council["commissioner"]
    write_ahead(found, tuple(Stage), BEFRIENDING.purchase, by=author, at=timezone.now(), key=a_key())
    return found.reference


def test_a_script_goes_round_the_whole_cycle(
    callers: dict[str, Caller], case: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    comes_back(callers, case)
    for caller in callers.values():
        caller.post(f"cases/{case}/interests/", {"kind": "none"}, a_key())
    with django_capture_on_commit_callbacks(execute=True):
        done = list(rounds(callers, case))
    assert {stage for stage, _ in done} == set(Stage.values)
    assert {action for _, action in done} == set(USUAL)
    ended = callers["auditor"].get(f"cases/{case}/").json()
    assert (ended["stage"], ended["state"], ended["open_seats"]) == ("review", "closed", [])
    [following] = [found for found in listed(callers) if found["reference"] != case]
    assert (following["title"], following["stage"], following["state"]) == ("Befriending", "needs", "drafting")
    tells_all_in_order(callers["auditor"], case, len(done))
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    assert said.getvalue().startswith("Sound: ")


def comes_back(callers: dict[str, Caller], case: str) -> None:
    """Policy returns the needs; once they are mended, Policy alone is asked again, for what is changed."""
    author, policy, finance = callers["commissioner"], callers["policy"], callers["finance"]
    acts(author, case, "submit")
    acts(finance, case, "sign")
    acts(callers["voluntary.sector"], case, "advise", reason="Ask the lunch clubs.")
    acts(policy, case, "return", reason=GAP)
    assert author.get(f"cases/{case}/").json()["state"] == "returned"
    mended = author.patch(f"cases/{case}/records/needs/", {"lessons": {"lessons": MENDED}}, a_key())
    assert mended.json()["sections"]["lessons"]["values"]["lessons"] == MENDED
    acts(author, case, "submit")
    assert tasks(finance, case) == []
    [again] = tasks(policy, case)
    stated = {section["key"]: section["stated"] for section in again["sections"]}
    assert MENDED in str(stated["lessons"])


def rounds(callers: dict[str, Caller], case: str) -> Iterator[tuple[str, str]]:
    """Let everyone answer what waits for them, until nothing does. Yields each stage with what was done."""
    for _ in range(MOST_ROUNDS):
        waiting = [(caller, task) for caller in callers.values() for task in tasks(caller, case)[:1]]
        if not waiting:
            return
        for caller, task in waiting:
            action = next(action for action in USUAL if action in task["actions"])
            acts(caller, case, action, reason="As advised.")
            yield task["stage"], action


def tasks(caller: Caller, case: str) -> list[dict[str, Any]]:
    """What waits for a caller in a case."""
    found: list[dict[str, Any]] = caller.get("tasks/", case=case).json()["results"]
    return found


def acts(caller: Caller, case: str, action: str, **more: str) -> None:
    """Carry out the caller's first task of a case: what it asks to record is answered with the defaults it offers."""
    task = tasks(caller, case)[0]
    done = caller.act(task, action, **more)
    assert done.status_code == 200, (task["title"], action, done.json())
    assert (done.json()["case"], done.json()["action"]) == (case, action)


def listed(callers: dict[str, Caller]) -> list[dict[str, Any]]:
    """The cases that the commissioner sees."""
    found: list[dict[str, Any]] = callers["commissioner"].get("cases/").json()["results"]
    return found


def tells_all_in_order(auditor: Caller, case: str, done: int) -> None:
    """The trail has an entry for each thing done, each following from the one before."""
    trail = auditor.get(f"cases/{case}/trail/").json()
    entries = trail["results"]
    assert [entry["number"] for entry in entries] == list(range(1, trail["count"] + 1))
    assert all(later["previous"] == earlier["digest"] for earlier, later in pairwise(entries))
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    assert (entries[0]["verb"], entries[3]["verb"]) == ("case.opened", "record.submitted")
    assert sum(entry["verb"] in ("gate.answered", "record.submitted") for entry in entries) > done
    assert GAP in [entry["reason"] for entry in entries]
