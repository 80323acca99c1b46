"""Frameworks brought in, drafted, put forward and published by other eyes; what is published never changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from accounts.errors import NotAllowedError
from accounts.models import Person
from accounts.rights import Role
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.errors import OvertakenError, RefusedError
from commissioning.measures import importing
from commissioning.measures.drafting import begin_framework, begin_version, save_draft, withdraw
from commissioning.measures.government import model_for, model_named, models
from commissioning.measures.importing import Given, bring_in, keeper, publish_file, read_file
from commissioning.measures.kinds import EditionState, FrameworkKind
from commissioning.measures.models import Framework, FrameworkMeasure, FrameworkVersion
from commissioning.measures.publishing import against, publish, put_forward, send_back, why_not_publish
from commissioning.measures.tables import COLUMNS, EXAMPLE
from commissioning.telling.models import Message
from tests.accounts.factories import a_key, in_post
from tests.commissioning.measures.framed import (
    HIRES,
    HOURS,
    JOBS,
    LICENSED,
    NOTE,
    OWN,
    a_catalogue,
    csv_bytes,
    csv_text,
    the_valley,
)
from tests.council import AT, People, body

pytestmark = pytest.mark.django_db
TODAY = AT.date()
LATER = TODAY + timedelta(days=30)


def saves(version: FrameworkVersion, by: Person, *, read: str = "", key: str = "", **changed: Any) -> None:
    """Change a draft."""
    version.refresh_from_db()
    edition = replace(version.edition, **changed)
    read = read or version.digest
    save_draft(version, edition, read=read, what="J1", answers={}, by=by, at=AT, key=key or a_key())


def proposed(people: People, **changed: Any) -> FrameworkVersion:
    """The next version of the catalogue, put forward by the policy officer."""
    framework = Framework.objects.filter(name=OWN).first() or a_catalogue().framework
    version = begin_version(framework, by=people["policy"], at=AT, key=a_key())
    saves(version, people["policy"], **{"measures": (replace(JOBS, title="Residents who start"), HOURS), **changed})
    put_forward(version, effective_from=LATER, reason="Clearer.", by=people["policy"], at=AT, key=a_key())
    return version


def test_a_catalogue_is_drafted_and_published_by_other_eyes(people: People) -> None:
    hannah, sunita = people["policy"], people["director"]
    version = begin_framework(
        name=OWN.replace(" ", "\n"), owner=body("strategy-policy-performance"), by=hannah, at=AT, key=a_key()
    )
    assert version.framework.name == OWN
    assert against(version, TODAY) == ["It has no measure yet. Add one at least."]
    with pytest.raises(RefusedError, match="Nothing is different"):
        saves(version, hannah)
    saves(version, hannah, label="2026", measures=(JOBS, replace(HOURS, unit="")))
    with pytest.raises(RefusedError, match="1 thing stands against it") as refused:
        put_forward(version, effective_from=TODAY, reason="First.", by=hannah, at=AT, key=a_key())
    assert refused.value.errors == {"against": ["Measure V1, unit: It is missing. Every measure needs it."]}
    saves(version, hannah, measures=(JOBS, HOURS))
    put_forward(version, effective_from=TODAY, reason="First.", by=hannah, at=AT, key=a_key())
    assert Message.objects.filter(person=sunita, subject=f"{version} waits to be published").exists()
    with pytest.raises(NotAllowedError, match="wrote this draft"):
        publish(version, read=version.digest, reason="Good.", by=hannah, at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="changed since you read it"):
        publish(version, read="another", reason="Good.", by=sunita, at=AT, key=a_key())
    publish(version, read=version.digest, reason="Good.", by=sunita, at=AT, key=a_key())
    [jobs, hours] = FrameworkMeasure.objects.filter(version=version)
    assert replace(jobs.terms, priorities=("P1",)) == JOBS
    assert [str(one.priority) for one in jobs.served.all()] == ["P1 Good work for local people"]
    assert (str(jobs), hours.under) == (f"J1 {JOBS.title} (people): {OWN}, 2026", "")
    with pytest.raises(OvertakenError, match="has moved on"):
        saves(version, hannah, label="x")
    assert verify().sound


def test_the_next_version_takes_the_place_of_the_last_from_its_day(people: People) -> None:
    first = a_catalogue()
    version = proposed(people)
    with pytest.raises(RefusedError, match="is open: put forward"):
        begin_version(version.framework, by=people["policy"], at=AT, key=a_key())
    publish(version, read=version.digest, reason="Clear.", by=people["director"], at=AT, key=a_key())
    first.refresh_from_db()
    versions = FrameworkVersion.objects.filter(framework=first.framework)
    assert first.superseded_from == LATER
    assert [versions.in_force(day)[0].number for day in (TODAY, LATER)] == [1, 2]
    assert [one.number for one in versions.offered(TODAY).order_by("number")] == [1, 2]
    assert [one.number for one in versions.offered(LATER)] == [2]


def test_no_version_takes_effect_in_the_past_or_before_the_last_one(people: People) -> None:
    version = proposed(people)
    late = datetime.combine(LATER + timedelta(days=1), AT.timetz())
    with pytest.raises(RefusedError, match="which has passed. Send it back"):
        publish(version, read=version.digest, reason="Late.", by=people["director"], at=late, key=a_key())
    publish(version, read=version.digest, reason="Clear.", by=people["director"], at=AT, key=a_key())
    again = begin_version(version.framework, by=people["policy"], at=AT, key=a_key())
    saves(again, people["policy"], label="3")
    with pytest.raises(RefusedError, match="Choose no earlier day"):
        put_forward(again, effective_from=TODAY, reason="x", by=people["policy"], at=AT, key=a_key())


def test_a_version_is_sent_back_withdrawn_and_never_before_the_last_one(people: People) -> None:
    version = proposed(people)
    with pytest.raises(NotAllowedError):
        send_back(version, reason="No.", by=people["finance"], at=AT, key=a_key())
    send_back(version, reason="Say what a job is.", by=people["director"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="1 January 2020, which has passed. Enter today"):
        put_forward(version, effective_from=date(2020, 1, 1), reason="x", by=people["policy"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="Someone else changed"):
        saves(version, people["policy"], read="another", label="x")
    withdraw(version, reason="Elections.", by=people["policy"], at=AT, key=a_key())
    version.refresh_from_db()
    assert version.state == EditionState.WITHDRAWN
    with pytest.raises(NotAllowedError):
        begin_version(version.framework, by=people["finance"], at=AT, key=a_key())
    again = begin_version(version.framework, by=people["policy"], at=AT, key=a_key())
    assert (again.number, again.edition.measures) == (3, (JOBS, HIRES, HOURS))


def test_what_is_published_never_changes(people: People) -> None:
    measure = a_catalogue().measures.get(code="J1")
    measure.title = "Another"
    for act in (measure.save, measure.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_name_is_given_once(people: People) -> None:
    begun: dict[str, Any] = {"owner": body("strategy-policy-performance"), "by": people["policy"], "at": AT}
    a_catalogue()
    for name in (OWN, "…", "import", "x" * 201):
        with pytest.raises(RefusedError):
            begin_framework(name=name, **begun, key=a_key())


@pytest.mark.parametrize("brought", [False, True])
def test_what_a_colleague_brings_in_and_changes_is_still_its_writers(people: People, *, brought: bool) -> None:
    hannah, first = people["policy"], a_catalogue()
    other = in_post(Role.POLICY_OFFICER, first.framework.owner, "Ben Adeyemi")
    mine = begin_version(first.framework, by=hannah, at=AT, key=a_key())
    saves(mine, hannah, label="Version 3", measures=(JOBS, replace(HOURS, definition="Hannah's own.")))
    written = mine.edition
    withdraw(mine, reason="Begin again.", by=hannah, at=AT, key=a_key())
    if brought:
        content = csv_text(written.measures)
        read = read_file(content, Given(name=OWN, label="Version 3", file="measures.csv"), AT)
        again = bring_in(read, by=other, at=AT, key=a_key())
    else:
        again = begin_version(first.framework, by=other, at=AT, key=a_key())
        assert "wrote" in why_not_publish(hannah, again, AT)
        saves(again, other, label="Version 3", measures=written.measures)
    saves(again, other, measures=(JOBS, replace(HOURS, definition="Hannah’s own.")))
    assert "wrote" in why_not_publish(hannah, again, AT)
    assert why_not_publish(people["director"], again, AT) == ""


def test_what_a_version_begins_with_is_nobodys_once_it_is_changed(people: People) -> None:
    hannah, first = people["policy"], a_catalogue()
    withdraw(begin_version(first.framework, by=hannah, at=AT, key=a_key()), reason="No.", by=hannah, at=AT, key=a_key())
    other = in_post(Role.POLICY_OFFICER, first.framework.owner, "Ben Adeyemi")
    again = begin_version(first.framework, by=other, at=AT, key=a_key())
    saves(again, other, measures=(JOBS,))
    assert why_not_publish(hannah, again, AT) == ""


def test_a_licensed_framework_is_brought_in_as_a_draft_that_another_publishes(people: People) -> None:
    given: dict[str, Any] = {"name": LICENSED, "owner": body("strategy-policy-performance"), "file": "v.csv"}
    read = read_file(csv_text((HIRES, HOURS)), Given(**given, kind=FrameworkKind.LICENSED), AT)
    assert [(one.row, one.column) for one in read.report.refused] == [(None, "licence")]
    with pytest.raises(RefusedError, match="Nothing was brought in"):
        bring_in(read, by=people["policy"], at=AT, key=a_key())
    read = read_file(csv_text((HIRES, HOURS)), Given(**given, licence=NOTE), AT)
    assert (read.kind, read.report.created) == (FrameworkKind.LICENSED, 2)
    with pytest.raises(NotAllowedError):
        bring_in(read, by=people["finance"], at=AT, key=a_key())
    version = bring_in(read, by=people["policy"], at=AT, key="once")
    with pytest.raises(RepeatedError):
        bring_in(read, by=people["policy"], at=AT, key="once")
    put_forward(version, effective_from=TODAY, reason="Bought.", by=people["policy"], at=AT, key=a_key())
    publish(version, read=version.digest, reason="Read.", by=people["director"], at=AT, key=a_key())
    assert {one.under for one in version.measures.select_related("version")} == {NOTE}
    again = read_file(csv_text((HIRES, HOURS), NOTE), Given(**given), AT)
    assert (again.report.unchanged, again.changes) == (2, False)
    with pytest.raises(RefusedError, match="says what the newest version"):
        bring_in(again, by=people["policy"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="is there already and is not"):
        read_file(csv_text((HIRES,)), Given(**given, kind=FrameworkKind.OWN), AT)


def test_two_who_bring_the_same_in_make_one(people: People) -> None:
    given: dict[str, Any] = {"name": OWN, "owner": body("strategy-policy-performance"), "kind": FrameworkKind.OWN}
    read = read_file(csv_text((JOBS,)), Given(**given, file="v.csv"), AT)
    bring_in(read, by=people["policy"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="is open: being drafted"):
        bring_in(read, by=people["policy"], at=AT, key=a_key())


def test_no_keeper_is_guessed_where_there_is_no_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "SOCIAL_VALUE", "none")
    with pytest.raises(RefusedError, match="Say which body keeps the framework"):
        keeper(None)


Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command over some bytes; returns its exit code and the object it printed."""

    def runs(content: bytes, *more: str, name: str = "m.csv", framework: str = LICENSED) -> tuple[int, dict[str, Any]]:
        file = tmp_path / name
        file.write_bytes(content)
        code = 0
        try:
            call_command("import_measures", str(file), "--framework", framework, "--json", *more)
        except SystemExit as exit_:
            code = int(str(exit_.code))
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, found

    return runs


def test_the_command_imports_all_or_nothing_and_again_changes_nothing(run: Run) -> None:
    template = csv_bytes([COLUMNS, EXAMPLE])
    assert run(template, "--dry-run") == (0, counts(created=1, dry_run=True))
    assert not Framework.objects.exists()
    assert run(template) == (0, counts(created=1))
    entries = Entry.objects.count()
    assert run(template) == (0, counts(unchanged=1))
    assert Entry.objects.count() == entries
    framework = Framework.objects.get(code="example-valley-measures")
    assert (framework.kind, framework.owner.slug) == ("licensed", "strategy-policy-performance")
    changed = csv_bytes([COLUMNS, [*EXAMPLE[:1], "Hours", *EXAMPLE[2:]], ["EV2", *EXAMPLE[1:]]])
    assert run(changed, "--label", "2027") == (0, counts(created=1, updated=1))
    assert [one.called for one in framework.versions.order_by("number")] == ["Version 1", "2027"]
    assert run(template, "--from", "2027-01-01") == (0, counts(updated=1, withdrawn=1))
    assert verify().sound


def counts(**more: Any) -> dict[str, Any]:
    """What the command reports of a file of which nothing was refused."""
    none: dict[str, Any] = {"dry_run": False, "created": 0, "updated": 0, "unchanged": 0, "withdrawn": 0, "refused": []}
    return {**none, **more}


def test_the_command_refuses_by_row_and_column(run: Run) -> None:
    wrong = csv_bytes([COLUMNS, EXAMPLE, ["EV2", "", *EXAMPLE[2:]], ["EV2", *EXAMPLE[1:11], "much", *EXAMPLE[12:]]])
    code, said = run(wrong)
    assert code == 1
    assert {(one["row"], one["column"]) for one in said["refused"]} == {
        (3, "title"),
        (3, "code"),
        (4, "code"),
        (4, "proxy_value"),
    }
    assert not Framework.objects.exists()
    assert run(b"\xff")[1]["refused"][0]["reason"].startswith("The file is no text")
    assert run(csv_bytes([COLUMNS, EXAMPLE]), "--owner", "nobody")[0] == 1
    assert run(csv_bytes([COLUMNS, EXAMPLE]), "--from", "soon")[0] == 1


def test_the_command_prints_a_template_and_speaks_in_words(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_measures", "--template")
    template = capsys.readouterr().out
    assert template.splitlines()[0] == ",".join(COLUMNS)
    file = tmp_path / "m.csv"
    file.write_text(template, encoding="utf-8")
    call_command("import_measures", str(file), "--framework", OWN, "--kind", "own")
    assert "Measures: 1 created" in capsys.readouterr().out
    file.write_text(template.splitlines()[0], encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("import_measures", str(file), "--framework", OWN)
    assert "refused: whole: It has no measure yet" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("import_measures", str(file))


def test_an_open_draft_is_not_overtaken_by_a_file(people: People, run: Run) -> None:
    begin_version(the_valley().framework, by=people["policy"], at=AT, key=a_key())
    code, said = run(csv_text((HIRES,), NOTE))
    assert code == 1
    assert "is open: being drafted" in said["refused"][0]["reason"]


def test_a_file_begins_no_draft_in_a_framework_that_it_was_not_read_against(people: People) -> None:
    """Somebody else's framework of the name, or one's own, that came into being while the report was read."""
    by, own = people["policy"], body("strategy-policy-performance")
    for name, keeps in (("Valley", body("adult-social-care")), ("Hill", own)):
        read = read_file(csv_text([HOURS]), Given(name=name, kind=FrameworkKind.OWN, owner=own, file="m.csv"), AT)
        a_catalogue(HIRES, name=name, owner=keeps)
        with pytest.raises(OvertakenError, match="Bring the file in again"):
            bring_in(read, by=by, at=AT, key=a_key())
        assert Framework.objects.get(name=name).versions.count() == 1
    again = read_file(csv_text([HOURS]), Given(name="Hill", owner=own, file="m.csv"), AT)
    assert bring_in(again, by=by, at=AT, key=a_key()).number == 2


def test_installation_imports_what_is_different_alone(people: People) -> None:
    the_valley()
    read = read_file(csv_text((HIRES, HOURS), NOTE), Given(name=LICENSED, file="v.csv"), AT)
    assert publish_file(read, effective_from=TODAY, at=AT) is None


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2025, 2, 23), None),
        (date(2025, 2, 24), "ppn-002"),
        (date(2026, 12, 31), "ppn-002"),
        (date(2027, 1, 1), "ppn-026"),
    ],
)
def test_the_governments_model_is_chosen_by_the_day_of_commencement(day: date, code: str | None) -> None:
    found = model_for(day)
    assert (found.code if found else None) == code


def test_the_governments_models_bind_no_council_and_say_what_is_not_verified() -> None:
    assert not any(model.binds_councils for model in models())
    doubtful = [
        str(fact)
        for model in models()
        for theme in model.themes
        for outcome in theme.outcomes
        for fact in (outcome, *outcome.criteria)
        if not fact.verified
    ]
    assert doubtful == [
        "1e Identifying and managing modern slavery risks (title not verified)",
        "5 Reducing crime (title not verified)",
    ]
    model = model_named("ppn-026")
    assert model is not None
    assert "secondary sources" in model.sure
    assert model_named("ppn-1") is None
