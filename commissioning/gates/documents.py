"""Reading a gate policy's document: its terms, or every fault of it named with its place, all at once. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar
from unicodedata import category

from accounts.rights import Role
from commissioning.errors import RefusedError
from commissioning.gates.terms import (
    AMOUNTS,
    COMBINABLE,
    EVERY_GATE,
    FAST_GATE,
    FORMAT,
    MOST_DAYS,
    OPS,
    Alternatives,
    ConditionTerms,
    FastTerms,
    GroupTerms,
    PolicyTerms,
    SeatTerms,
    StepTerms,
    amount_text,
)
from commissioning.vocabulary import Duties, Lane, SeatKind, Stage, WhenEmpty, Whom

LONGEST_TITLE: Final = 200
LONGEST: Final = 300
LONGEST_NAME: Final = 60
MOST_TIERS: Final = 20
MOST_SEATS: Final = 60
MOST_POUNDS: Final = Decimal("1e14")
CHANGED: Final = "The file was changed after it was exported: it does not match its digest. Export it again."
Word = TypeVar("Word", Stage, Lane, SeatKind, Role, Whom, WhenEmpty)
Found = dict[str, list[str]]


def from_document(document: object) -> PolicyTerms:
    """Return the terms that a document states. Raises RefusedError naming each fault with its place."""
    reading = _Reading()
    terms = reading.policy(document)
    if reading.faults:
        count = len(reading.faults)
        many = "One thing is" if count == 1 else f"{count} things are"
        raise RefusedError(f"This is no gate policy that can be read: {many} wrong in it.", reading.faults)
    return terms


def from_export(document: object) -> PolicyTerms:
    """Return the terms of an export: a document, with its digest beside it where it has one.

    Raises RefusedError naming each fault with its place, also where the digest is that of another text.
    """
    given = dict(document) if isinstance(document, dict) else document
    digest = given.pop("digest", None) if isinstance(given, dict) else None
    terms = from_document(given)
    if digest is not None and digest != terms.digest:
        raise RefusedError(CHANGED, {"digest": [CHANGED]})
    return terms


class _Reading:
    """One document being read. A fault is kept, something harmless stands in, and the reading goes on."""

    def __init__(self) -> None:
        self.faults: Found = {}

    def policy(self, document: object) -> PolicyTerms:
        found = self._object(document, "")
        if found.get("format") != FORMAT:
            self._fault("format", f"must be “{FORMAT}”")
        self._only(found, "", {"format", "title", "one_person_many_seats", "fast", "gates", "chain", "together"})
        gates = [(place, self._object(row, place)) for place, row in self._rows(found, "gates", "")]
        read = [(place, row, self._gate(row, place)) for place, row in gates]
        self._once([gate for _, _, gate in read], "gates", "a gate stands twice")
        seats = [seat for place, row, gate in read for seat in self._seats(row, place, gate)]
        groups = [group for place, row, gate in read for group in self._groups(row, place, gate)]
        passing = {gate for place, row, gate in read if self._empty(row, place) == WhenEmpty.PASSES}
        return PolicyTerms(
            title=self._text(found, "title", "", LONGEST_TITLE, needed=True),
            seats=tuple(seats),
            groups=tuple(groups),
            chain=tuple(self._step(row, place) for place, row in self._rows(found, "chain", "")),
            fast=self._fast(found.get("fast")),
            passing=frozenset(passing),
            one_person_many_seats=self._flag(found, "one_person_many_seats"),
            together=self._together(found),
            owned=frozenset(gate for place, row, gate in read if self._owned(row, place, gate)),
            combined=frozenset(gate for place, row, gate in read if self._combined(row, place, gate)),
        )

    def _together(self, row: Mapping[str, Any]) -> frozenset[Duties]:
        given = row.get("together", [])
        if not isinstance(given, list) or not all(isinstance(pair, str) and pair in Duties.values for pair in given):
            self._fault("together", f"must be a list of {', '.join(Duties.values)}")
            return frozenset()
        return frozenset(Duties(pair) for pair in given)

    def _gate(self, row: Mapping[str, Any], place: str) -> tuple[Stage, Lane]:
        self._only(row, place, GATE)
        gate = (self._word(row, "stage", place, Stage), self._word(row, "lane", place, Lane, Lane.STANDARD))
        if gate not in EVERY_GATE:
            self._fault(place, "the fast lane has one gate only, in needs, and so has joining")
        return gate

    def _empty(self, row: Mapping[str, Any], place: str) -> WhenEmpty:
        return self._word(row, "when_empty", place, WhenEmpty, WhenEmpty.REFUSED)

    def _groups(self, row: Mapping[str, Any], place: str, gate: tuple[Stage, Lane]) -> Iterator[GroupTerms]:
        names = []
        for there, given in self._rows(row, "groups", place):
            group = self._object(given, there)
            self._only(group, there, {"name", "needs"})
            names.append(self._text(group, "name", there, LONGEST_NAME, needed=True))
            yield GroupTerms(gate[0], names[-1], self._whole(group, "needs", there, 1, MOST_SEATS), gate[1])
        self._once(names, f"{place}.groups", "a group stands twice")

    def _seats(self, row: Mapping[str, Any], place: str, gate: tuple[Stage, Lane]) -> Iterator[SeatTerms]:
        rows = list(self._rows(row, "seats", place))
        if len(rows) > MOST_SEATS:
            self._fault(f"{place}.seats", f"has more than {MOST_SEATS} seats")
        tier = 1
        for there, given in rows[:MOST_SEATS]:
            seat = self._seat(self._object(given, there), there, gate)
            if seat.tier < tier:
                self._fault(f"{there}.tier", "comes after a later tier: put the seats in the order of their tiers")
            tier = max(tier, seat.tier)
            yield seat

    def _seat(self, row: Mapping[str, Any], place: str, gate: tuple[Stage, Lane]) -> SeatTerms:
        self._only(row, place, SEAT)
        return SeatTerms(
            stage=gate[0],
            lane=gate[1],
            kind=self._word(row, "kind", place, SeatKind),
            title=self._text(row, "title", place, LONGEST_TITLE, needed=True),
            role=self._word(row, "role", place, Role),
            why=self._text(row, "why", place, LONGEST, needed=True),
            working_days=self._whole(row, "working_days", place, 1, MOST_DAYS),
            tier=self._whole(row, "tier", place, 1, MOST_TIERS),
            body=self._text(row, "body", place, LONGEST),
            sections=self._texts(row.get("sections", []), f"{place}.sections"),
            conditions=self._conditions(row, place),
            power=self._text(row, "power", place, LONGEST),
            paragraph=self._text(row, "paragraph", place, LONGEST),
            group=self._text(row, "group", place, LONGEST_NAME),
            chain=tuple(self._step(step, there) for there, step in self._rows(row, "chain", place)),
        )

    def _conditions(self, row: Mapping[str, Any], place: str) -> Alternatives:
        found = []
        for there, every in self._rows(row, "conditions", place):
            if not isinstance(every, list) or not every:
                self._fault(there, "must be a list of conditions that all hold, and not an empty one")
                continue
            found.append(tuple(self._condition(one, f"{there}[{number}]") for number, one in enumerate(every, 1)))
        return tuple(found)

    def _condition(self, given: object, place: str) -> ConditionTerms:
        row = self._object(given, place)
        fact, ops = self._text(row, "fact", place, LONGEST_NAME, needed=True), [op for op in OPS if op in row]
        self._only(row, place, {"fact", *OPS})
        if len(ops) != 1:
            self._fault(place, "must say one of at_least, below, is, one_of")
            return ConditionTerms(fact, "is", value=True)
        return ConditionTerms(fact, ops[0], self._value(row[ops[0]], ops[0], f"{place}.{ops[0]}"))

    def _value(self, given: object, op: str, place: str) -> bool | str | tuple[str, ...]:
        if op in AMOUNTS:
            return self._amount(given, place)
        if op == "one_of":
            return self._texts(given, place, needed=True)
        if isinstance(given, bool) or (isinstance(given, str) and _writable(given)):
            return given
        self._fault(place, "must be true, false or text")
        return ""

    def _step(self, given: object, place: str) -> StepTerms:
        row = self._object(given, place)
        self._only(row, place, {"working_days", "whom", "role", "body"})
        whom = self._word(row, "whom", place, Whom)
        role = self._word(row, "role", place, Role) if row.get("role") else None
        if (whom == Whom.ROLE) != (role is not None):
            self._fault(place, "a step that tells a role names it, and no other does")
        days = self._whole(row, "working_days", place, -MOST_DAYS, MOST_DAYS)
        return StepTerms(days, whom, role, self._text(row, "body", place, LONGEST))

    def _fast(self, given: object) -> FastTerms | None:
        if given is None:
            return None
        row = self._object(given, "fast")
        self._only(row, "fast", {"limit", "check_one_in"})
        limit = Decimal(self._amount(row.get("limit"), "fast.limit"))
        checked = row.get("check_one_in")
        return FastTerms(limit, checked if checked is None else self._whole(row, "check_one_in", "fast", 1, 10_000))

    def _amount(self, given: object, place: str) -> str:
        try:
            amount = Decimal(given) if isinstance(given, (str, int)) and not isinstance(given, bool) else Decimal("NaN")
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and 0 <= amount < MOST_POUNDS and amount == round(amount, 2):
            return amount_text(amount)
        self._fault(place, "must be an amount as text, such as “250000”, with two decimals at most")
        return "0"

    def _object(self, given: object, place: str) -> Mapping[str, Any]:
        if isinstance(given, dict):
            return given
        self._fault(place or "the file", "must be an object with named parts")
        return {}

    def _rows(self, row: Mapping[str, Any], name: str, place: str) -> list[tuple[str, Any]]:
        there, given = _under(place, name), row.get(name, [])
        if not isinstance(given, list):
            self._fault(there, "must be a list")
            return []
        return [(f"{there}[{number}]", one) for number, one in enumerate(given, 1)]

    def _texts(self, given: object, place: str, *, needed: bool = False) -> tuple[str, ...]:
        texts = isinstance(given, list) and all(isinstance(one, str) and _writable(one) for one in given)
        if isinstance(given, list) and texts and (given or not needed):
            self._once(given, place, "something stands twice")
            return tuple(given)
        self._fault(place, "must be a list of texts")
        return ()

    def _text(self, row: Mapping[str, Any], name: str, place: str, longest: int, *, needed: bool = False) -> str:
        given = row.get(name, "")
        if not isinstance(given, str):
            self._fault(_under(place, name), "must be text")
            return ""
        if needed and not given.strip():
            self._fault(_under(place, name), "is missing")
        if len(given) > longest:
            self._fault(_under(place, name), f"is longer than {longest} characters")
        if not _writable(given):
            self._fault(_under(place, name), "holds characters that cannot be written")
        return given.strip()

    def _flag(self, row: Mapping[str, Any], name: str, place: str = "") -> bool:
        given = row.get(name, False)
        if not isinstance(given, bool):
            self._fault(f"{place}.{name}".lstrip("."), "must be true or false")
        return given is True

    def _owned(self, row: Mapping[str, Any], place: str, gate: tuple[Stage, Lane]) -> bool:
        owned = self._flag(row, "owners_accept", place)
        if owned and gate == FAST_GATE:
            self._fault(f"{place}.owners_accept", "does not hold for the fast lane, in which one person decides")
        return owned

    def _combined(self, row: Mapping[str, Any], place: str, gate: tuple[Stage, Lane]) -> bool:
        combined = self._flag(row, "decided_with_next", place)
        if combined and gate not in COMBINABLE:
            self._fault(f"{place}.decided_with_next", OWN_GATE)
        return combined

    def _whole(self, row: Mapping[str, Any], name: str, place: str, least: int, most: int) -> int:
        given = row.get(name)
        if isinstance(given, int) and not isinstance(given, bool) and least <= given <= most:
            return given
        self._fault(_under(place, name), f"must be a whole number from {least} to {most}")
        return max(least, 1)

    def _word(
        self,
        row: Mapping[str, Any],
        name: str,
        place: str,
        words: type[Word],
        default: Word | None = None,
    ) -> Word:
        known: Any = words
        given: object = row.get(name, default)
        if isinstance(given, str) and given in known.values:
            found: Word = known(given)
            return found
        self._fault(_under(place, name), f"must be one of {', '.join(known.values)}")
        first: Word = next(iter(known))
        return first

    def _only(self, row: Mapping[str, Any], place: str, names: set[str]) -> None:
        for name in sorted(set(map(str, row)) - names):
            self._fault(_under(place, name), "is not something that a gate policy says")

    def _once(self, found: list[Any], place: str, words: str) -> None:
        if len(set(found)) < len(found):
            self._fault(place, words)

    def _fault(self, place: str, text: str) -> None:
        self.faults.setdefault(place, []).append(text)


OWN_GATE: Final = (
    "holds for needs analysis and social value priorities alone, outside the fast lane and joining: tender, award, "
    "monitoring and review each need the decision of a gate of their own before anything goes on"
)
GATE = {"stage", "lane", "when_empty", "groups", "seats", "owners_accept", "decided_with_next"}
SEAT = {"title", "kind", "tier", "role", "body", "sections", "working_days", "conditions"}
SEAT |= {"power", "paragraph", "why", "group", "chain"}


def _writable(text: str) -> bool:
    """Whether a text is one: without control characters or halves of characters, which no database takes."""
    return not any(category(character) in ("Cc", "Cs") for character in text)


def _under(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
