"""What every test stands on: a database that is as it was, unordered rows in no order, an empty cache."""

import gc
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as trying
from pytest_django import DjangoDbBlocker

from tests import emptying

# A machine in use draws slowly and answers late: neither says anything of what is tried.
trying.register_profile("house", suppress_health_check=[HealthCheck.too_slow], deadline=None)
trying.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what cannot ask a database: it has run on SQLite and would do the same again."""
    if connection.vendor == "postgresql" and any(map(may_ask_a_database, items)):
        config.hook.pytest_deselected(items=[item for item in items if not may_ask_a_database(item)])
        items[:] = filter(may_ask_a_database, items)


def pytest_collection_finish() -> None:
    """Leave what was collected, four thousand tests and all they import, out of the search for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def may_ask_a_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets a test at the database; benchmarks make databases of their own."""
    marks = {mark.name for mark in item.iter_markers()}
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(marks & {"django_db", "benchmark", "postgresql"} or fixtures & {"db", "transactional_db"})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, remembered as it is before any test."""
    with django_db_blocker.unblock():
        emptying.remember()


@pytest.fixture(autouse=True, scope="session")
def _emptied_without_a_flush() -> Iterator[None]:
    """Put the database back after a transactional test: the triggers refuse a flush, as they should."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: emptying.empty())
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
