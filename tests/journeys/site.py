"""The site as people reach it over the network, and a way to its database from a thread of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.utils import formatdate
from threading import Lock, Thread
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from time_machine import escape_hatch

HOST = "127.0.0.1"
# Pages and verbs are counted by tests of their own; here a verb may read and write its rows one by one.
UNCOUNTED = [name for name in settings.MIDDLEWARE if not name.startswith("zeal.")]
Backstage = Callable[[Callable[[], Any]], Any]


class OneAtATime:
    """The application, answering one request after the other: SQLite in memory is one connection for all threads.

    Answers bear the browser's own time, whatever the test's clock says: else all that it keeps would seem months old.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self.application, self.lock = application, Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request once the one before is answered."""
        date = ("Date", formatdate(escape_hatch.time.time(), usegmt=True))

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            return start_response(status, [*headers, date], *more)

        with self.lock:
            return self.application(environ, start)


def shared_connections() -> Mapping[str, Any]:
    """The connections that other threads must use too: those to a database in this process's memory."""
    one: Any = connections[DEFAULT_DB_ALIAS]
    in_memory = one.vendor == "sqlite" and one.is_in_memory_db()
    return {DEFAULT_DB_ALIAS: one} if in_memory else {}


@contextmanager
def served() -> Iterator[str]:
    """The address of the running site."""
    shared = shared_connections()
    for one in shared.values():
        one.inc_thread_sharing()
    with override_settings(MIDDLEWARE=UNCOUNTED):
        server = ThreadedWSGIServer((HOST, 0), QuietWSGIRequestHandler, connections_override=shared)
        server.set_app(OneAtATime(WSGIHandler()))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for one in shared.values():
            one.dec_thread_sharing()


@contextmanager
def behind_the_stage() -> Iterator[Backstage]:
    """A way to reach the database in a thread of its own: the browser's event loop occupies the test's."""
    with ThreadPoolExecutor(1, initializer=_take, initargs=(shared_connections(),)) as thread:
        try:
            yield lambda work: thread.submit(work).result()
        finally:
            thread.submit(connections.close_all).result()


def _take(shared: Mapping[str, Any]) -> None:
    for alias, one in shared.items():
        connections[alias] = one
