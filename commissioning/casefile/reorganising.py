"""Bodies and reorganisations as people read them: who may look, what an act would move, how far it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet, Value
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.errors import NotAllowedError
from accounts.models import Body, Holding, Person, Post
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.rules import day_of
from accounts.succession import former_names
from accounts.vocabulary import BodyKind
from audit.history import history_of
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.casefile.finding import LONGEST_SEARCH
from commissioning.casefile.trail import body_of
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.gates.models import PolicySeat
from commissioning.gates.policy import in_effect
from commissioning.reorganising.carrying_out import cases_left
from commissioning.reorganising.kinds import ReorganisationKind, ReorganisationState
from commissioning.reorganising.models import Move, Reorganisation
from commissioning.vocabulary import BodyPart, State
from govuk.wording import day_in_words, how_many, in_words

OVER = (State.STOPPED, State.CLOSED)
LOOKS = (Right.APPOINT, Right.CONFIRM_REORGANISATION, Right.VIEW_BOARD)
MOST = 100  # acts that are listed
Row = dict[str, object]


NOT_A_LOOKER = (
    "Bodies and their reorganisations are for who keeps appointments, and for who sees the board. Ask the council what "
    "became of a body."
)


def require_bodies(person: Person, at: datetime) -> Reach:
    """Return a reader's reach. Raises NotAllowedError for who neither keeps bodies nor sees the board."""
    reach = reach_of(person, at)
    if not any(reach.over(right) for right in LOOKS):
        raise NotAllowedError(NOT_A_LOOKER)
    return reach


@dataclass(frozen=True)
class Named:
    """A body with the names it had, and what followed it."""

    body: Body
    before: Sequence[str]

    @property
    def note(self) -> str:
        """What became of it, and what it was called."""
        told = [f"Formerly {in_words(self.before)}." if self.before else ""]
        if self.body.closed_on:
            heir = f"; followed by {self.body.successor.name}" if self.body.successor else ""
            told.append(f"Closed on {day_in_words(self.body.closed_on)}{heir}.")
        return " ".join(words for words in told if words)


def bodies_found(words: str) -> list[Named]:
    """Return the bodies whose name, or a name they had, holds every word; suppliers are left out. Three queries."""
    found = Body.objects.exclude(kind=BodyKind.SUPPLIER)
    for word in words[:LONGEST_SEARCH].split():
        once = history_of(Body).objects.filter(name__icontains=word).values("id")
        found = found.filter(Q(name__icontains=word) | Q(pk__in=once))
    bodies = list(found.select_related("successor").order_by("name", "pk"))
    before = former_names(bodies)
    return [Named(body, before.get(body.pk, [])) for body in bodies]


def standing_bodies() -> list[Body]:
    """Return the bodies that an act may concern, by name."""
    return list(Body.objects.exclude(kind=BodyKind.SUPPLIER).filter(closed_on=None).order_by("name", "pk"))


def acts() -> list[Reorganisation]:
    """Return the newest reorganisations; to who keeps bodies or sees the board they are no secret."""
    return list(Reorganisation.objects.select_related("body", "proposed_by", "confirmed_by").order_by("-pk")[:MOST])


def act_of(number: int) -> Reorganisation:
    """Return an act with its moves. Two queries. Raises Http404 where there is none."""
    moves = Prefetch("moves", Move.objects.select_related("former", "into").order_by("pk"))
    found = Reorganisation.objects.select_related("body", "proposed_by", "confirmed_by").prefetch_related(moves)
    return get_object_or_404(found, pk=number)


def act_made(entry: Entry) -> Reorganisation:
    """Return the act that an entry proposed."""
    return act_of(int(body_of(entry)["about"]["act"]))


def confirms(reach: Reach, found: Reorganisation) -> bool:
    """Whether a reach goes over every body that an act, read with its moves, concerns, for confirming it.

    It is for offering the act: whether they act for who proposed it, the decision asks. One query at most.
    """
    over = {*reach.over(Right.CONFIRM_REORGANISATION), *reach.over(Right.APPOINT)}
    concerned = {found.body_id, *(body for move in found.moves.all() for body in (move.former_id, move.into_id))}
    if not over or concerned <= over:
        return bool(over)
    return Body.objects.filter(kind=BodyKind.COUNCIL, pk__in=over).exists()


def headline(found: Reorganisation) -> str:
    """Return an act, read with its moves, in one line."""
    named = f"{found.body.name} is to be called {found.name}" if found.name else ""
    going = {f"{move.former.name} to {move.into.name}" for move in found.moves.all()}
    return "; ".join([*sorted(going), *([named] if named else [])])


def effects(found: Reorganisation, at: datetime) -> list[str]:
    """Return what an act, read with its moves, moves or has still to move, in sentences. At most seven queries."""
    moves, begun = list(found.moves.all()), _begun(found)
    told = [f"{found.body.name} gets the name {found.name}."] if found.name and not begun else []
    sizes, posts = _sizes(moves), _Posts(moves if not begun else [], day_of(at))
    for move in moves:
        told.append(_of_move(move, sizes[move.pk], begun=begun))
        told += posts.told(move) if not begun else []
    return told


def _begun(found: Reorganisation) -> bool:
    return found.state in (ReorganisationState.MOVING, ReorganisationState.DONE)


class Size(NamedTuple):
    """How much a move moves."""

    tasks: int
    contracts: int
    cases: int
    open: int


def _sizes(moves: Sequence[Move]) -> dict[int, Size]:
    """How much each move moves, by its id. Four queries."""
    cases = {move.pk: cases_left(move) for move in moves}
    counted = [
        _counted({move.pk: _tasks(move, cases[move.pk]) for move in moves}),
        _counted({move.pk: _contracts(move, cases[move.pk]) for move in moves}),
        _counted(cases),
        _counted({pk: found.exclude(state__in=OVER) for pk, found in cases.items()}),
    ]
    return {pk: Size(*(numbers.get(pk, 0) for numbers in counted)) for pk in cases}


def _tasks(move: Move, cases: QuerySet[Case]) -> QuerySet[Ask]:
    return Ask.objects.filter(case__in=cases, closed_at=None, post__body=move.former)


def _contracts(move: Move, cases: QuerySet[Case]) -> QuerySet[Contract]:
    live = Contract.objects.filter(case__in=cases, status=ContractStatus.LIVE)
    return live.filter(case__owners__body=move.former, case__owners__part=BodyPart.LEAD)


def _counted(found: Mapping[int, QuerySet[Any]]) -> dict[int, int]:
    """How many rows each query has, by its key. One query."""
    counts = [
        rows.order_by().annotate(move=Value(key)).values("move").annotate(number=Count("pk"))
        for key, rows in found.items()
    ]
    rows = counts[0].union(*counts[1:], all=True) if counts else []
    return {row["move"]: row["number"] for row in rows}


def _of_move(move: Move, size: Size, *, begun: bool) -> str:
    words = in_words(
        [
            how_many(size.tasks, "open task,open tasks").lower(),
            how_many(size.contracts, "live contract,live contracts").lower(),
            how_many(size.cases, "case,cases").lower(),
        ]
    )
    words += f" ({size.open:,} of them open)" if size.open != size.cases else ""
    return f"From {move.former.name} to {move.into.name} this {'has still to move' if begun else 'moves'} {words}."


class _Posts:
    """What becomes of the posts of bodies that hand over, and what somebody has to see to. Three queries."""

    def __init__(self, moves: Sequence[Move], today: date) -> None:
        formers = [move.former_id for move in moves]
        self.posts: defaultdict[int, list[Post]] = defaultdict(list)
        for post in Post.objects.filter(body__in=[*formers, *(move.into_id for move in moves)]).order_by("pk"):
            self.posts[post.body_id].append(post)
        closing = [move.former_id for move in moves if move.closes]
        held = Holding.objects.in_force(today).filter(post__body__in=closing).select_related("person")
        self.held = list(held.order_by("pk"))
        seats = PolicySeat.objects.filter(policy__in=in_effect(today).values("pk")[:1], body__in=closing)
        self.seats = Counter(seats.values_list("body", flat=True))

    def told(self, move: Move) -> list[str]:
        """What becomes of the posts of one move's former body."""
        there = {post.role for post in self.posts[move.into_id]}
        own = self.posts[move.former_id]
        lacking = [post.get_role_display().lower() for post in own if post.role not in there]
        if not move.closes:
            return [f"{move.into.name} has no {in_words(lacking)}: tasks of such posts stay."] if lacking else []
        name = move.former.name
        told = [f"{name} is closed. Searches still find it by its name. What it keeps of policies goes along."]
        if lacking:
            told.append(f"Its posts of {in_words(lacking)} go along with their holders.")
        return told + self._staying(move, [post for post in own if post.role in there]) + self._seats(move)

    def _staying(self, move: Move, stay: Sequence[Post]) -> list[str]:
        ids = {post.pk for post in stay}
        names = sorted({holding.person.full_name for holding in self.held if holding.post_id in ids})
        if not names:
            return []
        roles = in_words(post.get_role_display().lower() for post in stay)
        already = f"{move.into.name} has these posts already: {roles}."
        return [f"{already} Appoint {in_words(names)} there first where they go along."]

    def _seats(self, move: Move) -> list[str]:
        seats = self.seats[move.former_id]
        named = how_many(seats, "seat,seats").lower()
        return [f"The gate policy names it at {named}: {move.into.name} is asked."] if seats else []


def summary_of(found: Reorganisation) -> list[Row]:
    """Return who proposed and confirmed an act, and from when it holds, for a summary list."""
    confirmed = f"{found.confirmed_by.full_name}" if found.confirmed_by else "Nobody yet"
    rows = [
        ("What", str(ReorganisationKind(found.kind).label)),
        ("State", str(ReorganisationState(found.state).label)),
        ("From", day_in_words(found.effective_on)),
        ("Why", found.reason),
        ("Proposed by", f"{found.proposed_by.full_name}, {day_in_words(found.proposed_at)}"),
        ("Confirmed by", confirmed),
        *([("Ended", day_in_words(found.ended_at))] if found.ended_at else []),
        *([("Why it ended", found.end_reason)] if found.end_reason else []),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def rows_of(found: Sequence[Reorganisation]) -> list[list[Row]]:
    """Return acts as rows of a table."""
    return [
        [
            {"text": one.body.name, "href": reverse("reorganisation", args=[one.pk])},
            {"text": one.get_kind_display(), "label": "What"},
            {"text": day_in_words(one.effective_on), "label": "From"},
            {"text": one.get_state_display(), "label": "State"},
        ]
        for one in found
    ]


HEAD = [{"text": text} for text in ("Body", "What", "From", "State")]
