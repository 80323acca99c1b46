"""Bodies and reorganisations as people read them: who may look, what an act would move, how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.authority import Over, may
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


def require_bodies(person: Person, at: datetime) -> Reach:
    """Return a reader's reach. Raises NotAllowedError for who neither keeps bodies nor sees the board."""
    reach = reach_of(person, at)
    if not any(reach.over(right) for right in LOOKS):
        councils = Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk").values_list("pk", flat=True)
        raise NotAllowedError(may(person, Right.VIEW_BOARD, on=Over(list(councils)), at=at).reason)
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
    """Return an act. Raises Http404 where there is none."""
    found = Reorganisation.objects.select_related("body", "proposed_by", "confirmed_by")
    return get_object_or_404(found, pk=number)


def act_made(entry: Entry) -> Reorganisation:
    """Return the act that an entry proposed."""
    return act_of(int(body_of(entry)["about"]["act"]))


def headline(found: Reorganisation) -> str:
    """Return an act in one line."""
    moves = list(found.moves.select_related("former", "into").order_by("pk"))
    named = f"{found.body.name} is to be called {found.name}" if found.name else ""
    going = {f"{move.former.name} to {move.into.name}" for move in moves}
    return "; ".join([*sorted(going), *([named] if named else [])])


def effects(found: Reorganisation, at: datetime) -> list[str]:
    """Return what an act moves, or has still to move, in sentences. Some queries for each of its moves."""
    told = [f"{found.body.name} gets the name {found.name}."] if found.name and not _begun(found) else []
    for move in found.moves.select_related("former", "into").order_by("pk"):
        told += _of_move(move, at, begun=_begun(found))
    return told


def _begun(found: Reorganisation) -> bool:
    return found.state in (ReorganisationState.MOVING, ReorganisationState.DONE)


def _of_move(move: Move, at: datetime, *, begun: bool) -> list[str]:
    former, into = move.former.name, move.into.name
    cases = cases_left(move)
    asks = Ask.objects.filter(case__in=cases, closed_at=None, post__body=move.former)
    contracts = Contract.objects.filter(
        case__in=cases, status=ContractStatus.LIVE, case__owners__body=move.former, case__owners__part=BodyPart.LEAD
    )
    counted = cases.aggregate(every=Count("pk"), open=Count("pk", filter=~Q(state__in=OVER)))
    words = in_words(
        [
            how_many(asks.count(), "open task,open tasks").lower(),
            how_many(contracts.count(), "live contract,live contracts").lower(),
            how_many(counted["every"], "case,cases").lower(),
        ]
    )
    words += f" ({counted['open']:,} of them open)" if counted["open"] != counted["every"] else ""
    still = "has still to move" if begun else "moves"
    told = [f"From {former} to {into} this {still} {words}."]
    return told if begun else told + _of_posts(move, at)


def _of_posts(move: Move, at: datetime) -> list[str]:
    """What becomes of the posts of a body that ends, and what somebody has to see to."""
    there = set(Post.objects.filter(body=move.into).values_list("role", flat=True))
    own = list(Post.objects.filter(body=move.former).select_related("body").order_by("pk"))
    if not move.closes:
        lacking = [post.get_role_display().lower() for post in own if post.role not in there]
        return [f"{move.into.name} has no {in_words(lacking)}: tasks of such posts stay."] if lacking else []
    carried = [post.get_role_display().lower() for post in own if post.role not in there]
    stay = [post for post in own if post.role in there]
    told = [f"{move.former.name} is closed. Searches still find it by its name."]
    if carried:
        told.append(f"Its posts of {in_words(carried)} go along with their holders.")
    held = Holding.objects.in_force(day_of(at)).filter(post__in=stay).select_related("person").order_by("pk")
    names = sorted({holding.person.full_name for holding in held})
    if names:
        told.append(
            f"{move.into.name} has these posts already: {in_words(post.get_role_display().lower() for post in stay)}. "
            f"Appoint {in_words(names)} there first where they go along."
        )
    policy = in_effect(day_of(at)).values("pk")[:1]
    seats = PolicySeat.objects.filter(policy__in=policy, body=move.former).count()
    if seats:
        told.append(f"The gate policy names it at {how_many(seats, 'seat,seats').lower()}: {move.into.name} is asked.")
    return told


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
