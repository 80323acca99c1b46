"""What each rule of a gate policy means, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from accounts.rights import Role
from commissioning.gate_policies.facts import FACTS, Gate, Kind
from commissioning.gates.terms import (
    FAST_GATE,
    JOINING_GATE,
    Alternatives,
    ConditionTerms,
    PolicyTerms,
    SeatTerms,
    StepTerms,
)
from commissioning.vocabulary import Duties, Lane, SeatKind, Whom
from govuk.wording import exact_pounds, in_a_sentence, in_words, working_days

DOES = {SeatKind.CONSULT: "gives advice on", SeatKind.SIGN: "signs", SeatKind.DECIDE: "decides on"}
NAMES = {FAST_GATE: "Fast lane: the one page", JOINING_GATE: "Joining: another body leads"}
Names = Mapping[str, str]


def gate_name(gate: Gate) -> str:
    """What a gate is called: its stage, the one page of the fast lane, or the joining of what another body leads."""
    return NAMES.get(gate) or gate[0].label


def who(role: Role, body: str, bodies: Names) -> str:
    """A post by its rule: "the finance officer of Finance", or of the service that leads the case."""
    of = bodies.get(body, body) if body else "the service that leads the case"
    return f"the {in_a_sentence(role.label)} of {of}"


def condition(found: ConditionTerms) -> str:
    """One condition: "the value with VAT over the whole life is £250,000 or more"."""
    fact = FACTS.get(found.fact)
    words = fact.words if fact else f"“{found.fact}”"
    if fact is not None and fact.kind == Kind.YES_NO:
        return f"there is {words}" if found.value is True else f"there is no {words.removeprefix('a ')}"
    if found.op == "at_least":
        return f"{words} is {_amount(found)} or more, or not known"
    if found.op == "below":
        return f"{words} is below {_amount(found)}"
    values = found.value if isinstance(found.value, tuple) else (found.value,)
    labels = [_choice(found.fact, value) for value in values]
    return f"{words} is {labels[0] if len(labels) == 1 else f'one of {in_words(labels)}'}"


def _amount(found: ConditionTerms) -> str:
    fact, value = FACTS.get(found.fact), Decimal(str(found.value))
    return f"{value:f}" if fact is not None and fact.kind == Kind.NUMBER else exact_pounds(value)


def _choice(fact: str, value: object) -> str:
    known = FACTS[fact].choices if fact in FACTS else {}
    return known.get(str(value), str(value))


def when(found: Alternatives) -> str:
    """When a seat is asked: always, or under its conditions."""
    if not found:
        return "always"
    either = [in_words(condition(one) for one in every) for every in found]
    return "where " + "; or where ".join(either)


def whole(terms: PolicyTerms, gate: Gate) -> str:
    """All that a seat of a gate can answer for."""
    return "both records" if terms.earlier(gate) else "the whole record"


def seat(found: SeatTerms, bodies: Names, sections: Names, everything: str = "the whole record") -> str:
    """A seat as one sentence, without its reason."""
    which = in_words(sections.get(key, key) for key in found.sections)
    what = f"the {'section' if len(found.sections) == 1 else 'sections'} {which}" if which else everything
    post = who(found.role, found.body, bodies)
    power = ", ".join(part for part in (found.power, found.paragraph) if part)
    under = f" Power: {power}." if power else ""
    days = working_days(found.working_days)
    asked = f"{post[:1].upper()}{post[1:]} {DOES[found.kind]} {what} within {days}, {when(found.conditions)}.{under}"
    return " ".join([asked, *chain(found, bodies)])


def chain(found: SeatTerms, bodies: Names) -> list[str]:
    """A seat's own escalation chain; nothing where it has none, and the policy's chases it."""
    return (
        ["It has an escalation chain of its own.", *(step(one, bodies) for one in found.chain)] if found.chain else []
    )


def group(name: str, needs: int, count: int) -> str:
    """What a group means."""
    return f"Of “{name}”, {needs} of {count} are enough: once as many have answered, the others are no longer asked."


def when_empty(terms: PolicyTerms, gate: Gate) -> str:
    """What becomes of a case that seats nobody at a gate."""
    if gate in terms.passing:
        return "Where no seat is asked, the gate passes by itself, and that is recorded."
    return "Where no seat is asked, the record cannot be submitted."


def together(terms: PolicyTerms, gate: Gate) -> str:
    """Where the record of a stage is decided that can be decided with the next one, or what a gate decides besides."""
    later, earlier = terms.later(gate), terms.earlier(gate)
    if later is not None:
        name = in_a_sentence(gate_name(later))
        return (
            f"It has no gate of its own: its record is handed on to {name}, and both records are submitted to one gate "
            "there. What that gate comes to holds for both."
        )
    if earlier is not None:
        return (
            f"One gate decides this record and that of {in_a_sentence(gate_name(earlier))}, which was handed on to it."
        )
    return "Its record is decided at a gate of its own."


def owned(terms: PolicyTerms, gate: Gate) -> str:
    """What the gate asks of bodies that own a case together."""
    if gate in terms.owned:
        return "The record is submitted only once every body that owns the case has accepted the stage."
    return "The record can be submitted before every body that owns the case has accepted the stage."


def step(found: StepTerms, bodies: Names) -> str:
    """One step of the escalation chain."""
    days = working_days(abs(found.working_days))
    day = f"{days} {'after' if found.working_days > 0 else 'before'} a task’s last day"
    on = "On a task’s last day" if found.working_days == 0 else day
    if found.whom == Whom.HOLDER:
        return f"{on}, whoever holds the post is reminded."
    if found.whom == Whom.DEPUTY:
        return f"{on}, the deputy of the post is told."
    return f"{on}, {who(found.role or Role.BOARD_CHAIR, found.body, bodies)} is told."


def lanes(terms: PolicyTerms) -> list[str]:
    """What the policy says of lanes, of one person in two seats, and of one person with two duties."""
    many = (
        "One person may answer two seats of one gate."
        if terms.one_person_many_seats
        else "Nobody answers two seats of one gate."
    )
    claims = Duties.CLAIM_VERIFY in terms.together
    verified = f"{'One person may' if claims else 'Nobody may'} say that a condition is met and confirm it."
    both = Duties.EVALUATE_DECIDE in terms.together
    evaluated = f"{'One person may' if both else 'Nobody may'} evaluate bids and decide on their award."
    return [_fast(terms), many, verified, evaluated]


def _fast(terms: PolicyTerms) -> str:
    if terms.fast is None:
        return f"There is no {Lane.FAST.label.lower()}."
    limit = f"Purchases up to {exact_pounds(terms.fast.limit)} with VAT over their whole life may take the fast lane."
    checked = terms.fast.check_one_in
    return f"{limit} Procurement checks {f'one in {checked}' if checked else 'none'} of them."
