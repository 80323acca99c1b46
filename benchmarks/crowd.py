"""Several people at once: each a process with a connection of its own, let go at the same moment in every round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from time import perf_counter
from typing import Any

from django.db import connections

PATIENCE = 300
Act = Callable[[int], Sequence[float]]


@dataclass(frozen=True)
class Turn:
    """What one person did in one round: from when until when in seconds, and each act in milliseconds."""

    began: float
    ended: float
    taken: Sequence[float]


def crowd(acts: Sequence[Act], rounds: int) -> list[list[Turn]]:
    """Let everyone act in every round at once. Returns for each round what each of them did.

    Raises ChildProcessError where someone failed.
    """
    connections.close_all()
    forked = get_context("fork")
    start, answers = forked.Barrier(len(acts)), forked.SimpleQueue()
    people = [forked.Process(target=_live, args=(who, act, rounds, start, answers)) for who, act in enumerate(acts)]
    for person in people:
        person.start()
    found: dict[int, list[Turn]] = dict(answers.get() for _ in people)
    for person in people:
        person.join()
    if any(person.exitcode for person in people) or not all(found.values()):
        raise ChildProcessError("Someone in the crowd failed; what it raised stands above.")
    return [list(turns) for turns in zip(*(found[who] for who in sorted(found)), strict=True)]


def _live(who: int, act: Act, rounds: int, start: Barrier, answers: Any) -> None:
    turns: list[Turn] = []
    try:
        for number in range(rounds):
            start.wait(PATIENCE)
            began = perf_counter()
            taken = list(act(number))
            turns.append(Turn(began, perf_counter(), taken))
    except BaseException:
        start.abort()
        answers.put((who, []))
        raise
    answers.put((who, turns))
    connections.close_all()
