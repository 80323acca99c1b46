"""Entries in sentences."""

from __future__ import annotations

import re

import pytest

from audit.models import Entry
from commissioning.case.models import Case
from commissioning.casefile.trail import MORE, PHRASES, more, phrase, sentence
from commissioning.verbs import Verb
from tests.commissioning.casefile.pages import Reader

ABOUT = {"stage": "tender", "section": "Lots", "submission": 2, "seats": ["Finance"], "regime": "PSR", "task": "Sign"}


def entry(verb: str, **facts: str) -> Entry:
    """An entry that Amina Khan made."""
    return Entry(verb=verb, actor="Amina Khan", **facts)


def test_a_return_reads_as_one_sentence() -> None:
    found = entry(Verb.SEAT_ANSWERED, capacity="Legal officer, Legal Services", on_behalf_of="Sam Osei")
    body = {"about": {**ABOUT, "action": "return"}, "reason": "The term is missing."}
    expected = "Amina Khan (Legal officer, Legal Services), for Sam Osei, returned the record of tender: The term is"
    assert sentence(found, body) == f"{expected} missing."


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("sign", "signed the record of tender"),
        ("object", "signed the record of tender, not supported"),
        ("advise", "gave advice on the record of tender"),
        ("pass", "agreed the record of tender"),
        ("amend", "agreed the record of tender as amended"),
        ("stop", "stopped the case at the gate of tender"),
        ("end", "ended the monitoring of the contract"),
    ],
)
def test_every_answer_has_its_words(action: str, words: str) -> None:
    assert phrase(Verb.SEAT_ANSWERED, {**ABOUT, "action": action}) == words


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_reads_after_a_name(verb: Verb) -> None:
    """Whatever an entry tells, or leaves out."""
    for about in (ABOUT, {}):
        assert phrase(verb, about).strip()
        assert "{" not in phrase(verb, about)
        assert "None" not in more(verb, about)


def test_what_was_saved_is_named() -> None:
    assert phrase(Verb.SECTION_SAVED, ABOUT) == "saved “Lots” in the record of tender"
    several = {"stage": "tender", "sections": ["Lots", "Terms", "Risks"]}
    assert phrase(Verb.SECTION_SAVED, several) == "saved “Lots”, “Terms” and “Risks” in the record of tender"


def test_a_deferral_says_until_when() -> None:
    found = phrase(Verb.SEAT_DEFERRED, {"stage": "needs", "until": "2026-12-09"})
    assert found == "deferred the decision on the record of needs analysis until 9 December 2026"


def test_a_verb_that_is_gone_is_told_as_it_was_written() -> None:
    assert sentence(entry("tea.made"), {}) == "Amina Khan tea.made."


def test_words_are_kept_for_known_verbs_alone() -> None:
    assert set(PHRASES) | set(MORE) <= set(Verb)


def test_a_submission_tells_who_is_asked_and_whose_answer_stands() -> None:
    told = more(Verb.RECORD_SUBMITTED, {"asked": ["Finance", "Legal"], "carried": ["Policy"]})
    assert told == "To be answered, tier by tier, by: Finance and Legal. Earlier answers that still stand: Policy."


def test_an_import_tells_its_notices_and_how_much_was_odd() -> None:
    told = more(Verb.CASE_IMPORTED, {"notices": ["094477-2026", "098012-2026"], "warnings": 2})
    assert told == "Notices: 094477-2026 and 098012-2026. 2 warnings."
    assert more(Verb.CASE_UPDATED, {"notices": ["094477-2026"], "warnings": 0}) == "Notices: 094477-2026."


def test_a_trail_offers_to_look_for_what_happened_in_its_case_alone(at_gate: Case, finance: Reader) -> None:
    page = finance.client.get(f"/cases/{at_gate.reference}/trail/").content.decode()
    offered = re.findall(r'<option value="([a-z_]+\.[a-z_]+)"', page)
    happened = set(Entry.objects.filter(stream=at_gate.stream_name).values_list("verb", flat=True))
    assert set(offered) == happened
    assert offered == sorted(offered, key=lambda verb: Verb(verb).label)
    assert "submitted" in finance.get(f"/cases/{at_gate.reference}/trail/?what=record.submitted")
