"""What a draft would have changed: other seats, gates that nobody could pass, sign-offs and days more or fewer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.decisions import end_holding
from accounts.models import Holding
from accounts.rights import Role
from commissioning.case.models import Case
from commissioning.gate_policies import replaying
from commissioning.gate_policies.decisions import begin_draft
from commissioning.gate_policies.models import PolicyDraft, Replay
from commissioning.gate_policies.replaying import begin_replay, result_of, run_replay, take_piece, unfinished
from commissioning.gate_policies.rules import MOST_TOLD, HandedIn, Seating, Tally, changed
from commissioning.gates.terms import FAST_GATE, FastTerms, GroupTerms, PolicyTerms, SeatTerms, alternatives, ordered
from commissioning.vocabulary import Action, Lane, SeatKind, Stage
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, answered, ask_of, at_gate, does
from workflows.demonstration.gate_policy import terms as demonstration
from workflows.demonstration.walking import answer
from workflows.sweeping import sweep

NEEDS = (Stage.NEEDS, Lane.STANDARD)
BOARD = SeatTerms(
    Stage.NEEDS, SeatKind.SIGN, "Board", Role.BOARD_MEMBER, "It looks on.", 7, body="strategic-procurement-board"
)
HELD = {(seat.role.value, seat.body or "care") for seat in (*demonstration().seats, BOARD)}


def handed(value: str | None = "240000", *, lane: Lane = Lane.STANDARD, stage: Stage = Stage.NEEDS) -> HandedIn:
    return HandedIn("TG-2026-0001", stage, lane, {"value_gross": value, "key_decision": False}, "care", open=True)


def with_board(*stored: Any, **more: Any) -> PolicyTerms:
    seat = replace(BOARD, conditions=alternatives(stored), **more)
    return replace(demonstration(), seats=ordered([*demonstration().seats, seat]))


def change(case: HandedIn, after: PolicyTerms, held: Any = HELD) -> Any:
    return changed(case, Seating(demonstration()), Seating(after), held)


def test_the_same_terms_change_nothing() -> None:
    found = change(handed(), demonstration())
    assert not found.any
    assert (found.sign_offs, found.days, found.blocked, found.lane) == (0, 0, "", "")


def test_a_seat_more_is_a_sign_off_and_its_days_more() -> None:
    found = change(handed(), with_board())
    assert (found.added, found.removed, found.sign_offs, found.days) == (("Board",), (), 1, 2)


@pytest.mark.parametrize(("value", "added"), [("240000", ()), ("250000", ("Board",)), (None, ("Board",))])
def test_conditions_are_held_against_what_was_known_then(value: str | None, added: tuple[str, ...]) -> None:
    after = with_board({"fact": "value_gross", "at_least": "250000"})
    assert change(handed(value), after).added == added


def test_a_seat_fewer_is_removed_and_saves_its_tier() -> None:
    slim = tuple(seat for seat in demonstration().seats if seat.gate != NEEDS or seat.kind == SeatKind.DECIDE)
    found = change(handed(), replace(demonstration(), seats=slim))
    assert len(found.removed) == 3
    assert (found.sign_offs, found.days) == (-3, -5)


def test_of_a_group_as_many_count_as_are_enough() -> None:
    grouped = tuple(
        replace(seat, group="Any") if seat.gate == NEEDS and seat.kind == SeatKind.SIGN else seat
        for seat in demonstration().seats
    )
    after = replace(demonstration(), seats=grouped, groups=(GroupTerms(Stage.NEEDS, "Any", 1),))
    assert change(handed(), after).sign_offs == -1


def test_a_post_that_nobody_holds_or_a_gate_without_a_seat_blocks() -> None:
    nobody = HELD - {("board_member", "strategic-procurement-board")}
    assert change(handed(), with_board(), nobody).blocked == "Nobody holds the post of “Board”."
    empty = replace(demonstration(), seats=tuple(seat for seat in demonstration().seats if seat.gate != NEEDS))
    assert "an empty gate is refused" in change(handed(), empty).blocked
    assert change(handed(), replace(empty, passing=frozenset({NEEDS}))).blocked == ""


@pytest.mark.parametrize(
    ("fast", "value", "left"),
    [
        (FastTerms(demonstration().fast.limit), "24000", False),  # type: ignore[union-attr]  # the demonstration has one
        (FastTerms(demonstration().fast.limit / 5), "24000", True),  # type: ignore[union-attr]  # as above
        (FastTerms(demonstration().fast.limit), None, True),  # type: ignore[union-attr]  # as above
        (None, "24000", True),
    ],
)
def test_a_lower_limit_takes_purchases_out_of_the_fast_lane(fast: FastTerms | None, value: str, left: bool) -> None:
    found = change(handed(value, lane=Lane.FAST), replace(demonstration(), fast=fast))
    assert bool(found.lane) == left
    assert (len(found.added) == 3) == left
    assert FAST_GATE in demonstration().gates


def test_only_so_many_changes_are_told_and_all_are_counted() -> None:
    tally = Tally()
    for _ in range(MOST_TOLD + 5):
        tally.count(change(handed(), with_board()))
    assert (tally.gates, tally.changed, tally.open_changed, len(tally.changes)) == (205, 205, 205, MOST_TOLD)
    assert tally.added == {"Needs analysis: Board": 205}
    assert tally.stages["needs"]["sign_offs"] == tally.sign_offs == 205
    assert Tally(**json.loads(json.dumps(tally.stored()))) == tally


@given(st.lists(st.integers(0, 10**6).map(str), max_size=5), st.integers(0, 10**6))
def test_to_and_fro_adds_up_to_nothing(values: list[str], limit: int) -> None:
    there, back = Tally(), Tally()
    before = Seating(demonstration())
    after = Seating(with_board({"fact": "value_gross", "at_least": str(limit)}))
    for value in values:
        there.count(changed(handed(value), before, after, HELD))
        back.count(changed(handed(value), after, before, HELD))
    assert (there.sign_offs + back.sign_offs, there.working_days + back.working_days) == (0, 0)
    assert (there.seats_added, there.seats_removed) == (back.seats_removed, back.seats_added)
    assert there.changed == sum(int(value) >= limit for value in values)


@pytest.fixture
def cases(people: People, db: None) -> list[Case]:
    """Three cases: one handed in twice, one whose gate is passed, one at Tollgate 1."""
    twice = at_gate(people)
    does(ask_of(twice, "Finance officer"), Action.RETURN, reason="Not ready.")
    answered(twice)
    passed = at_gate(people)
    answered(passed)
    answered(passed)
    return [twice, passed, at_gate(people, stage=Stage.TENDER)]


@pytest.mark.django_db
def test_the_newest_submission_of_every_gate_is_looked_at_once(
    people: People, cases: list[Case], draft: PolicyDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "PIECE", 2)
    told: list[int] = []
    replay = begin_replay(with_board(), draft=draft, by=people["procurement"], at=AT)
    replay = run_replay(replay, lambda: AT, lambda found: told.append(found.done))
    assert (replay.total, replay.done, replay.finished_at) == (5, 5, AT)
    assert told == [2, 4, 5]
    result = result_of(replay)
    assert (result["changed"], result["sign_offs"], result["seats_added"], result["blocked"]) == (3, 3, 3, 0)
    assert {found["case"] for found in result["changes"]} == {case.reference for case in cases}
    assert [found["open"] for found in result["changes"]].count(True) == 1
    assert take_piece(replay.pk, AT + timedelta(days=1)).finished_at == AT


@pytest.mark.django_db
def test_a_replay_that_a_killed_worker_left_behind_goes_on_where_it_was(
    people: People, cases: list[Case], draft: PolicyDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "PIECE", 2)
    replay = begin_replay(with_board(), draft=draft, by=people["procurement"], at=AT)
    take_piece(replay.pk, AT)
    assert not unfinished(AT + timedelta(minutes=4)).exists()
    assert sweep(AT + timedelta(minutes=6))["replayed"] == 1
    assert sweep(AT + timedelta(minutes=12))["replayed"] == 0
    assert Replay.objects.get().done == 5


@pytest.mark.django_db
def test_who_holds_a_post_is_asked_today(people: People, cases: list[Case], draft: PolicyDraft) -> None:
    finance = Holding.objects.get(post__role=Role.FINANCE_OFFICER)
    end_holding(finance, on=AT.date(), by=None, at=AT, key=a_key())
    replay = begin_replay(demonstration(), draft=draft, by=None, at=AT)
    later = AT + timedelta(days=1)
    result = result_of(run_replay(replay, lambda: later))
    assert result["blocked"] == 4
    assert "“Finance officer”" in result["changes"][0]["blocked"]


def replayed(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("replay_policy", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_command_prints_one_object_and_messages_beside_it(
    people: People, cases: list[Case], draft: PolicyDraft
) -> None:
    out, err = replayed("1", "--json")
    result = json.loads(out)
    assert (result["version"], result["draft"], result["changed"], result["submissions"]) == (1, None, 0, 5)
    assert result["digest"] == demonstration().digest
    assert "5 of 5 looked at" in err
    out, _ = replayed(f"draft-{draft.pk}")
    assert "5 gates looked at; 0 would have been otherwise." in out
    assert "Sign-offs: +0. Working days: +0." in out
    future = (AT.date() + timedelta(days=1)).isoformat()
    result = json.loads(replayed("1", "--since", future, "--json")[0])
    assert (result["submissions"], result["since"], result["finished"]) == (0, future, True)
    assert Replay.objects.filter(finished_at__isnull=False).count() == 3


@pytest.mark.django_db
def test_a_number_that_no_version_has_is_a_drafts(people: People, draft: PolicyDraft) -> None:
    other = begin_draft(demonstration(), owner=draft.owner, by=people["procurement"], at=AT, key=a_key())
    assert other.pk > 1
    assert json.loads(replayed(str(other.pk), "--json")[0])["draft"] == other.pk
    for unknown in ("77", "draft-77", "the last one"):
        with pytest.raises(CommandError):
            replayed(unknown, "--json")


@pytest.mark.django_db
def test_only_what_was_handed_in_since_a_day(people: People, cases: list[Case], draft: PolicyDraft) -> None:
    later = AT + timedelta(days=10)
    does(ask_of(cases[2], "Legal officer"), Action.RETURN, reason="Say under which power.", at=later)
    does(ask_of(cases[2], "Mend"), Action.TAKE_BACK, reason="At once.", at=later)
    answer(ask_of(cases[2], "Mend"), HOMECARE, at=later)
    replay = begin_replay(with_board(), draft=draft, since=date(2026, 4, 5), by=None, at=later)
    assert run_replay(replay, lambda: later).done == 1
