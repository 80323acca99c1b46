"""A slip holds for its person and page, for a week, and cannot be made or changed by anybody else."""

from __future__ import annotations

import time_machine
from django.core import signing

from commissioning.drafts.slips import HOLDS_FOR, Slip, slip_of
from tests.accounts.factories import AT

SLIP = Slip(7, "write/3/needs/1", "need", "/cases/TG-2026-0001/records/needs/need/")


def test_a_slip_says_what_it_was_signed_for() -> None:
    assert slip_of(SLIP.signed()) == SLIP


def test_a_slip_holds_for_a_week() -> None:
    with time_machine.travel(AT, tick=False):
        signed = SLIP.signed()
    with time_machine.travel(AT + HOLDS_FOR, tick=False):
        assert slip_of(signed) == SLIP
    with time_machine.travel(AT + 1.01 * HOLDS_FOR, tick=False):
        assert slip_of(signed) is None


def test_a_slip_that_was_not_signed_for_this_is_none() -> None:
    signed = SLIP.signed()
    other = signing.dumps([7, "write/3/needs/1", "need", "/"], salt="something else")
    assert [slip_of(text) for text in ("", "x", signed[:-1], f"a{signed}", other)] == [None] * 5
