"""The demonstration council, and a small purchase of it for which a rule is to be waived."""

import pytest

from commissioning.case.models import Case
from tests.commissioning.waivers.waived import a_small_case
from tests.council import People
from tests.council import people as people


@pytest.fixture
def small(people: People, db: None) -> Case:
    return a_small_case(people)
