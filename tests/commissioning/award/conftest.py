"""The office around an award; the flow stands still, so that each test looks at one decision."""

import pytest

from commissioning.case import ports
from tests.commissioning.award.awarded import Office, an_office
from tests.kept import made_once


@pytest.fixture(autouse=True)
def moves(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The references of the cases that were told to move on."""
    told: list[str] = []
    monkeypatch.setattr(ports, "_movers", [lambda case, at: told.append(case.reference)])
    return told


@pytest.fixture
def office() -> Office:
    return made_once("an office", an_office)
