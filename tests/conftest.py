"""What every test stands on: the ledger's triggers around a flush, unordered rows in no order, an empty cache."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.db.models import QuerySet
from django.test import TransactionTestCase

from audit import triggers
from tests import kept


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what cannot ask a database: it has run on SQLite and would do the same again."""
    if connection.vendor == "postgresql" and any(map(may_ask_a_database, items)):
        config.hook.pytest_deselected(items=[item for item in items if not may_ask_a_database(item)])
        items[:] = filter(may_ask_a_database, items)


def may_ask_a_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets a test at the database; benchmarks make databases of their own."""
    marks = {mark.name for mark in item.iter_markers()}
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(marks & {"django_db", "benchmark", "postgresql"} or fixtures & {"db", "transactional_db"})


@pytest.fixture(autouse=True, scope="session")
def _triggers_around_flush() -> Iterator[None]:
    """Lift the triggers while a transactional test's tables are flushed: they refuse it, as they should."""
    flush: Callable[[TransactionTestCase], None] = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # private to Django

    def flush_unguarded(case: TransactionTestCase) -> None:
        for alias in case.databases:
            triggers.lift(connections[alias])
        flush(case)
        kept.forget()
        for alias in case.databases:
            triggers.install(connections[alias])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_unguarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _unordered_rows_in_no_order() -> Iterator[None]:
    """Shuffle what a query without an order gives, as PostgreSQL may."""
    fetch: Callable[[QuerySet[Any]], None] = QuerySet._fetch_all

    def fetch_shuffled(queryset: QuerySet[Any]) -> None:
        fresh = queryset._result_cache is None
        fetch(queryset)
        if fresh and queryset._result_cache and not queryset.ordered:
            random.shuffle(queryset._result_cache)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetch_shuffled)
        yield


@pytest.fixture(autouse=True, scope="session")
def _nothing_is_drawn_by_chance() -> Iterator[None]:
    """Draw every purchase or none into the sample that is checked: a draw is chance, and tests are not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("commissioning.fast.buying.drawn", lambda one_in: one_in == 1)
        yield


@pytest.fixture(autouse=True, scope="session")
def _files_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Store what tests attach in a folder that goes with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("uploads"))
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Let no sign-in count of one test reach another."""
    yield
    cache.clear()
