"""How long `seed_load` takes for ten thousand cases, and whether the ledger is sound afterwards."""

from __future__ import annotations

import sys
from time import monotonic

from audit.verify import verify
from benchmarks.figures import Figures, Size
from benchmarks.making import make

CASES = {Size.TINY: 12, Size.QUICK: 600, Size.FULL: 10_000}
WANTED = CASES[Size.FULL]
GROWN = "copied"  # the first line of `load` that says so ends the growing


def measure(size: Size) -> Figures:
    """Return the seconds for ten thousand cases: of fewer, the growing and the rate of copying."""
    told: list[float] = []
    began = monotonic()

    def tell(line: str) -> None:
        if GROWN not in line:
            told.append(monotonic() - began)
        sys.stderr.write(f"{line}\n")

    done = make(CASES[size], size, tell)
    took, grown = monotonic() - began, told[-1]
    seconds = grown + (took - grown) * WANTED / CASES[size]
    report = verify()
    seen = {"cases": done.cases, "entries": report.entries, "history_rows": report.rows, "took_s": round(took, 1)}
    return Figures({"seeding": seconds, "seeding_breaks": len(report.breaks)}, {}, {"seeding": seen})
