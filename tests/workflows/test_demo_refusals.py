"""Where `demo` does not load: a council's own database, one that is loaded in part, and production."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.decisions import open_body
from accounts.vocabulary import BodyKind
from tests.accounts.factories import a_council, a_person
from tests.workflows.tables import rows_of_every_table
from workflows.demonstration.council import found_council
from workflows.demonstration.loading import FIRST, Found, found

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)


def refused(words: str) -> None:
    """Whatever is there stays as it is."""
    before = rows_of_every_table()
    with pytest.raises(CommandError, match=words):
        call_command("demo")
    assert rows_of_every_table() == before


def test_a_database_with_other_people_is_theirs() -> None:
    a_person("Max Stone")
    refused("holds people or records of its own, so the demonstration was not loaded")


def test_a_database_with_other_records_is_somebodys_too() -> None:
    a_council()
    refused("holds people or records of its own")


def test_other_people_beside_a_part_of_the_demonstration_are_kept() -> None:
    found_council(AT)
    a_person("Max Stone")
    refused("Use an empty database for it")


def test_loading_that_was_broken_off_is_recognised() -> None:
    found_council(AT)
    refused("loading was broken off, or is still running elsewhere.*load it again")


def test_loading_that_was_broken_off_before_anyone_was_registered_is_recognised() -> None:
    open_body(slug="council", name="Riverside", kind=BodyKind.COUNCIL, by=None, at=AT, key=FIRST)
    assert found() == Found.A_PART_OF_IT
    refused("loading was broken off")


def test_production_has_no_demonstration(settings: Settings) -> None:
    settings.DEMONSTRATION = False
    refused("not for production settings")


def test_an_empty_database_is_free_for_it() -> None:
    assert found() == Found.NOTHING
