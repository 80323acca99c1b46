"""What a decision costs over HTTP: signing, the signature that closes a tier, and a whole gate of four seats.

Compared in the same rounds with bare viewflow in the same settings (its stock view on one seat, its Split and Join on
four; no history, no ledger, no authority, no key), and with the bare statements that write a signature's own rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import now

from benchmarks.bare.flows import SEATS, BareFlow, FourSeats, OneSeat
from benchmarks.figures import Figures, Size
from benchmarks.measuring import Spread, counting, in_turn, timed
from benchmarks.preparing import SIGNERS, People, Seat, ask_four, at_gate, found_council, readers_of
from benchmarks.profile import shares
from benchmarks.site import Reader
from commissioning.gates.decisions import answer
from commissioning.gates.settling import Answer
from commissioning.vocabulary import Action

ROUNDS = {Size.TINY: 1, Size.QUICK: 12, Size.FULL: 80}
WRITES = ("INSERT", "UPDATE", "DELETE")
Times = Mapping[str, float]


@dataclass
class Desk:
    """Whoever signs, each with a session, and fresh gates for them: grown when asked for, outside what is timed."""

    people: People
    readers: Mapping[int, Reader]

    def seats(self, *, decided: bool) -> list[Seat]:
        """The four seats of a new case."""
        ask_four(decided=decided)
        return at_gate(self.people)[: len(SIGNERS)]

    def sign(self, seat: Seat) -> float:
        """Sign a seat over HTTP and return how long it took."""
        reader, form = self.readers[seat.person.pk], seat.form()
        return timed(lambda: reader.post(seat.path, **form))

    def tier(self) -> Times:
        """Sign a tier after which another is asked."""
        *first, last = [self.sign(seat) for seat in self.seats(decided=True)]
        return {"sign": median(first), "closing": last}

    def gate(self) -> Times:
        """Sign a whole gate: the last signature passes it and begins the next stage."""
        taken = [self.sign(seat) for seat in self.seats(decided=False)]
        return {"gate": sum(taken), "passing": taken[-1]}

    def raw(self) -> Times:
        """Write the rows of one signature with nothing around them."""
        return {"raw": timed(Written(self.seats(decided=True)[0]).again)}


@dataclass
class Bare:
    """The same on viewflow as it comes."""

    readers: Sequence[Reader]

    def tasks(self, flow_class: type[BareFlow]) -> Iterator[tuple[Reader, str, str]]:
        """Begin a gate; yield for each seat its reader, its address and its field."""
        flow_class.signers = tuple(reader.person for reader in self.readers)
        with transaction.atomic():
            process: Any = flow_class.start.run(title="A gate of four seats")
        at = "one" if flow_class is OneSeat else "four"
        for task in process.task_set.filter(flow_task_type="HUMAN").order_by("pk"):
            name = task.flow_task.name
            reader = self.readers[SEATS.index(name)]
            yield reader, f"/bare/{at}/{process.pk}/{name}/{task.pk}/execute/", name

    def sign(self, flow_class: type[BareFlow]) -> list[float]:
        """Sign every seat of a gate; return how long each took."""
        tasks = list(self.tasks(flow_class))
        return [timed(self.act(*task)) for task in tasks]

    def act(self, reader: Reader, path: str, name: str) -> Callable[[], object]:
        """Return what signs one seat."""
        return lambda: reader.post(path, **{name: "on"})

    def one(self) -> Times:
        """Three gates of one seat, as many as the seats that do not close a tier."""
        return {"bare_one": median(self.sign(OneSeat)[0] for _ in range(len(SEATS) - 1))}

    def four(self) -> Times:
        """A gate of four seats."""
        taken = self.sign(FourSeats)
        return {"bare_gate": sum(taken), "bare_closing": taken[-1], "bare_sign": median(taken[:-1])}


class Written:
    """The rows of a signature, found by carrying it out once in a transaction that is taken back."""

    def __init__(self, seat: Seat) -> None:
        self.case = seat.ask.case
        given = Answer(Action.SIGN, seat.digest)
        sequences = _sequences()
        around: Any = transaction.atomic()
        around._from_testcase = True  # noqa: SLF001 - so that a durable transaction may begin inside
        with around, counting() as counted:
            answer(seat.ask, given, by=seat.person, at=now(), key=str(seat.form()["key"]))
            transaction.set_rollback(True)
        self.statements = [(sql, params) for sql, params in counted.statements if sql.startswith(WRITES)]
        _set_back(sequences)

    def again(self) -> None:
        """Lock the case and write the rows, in one transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            hold = "" if connection.vendor == "sqlite" else " FOR NO KEY UPDATE"
            cursor.execute(f"SELECT head_number FROM commissioning_case WHERE id = %s{hold}", [self.case.pk])  # noqa: S608 - words of our own
            cursor.fetchone()
            for sql, params in self.statements:
                cursor.execute(sql, params)


def _sequences() -> list[tuple[Any, ...]]:
    """Where the ids of each table stand: PostgreSQL hands none out twice, even when nothing was written."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences")
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _set_back(sequences: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        for name, last in sequences:
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [name, last or 1, last is not None])


def queries(desk: Desk, bare: Bare) -> dict[str, int]:
    """Count what each kind of decision sends to the database, once."""
    found: dict[str, int] = {}
    for name, decided in (("tier", True), ("gate", False)):
        for number, seat in zip(count(1), desk.seats(decided=decided), strict=False):
            with counting() as counted:
                desk.sign(seat)
            found[f"{name}_{number}"] = len(counted)
    for name, flow_class in (("bare_one", OneSeat), ("bare_four", FourSeats)):
        for number, task in enumerate(list(bare.tasks(flow_class)), start=1):
            with counting() as counted:
                bare.act(*task)()
            found[f"{name}_{number}"] = len(counted)
    return found


def measure(size: Size) -> Figures:
    """Return the figures of goals 1 and 2."""
    people = found_council()
    readers = readers_of(people)
    desk, bare = Desk(people, readers), Bare(list(readers.values()))
    sent = queries(desk, bare)
    variants = {"tier": desk.tier, "gate": desk.gate, "one": bare.one, "four": bare.four, "raw": desk.raw}
    taken = in_turn(variants, ROUNDS[size])
    more = {"queries": sent, "times_raw": times_raw(taken), "profile_percent": profile(desk, ROUNDS[size])}
    return Figures(goals(taken, sent), taken, more)


def profile(desk: Desk, rounds: int) -> dict[str, float]:
    """Return where the time of signatures that close nothing goes."""
    seats = [seat for _ in range(rounds) for seat in desk.seats(decided=True)[:-1]]
    return shares(lambda: [desk.sign(seat) for seat in seats])


def goals(taken: Mapping[str, Spread], sent: Mapping[str, int]) -> dict[str, float]:
    """Return each goal's figure."""
    ms = {name: found.median for name, found in taken.items()}
    return {
        "sign": ms["sign"] / ms["bare_one"],
        "closing": ms["closing"] / ms["bare_closing"],
        "closing_one": ms["closing"] / ms["bare_one"],
        "gate": ms["gate"] / ms["bare_gate"],
        "sign_queries": max(number for name, number in sent.items() if name in SIGNING),
        "closing_queries": sent["tier_4"],
    }


SIGNING = ("tier_1", "tier_2", "tier_3", "gate_1", "gate_2", "gate_3")


def times_raw(taken: Mapping[str, Spread]) -> dict[str, float]:
    """Return how many times the bare statements each decision takes."""
    return {name: round(found.median / taken["raw"].median, 2) for name, found in taken.items()}
