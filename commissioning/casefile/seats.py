"""The seats of a gate as people read them: who answered what, when and why, and who is still waited for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from commissioning.case.models import Case
from commissioning.casefile.wording import capital, deadline, within
from commissioning.gates.answers import ANSWERS
from commissioning.gates.combining import in_sentence
from commissioning.gates.models import BundleSection, Gate, Seat, SignOff, Submission
from commissioning.vocabulary import Action, Lane, Outcome, Recorded, SeatState, Stage
from govuk.wording import day_in_words, how_many, moment_in_words

COLOURS = {
    SeatState.WAITING: "grey",
    SeatState.OPEN: "blue",
    SeatState.SIGNED: "green",
    SeatState.OBJECTED: "orange",
    SeatState.ADVISED: "green",
    SeatState.SILENT: "grey",
    SeatState.RETURNED: "red",
    SeatState.PASSED: "green",
    SeatState.AMENDED: "green",
    SeatState.STOPPED: "red",
    SeatState.ENDED: "purple",
    SeatState.DROPPED: "grey",
    SeatState.SPARED: "grey",
}
OUTCOMES = {
    "": "Waiting for answers",
    Outcome.NEXT_TIER: "Waiting for the next tier",
    Outcome.RETURNED: "Returned to its author",
    Outcome.PASSED: "Passed",
    Outcome.ENDED: "Ended: gone to review",
    Outcome.STOPPED: "Stopped",
}
REOPENED = "Open again, to be decided anew"

RECORDED = {Recorded.MEETING: "at a meeting, recorded", Recorded.ELSEWHERE: "already cleared elsewhere, recorded"}


@dataclass(frozen=True)
class Chair:
    """One seat in words."""

    title: str
    post: str
    does: str
    state: str
    colour: str
    note: str
    late: bool
    answers: Sequence[Given]


@dataclass(frozen=True)
class Given:
    """One answer of a seat in words; `reason` is empty for those who may not read it."""

    text: str
    reason: str
    decided: str


@dataclass(frozen=True)
class Tier:
    """The seats that are asked together."""

    number: int
    chairs: Sequence[Chair]


def seats_of(gate: Gate) -> list[Seat]:
    """Return the seats of a gate, tier by tier."""
    return list(_by_tier(Seat.objects.filter(gate=gate)))


def seats_beside(seat: int) -> list[Seat]:
    """Return the seats of the gate that a seat is of, itself among them, tier by tier, in one query."""
    return list(_by_tier(Seat.objects.filter(gate__in=Gate.objects.filter(seats=seat))))


def _by_tier(found: QuerySet[Seat]) -> QuerySet[Seat]:
    return found.select_related("gate", "rule", "post__body").order_by("tier", "rule__position")


def sign_offs_of(gate: Gate) -> list[SignOff]:
    """Return every answer given at a gate, the newest first."""
    own = Seat.objects.filter(gate=gate).order_by()
    carried = own.filter(carried_from__isnull=False).values("carried_from")
    given = SignOff.objects.filter(seat__in=own.values("pk").union(carried))
    return list(given.select_related("person", "submission").order_by("-pk"))


def gates_of(case: Case) -> QuerySet[Gate]:
    """Return the gates of a case with their submissions, the newest first."""
    handed_in = Prefetch("submissions", queryset=Submission.objects.select_related("submitted_by").order_by("number"))
    found = Gate.objects.filter(strand__case=case).select_related("strand", "policy").prefetch_related(handed_in)
    return found.order_by("-pk")


def row_of(case: Case, gate: Gate) -> list[dict[str, object]]:
    """Return a gate as a row of a table."""
    year = f", year {gate.sequence}" if gate.stage == Stage.MONITORING else ""
    strand = f", {gate.strand.part}" if gate.strand.part else ""
    href = reverse("case-gate", args=[case.reference, gate.pk])
    return [
        {"text": f"{gate_name(case, gate)}{year}{strand}", "href": href, "header": True},
        {"text": outcome_in_words(gate)},
        {"text": how_many(len(gate.submissions.all()), "submission,submissions")},
        {"text": day_in_words(gate.opened_at)},
        {"text": day_in_words(gate.closed_at) if gate.closed_at else "Still open"},
    ]


def gate_name(case: Case, gate: Gate) -> str:
    """Return what a gate is the gate of: a stage, as a case of its lane calls it, or two that it decides together."""
    return capital(in_sentence(gate.stages)) if gate.earlier else Lane(case.lane).name_of(Stage(gate.stage))


def tiers(
    seats: Sequence[Seat],
    answers: Sequence[SignOff],
    today: date,
    *,
    reasons: bool,
    own: Collection[int],
    paused: Mapping[int, str],
) -> list[Tier]:
    """Return the seats of a gate tier by tier; `paused` says of seats whose clock stands why it does.

    `reasons` says whether the reader may read why others answered so; what their `own` posts answered they always may.
    """

    def told(seat: Seat) -> Chair:
        may_read = reasons or seat.post_id in own
        return chair(seat, answers_of(seat, answers), today, reasons=may_read, paused=paused.get(seat.pk, ""))

    return [Tier(number, [told(seat) for seat in here]) for number, here in groupby(seats, key=lambda seat: seat.tier)]


def answers_of(seat: Seat, answers: Sequence[SignOff]) -> list[SignOff]:
    """Return a seat's own answers among those of its gate, and those it carries over from the attempt before."""
    return [answer for answer in answers if answer.seat_id in (seat.pk, seat.carried_from_id)]


def chair(seat: Seat, answers: Sequence[SignOff], today: date, *, reasons: bool, paused: str = "") -> Chair:
    """Return one seat in words with what it answered, the newest answer first; `paused` says why its clock stands."""
    state = SeatState(seat.state)
    return Chair(
        title=seat.rule.title,
        post=seat.post.title,
        does=seat.get_kind_display(),
        state=f"{state.label}{', carried over' if seat.carried else ''}",
        colour=COLOURS[state],
        note=paused or _note(seat, today),
        late=not paused and state == SeatState.OPEN and seat.due_on is not None and seat.due_on < today,
        answers=[_given(answer, reasons=reasons) for answer in answers],
    )


def _note(seat: Seat, today: date) -> str:
    if seat.carried_from_id:
        return "Its answer in the attempt before still stands: nothing it answers for has changed."
    if seat.carried:
        return f"Its answer to submission {seat.answered_in} still stands: nothing it answers for has changed."
    if seat.state == SeatState.OPEN and seat.due_on:
        return capital(deadline(seat.due_on, today))
    if seat.state == SeatState.WAITING:
        return f"Answers {within(seat.rule.working_days)}, once the tier before it has."
    if seat.state == SeatState.SPARED:
        return f"{seat.rule.group_needs} of “{seat.rule.group}” were enough, and as many have answered."
    return ""


def _given(answer: SignOff, *, reasons: bool) -> Given:
    principal = f", for {answer.on_behalf_of}" if answer.on_behalf_of else ""
    deed = ANSWERS[Action(answer.action)].label if answer.action in ANSWERS else "Deferred"
    until = f" until {day_in_words(answer.until)}" if answer.until else ""
    who = f"{answer.person.full_name} ({answer.capacity}){principal}"
    if answer.recorded:
        how = RECORDED[Recorded(answer.recorded)]
        who = f"{answer.on_behalf_of}, {how} by {answer.person.full_name} ({answer.capacity})"
    text = f"{deed}{until}: {who}, {moment_in_words(answer.at)}, on submission {answer.submission.number}"
    return Given(text, answer.reason if reasons else "", answer.text if reasons else "")


def outcome_in_words(gate: Gate) -> str:
    """Return how far a gate is."""
    words = REOPENED if gate.outcome == Outcome.RETURNED and gate.reopened else OUTCOMES[gate.outcome]
    return f"{words}, against advice that was not followed" if gate.against_advice else words


def sections_of_attempt(seat: Seat) -> dict[str, BundleSection]:
    """Return the sections that were handed in last in the attempt before, by key, where a seat has not answered here.

    Nothing where there is nothing to compare.
    """
    if seat.answered_in or not seat.gate.follows_id:
        return {}
    answered = Submission.objects.filter(gate=seat.gate.follows_id).order_by("-number")[:1]
    found = BundleSection.objects.filter(submission__in=answered.values("pk")).order_by("position")
    return {section.key: section for section in found}
