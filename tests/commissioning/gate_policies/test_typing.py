"""What is typed into a draft never shuts it, is kept where it cannot be saved, and is saved once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import time_machine

from commissioning.gate_policies.decisions import propose, save_draft
from commissioning.gate_policies.models import PolicyDraft
from commissioning.vocabulary import Lane, Stage
from tests.accounts.factories import a_key
from tests.commissioning.casefile.pages import Reader
from tests.commissioning.casefile.pages import words as said
from tests.commissioning.gate_policies.test_pages import BOARD, NEEDS, conditions, path, sent
from tests.council import AT, People
from workflows.demonstration.gate_policy import terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def lin(people: People) -> Reader:
    """Procurement's officer."""
    return Reader(people["procurement"])


def test_what_is_pasted_does_not_shut_a_draft(lin: Reader, draft: PolicyDraft) -> None:
    add = path(draft, "gates", *NEEDS, "add")
    lin.post(add, sent(draft, **{**BOARD, "why": "The Board\tlooks at\nlarge needs."}, **conditions()))
    draft.refresh_from_db()
    assert "The Board looks at large needs." in [seat.why for seat in draft.terms.seats]
    page = lin.post(add, sent(draft, **{**BOARD, "why": "A bell \x07 rings."}, **conditions()), 422)
    assert "Needs analysis, seat 7, why: holds characters that cannot be written." in said(page)
    assert "A bell" in page.content.decode()
    lin.get(path(draft))


@pytest.mark.parametrize("amount", ["100,000,000,000,000", "1e30", "1e999999"])
def test_an_amount_beyond_any_is_refused_at_its_question(lin: Reader, draft: PolicyDraft, amount: str) -> None:
    given = conditions({"fact": "value_gross", "test": "at_least", "value": amount})
    page = lin.post(path(draft, "gates", *NEEDS, "add"), sent(draft, **BOARD, **given), 422)
    assert "Enter an amount or a number below 100,000,000,000,000" in said(page)


def test_one_seat_too_many_is_refused_and_what_was_typed_is_kept(
    lin: Reader, draft: PolicyDraft, people: People
) -> None:
    found = terms()
    gate = (Stage.NEEDS, Lane.STANDARD)
    first = found.at(gate)[0]
    more = tuple(replace(first, title=f"Seat {number}") for number in range(60 - len(found.at(gate))))
    full = replace(found, seats=(*found.seats, *more))
    save_draft(draft, full, read=draft.digest, by=people["procurement"], at=AT, key=a_key())
    page = lin.post(path(draft, "gates", *NEEDS, "add"), sent(draft, **{**BOARD, "tier": "20"}, **conditions()), 422)
    assert "Needs analysis, seats: has more than 60 seats." in said(page)
    assert "The Board looks at large needs." in page.content.decode()
    lin.get(path(draft))


def test_the_same_form_sent_twice_is_answered_as_it_was_first(lin: Reader, draft: PolicyDraft) -> None:
    add = path(draft, "gates", *NEEDS, "add")
    data = {"key": a_key(), **sent(draft, **BOARD, **conditions())}
    for _ in range(2):
        lin.post(add, data)
    draft.refresh_from_db()
    assert [seat.title for seat in draft.terms.seats].count("Board") == 1
    answer = lin.post(add, {**data, "why": "Another reason."}, 422)
    assert "other answers were sent with it then" in said(answer)


def test_what_was_typed_is_kept_where_somebody_else_was_first(lin: Reader, draft: PolicyDraft, people: People) -> None:
    mine = sent(draft, **{**BOARD, "why": "An hour of my words."}, **conditions())
    changed = replace(terms(), title="Other", seats=terms().seats[:-1])
    save_draft(draft, changed, read=draft.digest, by=people["procurement"], at=AT, key=a_key())
    last = len(terms().at((Stage.NEEDS, Lane.STANDARD)))
    for place in ("add", 1, last, last + 1):
        page = lin.post(path(draft, "gates", *NEEDS, place), mine, 422)
        assert "An hour of my words." in page.content.decode()
        assert "Someone else changed this draft" in said(page)
    propose(draft, effective_from=AT.date(), reason="Ready.", by=people["procurement"], at=AT, key=a_key())
    page = lin.post(path(draft, "gates", *NEEDS, "add"), mine, 422)
    assert "An hour of my words." in page.content.decode()
    assert "This draft has moved on: proposed" in said(page)
