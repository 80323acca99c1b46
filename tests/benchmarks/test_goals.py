"""The goals and the table that is held against them."""

from pathlib import Path

import pytest

from benchmarks.goals import Goal, NoFigureError, goals, lines, table
from benchmarks.run_all import NAMES

MOST = Goal("slow", "6", "pages", "The slowest page", "ms", at_most=100)
LEAST = Goal("kept", "3", "ledger", "What is kept", "x", at_least=0.65, on=("postgres",))


def test_every_goal_names_its_benchmark_and_one_bound() -> None:
    found = goals()
    assert {goal.by for goal in found} == set(NAMES)
    assert {goal.goal for goal in found} >= {"1", "2", "3", "4", "5", "6", "7"}
    assert all((goal.at_most is None) != (goal.at_least is None) for goal in found)
    assert all(goal.says for goal in found)


@pytest.mark.parametrize(
    ("goal", "figure", "said"),
    [
        (MOST, 100, "reached"),
        (MOST, 100.1, "not reached"),
        (LEAST, 0.65, "reached"),
        (LEAST, 0.649, "not reached"),
    ],
)
def test_a_missed_bound_is_said(goal: Goal, figure: float, said: str) -> None:
    [line] = lines([goal], {"postgres": {goal.name: figure}})
    assert line[-1] == said
    assert table([line]).splitlines()[-1].endswith(f"  {said}")


def test_one_database_that_misses_it_is_enough() -> None:
    [line] = lines([MOST], {"sqlite": {"slow": 20}, "postgres": {"slow": 120}})
    assert line == ["6", "slow", "sqlite 20, postgres 120", "<= 100 ms", "not reached"]


def test_a_goal_without_a_figure_is_no_table() -> None:
    with pytest.raises(NoFigureError, match="slow has no figure on postgres"):
        lines([MOST], {"sqlite": {"slow": 20}, "postgres": {}})


def test_a_figure_without_a_goal_is_no_table() -> None:
    with pytest.raises(NoFigureError, match="no goal for strange"):
        lines([MOST], {"sqlite": {"slow": 20, "strange": 1}})


def test_a_goal_of_one_database_is_left_out_on_the_other() -> None:
    assert lines([LEAST], {"sqlite": {}}) == []


def test_a_goal_with_a_word_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "goals.toml"
    path.write_text('[odd]\ngoal = "1"\nby = "pages"\nsays = "Odd"\nunit = "x"\nat_moast = 1\n')
    with pytest.raises(TypeError):
        goals(path)
