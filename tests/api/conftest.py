"""The council, the people who call the API, and cases at the points where something can be refused."""

from __future__ import annotations

import pytest

from commissioning.casefile.api.limiting import Requests
from tests.api.council import Caller, Council
from tests.api.council import founded as founded
from tests.kept import made_once


@pytest.fixture(autouse=True)
def _no_requests_yet() -> None:
    """Let no count of one test reach another."""
    Requests.cache.clear()


@pytest.fixture
def council(founded: Council, db: None) -> Council:
    return founded


@pytest.fixture
def commissioner(council: Council) -> Caller:
    return Caller(council.commissioner)


@pytest.fixture
def head(council: Council) -> Caller:
    return Caller(council.head)


@pytest.fixture
def finance(council: Council) -> Caller:
    return Caller(council.finance)


@pytest.fixture
def adviser(council: Council) -> Caller:
    return Caller(council.adviser)


@pytest.fixture
def stranger(council: Council) -> Caller:
    return Caller(council.stranger)


@pytest.fixture
def drafting(council: Council, commissioner: Caller) -> str:
    """The reference of a case whose needs are being written."""
    value = {"net": "2400000.00", "gross": "2880000.00"}
    return made_once("drafting, by API", lambda: commissioner.open_case(council.service, estimated_value=value))


@pytest.fixture
def at_gate(drafting: str, commissioner: Caller) -> str:
    """The reference of a case whose needs lie at their gate."""

    def submit() -> None:
        commissioner.write_needs(drafting)
        submitted = commissioner.act(commissioner.task("write", drafting), "submit")
        assert submitted.status_code == 200, submitted.json()

    made_once("at its gate, by API", submit)
    return drafting
