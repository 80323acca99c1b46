"""The engine's commands: the worker with its schedule, and the drawing of the cycle."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string
from django_q.models import Schedule
from pytest_django import Settings

from workflows.checks import check_references
from workflows.drawing import documents
from workflows.management.commands import worker


@pytest.mark.django_db
def test_a_worker_sees_to_it_that_its_jobs_are_scheduled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[str] = []
    monkeypatch.setattr(worker, "call_command", began.append)
    for _ in range(2):
        call_command("worker")
    assert began == ["qcluster", "qcluster"]
    sweep, clearing = Schedule.objects.order_by("pk")
    assert (sweep.func, sweep.schedule_type, sweep.minutes) == ("workflows.jobs.run_sweep", Schedule.MINUTES, 1)
    assert (clearing.func, clearing.schedule_type) == ("workflows.jobs.run_clearing", Schedule.DAILY)
    assert import_string(clearing.func)() == "cleared 0"


def test_the_cycle_is_drawn_where_it_is_missing_or_stale(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BASE_DIR = tmp_path
    call_command("draw_cycle")
    assert "drew docs/cycle.md" in capsys.readouterr().out
    for name, text in documents():
        assert (tmp_path / "docs" / name).read_text(encoding="utf-8") == text
    call_command("draw_cycle")
    assert capsys.readouterr().out == ""
    call_command("draw_cycle", check=True)


def test_the_drawn_list_says_where_each_outcome_leads() -> None:
    [(_, text)] = [found for found in documents() if found[0] == "cycle.md"]
    assert "- **tier** → next tier: tier; returned: write; passed: passed; stopped: stopped" in text
    assert text.count("\n## ") == 8


@pytest.mark.django_db
def test_references_are_not_looked_for_before_there_are_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert check_references(databases=["default"]) == []
