"""crash: web, worker and database are killed while people sign: nothing acknowledged is lost, nothing is done twice."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    sys.argv.insert(1, "crash")
    runpy.run_module("benchmarks.proving", run_name="__main__")
