"""One proof on one database: makes the tables, proves, and writes down what came of it."""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import django
from django.core.management import call_command
from django.db import connection

from benchmarks.proofs.findings import Form


def main(arguments: Sequence[str]) -> int:
    """Prove what the first argument names; write whether it was clean, and the figures, into the file of the second."""
    name, told = arguments
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    form = Form(quick=os.environ["PROOF_QUICK"] == "True", gates=int(os.environ["PROOF_GATES"]))
    began = perf_counter()
    findings = importlib.import_module(f"benchmarks.proofs.{name}").prove(form)
    seconds = f"{perf_counter() - began:.0f} s"
    for fault in findings.faults:
        sys.stdout.write(f"{name}: {connection.vendor}: FAULT: {fault}\n")
    figures = ", ".join((*findings.figures, f"{len(findings.faults)} faults", seconds))
    Path(told).write_text(json.dumps({"clean": not findings.faults, "figures": figures}), encoding="utf-8")
    return 1 if findings.faults else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(os.EX_TEMPFAIL))
    sys.exit(main(sys.argv[1:]))
