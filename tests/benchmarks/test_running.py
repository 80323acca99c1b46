"""Every benchmark runs in its smallest form, and leaves its figures as JSON."""

import json
from pathlib import Path

import pytest
from django.db import connection

from benchmarks import run_all
from benchmarks.goals import goals

pytestmark = [pytest.mark.benchmark]
KIND = "postgres" if connection.vendor == "postgresql" else "sqlite"
BESIDE_OTHERS = [["contention"], ["ledger"]]  # several connections at once, which SQLite lets in one by one
ALONE = [["decision"], ["worklist", "pages"], ["seeding"]]


@pytest.mark.parametrize("names", BESIDE_OTHERS if KIND == "postgres" else [*BESIDE_OTHERS, *ALONE])
def test_a_benchmark_gives_every_figure_of_its_goals(
    names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_all, "KEPT", tmp_path)
    assert run_all.main([*names, "--tiny", "--db", KIND]) == 0
    [kept] = tmp_path.glob("*.json")
    found = json.loads(kept.read_text())
    figures = found["databases"][KIND]["+".join(names)]
    wanted = {goal.name for goal in goals() if goal.by in names and KIND in goal.on}
    assert set(figures["goals"]) == wanted
    assert {"commit", "versions", "cores", "load_at_start", "load_at_end"} <= set(found)
    said = capsys.readouterr().out
    assert all(f"  {name}  " in said for name in wanted)


def test_a_benchmark_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run_all.main(["speed"])
    assert "There is no benchmark speed" in capsys.readouterr().err
