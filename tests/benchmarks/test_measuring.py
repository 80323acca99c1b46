"""How figures are taken."""

import pytest

from benchmarks.measuring import in_turn, spread


def test_a_spread_has_its_median_and_its_noise() -> None:
    found = spread([10, 20, 30, 40, 1000])
    assert (found.median, found.iqr, found.worst) == (30, 20, 1000)
    assert found.noise == pytest.approx(2 / 3)
    assert spread([5]).noise == 0


def test_variants_take_turns_and_warm_up() -> None:
    order: list[str] = []

    def variant(name: str) -> dict[str, float]:
        order.append(name)
        return {name: 1.0}

    found = in_turn({"a": lambda: variant("a"), "b": lambda: variant("b")}, rounds=2, warming=1)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert {name: len(one.samples) for name, one in found.items()} == {"a": 2, "b": 2}


def test_a_noisy_run_is_taken_again_and_the_quieter_kept() -> None:
    figures = iter([1, 9, 1, 1, 1, 1, 5])
    found = in_turn({"a": lambda: {"a": float(next(figures))}}, rounds=3, warming=0)
    assert list(found["a"].samples) == [1, 1, 1]
    assert next(figures) == 5
