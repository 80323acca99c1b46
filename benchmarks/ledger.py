"""What the ledger costs eight signers at once, and what it costs to verify: beside reading and hashing alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from resource import RUSAGE_SELF, getrusage
from secrets import token_hex
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.utils.timezone import now

from audit.bag import Bag
from audit.chains import COLUMNS, PAYLOAD, walk
from audit.deciding import Decision
from audit.finding import CHUNK, Report
from audit.models import Entry
from audit.verify import verify
from benchmarks.crowd import Act, Turn, crowd
from benchmarks.figures import Figures, Size
from benchmarks.making import make
from benchmarks.measuring import Spread, in_turn, spread, timed
from benchmarks.preparing import SIGNERS, Seat, cases_at_gate
from commissioning.gates.decisions import answer
from commissioning.gates.settling import Answer
from commissioning.vocabulary import Action
from workflows.seeding.council import people_of_the_council

WRITERS = 8
ROUNDS = {Size.TINY: 1, Size.QUICK: 4, Size.FULL: 15}
CASES = {Size.TINY: 12, Size.QUICK: 500, Size.FULL: 38_200}  # some 26 entries each: a million in full
TIMES = {Size.TINY: 1, Size.QUICK: 3, Size.FULL: 3}
WARMING = 1
MODES = ("on", "off", "nothing")
KB = 1024


def measure(size: Size) -> Figures:
    """Return the figures of goal 7's chain, and of goal 3 where the database lets several write side by side."""
    make(CASES[size], size)
    goals, taken, more = verifying(size)
    if connection.vendor == "postgresql":
        rates = writing(size)
        goals["writers_kept"] = rates["on"].median / rates["off"].median
        more["writers"] = {
            "decisions_per_second": {mode: round(rate.median, 1) for mode, rate in rates.items()},
            "kept_of_no_history_either": round(rates["on"].median / rates["nothing"].median, 3),
        }
    return Figures(goals, taken, {"ledger": more})


def verifying(size: Size) -> tuple[dict[str, float], dict[str, Spread], dict[str, Any]]:
    """Verify the chains beside reading and hashing the same rows; then everything, once."""
    variants = {"chain": lambda: {"chain": timed(chains)}, "read_and_hash": lambda: {"read_and_hash": timed(read)}}
    taken = in_turn(variants, TIMES[size], warming=0)
    report = Report()
    whole = timed(lambda: report.__dict__.update(vars(verify())))
    goals = {"verify_chain": taken["chain"].median / taken["read_and_hash"].median, "verify_breaks": len(report.breaks)}
    more = {
        "entries": report.entries,
        "history_rows": report.rows,
        "verify_whole_s": round(whole / 1000, 1),
        "peak_mb": round(getrusage(RUSAGE_SELF).ru_maxrss / KB),
    }
    return goals, taken, more


def chains() -> None:
    """Verify every chain. Raises ValueError where one is broken."""
    report = Report()
    if not dict(walk(report, lambda _: None)) or not report.sound:
        raise ValueError(f"The ledger is not sound: {report.breaks[:3]}")


def read() -> str:
    """Read the same columns of the same rows as the driver gives them, and hash them: what no verifier can do without.

    An entry and its payload are hashed apart, as their digests are.
    """
    whole = hashlib.sha256()
    table = Entry._meta.db_table
    columns = ", ".join(f"e.{field.column}" for field in Entry._meta.concrete_fields if field.attname in COLUMNS)
    payload = ", ".join(f"p.{name.removeprefix('payload__')}" for name in PAYLOAD)
    rows = f"FROM {table} AS e LEFT JOIN audit_payload AS p ON p.entry_id = e.id ORDER BY e.stream, e.number"
    for row in _read(f"SELECT e.id, {columns}, {payload} {rows}"):
        *entry, _, salt, body = row
        whole.update(hashlib.sha256(repr(entry).encode()).digest())
        whole.update(hashlib.sha256(b"".join((salt, body))).digest())
    return whole.hexdigest()


def _read(sql: str) -> Iterator[Sequence[Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def writing(size: Size) -> dict[str, Spread]:
    """Let eight sign at once, each at gates of their own: with the ledger, without its entries, without anything kept.

    The modes take turns, so that all of them meet the same machine.
    """
    rounds = WARMING * len(MODES) + ROUNDS[size] * len(MODES)
    people = people_of_the_council(now())
    gates = cases_at_gate(WRITERS * rounds, people, decided=True)
    acts = [_signer(gates[place::WRITERS]) for place in range(WRITERS)]
    turns = crowd(acts, rounds)[WARMING * len(MODES) :]
    return {mode: spread([_rate(each) for each in turns[place :: len(MODES)]]) for place, mode in enumerate(MODES)}


def _signer(gates: Sequence[list[Seat]]) -> Act:
    """Return what one signer does in a round: sign the seats of one gate that do not close it."""

    def sign(number: int) -> list[float]:
        with _ledger(MODES[number % len(MODES)]):
            return [timed(lambda seat=seat: _sign(seat)) for seat in gates[number][: len(SIGNERS) - 1]]  # type: ignore[misc]  # one seat each

    return sign


def _sign(seat: Seat) -> None:
    answer(seat.ask, Answer(Action.SIGN, seat.digest), by=seat.person, at=now(), key=token_hex(16))


@contextmanager
def _ledger(mode: str) -> Iterator[None]:
    """Leave out what the ledger writes: its entry, payload and head, or the history rows as well."""
    if mode == "on":
        yield
        return
    with patch("audit.deciding.append", _history_alone if mode == "off" else lambda _: Entry()):
        yield


def _history_alone(decision: Decision) -> Entry:
    bag: Bag = decision.bag
    bag.belong_to(decision.stream.stream_name, decision.stream.head_number + 1)
    bag.write()
    return Entry()


def _rate(turns: Sequence[Turn]) -> float:
    """Decisions a second of a whole round."""
    took = max(turn.ended for turn in turns) - min(turn.began for turn in turns)
    return sum(len(turn.taken) for turn in turns) / took
