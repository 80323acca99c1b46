"""From policy to people: which seats a submission needs, and which post takes each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.exclusions import exclusion
from accounts.models import Exclusion, Post
from accounts.rights import Right, Role, rights_of
from accounts.succession import heir_of
from accounts.vocabulary import Ground
from commissioning.case.models import Case, CaseBody, Strand, scope_of_case
from commissioning.errors import RefusedError
from commissioning.gates.models import Gate, GatePolicy, PolicyGate, PolicySeat, Seat, SignOff
from commissioning.gates.rules import STANDING, Answering, Place, asked_again, needed, somebody_answers, spared
from commissioning.vocabulary import BodyPart, SeatKind, SeatState, Stage, WhenEmpty

GIVEN = STANDING - {SeatState.SILENT}  # the states of a seat whose answer somebody gave
ANSWER = ("seat", "person", "principal", "recorded", "on_behalf_of")


@dataclass(frozen=True)
class Keys:
    """The keys of the sections that are handed in, record by record in their order.

    `figures` are those that a role without the right to see figures never answers for, whatever the policy says;
    `absent` those of the stage before where its record was decided at a gate of its own.
    """

    parts: Sequence[Sequence[str]] = ()
    figures: Collection[str] = ()
    absent: Collection[str] = ()

    @property
    def every(self) -> list[str]:
        """All of them."""
        return [key for part in self.parts for key in part]


@dataclass(frozen=True)
class Planned:
    """A seat that a submission would ask."""

    rule: PolicySeat
    post: Post
    sections: list[str]


def plan(policy: GatePolicy, strand: Strand, facts: Mapping[str, object], keys: Keys) -> list[Planned]:
    """Return the seats that the policy gives the strand's gate for these facts.

    Raises RefusedError where a seat's post does not exist, or where nobody would answer for one of the records and the
    policy does not let the gate pass so.
    """
    rules = policy.seats.filter(stage=strand.stage, lane=strand.case.lane_at(strand.stage)).select_related("body")
    here = PolicyGate.objects.filter(policy=policy)
    return planned(rules, here, strand, facts, keys)


def planned(
    every: Iterable[PolicySeat],
    gates: QuerySet[PolicyGate],
    strand: Strand,
    facts: Mapping[str, object],
    keys: Keys,
) -> list[Planned]:
    """Return the seats that these rules of a policy give the strand's gate; `gates` are what the policy says of each.

    All else as `plan`.
    """
    rules = [rule for rule in every if needed(rule.conditions, facts) and _about_any(rule, keys)]
    posts = posts_asked(rules, strand.case) if rules else {}
    found = [Planned(rule, _post(rule, strand, posts), _sections(rule, keys)) for rule in rules]
    forgotten = len(keys.parts) > 1 and not all(_answered(found, part) for part in keys.parts)
    if not found or forgotten:
        _require_passing(gates, strand, nobody=not found)
    return found


def _answered(seats: Sequence[Planned], part: Sequence[str]) -> bool:
    """Whether a record of two, given by its sections, cannot pass without somebody's answer."""
    told = (
        Answering(
            kind=SeatKind(seat.rule.kind),
            touches=not set(part).isdisjoint(seat.sections),
            group=seat.rule.group,
            needs=seat.rule.group_needs or 0,
        )
        for seat in seats
    )
    return somebody_answers(list(told))


def _about_any(rule: PolicySeat, keys: Keys) -> bool:
    """Whether a seat answers for anything here, and not for the stage before alone, which had a gate of its own."""
    return not rule.sections or not set(rule.sections) <= set(keys.absent)


def posts_asked(rules: Sequence[PolicySeat], case: Case) -> dict[int, Post]:
    """Return the post that each rule asks in a case today, by the rule's id; a rule without such a post is left out."""
    lead = Exists(CaseBody.objects.filter(case=case, body=OuterRef("body"), part=BodyPart.LEAD))
    asked = Post.objects.filter(role__in=[rule.role for rule in rules]).annotate(leads=lead).select_related("body")
    heirs = {rule.body_id: heir_of(rule.body).pk for rule in rules if rule.body}
    found = list(asked.filter(Q(leads=True) | Q(body__in=heirs.values())))
    held = {(post.role, post.body_id): post for post in found}
    leading = {post.role: post for post in found if post.leads}
    posts = {
        rule.pk: held.get((rule.role, heirs[rule.body_id])) if rule.body_id else leading.get(rule.role)
        for rule in rules
    }
    return {rule: post for rule, post in posts.items() if post is not None}


def _require_passing(gates: QuerySet[PolicyGate], strand: Strand, *, nobody: bool) -> None:
    """Raise RefusedError for an empty gate, or one of two records with one of them nobody's, unless it may pass so."""
    stage, lane = Stage(strand.stage), strand.case.lane_at(strand.stage)
    if gates.filter(stage=stage, lane=lane, when_empty=WhenEmpty.PASSES).exists():
        return
    if nobody:
        raise RefusedError(f"The gate policy names no seat for {stage.label}. Ask Procurement to mend it.")
    raise RefusedError(
        f"The gate of {stage.label.lower()} decides two records here, and could pass without anybody's answer for one "
        "of them. Ask Procurement to mend the gate policy."
    )


def _sections(rule: PolicySeat, keys: Keys) -> list[str]:
    """The sections a seat answers for: those its rule names, else all, less what its role may not see."""
    sees_figures = Right.SEE_FIGURES in rights_of(Role(rule.role))
    named = [key for key in rule.sections if key not in keys.absent]
    return [key for key in named or keys.every if sees_figures or key not in keys.figures]


def _post(rule: PolicySeat, strand: Strand, posts: Mapping[int, Post]) -> Post:
    post = posts.get(rule.pk)
    if post is None:
        role, body = rule.get_role_display().lower(), rule.body or strand.case.lead
        raise RefusedError(
            f"The seat “{rule.title}” asks the {role} of {body.name}, and there is no such post. "
            "Ask the system administrator to establish it."
        )
    return post


def seat(gate: Gate, planned: Sequence[Planned], changed: Sequence[str], at: datetime) -> list[Seat]:
    """Bring a gate's seats to what a submission needs: new ones wait, unneeded ones drop, the rest carry over.

    A gate that follows one of an earlier attempt begins with the answers given there. An answer of somebody who has
    since written in the record, or whom a conflict of interest keeps out, does not stand.
    """
    standing = {found.rule_id: found for found in gate.seats.select_related("rule", "post__body")}
    earlier = {} if standing else _earlier(gate)
    for plan_ in planned:
        found = standing.get(plan_.rule.pk) or _new(gate, plan_, earlier.get(plan_.rule.pk))
        found.tier, found.sections = plan_.rule.tier, plan_.sections
        if found.state == SeatState.DROPPED:
            found.state = SeatState.WAITING
        found.save()
        standing[plan_.rule.pk] = found
    _drop(standing, {plan_.rule.pk for plan_ in planned})
    seats = sorted(standing.values(), key=lambda found: (found.tier, found.rule.position))
    _keep_signers_out(gate, seats, at)
    _ask_again(seats, changed, _void(gate, seats))
    ask_there(seats, {plan_.rule.pk: plan_.post for plan_ in planned})
    return seats


def ask_there(seats: Sequence[Seat], posts: Mapping[int, Post]) -> None:
    """Let seats that wait be asked where their rules mean today: another body may lead since they were answered.

    `posts` are the posts by the ids of the rules.
    """
    for found in seats:
        post = posts.get(found.rule_id)
        if found.state == SeatState.WAITING and post is not None and post.pk != found.post_id:
            found.post = post
            found.save(update_fields=["post"])


def _earlier(gate: Gate) -> dict[int, Seat]:
    """The seats of the gate that this one follows, by their rule; those of another policy have other rules."""
    if gate.follows is None:
        return {}
    return {found.rule_id: found for found in gate.follows.seats.select_related("carried_from__gate", "gate")}


def _new(gate: Gate, planned: Planned, earlier: Seat | None) -> Seat:
    """A seat that waits, or one that begins with the answer its post gave in the attempt before."""
    made = Seat(gate=gate, rule=planned.rule, post=planned.post, kind=planned.rule.kind)
    if earlier is not None and earlier.state in STANDING and earlier.post_id == planned.post.pk:
        made.state, made.carried_from = SeatState(earlier.state), earlier.carried_from or earlier
    return made


def _void(gate: Gate, seats: Sequence[Seat]) -> set[int]:
    """The ids of the seats whose answer cannot stand, given by such a person or on their behalf.

    Nobody signs what they wrote, nor where a conflict of interest keeps them out.
    """
    scopes = [gate.scope, scope_of_case(gate.strand.case_id)]
    kept_out = Exclusion.objects.filter(scope__in=scopes, ends_at=None).values_list("ground", "person", "source")
    authors = {person for ground, person, _ in kept_out if ground in (Ground.AUTHOR, Ground.CONFLICT)}
    bound = {source for ground, person, source in kept_out if ground == Ground.SIGNER and person in authors}
    given = answered_by([found for found in seats if found.state in GIVEN])
    unnamed = {found.pk for found in seats if found.source in bound and None in given.get(found.pk, ())}
    return {seat for seat, people in given.items() if people & authors} | unnamed


def answered_by(seats: Iterable[Seat]) -> dict[int, set[int | None]]:
    """Return who gave the newest answer of each of these seats, and for whom; of a recorded one, for whom alone.

    None is among them where for whom was kept as a name only, as it once was.
    """
    answers = {found.pk: found.carried_from_id or found.pk for found in seats}
    given = SignOff.objects.filter(seat__in=answers.values()).order_by("pk")
    newest: dict[int, set[int | None]] = {
        seat: {principal} - {None} if recorded else {person, principal} if whose else {person}
        for seat, person, principal, recorded, whose in given.values_list(*ANSWER)
    }
    return {seat: newest.get(answer, set()) for seat, answer in answers.items()}


def _keep_signers_out(gate: Gate, seats: Sequence[Seat], at: datetime) -> None:
    """Whoever answered a seat in the attempt before answers no other one here, as if they had answered it here."""
    for found in seats:
        answered = found.carried_from
        if answered is not None:
            there = Exclusion.objects.filter(scope=answered.gate.scope, ground=Ground.SIGNER, source=answered.source)
            for kept in there.filter(ends_at=None).select_related("person"):
                exclusion(kept.person, scope=gate.scope, ground=Ground.SIGNER, source=found.source, at=at)


def _drop(standing: Mapping[int, Seat], wanted: set[int]) -> None:
    for rule, found in standing.items():
        if rule not in wanted and found.state != SeatState.DROPPED:
            found.state, found.carried = SeatState.DROPPED, False
            found.save(update_fields=["state", "carried"])


def _ask_again(seats: Sequence[Seat], changed: Sequence[str], void: Collection[int]) -> None:
    live = [found for found in seats if found.state != SeatState.DROPPED]
    standing = [replace(found, state=SeatState.WAITING) if found.id in void else found for found in places(live)]
    again = asked_again(standing, changed)
    after = [replace(found, state=SeatState.WAITING) if found.id in again else found for found in standing]
    spare = spared(after)
    for found, seated in zip(live, after, strict=True):
        state = SeatState.SPARED if found.pk in spare else seated.state
        carried = found.pk not in again and state != SeatState.SPARED
        if (found.state, found.carried) != (state, carried):
            found.state, found.carried = state, carried
            found.carried_from = found.carried_from if carried else None
            found.save(update_fields=["state", "carried", "carried_from"])


def places(seats: Sequence[Seat]) -> list[Place]:
    """Return seats as the pure rules know them."""
    return [
        Place(
            found.pk,
            SeatKind(found.kind),
            found.tier,
            SeatState(found.state),
            tuple(found.sections),
            found.rule.group,
            found.rule.group_needs or 0,
        )
        for found in seats
    ]
