"""import_ocds as a script meets it: one JSON object, plain words, an exit code, and nothing half-done."""

import json
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Body
from audit.models import Entry
from audit.verify import verify
from commissioning.case.models import Case, CaseWarning
from commissioning.errors import RefusedError
from commissioning.notices.models import Notice
from tests.commissioning.opendata.fixtures import OCDS, OCID, package, release
from tests.council import People
from workflows.management.commands import import_ocds

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Told:
    """What the command printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        found: dict[str, Any] = json.loads(self.out)
        return found


LOOK = "2 warnings to look at: each stands on its case.\n"


def run(*arguments: str | Path) -> Told:
    """Run the command."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_ocds", *(str(found) for found in arguments), stdout=out, stderr=err)
    except SystemExit as error:
        code = int(str(error.code))
    return Told(out.getvalue(), err.getvalue(), code)


def a_file(folder: Path, *releases: Any, name: str = "one.json") -> Path:
    """A package of these releases."""
    file = folder / name
    file.write_text(package(*releases), encoding="utf-8")
    return file


def test_a_script_reads_one_object_and_messages_go_elsewhere(people: People, tmp_path: Path) -> None:
    told = run(a_file(tmp_path, release(), release(ocid="ocds-2")), "--json")
    assert told.json == {"dry_run": False, "created": 2, "updated": 0, "unchanged": 0, "warnings": 4, "refused": []}
    assert (told.code, told.out.count("\n")) == (0, 1)
    assert "New cases are led by Adult Social Care (adult-social-care)" in told.err
    assert {case.lead.slug for case in Case.objects.all()} == {"adult-social-care"}


def test_it_says_how_many_warnings_there_are_to_look_at(people: People) -> None:
    told = run(OCDS / "odd" / "zero_value.json")
    standing = CaseWarning.objects.count()
    assert standing
    assert f"{standing} warning" in told.out
    assert told.out.endswith("to look at: each stands on its case.\n")


def test_again_nothing_changes(people: People, tmp_path: Path) -> None:
    file = a_file(tmp_path, release())
    run(file)
    entries = Entry.objects.count()
    told = run(file)
    assert told.out == "Procurements: 0 created, 0 updated, 1 unchanged. Refused: 0.\n"
    assert Entry.objects.count() == entries


def test_files_that_cannot_be_read_are_refused_in_words(people: People, tmp_path: Path) -> None:
    text = tmp_path / "text.json"
    text.write_text("not JSON")
    sound = a_file(tmp_path, release())
    told = run(text, tmp_path, tmp_path / "missing.json", OCDS / "refused" / "not_utf8.json", sound, "--json")
    assert told.code == 1
    assert told.json["created"] == 1
    refused = told.json["refused"]
    assert [set(found) for found in refused] == [{"file", "ocid", "path", "reason"}] * 4
    assert [found["file"] for found in refused[:3]] == [str(text), str(tmp_path), str(tmp_path / "missing.json")]
    assert "Traceback" not in told.err


def test_a_refusal_names_file_ocid_place_and_reason(people: People, tmp_path: Path) -> None:
    wrong = release(tender={"title": "Home care", "value": {"amount": "much", "currency": "GBP"}})
    file = a_file(tmp_path, release(ocid="ocds-2"), wrong)
    told = run(file)
    assert told.code == 1
    assert f"refused: {file} {OCID} /releases/1/tender/value/amount: “much” is not a number." in told.err
    assert told.out == "Procurements: 1 created, 0 updated, 0 unchanged. Refused: 1.\n" + LOOK
    assert [case.ocid for case in Case.objects.all()] == ["ocds-2"]


def test_a_case_that_nobody_could_be_asked_about_is_refused_and_leaves_nothing(people: People, tmp_path: Path) -> None:
    service = Body.objects.get(slug="procurement")
    awarded = a_file(tmp_path, release(tag=["contract"]), release(ocid="ocds-2"))
    told = run(awarded, "--service", service.slug, "--json")
    assert told.code == 1
    assert {found["file"] for found in told.json["refused"]} == {str(awarded)}
    assert "“procurement”" in told.json["refused"][0]["reason"]
    assert not Case.objects.exists()


def test_one_whose_next_post_is_missing_is_refused_and_the_others_are_not(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_ocds, "leading_body", lambda _slug: Body.objects.get(slug="council"))
    file = a_file(tmp_path, release(ocid="ocds-2", tag=["award"]), release(), name="two.json")
    told = run(file, tmp_path / "missing.json", "--json")
    assert told.json["created"] == 1
    (_missing, refusal) = told.json["refused"]
    assert (refusal["file"], refusal["ocid"], refusal["path"]) == (str(file), OCID, "/releases/1")
    assert "has no post of commissioner" in refusal["reason"]
    assert [case.ocid for case in Case.objects.all()] == ["ocds-2"]
    assert Notice.objects.count() == 1
    assert verify().sound


def test_where_nobody_could_lead_every_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_slug: str) -> Body:
        raise RefusedError("Nobody could lead the cases.")

    monkeypatch.setattr(import_ocds, "leading_body", nobody)
    file = a_file(tmp_path, release())
    told = run(file, "--json")
    assert told.code == 1
    assert told.json["refused"] == [
        {"file": str(file), "ocid": "", "path": "", "reason": "Nobody could lead the cases."}
    ]


def test_the_service_can_be_chosen(people: People, tmp_path: Path) -> None:
    run(a_file(tmp_path, release()), "--service", "youth-services")
    assert Case.objects.get().lead.slug == "youth-services"


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(people: People, tmp_path: Path) -> None:
    entries = Entry.objects.count()
    told = run(a_file(tmp_path, release(), {"id": "no ocid"}), "--dry-run", "--json")
    assert (told.json["created"], told.json["dry_run"], told.code) == (1, True, 1)
    assert "nothing was kept" in told.err
    assert (Case.objects.count(), Entry.objects.count()) == (0, entries)


def test_a_long_import_tells_how_far_it_is(people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_ocds, "SECOND", 0.0)
    file = a_file(tmp_path, release())
    told = run(file, "--json")
    assert [line for line in told.err.splitlines() if line.endswith("...")] == [
        f"reading {file} ...",
        f"merging {OCID} ...",
        "imported 1 of 1 procurements ...",
    ]
    assert told.json["created"] == 1
