"""Taking figures: variants one after the other in every round, medians with their spread, queries as they are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.db import connection

NOISY = 0.25  # a spread beyond this part of the median is the machine's, and the figure is taken again
AGAIN = 1
WARMING = 3
Act = Callable[[], object]
Samples = dict[str, list[float]]
Variants = Mapping[str, Callable[[], Mapping[str, float]]]


@dataclass(frozen=True)
class Spread:
    """A figure of many samples, in milliseconds."""

    median: float
    iqr: float
    p95: float
    worst: float
    samples: Sequence[float]

    @property
    def noise(self) -> float:
        """The spread of the middle half, as a part of the median."""
        return self.iqr / self.median if self.median else 0.0


def spread(samples: Sequence[float]) -> Spread:
    """Return the figure of samples in milliseconds."""
    found = sorted(samples)
    if len(found) == 1:
        return Spread(found[0], 0.0, found[0], found[0], found)
    low, _, high = quantiles(found, n=4, method="inclusive")
    p95 = quantiles(found, n=20, method="inclusive")[-1]
    return Spread(median(found), high - low, p95, found[-1], list(samples))


def timed(act: Act) -> float:
    """Return how many milliseconds something takes."""
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def in_turn(variants: Variants, rounds: int, warming: int = WARMING, again: int = AGAIN) -> dict[str, Spread]:
    """Run every variant once a round, each round beginning with the next one; keep the quieter of up to two runs.

    One round is only to see that it runs, and is run once. A variant does its own preparing outside what it times, and
    returns milliseconds by name. Of a hundred variants one is always noisy: there `again` is none.
    """
    best: dict[str, Spread] = {}
    for _ in range(1 + again if rounds > 1 else 1):
        found = {name: spread(times) for name, times in _run(variants, rounds, warming if rounds > 1 else 0).items()}
        if not best or _noise(found) < _noise(best):
            best = found
        if _noise(best) <= NOISY:
            break
    return best


def _noise(found: Mapping[str, Spread]) -> float:
    return max(one.noise for one in found.values())


def _run(variants: Variants, rounds: int, warming: int) -> Samples:
    samples: Samples = {}
    names = list(variants)
    for number in range(warming + rounds):
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            taken = variants[name]()
            for what, milliseconds in taken.items() if number >= warming else ():
                samples.setdefault(what, []).append(milliseconds)
    return samples


@dataclass
class Counted:
    """The statements that were sent while one was counting."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def counting() -> Iterator[Counted]:
    """Count every statement of this thread's connection; the query log would stop at its cap."""
    counted = Counted()

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's own order
        counted.statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield counted
