"""Killing the site's processes and its database in the middle of their work, and waiting until all of it is back."""

from __future__ import annotations

import json
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic, sleep

from django.db import connections
from django_q.tasks import async_task

from benchmarks.proofs.serving import PATIENCE, PAUSE, NotReadyError, Program, wait_until_ready, worker
from commissioning.chasing.models import Chase
from tests.postgres import Server

SWEEP = "workflows.jobs.run_sweep"
DATABASE_EVERY = 6  # strikes


@dataclass
class Striker:
    """Whoever kills: what there is to be killed, how often each was, and how long the site took to come back."""

    address: str
    web: Program
    worker: Program
    server: Server | None
    struck: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0

    def waits_for_work(self) -> None:
        """Wait until the worker is in the middle of its work. Raises NotReadyError where it never begins."""
        began = monotonic()
        while not Chase.objects.exists():
            if monotonic() - began > PATIENCE:
                raise NotReadyError(f"The worker did not begin:\n{self.worker.said()[-4000:]}")
            sleep(PAUSE)

    def strikes(self) -> None:
        """Kill one thing, start it again at once, and wait until the site is ready."""
        kinds = {
            "a web process": self._one_of_web,
            "web whole": self._web,
            "a worker process": self._one_of_worker,
            "worker whole": self._worker,
        }
        due = self.server is not None and self.struck.total() % DATABASE_EVERY == DATABASE_EVERY // 2
        name = "the database" if due else random.choice(list(kinds))
        self.struck[name] += 1
        began = monotonic()
        (self._database if due else kinds[name])()
        wait_until_ready(self.address, self.web)
        self.slowest_s = max(self.slowest_s, monotonic() - began)
        self._give_work()

    def told(self) -> list[str]:
        """Say what was killed, and how long it took to come back at most."""
        return [*(f"{name} {n}x" for name, n in sorted(self.struck.items())), f"back within {self.slowest_s:.1f} s"]

    def _one_of_web(self) -> None:
        _kill_one(self.web.children())

    def _web(self) -> None:
        self.web.kill()
        self.web.start()

    def _one_of_worker(self) -> None:
        _kill_one([self.worker.process.pid, *self.worker.children()])
        if self.worker.process.poll() is not None:
            self._worker()

    def _worker(self) -> None:
        self.worker.kill()
        self.worker.start()

    def _database(self) -> None:
        if self.server:
            self.server.stop_at_once()
            self.server.start()

    def _give_work(self) -> None:
        """Let the worker sweep again: what is late is to be chased while it is being killed."""
        connections.close_all()
        async_task(SWEEP)


def _kill_one(processes: list[int]) -> None:
    if processes:
        with suppress(ProcessLookupError):
            os.kill(random.choice(processes), signal.SIGKILL)


@contextmanager
def striking(address: str, web: Program) -> Iterator[Striker]:
    """Someone who kills the site at that address, and a worker beside it; neither runs on afterwards."""
    told = os.environ.get("PROOF_SERVER")
    program = worker()
    program.start()
    try:
        yield Striker(address, web, program, Server(**json.loads(told)) if told else None)
    finally:
        program.kill()
