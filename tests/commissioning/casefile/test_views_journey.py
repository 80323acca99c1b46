"""A case through its first gate, page by page."""

from __future__ import annotations

from commissioning.case.models import Case
from tests.commissioning.casefile.pages import Reader


def test_a_case_is_opened_written_and_submitted(at_gate: Case, commissioner: Reader) -> None:
    """From an empty page to the gate, with pages alone."""
    page = commissioner.get(f"/cases/{at_gate.reference}/")
    assert "The record of needs analysis is at its gate." in page
    assert "Waiting for: Finance officer (Finance) Sign the record of needs analysis, since" in page


def test_every_seat_answers_and_the_next_stage_begins(
    at_gate: Case, commissioner: Reader, finance: Reader, adviser: Reader, head: Reader
) -> None:
    """Sign, advise, decide: each on its one page."""
    finance.act(finance.task(at_gate, "sign"), "sign")
    adviser.act(adviser.task(at_gate, "consult"), "advise", reason="Ask the lunch clubs.")
    head.act(head.task(at_gate, "decide"), "pass")
    page = commissioner.get(f"/cases/{at_gate.reference}/")
    assert "The record of social value priorities is being written." in page
