"""Several people at once: each in a thread with a connection of its own, over one database they all write to."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, connections

Result = TypeVar("Result")


def together(acts: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Do all of it at the same moment. Returns what each act returned or raised, in their order."""
    moment = Barrier(len(acts))

    def do(act: Callable[[], Result]) -> Result | Exception:
        try:
            moment.wait()
            return act()
        except Exception as raised:
            return raised
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


@pytest.fixture
def side_by_side(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database that threads may write to side by side: on SQLite a file like a council's own, not held in memory."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, path = connections["default"], tmp_path / "council.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        memory.connection.backup(copy)
    monkeypatch.setitem(connections.settings["default"], "NAME", str(path))
    quickly = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"  # it locks as ever, and nobody pulls the plug
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "init_command", quickly)
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = memory
