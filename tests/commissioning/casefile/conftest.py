"""A small council in front of the pages, and a case at the points where people meet it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from accounts.models import Person
from commissioning.case.models import Case
from tests.api.council import Caller, Council
from tests.api.council import founded as founded
from tests.commissioning.casefile.pages import Reader
from tests.kept import made_once


@pytest.fixture
def council(founded: Council, db: None) -> Council:
    return founded


@pytest.fixture
def readers(council: Council) -> dict[str, Reader]:
    people = {field.name: getattr(council, field.name) for field in fields(council)}
    return {name: Reader(person) for name, person in people.items() if isinstance(person, Person)}


@pytest.fixture
def commissioner(council: Council) -> Reader:
    return Reader(council.commissioner)


@pytest.fixture
def finance(council: Council) -> Reader:
    return Reader(council.finance)


@pytest.fixture
def adviser(council: Council) -> Reader:
    return Reader(council.adviser)


@pytest.fixture
def head(council: Council) -> Reader:
    return Reader(council.head)


@pytest.fixture
def drafting(council: Council, commissioner: Reader) -> Case:
    """A case whose needs are being written."""
    return made_once("drafting, by pages", lambda: commissioner.open_case(council))


@pytest.fixture
def at_gate(drafting: Case, commissioner: Reader) -> Case:
    """A case whose needs lie at their gate."""

    def submit() -> None:
        Caller(commissioner.person).write_needs(drafting.reference)  # in two requests; how pages save has its own tests
        commissioner.submit(drafting)

    made_once("at its gate, by pages", submit)
    return drafting


@pytest.fixture
def returned(at_gate: Case, commissioner: Reader, finance: Reader, adviser: Reader) -> Case:
    """A case whose needs came back: Finance says why, the adviser's answer stands."""

    def answer() -> None:
        adviser.act(adviser.task(at_gate, "consult"), "advise", reason="Ask the lunch clubs.")
        finance.act(finance.task(at_gate, "sign"), "return", reason="The lessons name one supplier only.")

    made_once("returned, by pages", answer)
    return at_gate
