"""Who may do what: one question in one place, asked when a thing is shown, taken and carried out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict, TypeVar, cast

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value

from accounts import rules
from accounts.errors import NotAllowedError
from accounts.models import BodyGroupPermission, Exclusion, Holding, Person, Post, standing
from accounts.rights import Right, Role, rights_of
from accounts.rules import THEY, Claim, Question, Voice, day_of
from accounts.vocabulary import BodyKind, Ground

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Considered(TypedDict):
        """What a question adds to a holding: is the right granted here, does a cover count, who is kept out."""

        granted: bool
        stands: bool
        kept_out: str | None
        principal_kept_out: str | None

    Candidate = WithAnnotations[Holding, Considered]

AnyHolding = TypeVar("AnyHolding", bound=Holding)


class Governed(Protocol):
    """A thing that authority can be asked about."""

    @property
    def bodies(self) -> Sequence[int]:
        """The ids of the bodies that own it. A right over their parent counts too."""

    @property
    def amount(self) -> Decimal | None:
        """What a holder's limit is held against, in pounds; None where no amount bears on it, or none is known."""

    @property
    def valued(self) -> bool:
        """Whether it has a value at all: without an amount that value is not known, and over every limit."""

    @property
    def scopes(self) -> Sequence[str]:
        """The scopes whose exclusions keep a person out."""

    @property
    def source(self) -> str:
        """What asks. An exclusion made by this same source does not count here."""

    @property
    def post_id(self) -> int | None:
        """The one post that may act; None where any post with the right may."""


@dataclass(frozen=True, slots=True)
class Over:
    """The plainest governed thing: bodies as such."""

    bodies: Sequence[int]
    amount: Decimal | None = None
    scopes: Sequence[str] = ()
    source: str = ""
    post_id: int | None = None
    valued: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes with the holding that allows it, or no with the reason in words."""

    allowed: bool
    reason: str = ""
    holding: Holding | None = None

    def __bool__(self) -> bool:
        return self.allowed


def may(person: Person, right: Right, *, on: Governed, at: datetime, not_for: Person | None = None) -> Answer:
    """Say whether a person may use a right on a thing at a moment, and if not, why and who can.

    What they hold for the principal `not_for` does not count: so nobody judges for somebody what is that person's own.

    One query for a yes, at most three for a no, and one more for who covers for somebody. A person's own post is
    preferred to one they cover.
    """
    question = Question(right, on.amount, day_of(at), on.valued)
    held = _held(person, question, on, at)
    if not all(holding.person.is_active for holding in held) or not person.is_active:
        return Answer(allowed=False, reason=rules.closed(question))
    held = [holding for holding in held if not_for is None or holding.principal_id != not_for.pk]
    asked = [holding for holding in held if on.post_id in (None, holding.post_id)]
    answer = _answered([(holding, _claim(holding, _grounds(holding))) for holding in asked], question)
    if answer:
        return answer
    why = answer.reason or _unasked(question, on)
    return Answer(allowed=False, reason=f"{why} {_who_can(person, held, question, on, at)}")


def each_may(
    person: Person, right_on: Sequence[tuple[Right, Governed]], *, at: datetime, voice: Voice = THEY
) -> list[Answer]:
    """Say of each of many things what `may` says of one, as a rule to somebody else: why "they" may not.

    At most five queries, however many things there are. Neither amounts are told nor who else can.
    """
    found = Holding.objects.filter(person=person).select_related("person", "post__body", "principal")
    held = _own_first(_with_standing(cast("Iterable[Candidate]", found), day_of(at)))
    rights, kept_out = _rights_of_groups(held), _kept_out(held, [on for _, on in right_on], at)
    titles = _titles_of({on.post_id for _, on in right_on if on.post_id is not None} - {one.post_id for one in held})

    def answer(right: Right, on: Governed) -> Answer:
        question = Question(right, on.amount, day_of(at), on.valued, voice)
        grounds = {who: ground for who, ground, scope, source in kept_out if scope in on.scopes and source != on.source}
        asked = [holding for holding in held if on.post_id in (None, holding.post_id)]
        for holding in asked:
            holding.granted = bool(rights[holding.post.group_id, right.value] & set(on.bodies))
        claims = [(holding, replace(_claim(holding, grounds), figures=False)) for holding in asked]
        if not person.is_active:
            return Answer(allowed=False, reason=rules.closed(question))
        return _answered(claims, question) if claims else _never_held(question, titles, on)

    return [answer(right, on) for right, on in right_on]


def _answered(claims: Sequence[tuple[Holding, Claim]], question: Question) -> Answer:
    """Yes by the first claim that answers a question; else the no that came nearest, "" for no claim at all."""
    nos = []
    for holding, claim in claims:
        no = rules.refusal(claim, question)
        if no is None:
            return Answer(allowed=True, holding=holding)
        nos.append(no)
    return Answer(allowed=False, reason=rules.nearest(nos).words if nos else "")


def _rights_of_groups(held: Sequence[Holding]) -> dict[tuple[int, str], set[int]]:
    """The bodies over which each right of each holding's post reaches."""
    found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    grants = _any_grants().filter(group__in={holding.post.group_id for holding in held})
    columns = ("group", "permission__codename", "content_object", "content_object__children")
    for group, name, body, child in grants.values_list(*columns):
        found[group, name] |= {body} if child is None else {body, child}
    return found


def _kept_out(held: Sequence[Holding], things: Sequence[Governed], at: datetime) -> list[tuple[int, Ground, str, str]]:
    """Who is kept out of which scope and why, the first that counts last."""
    people = {found for holding in held for found in (holding.person_id, holding.principal_id) if found}
    scopes = {scope for on in things for scope in on.scopes}
    rows = Exclusion.objects.open_at(at).filter(person__in=people, scope__in=scopes).order_by("-pk")
    return [(person, Ground(ground), scope, source) for person, ground, scope, source in rows.values_list(*KEPT_OUT)]


KEPT_OUT = ("person", "ground", "scope", "source")


def _titles_of(posts: Iterable[int]) -> dict[int, str]:
    return {post.pk: post.title for post in Post.objects.filter(pk__in=list(posts)).select_related("body")}


def _never_held(question: Question, titles: Mapping[int, str], on: Governed) -> Answer:
    if on.post_id is None:
        return Answer(allowed=False, reason=rules.postless(question))
    return Answer(allowed=False, reason=rules.another_post(titles[on.post_id], question.voice))


def require(person: Person, right: Right, *, on: Governed, at: datetime) -> Holding:
    """Return the holding that lets a person act. Raises NotAllowedError with the reason in words."""
    answer = may(person, right, on=on, at=at)
    if answer.holding is None:
        raise NotAllowedError(answer.reason)
    return answer.holding


def posts_of(person: Person, at: datetime) -> list[Holding]:
    """Return what a person holds at a moment, their own posts first; nothing once their account is closed."""
    found = Holding.objects.in_force(day_of(at)).filter(person=person, person__is_active=True)
    return _own_first(found.select_related("post__body", "principal"))


class Held(NamedTuple):
    """What a person holds, as plain values: in which post, for whom, up to what amount."""

    post_id: int
    principal_id: int | None
    value_limit: Decimal | None


def held_by(person: Person, at: datetime) -> list[Held]:
    """Return what a person holds at a moment; nothing once their account is closed."""
    found = Holding.objects.in_force(day_of(at)).filter(person=person, person__is_active=True)
    return [Held(*row) for row in found.values_list("post_id", "principal_id", "value_limit").order_by("pk")]


def posts_inside(person: Person, scopes: Sequence[str], at: datetime) -> set[int]:
    """Return the ids of the posts that a person holds or covers and in which they may read of a matter. One query."""
    return set(holdings_inside(person, scopes, at).values_list("post", flat=True))


def holdings_inside(person: Person, scopes: Sequence[str], at: datetime) -> QuerySet[Holding]:
    """Return what a person holds or covers and in which they may read of a matter.

    None where a conflict of interest keeps them out of its scopes, and none that they cover for somebody whom it does.
    """
    people = Q(person=OuterRef("person")) | Q(person=OuterRef("principal"))
    kept_out = Exclusion.objects.open_at(at).filter(people, scope__in=scopes, ground=Ground.CONFLICT)
    held = Holding.objects.in_force(day_of(at)).filter(person=person, person__is_active=True)
    return held.filter(~Exists(kept_out))


def eligible(post: Post, *, on: Governed, at: datetime, right: Right | None = None) -> list[Person]:
    """Return who could act in a post on a thing: holders within their limit whom nothing keeps out, by name."""
    found = _able(right, on, at).filter(post=post).select_related("person").order_by("person__full_name", "pk")
    return list({holding.person_id: holding.person for holding in found}.values())


def holders_over(bodies: Sequence[int], right: Right, at: datetime, *, not_for: Person | None = None) -> list[Person]:
    """Return who has a right over any of some bodies in a post of their own or in cover, by name.

    What is held for the principal `not_for` does not count.
    """
    able = _able(right, Over(bodies), at)
    if not_for is not None:
        able = able.filter(~Q(principal=not_for) | Q(principal=None))
    found = able.select_related("person").order_by("person__full_name", "pk")
    return list({holding.person_id: holding.person for holding in found}.values())


def held_by_somebody(today: date) -> Exists:
    """Return the condition, for a query over asks, that somebody who is here holds the post of an ask."""
    return Exists(Holding.objects.in_force(today).filter(post=OuterRef("post"), person__is_active=True))


def able_in(posts: Iterable[int], *, on: Governed, at: datetime) -> list[Holding]:
    """Return who could act in any of these posts on a thing, as `eligible` does for one, by name."""
    found = _able(None, on, at).filter(post__in=list(posts)).select_related("person", "post__body", "principal")
    return list(found.order_by("person__full_name", "pk"))


def somebody_able(today: date) -> Exists:
    """Return the condition that somebody can answer an ask: a holder of its post whom nothing keeps out.

    For a query over asks, each with its `scope` and what it is kept `apart` from, the `whole` of its case, and the
    lowest `limit` that is enough.
    """
    people = Q(person=OuterRef("person")) | Q(person=OuterRef("principal"))
    scopes = [OuterRef(OuterRef(name)) for name in ("scope", "apart", "whole")]
    kept_out = Exclusion.objects.filter(people, scope__in=scopes)
    kept_out = kept_out.filter(ends_at=None).exclude(source=OuterRef(OuterRef("source")))
    limit = Q(value_limit=None) | Q(value_limit__gte=OuterRef("limit"))
    holders = Holding.objects.in_force(today).filter(limit, ~Exists(kept_out), post=OuterRef("post"))
    return Exists(holders.filter(person__is_active=True))


def _own_first(found: Iterable[AnyHolding]) -> list[AnyHolding]:
    return sorted(found, key=lambda holding: (holding.principal_id is not None, holding.pk))


def _grants(right: Right) -> QuerySet[BodyGroupPermission]:
    return _any_grants().filter(permission__codename=right.value)


def _any_grants() -> QuerySet[BodyGroupPermission]:
    return BodyGroupPermission.objects.filter(
        permission__content_type__app_label="accounts",
        permission__content_type__model="body",
    )


def _granted(right: Right, bodies: Sequence[int]) -> Exists:
    over = Q(content_object__in=bodies) | Q(content_object__children__in=bodies)
    return Exists(_grants(right).filter(over, group=OuterRef("post__group")))


def _held(person: Person, question: Question, on: Governed, at: datetime) -> list[Candidate]:
    found = Holding.objects.filter(person=person).annotate(
        granted=_granted(question.right, on.bodies),
        kept_out=_ground(on, at, "person"),
        principal_kept_out=_ground(on, at, "principal"),
    )
    held = cast("Iterable[Candidate]", found.select_related("person", "post__body", "principal"))
    return _own_first(_with_standing(held, question.day))


def _with_standing(found: Iterable[Candidate], day: date) -> list[Candidate]:
    """Holdings, each with whether it is one's own or a cover that stands."""
    held = list(found)
    covers = [holding.pk for holding in held if holding.principal_id is not None]
    stand = Holding.objects.filter(standing(day), pk__in=covers).values_list("pk", flat=True) if covers else ()
    lapsed = set(covers) - set(stand)
    for holding in held:
        holding.stands = holding.pk not in lapsed
    return held


def _keeping_out(on: Governed, at: datetime) -> QuerySet[Exclusion]:
    return Exclusion.objects.open_at(at).filter(scope__in=on.scopes).exclude(source=on.source)


def _ground(on: Governed, at: datetime, whose: str) -> Subquery | Value:
    """The ground that keeps somebody of a holding out, the first that counts; None where nothing does."""
    if not on.scopes:
        return Value(None, CharField())
    # Ordered by what no index holds: ordered by id alone, databases walk everything that ever kept the person out.
    first = _keeping_out(on, at).filter(person=OuterRef(whose)).order_by("starts_at", "pk")
    return Subquery(first.values("ground")[:1])


def _grounds(holding: Candidate) -> dict[int, Ground]:
    out = ((holding.person_id, holding.kept_out), (holding.principal_id, holding.principal_kept_out))
    return {person: Ground(ground) for person, ground in out if person is not None and ground}


def _claim(holding: Candidate, grounds: dict[int, Ground]) -> Claim:
    return Claim(
        title=holding.post.title,
        starts_on=holding.starts_on,
        ends_on=holding.ends_on,
        granted=holding.granted,
        limit=holding.value_limit,
        excluded=grounds.get(holding.person_id),
        principal=holding.on_behalf_of,
        stands=holding.stands,
        ended=holding.ended_at is not None,
        principal_excluded=grounds.get(holding.principal_id or 0),
        figures=Right.SEE_FIGURES in rights_of(Role(holding.post.role)),
    )


def _able(right: Right | None, on: Governed, at: datetime) -> QuerySet[Holding]:
    found = Holding.objects.in_force(day_of(at)).filter(person__is_active=True)
    if right is not None:
        found = found.filter(_granted(right, on.bodies))
    if on.amount is not None:
        found = found.filter(Q(value_limit=None) | Q(value_limit__gte=on.amount))
    elif on.valued:
        found = found.filter(value_limit=None)
    if on.scopes:
        people = Q(person=OuterRef("person")) | Q(person=OuterRef("principal"))
        found = found.exclude(Exists(_keeping_out(on, at).filter(people)))
    return found


def _asked(found: QuerySet[Holding], on: Governed) -> QuerySet[Holding]:
    return found if on.post_id is None else found.filter(post=on.post_id)


def _unasked(question: Question, on: Governed) -> str:
    if on.post_id is None:
        return rules.postless(question)
    return rules.another_post(Post.objects.select_related("body").get(pk=on.post_id).title)


def _who_can(person: Person, held: Sequence[Holding], question: Question, on: Governed, at: datetime) -> str:
    if not any(_inside(holding, question) for holding in held):
        return rules.ASK_THE_COUNCIL
    others = _asked(_able(question.right, on, at), on).exclude(person=person).order_by("person__full_name")
    return rules.who_can(list(others.values_list("person__full_name", flat=True).distinct()[: rules.NAMED + 1]))


def _inside(holding: Holding, question: Question) -> bool:
    """Colleagues are named to colleagues only: not to suppliers, nor to people without a post today."""
    standing_today = holding.ended_at is None and rules.dated(holding.starts_on, holding.ends_on, question.day)
    return holding.post.body.kind != BodyKind.SUPPLIER and standing_today
