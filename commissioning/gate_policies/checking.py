"""Why a draft cannot be published: gates that nobody could pass, and rules that contradict themselves. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from accounts.rights import Right, Role, rights_of
from commissioning.gate_policies import wording
from commissioning.gate_policies.facts import FACTS, OPS, Gate, Kind
from commissioning.gate_policies.surroundings import RECORDS, Surroundings, record_at
from commissioning.gates.terms import AMOUNTS, COMBINABLE, FAST_GATE, ConditionTerms, PolicyTerms, SeatTerms, StepTerms
from commissioning.vocabulary import SeatKind, Whom
from govuk.wording import in_a_sentence, in_words

RIGHTS = {SeatKind.CONSULT: Right.CONSULT_GATE, SeatKind.SIGN: Right.SIGN_GATE, SeatKind.DECIDE: Right.DECIDE_GATE}


@dataclass(frozen=True)
class Fault:
    """Why, and where: at a gate (none: the policy as a whole), perhaps at one seat of it."""

    text: str
    gate: Gate | None = None
    seat: str = ""

    @property
    def place(self) -> str:
        """Where it is, in words."""
        gate = wording.gate_name(self.gate) if self.gate else "The whole policy"
        return f"{gate}, “{self.seat}”" if self.seat else gate


def check(terms: PolicyTerms, council: Surroundings) -> list[Fault]:
    """Return every reason why these terms cannot be published as the council stands; none where they can."""
    gates = [fault for gate in terms.gates for fault in _gate(terms, gate, council)]
    return [*gates, *_chain(terms, council), *_lanes(terms)]


def _gate(terms: PolicyTerms, gate: Gate, council: Surroundings) -> Iterator[Fault]:
    if gate in terms.combined:
        yield from _without_gate(terms, gate)
        return
    seats = terms.at(gate)
    if not seats and gate not in terms.passing:
        yield Fault(
            "Nobody could pass this gate: it has no seat, and an empty gate is refused. Add a seat, or let it pass.",
            gate,
        )
    for seat in seats:
        own_chain = _own_chain(seat, council)
        about = (*_sections(terms, seat), *_conditions(terms, seat))
        for text in (*_post(seat, council), *about, *_law(seat), *own_chain):
            yield Fault(text, gate, seat.title)
    yield from _forgotten(terms, gate)
    yield from _order(seats, gate)
    yield from _groups(terms, seats, gate)
    yield from _twice(seats, gate)
    if not terms.one_person_many_seats:
        yield from _one_person(seats, gate, council)


def _without_gate(terms: PolicyTerms, gate: Gate) -> Iterator[Fault]:
    """What is wrong with a stage that is decided with the next one."""
    later = terms.later(gate)
    if later is None or gate not in COMBINABLE:
        yield Fault("This stage cannot be decided with the next one. Give it a gate of its own.", gate)
    elif later in terms.combined:
        yield Fault("One gate decides two records at most. Give this stage, or the next one, a gate of its own.", gate)
    if terms.at(gate) or terms.groups_at(gate):
        yield Fault(
            "It has no gate of its own, so its seats would never be asked. Remove them, and seat who answers for this "
            "record at the next stage.",
            gate,
        )
    if gate in terms.passing | terms.owned:
        text = "It has no gate of its own, so nothing can hold for one. Say at the next stage what holds for both."
        yield Fault(text, gate)


def _forgotten(terms: PolicyTerms, gate: Gate) -> Iterator[Fault]:
    """Which record of a gate that decides two nobody answers for."""
    earlier = terms.earlier(gate)
    seats = terms.at(gate)
    if earlier is None or not seats:
        return
    for one in (earlier, gate):
        if not RECORDS[one].answered_by(seats, terms.groups_at(gate)):
            text = (
                f"The gate could pass without anybody's answer for the record of "
                f"{in_a_sentence(wording.gate_name(one))}, which it decides too. Let a seat that signs or decides, or "
                "every seat of a group, answer for sections of it, or for the whole."
            )
            yield Fault(text, gate)


def _post(seat: SeatTerms, council: Surroundings) -> Iterator[str]:
    right = RIGHTS[seat.kind]
    if right not in rights_of(seat.role):
        yield f"Nobody could answer: a {seat.role.label.lower()} may not {right.label.removesuffix(' it')} at a gate."
    if seat.body and seat.body not in council.bodies:
        yield f"There is no body called {seat.body} here. Choose another, or have it opened."
        return
    for slug in (seat.body,) if seat.body else council.leading:
        yield from _holders(seat, slug, council)


def _holders(seat: SeatTerms, slug: str, council: Surroundings) -> Iterator[str]:
    post, holders = wording.who(seat.role, slug, council.bodies), council.holders.get((seat.role, slug))
    if holders is None:
        yield f"Nobody could answer: there is no post of {post}. The system administrator establishes posts."
    elif not holders:
        yield f"Nobody could answer: nobody holds the post of {post}. The system administrator appoints people."
    elif len(holders) == 1:
        yield from _author_only(seat, post, holders, slug, council)


def _author_only(
    seat: SeatTerms, post: str, holders: frozenset[int], slug: str, council: Surroundings
) -> Iterator[str]:
    writer = RECORDS[seat.gate].writer
    for service in (slug,) if not seat.body else council.leading:
        if council.holders.get((writer, service)) == holders:
            name = council.bodies.get(service, service)
            yield (
                f"Only the author could answer: whoever holds the post of {post} is the only one who writes this "
                f"record for {name}, and nobody signs what they wrote. Appoint another, or ask another post."
            )


def _sections(terms: PolicyTerms, seat: SeatTerms) -> Iterator[str]:
    record = record_at(terms, seat.gate)
    unknown = [key for key in seat.sections if key not in record.sections]
    if unknown:
        yield f"The record has no section called {in_words(unknown)}. Choose among its sections."
    wanted = [key for key in seat.sections or record.sections if key in record.sections]
    if Right.SEE_FIGURES not in rights_of(seat.role) and wanted and set(wanted) <= record.figures:
        yield "It would answer for nothing: its role may not see figures, and all its sections hold them."


def _law(seat: SeatTerms) -> Iterator[str]:
    if seat.kind == SeatKind.DECIDE and not seat.power:
        yield "It decides, and the policy does not say who the decision maker in law is. Name them and their power."


def _conditions(terms: PolicyTerms, seat: SeatTerms) -> Iterator[str]:
    known = {seat.gate, terms.earlier(seat.gate) or seat.gate}
    for every in seat.conditions:
        faults = [text for one in every for text in _condition(one, known)]
        yield from faults
        if not faults:
            yield from _contradictions(every)


def _condition(one: ConditionTerms, known: AbstractSet[Gate]) -> Iterator[str]:
    fact = FACTS.get(one.fact)
    if fact is None:
        yield f"There is no fact called “{one.fact}”. Choose one from the list."
        return
    if fact.gates.isdisjoint(known):
        yield f"It asks about {fact.words}, which is not known when this record is submitted."
    if one.op not in OPS[fact.kind]:
        yield f"{fact.words[:1].upper()}{fact.words[1:]} is {fact.kind.label}, and cannot be held against that."
        return
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    if not all(_fits(fact.kind, fact.choices, value) for value in values):
        yield f"{fact.words[:1].upper()}{fact.words[1:]} can never be {in_words(values)}."


def _fits(kind: Kind, choices: object, value: object) -> bool:
    if kind == Kind.YES_NO:
        return isinstance(value, bool)
    if kind == Kind.CODE:
        return isinstance(value, str) and len(value) == 2 and value.isdecimal()
    return kind in (Kind.AMOUNT, Kind.NUMBER) or value in choices  # type: ignore[operator]  # the choices of a fact


def _contradictions(every: Sequence[ConditionTerms]) -> Iterator[str]:
    for fact in dict.fromkeys(one.fact for one in every):
        asked = [one for one in every if one.fact == fact]
        if not _possible(asked):
            both = in_words(wording.condition(one) for one in asked)
            yield f"These conditions contradict each other, so that it would never be asked: {both}."


def _possible(asked: Sequence[ConditionTerms]) -> bool:
    """Whether some value meets all conditions on one fact."""
    if any(one.op in AMOUNTS for one in asked):
        least = max((Decimal(str(one.value)) for one in asked if one.op == "at_least"), default=Decimal(0))
        below = min((Decimal(str(one.value)) for one in asked if one.op == "below"), default=Decimal("Infinity"))
        return least < below
    allowed = [one.value if isinstance(one.value, tuple) else (one.value,) for one in asked]
    return any(all(value in values for values in allowed) for value in allowed[0])


def _order(seats: Sequence[SeatTerms], gate: Gate) -> Iterator[Fault]:
    decided = min((seat.tier for seat in seats if seat.kind == SeatKind.DECIDE), default=None)
    for seat in seats:
        if decided is not None and seat.kind != SeatKind.DECIDE and seat.tier > decided:
            text = f"It is asked in tier {seat.tier}, after the decision in tier {decided}. Ask it before."
            yield Fault(text, gate, seat.title)


def _groups(terms: PolicyTerms, seats: Sequence[SeatTerms], gate: Gate) -> Iterator[Fault]:
    groups = terms.groups_at(gate)
    for name, needs in groups.items():
        for text in _group(name, needs, [seat for seat in seats if seat.group == name]):
            yield Fault(text, gate)
    for seat in seats:
        if seat.group and seat.group not in groups:
            yield Fault(f"Its group “{seat.group}” does not say how many are enough.", gate, seat.title)
        if seat.group and seat.kind != SeatKind.SIGN:
            yield Fault("Only seats that sign can share a group of which some are enough.", gate, seat.title)


def _group(name: str, needs: int, members: Sequence[SeatTerms]) -> Iterator[str]:
    if needs > len(members):
        yield f"The group “{name}” needs {needs} answers and has {len(members)} seats. Add seats, or ask for fewer."
    if len({seat.tier for seat in members}) > 1:
        yield f"The seats of the group “{name}” are asked in different tiers. Put them in one."


def _twice(seats: Sequence[SeatTerms], gate: Gate) -> Iterator[Fault]:
    asked = Counter((seat.role, seat.body, seat.kind, seat.conditions) for seat in seats)
    for seat in {(seat.role, seat.body, seat.kind, seat.conditions): seat for seat in seats}.values():
        if asked[seat.role, seat.body, seat.kind, seat.conditions] > 1:
            yield Fault("The same post is asked twice for the same. Remove one of the seats.", gate, seat.title)
    for title, count in Counter(seat.title for seat in seats).items():
        alike = [seat for seat in seats if seat.title == title]
        if count > 1 and not all(seat.conditions for seat in alike):
            yield Fault("Two seats that can be asked together have this title. Give each its own.", gate, title)


def _one_person(seats: Sequence[SeatTerms], gate: Gate, council: Surroundings) -> Iterator[Fault]:
    """Two seats that are always asked, and that only one and the same person could answer."""
    always = [seat for seat in seats if not seat.conditions and not seat.group]
    for one, other in combinations(always, 2):
        for service in council.leading:
            alone = _alone(one, service, council)
            if alone and alone == _alone(other, service, council):
                text = (
                    f"Nobody could pass: one person alone holds the posts of “{one.title}” and “{other.title}”, and "
                    "nobody answers two seats of one gate. Appoint another, or allow it under “Lanes and limits”."
                )
                yield Fault(text, gate)
                break


def _alone(seat: SeatTerms, service: str, council: Surroundings) -> frozenset[int]:
    holders = council.holders.get((seat.role, seat.body or service), frozenset())
    return holders if len(holders) == 1 else frozenset()


def _chain(terms: PolicyTerms, council: Surroundings) -> Iterator[Fault]:
    yield from map(Fault, _steps(terms.chain, "The escalation chain", council))


def _own_chain(seat: SeatTerms, council: Surroundings) -> Iterator[str]:
    """What is wrong with the chain of a seat, of whose post it is known whether it has a deputy."""
    services = (seat.body,) if seat.body else council.leading
    yield from _steps(seat.chain, "Its escalation chain", council)
    if any(step.whom == Whom.DEPUTY for step in seat.chain):
        for slug in services:
            if not council.deputies.get((seat.role, slug)):
                post = wording.who(seat.role, slug, council.bodies)
                yield f"Its escalation chain tells the deputy of {post}, and there is none who could be told. Name one."


def _steps(chain: Sequence[StepTerms], called: str, council: Surroundings) -> Iterator[str]:
    days = [step.working_days for step in chain]
    if days != sorted(set(days)):
        yield f"Each step of {called[:1].lower()}{called[1:]} comes later than the one before it. Change its days."
    for step in chain:
        for slug in (step.body,) if step.body else council.leading:
            if step.role is not None and not council.holders.get((step.role, slug)):
                post = wording.who(Role(step.role), slug, council.bodies)
                yield f"{called} tells {post}, and nobody holds that post."


def _lanes(terms: PolicyTerms) -> Iterator[Fault]:
    if terms.fast is None and terms.at(FAST_GATE):
        yield Fault("The fast lane has seats and no limit. Set its limit under “Lanes and limits”, or remove them.")
    deciders = [seat for seat in terms.at(FAST_GATE) if seat.kind == SeatKind.DECIDE]
    if terms.fast is not None and (FAST_GATE in terms.passing or not deciders):
        yield Fault("In the fast lane one budget holder decides. Seat one who decides.", FAST_GATE)
