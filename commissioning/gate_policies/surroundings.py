"""What a draft is held against: the bodies, posts and holders there are, and the sections of each stage's record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from accounts.models import Body, Holding, Post
from accounts.rights import Right, Role, rights_of
from accounts.rules import day_of
from commissioning.award.sections import ROOM as AWARD
from commissioning.contract.sections import ROOM as MONITORING
from commissioning.fast.sections import ROOM as FAST
from commissioning.gate_policies.facts import Gate
from commissioning.gates.rules import Answering, somebody_answers
from commissioning.gates.terms import FAST_GATE, JOINING_GATE, PolicyTerms, SeatTerms
from commissioning.joining.sections import ROOM as JOINING
from commissioning.needs.sections import ROOM as NEEDS
from commissioning.records.rooms import StageRoom
from commissioning.review.sections import ROOM as REVIEW
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Lane


@dataclass(frozen=True)
class Handed:
    """The record that is handed in to a gate: its sections with their titles, and the role that writes it."""

    sections: Mapping[str, str]
    figures: frozenset[str]
    writer: Role

    def answered_by(self, seats: Sequence[SeatTerms], groups: Mapping[str, int]) -> bool:
        """Whether a gate with these seats and groups could not pass without somebody's answer for it."""
        told = (Answering(seat.kind, self._touched_by(seat), seat.group, groups.get(seat.group, 0)) for seat in seats)
        return somebody_answers(list(told))

    def _touched_by(self, seat: SeatTerms) -> bool:
        """Whether a seat would be given any section of it to answer for."""
        named = [key for key in self.sections if key in seat.sections] if seat.sections else list(self.sections)
        sees_figures = Right.SEE_FIGURES in rights_of(seat.role)
        return any(sees_figures or key not in self.figures for key in named)


@dataclass(frozen=True)
class Surroundings:
    """The council as a draft finds it. `holders` are the ids of who holds each post; a post nobody holds has none.

    `deputies` are the ids of who holds each post's deputy.
    """

    bodies: Mapping[str, str]
    leading: tuple[str, ...]
    holders: Mapping[tuple[Role, str], frozenset[int]]
    deputies: Mapping[tuple[Role, str], frozenset[int]] = field(default_factory=dict)


def _handed(room: StageRoom) -> Handed:
    figures = frozenset(section.key for section in room.sections if section.figures)
    return Handed({section.key: section.title for section in room.sections}, figures, room.writer)


RECORDS: Mapping[Gate, Handed] = {
    FAST_GATE: _handed(FAST),
    JOINING_GATE: _handed(JOINING),
    **{(room.stage, Lane.STANDARD): _handed(room) for room in (NEEDS, SOCIAL_VALUE, TENDER, AWARD, MONITORING, REVIEW)},
}


def record_at(terms: PolicyTerms, gate: Gate) -> Handed:
    """Return what is handed in to a gate: its record, and the earlier one where the terms combine two stages."""
    own, earlier = RECORDS[gate], terms.earlier(gate)
    if earlier is None:
        return own
    before = RECORDS[earlier]
    return Handed({**before.sections, **own.sections}, before.figures | own.figures, own.writer)


def around(at: datetime) -> Surroundings:
    """Return the council as it stands at a moment. Three queries."""
    standing = Q(closed_on=None) | Q(closed_on__gt=day_of(at))
    bodies = dict(Body.objects.filter(standing).order_by("name", "pk").values_list("slug", "name"))
    columns = ("role", "body__slug", "deputy__role", "deputy__body__slug")
    posts = list(Post.objects.order_by("pk").values_list(*columns))
    held: dict[tuple[Role, str], set[int]] = {(Role(role), slug): set() for role, slug, *_ in posts}
    holdings = Holding.objects.in_force(day_of(at)).filter(person__is_active=True)
    for role, slug, person in holdings.order_by("pk").values_list("post__role", "post__body__slug", "person"):
        held[Role(role), slug].add(person)
    leading = tuple(slug for slug in bodies if (NEEDS.writer, slug) in held)
    holders = {post: frozenset(people) for post, people in held.items()}
    deputies = {
        (Role(role), slug): holders[Role(deputy), place] for role, slug, deputy, place in posts if deputy is not None
    }
    return Surroundings(bodies, leading, holders, deputies)
