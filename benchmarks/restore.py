"""restore: a council's database is dumped, loaded into an empty one, verified, and goes on."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    sys.argv.insert(1, "restore")
    runpy.run_module("benchmarks.proving", run_name="__main__")
