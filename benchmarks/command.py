"""One benchmark on one empty database: `DATABASE_URL=... python -m benchmarks.command decision --quick`.

`make bench` gives each benchmark a scratch database of its own.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.figures import Figures, Size
from config.ready import stand_ready

READINGS = {"worklist": "WorkList", "pages": "Pages"}


def main() -> None:
    """Measure and write the figures to --out, or to standard output."""
    parser = ArgumentParser()
    parser.add_argument("names", nargs="+", choices=("decision", "contention", *READINGS, "ledger", "seeding"))
    for size in Size:
        parser.add_argument(f"--{size}", dest="size", action="store_const", const=size)
    parser.add_argument("--out", type=Path, help="where the figures go as JSON")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    stand_ready()  # as a server does
    said = json.dumps(_measured(given.names, given.size or Size.QUICK).as_json(), indent=1)
    if given.out:
        given.out.write_text(f"{said}\n", encoding="utf-8")
    else:
        sys.stdout.write(f"{said}\n")


def _measured(names: Sequence[str], size: Size) -> Figures:
    """Measure one benchmark, or several that read the same council. Models load only once the settings are there."""
    if names[0] in READINGS:
        readings = [getattr(import_module(f"benchmarks.{name}"), READINGS[name])() for name in names]
        found: Figures = import_module("benchmarks.reading").measure(size, readings)
    else:
        found = import_module(f"benchmarks.{names[0]}").measure(size)
    return found


if __name__ == "__main__":
    main()
