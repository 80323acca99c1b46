"""Proposing a reorganisation, withdrawing it, and confirming or declining it as a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q

from accounts.authority import Over, holders_over, may
from accounts.decisions import appointer
from accounts.errors import NotAllowedError
from accounts.models import Body, Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_reason
from commissioning.case.models import CaseBody
from commissioning.errors import OvertakenError, RefusedError
from commissioning.reorganising.kinds import ReorganisationKind, ReorganisationState
from commissioning.reorganising.models import Move, Reorganisation
from commissioning.reorganising.rules import Going, flaws
from commissioning.reorganising.telling import tell_able, tell_proposer
from commissioning.verbs import Verb
from govuk.wording import in_words

OPEN = (ReorganisationState.PROPOSED, ReorganisationState.CONFIRMED, ReorganisationState.MOVING)


def propose_reorganisation(  # noqa: PLR0913 - what an act has to say
    kind: ReorganisationKind,
    body: Body,
    *,
    name: str = "",
    goings: Sequence[Going] = (),
    effective_on: date,
    reason: str,
    by: Person,
    at: datetime,
    key: str,
) -> Reorganisation:
    """Propose that a body is renamed, that others merge into it, or that its cases go elsewhere. Nothing moves yet.

    Raises NotAllowedError unless the proposer may appoint at every body concerned, and RefusedError naming what is
    missing, what is closed, and cases that the body does not own.
    """
    going = [[one.former, one.into, list(one.references)] for one in goings]
    asked = {"kind": str(kind), "name": name, "going": going, "on": effective_on, "reason": reason}
    with deciding(Verb.REORGANISATION_PROPOSED, body, by=by, at=at, key=key, asked=asked) as decision:
        _require_administrator(decision, by, body, at)
        _require(flaws(kind, name, goings))
        decision.reason = require_reason(reason, "Say why, such as the decision that asks for it.")
        bodies = _bodies(body, goings)
        for concerned in bodies.values():
            appointer(by, concerned, at=at)
        found = Reorganisation(kind=kind, body=body, name=name.strip(), proposed_by=by, proposed_at=at)
        found.effective_on, found.reason = max(effective_on, day_of(at)), decision.reason
        found.save()
        for one in goings:
            _add_move(found, one, bodies)
        decision.about(**told(found))
        tell_able(_able(found, at), found, decision)
    return found


def _add_move(found: Reorganisation, going: Going, bodies: Mapping[str, Body]) -> None:
    former, into = bodies[going.former], bodies[going.into]
    _require_owned(former, going)
    closes = found.kind == ReorganisationKind.MERGE
    Move(reorganisation=found, former=former, into=into, references=list(going.references), closes=closes).save()


def _require(found: dict[str, str]) -> None:
    if found:
        raise RefusedError(" ".join(found.values()), {name: [words] for name, words in found.items()})


def _require_administrator(decision: Decision, by: Person, body: Body, at: datetime) -> None:
    holding = appointer(by, body, at=at)
    decision.acting(holding.title, holding.on_behalf_of)


def _bodies(body: Body, goings: Sequence[Going]) -> dict[str, Body]:
    """The bodies concerned, by short name. Raises RefusedError for one that is closed, a supplier, or busy already."""
    names = {body.slug, *(one.former for one in goings), *(one.into for one in goings)}
    found = {one.slug: one for one in Body.objects.filter(slug__in=names)}
    for slug in sorted(names):
        one = found.get(slug)
        if one is None or one.closed_on is not None or one.kind == BodyKind.SUPPLIER:
            raise RefusedError(
                f"{one.name if one else slug} is closed, a supplier or not known here. A supplier’s change is a change "
                "of its contracts. Choose a body that stands."
            )
    busy = Reorganisation.objects.filter(state__in=OPEN)
    moved = Q(moves__former__in=found.values()) | Q(moves__into__in=found.values())
    taken = busy.filter(moved | Q(body__in=found.values())).distinct()
    if other := taken.select_related("body").order_by("pk").first():
        raise RefusedError(f"{other.body.name} is being reorganised already. Let that be carried out, or withdraw it.")
    return found


def _require_owned(former: Body, going: Going) -> None:
    owned = CaseBody.objects.filter(body=former, case__reference__in=going.references)
    known = set(owned.values_list("case__reference", flat=True))
    missing = [reference for reference in going.references if reference not in known]
    if missing:
        words = f"{former.name} does not own {in_words(missing)}."
        raise RefusedError(words, {"references": [words]})


def withdraw_reorganisation(found: Reorganisation, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Withdraw an act that is proposed, or confirmed and not begun. Raises OvertakenError once it is carried out."""
    asked = {"reorganisation": found.pk, "reason": reason}
    with deciding(Verb.REORGANISATION_WITHDRAWN, found.body, by=by, at=at, key=key, asked=asked) as decision:
        _require_administrator(decision, by, found.body, at)
        require_state(found, ReorganisationState.PROPOSED, ReorganisationState.CONFIRMED)
        _end(found, ReorganisationState.WITHDRAWN, reason, decision)


def decline_reorganisation(found: Reorganisation, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Decline an act that somebody else proposed, as whoever may confirm it. Its proposer is told why."""
    asked = {"reorganisation": found.pk, "reason": reason}
    with deciding(Verb.REORGANISATION_DECLINED, found.body, by=by, at=at, key=key, asked=asked) as decision:
        holding = _second_person(by, found, at)
        decision.acting(holding.title, holding.on_behalf_of)
        require_state(found, ReorganisationState.PROPOSED)
        _end(found, ReorganisationState.DECLINED, reason, decision)


def _end(found: Reorganisation, state: ReorganisationState, reason: str, decision: Decision) -> None:
    decision.reason = require_reason(reason)
    found.state, found.ended_at, found.end_reason = state, decision.at, decision.reason
    found.save(update_fields=["state", "ended_at", "end_reason"])
    decision.about(**told(found))
    tell_proposer(found, decision)


def confirm_reorganisation(found: Reorganisation, *, by: Person, at: datetime, key: str) -> None:
    """Confirm an act that somebody else proposed. From its day on the worker carries it out, case by case.

    Raises NotAllowedError for the proposer, for whoever acts for them, and unless one may confirm at every body it
    concerns.
    """
    asked = {"reorganisation": found.pk}
    with deciding(Verb.REORGANISATION_CONFIRMED, found.body, by=by, at=at, key=key, asked=asked) as decision:
        holding = _second_person(by, found, at)
        decision.acting(holding.title, holding.on_behalf_of)
        require_state(found, ReorganisationState.PROPOSED)
        found.state, found.confirmed_by, found.confirmed_at = ReorganisationState.CONFIRMED, by, at
        found.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        decision.about(**told(found))
        tell_proposer(found, decision)


def _able(found: Reorganisation, at: datetime) -> list[Person]:
    """Who may confirm an act at every body it concerns."""
    over = [found.body_id, *_councils()]
    rights = (Right.CONFIRM_REORGANISATION, Right.APPOINT)
    asked = {person.pk: person for right in rights for person in holders_over(over, right, at)}
    return [person for person in asked.values() if _may_confirm(person, found, at)]


def _may_confirm(person: Person, found: Reorganisation, at: datetime) -> bool:
    try:
        _second_person(person, found, at)
    except NotAllowedError:
        return False
    return True


def _second_person(by: Person, found: Reorganisation, at: datetime) -> Holding:
    """Return the holding in which somebody may confirm an act at every body it concerns; not who proposed it."""
    if found.proposed_by_id == by.pk:
        raise NotAllowedError("You proposed this, so a second person confirms or declines it.")
    moves = found.moves.select_related("former", "into").order_by("pk")
    concerned = {found.body, *(body for move in moves for body in (move.former, move.into))}
    others = sorted(concerned - {found.body}, key=lambda body: body.pk)
    return [_confirming(by, body, found.proposed_by, at) for body in [found.body, *others]][0]


def _confirming(by: Person, body: Body, proposer: Person, at: datetime) -> Holding:
    """The holding of a director, or of another administrator; what somebody holds for the proposer does not count."""
    over = Over([body.pk, *_councils()])
    answer = may(by, Right.CONFIRM_REORGANISATION, on=over, at=at, not_for=proposer)
    holding = answer.holding or may(by, Right.APPOINT, on=over, at=at, not_for=proposer).holding
    if holding is None and may(by, Right.APPOINT, on=over, at=at):
        raise NotAllowedError(f"You act for {proposer.full_name}, who proposed this, so somebody else confirms it.")
    if holding is None:
        raise NotAllowedError(answer.reason)
    return holding


def _councils() -> list[int]:
    return list(Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk").values_list("pk", flat=True))


def require_state(found: Reorganisation, *states: ReorganisationState) -> None:
    """Read an act again and raise OvertakenError, saying where it stands, unless it stands in one of these."""
    found.refresh_from_db(fields=["state", "confirmed_by", "confirmed_at", "ended_at"])
    if found.state not in states:
        raise OvertakenError(f"This reorganisation is {found.get_state_display().lower()}. Nothing was changed.")


def told(found: Reorganisation) -> dict[str, object]:
    """What entries say of an act."""
    moves = found.moves.select_related("former", "into").order_by("pk")
    going = [{"from": one.former.name, "to": one.into.name, "cases": one.references or "all"} for one in moves]
    named = {"name": found.name} if found.name else {}
    return {
        "act": found.pk,
        "kind": found.kind,
        "body": found.body.name,
        **named,
        "on": found.effective_on,
        "moves": going,
    }
