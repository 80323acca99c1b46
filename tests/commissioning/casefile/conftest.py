"""A small council in front of the pages, and a case at the points where people meet it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from accounts.models import Person
from commissioning.case.models import Case
from tests.api.council import Caller, Council
from tests.api.council import founded as founded
from tests.commissioning.casefile.pages import Reader


@pytest.fixture
def council(founded: Council, db: None) -> Council:
    return founded


@pytest.fixture
def readers(council: Council) -> dict[str, Reader]:
    people = {field.name: getattr(council, field.name) for field in fields(council)}
    return {name: Reader(person) for name, person in people.items() if isinstance(person, Person)}


@pytest.fixture
def commissioner(readers: dict[str, Reader]) -> Reader:
    return readers["commissioner"]


@pytest.fixture
def finance(readers: dict[str, Reader]) -> Reader:
    return readers["finance"]


@pytest.fixture
def adviser(readers: dict[str, Reader]) -> Reader:
    return readers["adviser"]


@pytest.fixture
def head(readers: dict[str, Reader]) -> Reader:
    return readers["head"]


@pytest.fixture
def drafting(council: Council, commissioner: Reader) -> Case:
    """A case whose needs are being written."""
    return commissioner.open_case(council)


@pytest.fixture
def at_gate(drafting: Case, commissioner: Reader) -> Case:
    """A case whose needs lie at their gate."""
    Caller(commissioner.person).write_needs(drafting.reference)  # in two requests; how pages save has its own tests
    commissioner.submit(drafting)
    return drafting


@pytest.fixture
def returned(at_gate: Case, commissioner: Reader, finance: Reader, adviser: Reader) -> Case:
    """A case whose needs came back: Finance says why, the adviser's answer stands."""
    adviser.act(adviser.task(at_gate, "consult"), "advise", reason="Ask the lunch clubs.")
    finance.act(finance.task(at_gate, "sign"), "return", reason="The lessons name one supplier only.")
    return at_gate
