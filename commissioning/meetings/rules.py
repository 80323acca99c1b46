"""The rules of a meeting's decision. Pure: facts in, sentences out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from accounts.rules import day
from commissioning.meetings.kinds import AGREEING, Result
from commissioning.vocabulary import SeatKind

Flaw = tuple[str, str]  # which question, and what is wrong with its answer


class Votes(Protocol):
    """What was resolved, and how."""

    @property
    def result(self) -> Result: ...
    @property
    def reason(self) -> str: ...
    @property
    def consensus(self) -> bool: ...
    @property
    def votes_for(self) -> int | None: ...
    @property
    def votes_against(self) -> int | None: ...
    @property
    def abstained(self) -> int | None: ...


def flaws_of_votes(taken: Votes, present: int) -> Iterator[Flaw]:
    """Say what does not hold together in how a decision was taken by so many members."""
    if present == 0:
        yield "left", "Everyone had left, so nobody took this decision. Check who left."
    counted = (taken.votes_for, taken.votes_against, taken.abstained)
    if taken.consensus and any(counted):
        yield "consensus", "Either it was agreed without a vote, or the votes were counted. Choose one."
    elif not taken.consensus:
        yield from _of_count(taken, present)


def _of_count(taken: Votes, present: int) -> Iterator[Flaw]:
    if taken.votes_for is None or taken.votes_against is None:
        yield "votes_for", "Enter the votes for and against, or say that it was agreed without a vote."
        return
    voted = taken.votes_for + taken.votes_against + (taken.abstained or 0)
    if voted > present:
        yield "votes_for", f"{voted} votes are more than the {present} members who took part. Check both."
    elif taken.result in AGREEING:
        yield from _of_majority(taken.votes_for, taken.votes_against, taken.reason)


def _of_majority(votes_for: int, votes_against: int, reason: str) -> Iterator[Flaw]:
    if votes_for < votes_against:
        yield "votes_for", f"{votes_for} for and {votes_against} against agrees nothing. Check the votes or the result."
    elif votes_for == votes_against and not reason.strip():
        yield "reason", "The votes were equal. Say how it was agreed, such as by the chair’s casting vote."


def too_few(present: int, quorum: int | None) -> str:
    """Say that a meeting did not have its quorum; "" where it had, or where none is known.

    The quorum is a rule of the council's own, so this advises and blocks nothing.
    """
    if quorum is None or present >= quorum:
        return ""
    taking = f"{present} members took part, and its quorum is {quorum}."
    return f"{taking} Ask the monitoring officer whether it stands."


def before_its_time(
    held_on: date, submitted_on: date, kind: SeatKind, started_on: date | None, today: date
) -> list[Flaw]:
    """Say what makes a decision retrospective, each with the question it stands at; nothing where nothing does.

    Before a gate has passed no work should begin: a body that only endorses is never the last to be asked.
    """
    found: list[Flaw] = []
    if held_on < submitted_on:
        words = f"It was taken on {day(held_on)}, before the record was submitted on {day(submitted_on)}."
        found.append(("held_on", words))
    passed_on = held_on if kind == SeatKind.DECIDE else today
    if started_on is not None and (started_on < passed_on or kind != SeatKind.DECIDE):
        found.append(("started_on", f"Work began on {day(started_on)}, before this gate had passed."))
    return found


def lines_of(text: str) -> Iterator[tuple[str, str]]:
    """Read people from lines such as “Sunita Rao, corporate director”: each name with its capacity."""
    for line in text.splitlines():
        name, _, capacity = line.strip().partition(",")
        if name.strip():
            yield name.strip(), capacity.strip()


def doubled(names: Iterable[str]) -> list[str]:
    """Return the names that stand there more than once, in the order of the alphabet."""
    return sorted(name for name, times in Counter(names).items() if times > 1)
