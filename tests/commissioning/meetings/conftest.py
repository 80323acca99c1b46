"""The demonstration council, a case of it whose tender waits for the Board, and a meeting of the Board."""

import pytest

from commissioning.case.models import Case
from commissioning.meetings.models import Meeting
from tests.commissioning.meetings.met import a_meeting, at_the_board
from tests.council import People
from tests.council import people as people


@pytest.fixture
def waiting(people: People, db: None) -> Case:
    return at_the_board(people)


@pytest.fixture
def meeting(people: People, db: None) -> Meeting:
    return a_meeting(people)
