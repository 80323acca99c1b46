"""The work list of a narrow and of the widest reader, at two sizes, beside viewflow's stock queue with guardian."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.timezone import now

from accounts.models import Person
from benchmarks.bare import filling
from benchmarks.figures import Figures, Size
from benchmarks.measuring import Spread, counting, in_turn, timed
from benchmarks.reading import Council
from commissioning.asks.worklist import PAGE, work_list

ROUNDS = {Size.TINY: 1, Size.QUICK: 30, Size.FULL: 100}
STOCK_ROUNDS = {Size.TINY: 1, Size.QUICK: 3, Size.FULL: 3}


class WorkList:
    """Reads both lists."""

    def __init__(self) -> None:
        self.taken: dict[str, Spread] = {}
        self.queries: dict[str, int] = {}
        self.shown: dict[str, int] = {}
        self.sizes: list[int] = []

    def at(self, council: Council) -> None:
        """Read every list in turn. The stock queue of the widest reader takes seconds, so it is read less often."""
        self.sizes.append(council.cases)
        readers = {"narrow": council.narrow, "wide": council.wide}
        for kind, read, rounds, again in (("ours", _ours, ROUNDS, 1), ("stock", _stock, STOCK_ROUNDS, 0)):
            acts = {f"{kind}_{name}_{council.cases}": _reading(read, who) for name, who in readers.items()}
            for name, act in acts.items():
                with counting() as counted:
                    self.shown[name] = act()
                self.queries[name] = len(counted)
            timing = {name: _timing(name, act) for name, act in acts.items()}
            self.taken |= in_turn(timing, rounds[council.size], warming=again, again=again)

    def figures(self) -> Figures:
        """Return the ratios between sizes and between readers."""
        ms = {name: found.median for name, found in self.taken.items()}
        few, many = self.sizes
        grown = max(ms[f"ours_{who}_{many}"] / ms[f"ours_{who}_{few}"] for who in ("narrow", "wide"))
        wider = max(ms[f"ours_wide_{size}"] / ms[f"ours_narrow_{size}"] for size in self.sizes)
        goals = {"worklist_grown": grown, "worklist_wide": wider}
        more = {"worklist": {"queries": self.queries, "shown": self.shown, "times_faster": self._times_faster(ms)}}
        return Figures(goals, self.taken, more)

    def _times_faster(self, ms: Mapping[str, float]) -> dict[str, float]:
        """How many times as long the stock queue takes."""
        both = [f"{who}_{size}" for who in ("narrow", "wide") for size in self.sizes]
        return {name: round(ms[f"stock_{name}"] / ms[f"ours_{name}"], 1) for name in both}


def _ours(person: Person) -> int:
    return len(work_list(person, now()).asks)


def _stock(person: Person) -> int:
    return len(filling.queue(person, PAGE))


def _reading(read: Callable[[Person], int], person: Person) -> Callable[[], int]:
    return lambda: read(person)


def _timing(name: str, act: Callable[[], int]) -> Callable[[], Mapping[str, float]]:
    return lambda: {name: timed(act)}
