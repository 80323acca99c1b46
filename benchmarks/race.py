"""race: sixteen signers at one gate, over HTTP, again and again: each seat is answered once, nothing is stuck."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    sys.argv.insert(1, "race")
    runpy.run_module("benchmarks.proving", run_name="__main__")
