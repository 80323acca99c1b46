"""The site's own processes: gunicorn and the worker, each in a process group, so that all of it can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings

from benchmarks.proofs.asking import ready
from tests.postgres import free_port

BIN = Path(sys.executable).parent
PATIENCE = 60  # seconds, for a first start on a busy machine
PAUSE = 0.05


class NotReadyError(Exception):
    """The site did not come up."""


class Program:
    """A program with children of its own, started again as often as it is killed."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self.command = name, command
        self.process: subprocess.Popen[bytes]
        self.start_s = 0.0  # how long its first start took

    def start(self) -> None:
        """Start it in a process group of its own; what it says goes into a file."""
        with (settings.VAR_DIR / f"{self.name}.log").open("ab") as said:
            self.process = subprocess.Popen(
                self.command, cwd=settings.BASE_DIR, stdout=said, stderr=said, start_new_session=True
            )

    def kill(self) -> None:
        """Kill the program and all its children at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def children(self) -> list[int]:
        """The processes that it started."""
        return _children(self.process.pid)

    def said(self) -> str:
        """What it has said so far."""
        return (settings.VAR_DIR / f"{self.name}.log").read_text(encoding="utf-8", errors="replace")


def _children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    return [below for child in found for below in (int(child), *_children(int(child)))]


def web(port: int, processes: int, threads: int) -> Program:
    """The web server: a killed process of its is replaced by another that has Tollgate loaded already."""
    command = [str(BIN / "gunicorn"), "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--preload"]
    command += ["--workers", str(processes), "--threads", str(threads), "--no-control-socket", "--log-level", "warning"]
    return Program("web", command)


def worker() -> Program:
    """A worker."""
    return Program("worker", [sys.executable, "manage.py", "worker"])


@contextmanager
def served(processes: int = 4, threads: int = 8) -> Iterator[tuple[str, Program]]:
    """The site on a free port: its address, and its program."""
    port = free_port()
    program = web(port, processes, threads)
    address = f"127.0.0.1:{port}"
    program.start()
    try:
        program.start_s = wait_until_ready(address, program)
        yield address, program
    finally:
        program.kill()


def wait_until_ready(address: str, program: Program, patience: float = PATIENCE) -> float:
    """Wait until the site answers that it is ready. Returns how many seconds that took. Raises NotReadyError."""
    began = monotonic()
    while not ready(address):
        if monotonic() - began > patience:
            raise NotReadyError(f"The site did not come up within {patience:.0f} s:\n{program.said()[-4000:]}")
        sleep(PAUSE)
    return monotonic() - began
