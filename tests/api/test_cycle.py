"""The whole cycle over the API alone: every record written, every task carried out, from a need to the next one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.rules import day_of
from audit.canonical import plain
from audit.verify import verify
from commissioning.case.models import Case, Strand
from commissioning.casefile.stages import ROOMS
from commissioning.records.decisions import as_asked, current_record
from commissioning.vocabulary import Stage
from tests.accounts.factories import a_key
from tests.api.council import Caller
from tests.council import HOMECARE, SERVICE, People, below_threshold, body
from tests.council import people as people
from workflows.demonstration.content import sections_of
from workflows.demonstration.writing import rows_of

USUAL = {"write": "submit", "record": "done", "consult": "advise", "sign": "sign", "decide": "pass"}
DONE = ("complete", "not_asked")
MOST_ROUNDS = 40


def test_a_script_drives_a_case_from_its_need_to_the_next_one(
    people: People, db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    callers = [Caller(person) for person in people.values()]
    commissioner = Caller(people["commissioner"])
    value = {"net": str(HOMECARE.net), "gross": str(HOMECARE.gross)}
    reference = commissioner.open_case(body(SERVICE), estimated_value=value)
    below_threshold(Case.objects.get(reference=reference), people)
    done: list[tuple[str, str]] = []
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(MOST_ROUNDS):
            found = list(a_round(callers, reference))
            done += found
            if not found:
                break
    read = commissioner.get(f"cases/{reference}/").json()
    assert (read["stage"], read["state"]) == ("review", "closed")
    assert {stage for stage, _ in done} == set(Stage.values)
    assert ("award", "done") in done
    assert ("monitoring", "end") in done
    following = commissioner.get("cases/", stage="needs").json()["results"]
    assert [case["title"] for case in following] == [read["title"]]
    assert verify().sound


def a_round(callers: list[Caller], reference: str) -> Iterator[tuple[str, str]]:
    """Let everyone answer what waits for them now, in the usual way; yields each stage with what was done."""
    for caller in callers:
        for task in caller.get("tasks/", case=reference).json()["results"]:
            if (task["kind"], task["stage"]) == ("write", Stage.TENDER):
                everyone_declares(callers, reference)
            if task["kind"] == "write":
                write(caller, reference, Stage(task["stage"]))
            action = "end" if "end" in task["actions"] else USUAL[task["kind"]]
            answer = caller.act(task, action, reason="As advised.")
            assert answer.status_code == 200, (task["title"], answer.json())
            yield task["stage"], action


def everyone_declares(callers: list[Caller], reference: str) -> None:
    """Let everyone who sees the case say that they have no conflict of interest."""
    for caller in callers:
        answer = caller.post(f"cases/{reference}/interests/", {"kind": "none"}, a_key())
        assert answer.status_code in (201, 404), answer.json()


def write(caller: Caller, reference: str, stage: Stage) -> None:
    """Save every section of the stage's record, one request each: rows of one may name rows of another."""
    strand = Strand.objects.select_related("case").get(case__reference=reference)
    room = ROOMS[stage]
    for key, said in sections_of(stage, HOMECARE, day_of(timezone.now())).items():
        record = current_record(room, strand)
        rows = {
            found.name: list(rows_of(record, found, said.rows.get(found.name, ()))) for found in room.section(key).rows
        }
        sent: dict[str, Any] = plain(as_asked({**said.values, **rows}))
        saved = caller.patch(f"cases/{reference}/records/{stage}/", {key: sent})
        assert saved.status_code == 200, (key, saved.json())
        assert saved.json()["sections"][key]["status"] in DONE, saved.json()["sections"][key]["faults"]
