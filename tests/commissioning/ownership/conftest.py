"""The demonstration council, a case of it whose needs are being written, and another service that could own it too."""

import pytest

from accounts.models import Body
from commissioning.case.models import Case
from tests.commissioning.ownership.owned import a_service
from tests.council import People, a_case, body
from tests.council import people as people


@pytest.fixture
def needs(people: People, db: None) -> Case:
    """A case in needs that Adult Social Care owns alone."""
    return a_case(people)


@pytest.fixture
def partner(db: None) -> Body:
    """The service that comes in as partner, with a head and a commissioner of its own."""
    return a_service()


@pytest.fixture
def lead(people: People, db: None) -> Body:
    """The service that leads."""
    return body("adult-social-care")
