"""tamper: every column of every row of a ledger is altered, rows removed, added, swapped: all is found, and where."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    sys.argv.insert(1, "tamper")
    runpy.run_module("benchmarks.proving", run_name="__main__")
