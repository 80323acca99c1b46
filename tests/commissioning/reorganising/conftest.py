"""The demonstration council with a second service, Public Health, that has a head and a commissioner of its own."""

import pytest

from accounts.models import Body
from commissioning.case.models import Case
from tests.commissioning.ownership.owned import a_service
from tests.council import People, at_gate, body
from tests.council import people as people


@pytest.fixture
def lead(people: People, db: None) -> Body:
    """The service that leads the case."""
    return body("adult-social-care")


@pytest.fixture
def health(people: People, db: None) -> Body:
    """The service that takes over."""
    return a_service()


@pytest.fixture
def case(people: People, db: None) -> Case:
    """A case of Adult Social Care whose needs lie at their gate."""
    return at_gate(people)
