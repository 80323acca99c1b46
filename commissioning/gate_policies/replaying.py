"""Holding terms against what was handed in: piece by piece, so that progress shows and a killed worker loses one piece.

Only the newest submission of each gate is looked at: it is the one that was, or is being, answered.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import make_aware

from accounts.models import Holding, Person
from accounts.rules import LONDON, day_of
from commissioning.case.models import CaseBody
from commissioning.gate_policies.models import PolicyDraft, Replay
from commissioning.gate_policies.rules import HandedIn, Posts, Seating, Tally, changed
from commissioning.gates.documents import from_document
from commissioning.gates.models import GatePolicy, Submission
from commissioning.gates.policy import of_policy, with_terms
from commissioning.gates.terms import PolicyTerms, to_document
from commissioning.vocabulary import BodyPart, Lane, Stage

PIECE: Final = 500  # submissions
STALLED: Final = timedelta(minutes=5)


def begin_replay(
    terms: PolicyTerms,
    *,
    draft: PolicyDraft | None = None,
    policy: GatePolicy | None = None,
    since: date | None = None,
    by: Person | None,
    at: datetime,
) -> Replay:
    """Set a replay up. Nothing is looked at yet."""
    replay = Replay(
        draft=draft,
        policy=policy,
        digest=terms.digest,
        document=to_document(terms),
        since=since,
        asked_by=by,
        asked_at=at,
        moved_at=at,
        total=handed_in(since).count(),
        tally=Tally().stored(),
    )
    replay.save()
    return replay


def unfinished(at: datetime) -> QuerySet[Replay]:
    """Return the replays that nobody works on any more, the oldest first."""
    return Replay.objects.filter(finished_at=None, moved_at__lt=at - STALLED).order_by("pk")


def run_replay(
    replay: Replay, clock: Callable[[], datetime], tell: Callable[[Replay], None] = lambda _: None
) -> Replay:
    """Take a replay to its end, telling of each piece."""
    seatings: dict[int, Seating] = {}
    while replay.finished_at is None:
        replay = take_piece(replay.pk, clock(), seatings)
        if tell is not None:
            tell(replay)
    return replay


def take_piece(replay_id: int, at: datetime, seatings: dict[int, Seating] | None = None) -> Replay:
    """Look at the next submissions of a replay, in one transaction. Whoever comes second goes on where it left off."""
    with transaction.atomic():
        replay = Replay.objects.select_for_update(of=("self",)).get(pk=replay_id)
        if replay.finished_at is not None:
            return replay
        found = list(handed_in(replay.since).filter(pk__gt=replay.reached)[:PIECE])
        tally = Tally(**replay.tally)
        _count(found, tally, Seating(from_document(replay.document)), {} if seatings is None else seatings, at)
        replay.tally, replay.done, replay.moved_at = tally.stored(), replay.done + len(found), at
        replay.reached = found[-1].pk if found else replay.reached
        replay.finished_at = at if len(found) < PIECE else None
        replay.save()
    return replay


def handed_in(since: date | None) -> QuerySet[Submission]:
    """Return the newest submission of each gate, those since a day, in the order they were handed in."""
    later = Submission.objects.filter(gate=OuterRef("gate"), number__gt=OuterRef("number"))
    found = Submission.objects.filter(~Exists(later)).select_related("gate__strand__case", "gate__policy")
    if since is not None:
        found = found.filter(submitted_at__gte=make_aware(datetime.combine(since, time.min), LONDON))
    return found.order_by("pk")


def _count(found: list[Submission], tally: Tally, after: Seating, seatings: dict[int, Seating], at: datetime) -> None:
    wanted = {submission.gate.policy_id for submission in found} - set(seatings)
    for policy in with_terms(GatePolicy.objects.filter(pk__in=wanted)):
        seatings[policy.pk] = Seating(of_policy(policy))
    leads = _leads(found)
    held, known = _held(at), _known(found, after.terms)
    for submission in found:
        handed = _handed(submission, leads, known)
        tally.count(changed(handed, seatings[submission.gate.policy_id], after, held))


def _known(found: list[Submission], terms: PolicyTerms) -> dict[tuple[int, str], dict[str, Any]]:
    """What was known at the gates of stages that the terms decide with the next one, by strand and stage."""
    stages = [stage for stage, _ in terms.combined]
    strands = {submission.gate.strand_id for submission in found}
    if not stages:
        return {}
    rows = Submission.objects.filter(gate__strand__in=strands, gate__stage__in=stages).order_by("number")
    return {(strand, stage): facts for strand, stage, facts in rows.values_list("gate__strand", "gate__stage", "facts")}


def _handed(submission: Submission, leads: dict[int, str], known: dict[tuple[int, str], dict[str, Any]]) -> HandedIn:
    gate, case = submission.gate, submission.gate.strand.case
    return HandedIn(
        case=case.reference,
        stage=Stage(gate.stage),
        lane=Lane(submission.facts.get("lane", case.lane)) if gate.stage == Stage.NEEDS else Lane.STANDARD,
        facts=submission.facts,
        lead=leads.get(case.pk, ""),
        open=gate.closed_at is None and case.open,
        earlier=Stage(gate.earlier) if gate.earlier else None,
        known=known.get((gate.strand_id, Stage(gate.stage).before or ""), {}),
    )


def _leads(found: list[Submission]) -> dict[int, str]:
    cases = {submission.gate.strand.case_id for submission in found}
    rows = CaseBody.objects.filter(case__in=cases, part=BodyPart.LEAD).order_by("pk")
    return dict(rows.values_list("case", "body__slug"))


def _held(at: datetime) -> Posts:
    """The posts that somebody holds today: a past case is held against the council as it stands."""
    holdings = Holding.objects.in_force(day_of(at)).filter(person__is_active=True).order_by("pk")
    return set(holdings.values_list("post__role", "post__body__slug"))


def result_of(replay: Replay) -> dict[str, Any]:
    """Return what a replay came to, as it is printed and shown."""
    tally = replay.tally
    return {
        "version": replay.policy.version if replay.policy else None,
        "draft": replay.draft_id,
        "digest": replay.digest,
        "since": replay.since.isoformat() if replay.since else None,
        "finished": replay.finished_at is not None,
        "submissions": replay.done,
        **{name: value for name, value in tally.items() if name != "gates"},
    }


def newest_replay(draft: PolicyDraft) -> Replay | None:
    """Return the replay of a draft that was asked for last; None where there was none."""
    return Replay.objects.filter(draft=draft).select_related("asked_by").order_by("-pk").first()
