"""The council as it is told in plain words: bodies, posts, who holds them, and who covers for whom.

Whatever is asked for is answered with a word: what was done, or which kind of no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

DONE, NOT_ALLOWED, OVERTAKEN, REFUSED = "done", "not allowed", "overtaken", "refused"
# What a post may do, beside answering what it is itself asked.
MAY = {
    "see": [
        "commissioner",
        "head_of_service",
        "procurement_officer",
        "legal_officer",
        "finance_officer",
        "policy_officer",
        "economic_development_officer",
        "voluntary_sector_representative",
        "board_member",
        "board_chair",
        "corporate_director",
        "executive_recorder",
        "democratic_services",
        "contract_manager",
        "scrutiny_officer",
        "auditor",
    ],
    "write": ["commissioner", "procurement_officer", "contract_manager"],
    "lead": ["commissioner", "head_of_service"],
    "share": ["commissioner", "head_of_service"],
    "review interests": ["procurement_officer"],
    "draft policy": ["procurement_officer"],
    "publish policy": ["legal_officer", "corporate_director"],
    "arrange cover": ["head_of_service", "corporate_director"],
    "confirm": ["corporate_director"],
    "appoint": ["system_administrator"],
}
# Who looks at the work of others from outside: they and those who do it never stand in for each other.
WATCHING = {"auditor", "scrutiny_officer", "system_administrator"}
COUNCIL = "council"


@dataclass(eq=False)
class Body:
    """A body, what it belongs to, and what followed it once it is closed."""

    slug: str
    parent: str = ""
    heir: str = ""

    @property
    def house(self) -> str:
        """The council or the organisation it belongs to."""
        return self.parent or self.slug


@dataclass(eq=False)
class Post:
    """A role at a body, and the bodies over which it has its rights."""

    role: str
    body: str
    over: set[str]


@dataclass(eq=False)
class Holding:
    """Somebody in a post, perhaps for the person whose own it is."""

    person: str
    post: Post
    first: date
    last: date | None = None
    principal: str = ""
    limit: int | None = None
    ended: bool = False

    @property
    def people(self) -> set[str]:
        """Who acts, and for whom."""
        return {self.person, self.principal} - {""}

    def on(self, day: date) -> bool:
        """Whether a day is one of its days."""
        return not self.ended and self.first <= day and (self.last is None or day <= self.last)

    def up_to(self, worth: int) -> bool:
        """Whether its limit is enough."""
        return self.limit is None or self.limit >= worth


@dataclass(eq=False)
class Offer:
    """One person asked to cover a post for another, and what it became."""

    terms: Holding
    by: str
    state: str = "offered"

    @property
    def first(self) -> date:
        """The first day of the cover, by whose end it is answered."""
        return self.terms.first


@dataclass
class Council:
    """Everybody, today."""

    today: date
    bodies: dict[str, Body]
    posts: list[Post]
    holdings: list[Holding]
    offers: list[Offer] = field(default_factory=list)

    def post(self, role: str, body: str) -> Post | None:
        """The post of a role at a body, or at what followed it."""
        return next((post for post in self.posts if (post.role, post.body) == (role, self.heir(body))), None)

    def heir(self, body: str) -> str:
        """What stands for a body today."""
        while self.bodies[body].heir:
            body = self.bodies[body].heir
        return body

    def own(self, person: str, post: Post, day: date) -> Holding | None:
        """What somebody holds as their own on a day."""
        mine = (held for held in self.holdings if (held.person, held.post, held.principal) == (person, post, ""))
        return next((held for held in mine if held.on(day)), None)

    def counts(self, held: Holding) -> bool:
        """Whether a holding counts today; a cover does while its principal holds the post themselves."""
        return held.on(self.today) and (
            not held.principal or self.own(held.principal, held.post, self.today) is not None
        )

    def held_by(self, person: str) -> list[Holding]:
        """What somebody holds today, what is their own first."""
        mine = [held for held in self.holdings if held.person == person and self.counts(held)]
        return sorted(mine, key=lambda held: bool(held.principal))

    def holders(self, post: Post) -> set[str]:
        """Who holds or covers a post today."""
        return {held.person for held in self.holdings if held.post is post and self.counts(held)}

    def reaches(self, post: Post, bodies: Iterable[str]) -> bool:
        """Whether a post has its rights over one of these bodies: over a council is over its services."""
        return any(body in post.over or self.bodies[body].parent in post.over for body in bodies)

    def using(
        self, person: str, right: str, bodies: Collection[str], *, without: Collection[str] = (), not_for: str = ""
    ) -> Holding | None:
        """In which holding somebody may do a thing at one of these bodies, if in any.

        Neither those `without` act there nor anybody for them; what is held for whom it is `not_for` is not used.
        """
        for held in self.held_by(person):
            apt = held.post.role in MAY[right] and self.reaches(held.post, bodies)
            if apt and not held.people & set(without) and not (not_for and held.principal == not_for):
                return held
        return None

    # Cover.

    def offer(self, terms: Holding, by: str) -> str:
        """Ask somebody to cover a post of one's own, or of somebody whose cover one arranges."""
        word = self._may_ask(terms, by) or self._may_be_asked(terms)
        if not word:
            if any(self._same(offer.terms, terms) and overlap(offer.terms, terms) for offer in self._open()):
                return REFUSED
            self.offers.append(Offer(terms, by))
        return word or DONE

    def _open(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.state == "offered"]

    @staticmethod
    def _same(one: Holding, other: Holding) -> bool:
        return (one.person, one.post, one.principal) == (other.person, other.post, other.principal)

    def _may_ask(self, terms: Holding, by: str) -> str:
        if by == terms.principal:
            return "" if self.own(by, terms.post, self.today) else NOT_ALLOWED
        arranges = self._arranges(by, terms.post)
        if arranges is None or by == terms.person:
            return NOT_ALLOWED
        handed_on = arranges.post is terms.post and arranges.principal == terms.principal
        return NOT_ALLOWED if handed_on else ""

    def _arranges(self, by: str, post: Post) -> Holding | None:
        """In which holding somebody arranges cover of a post of others: managers do not for those who watch them."""
        appointing = self.using(by, "appoint", [post.body, COUNCIL])
        if post.role in WATCHING:
            return appointing
        return self.using(by, "arrange cover", [post.body]) or appointing

    def _may_be_asked(self, terms: Holding) -> str:
        """A colleague of the same house and the same side; never for longer, or sooner, than the principal is there."""
        if terms.first < self.today or (terms.last is not None and terms.last < terms.first):
            return REFUSED
        house = self.bodies[terms.post.body].house
        own = [held.post for held in self.held_by(terms.person) if not held.principal]
        roles = {post.role for post in own if self.bodies[post.body].house == house}
        same_side = bool(roles) and all((role in WATCHING) == (terms.post.role in WATCHING) for role in roles)
        theirs = self.own(terms.principal, terms.post, terms.first)
        lasts = theirs and (theirs.last is None or (terms.last is not None and terms.last <= theirs.last))
        if not (same_side and lasts) or terms.person == terms.principal:
            return REFUSED
        doubled = any(self._same(held, terms) and overlap(held, terms) and not held.ended for held in self.holdings)
        return REFUSED if doubled else ""

    def accept(self, offer: Offer, by: str) -> str:
        """Only who is asked accepts, and what was checked before is checked again."""
        word = self._answerable(offer, by) or self._may_be_asked(offer.terms)
        if not word and offer.by != offer.terms.principal and self._may_ask(offer.terms, offer.by):
            word = REFUSED
        if not word:
            offer.state = "accepted"
            self.holdings.append(offer.terms)
        return word or DONE

    def decline(self, offer: Offer, by: str) -> str:
        """Only who is asked declines."""
        word = self._answerable(offer, by)
        offer.state = offer.state if word else "declined"
        return word or DONE

    def _answerable(self, offer: Offer, by: str) -> str:
        if by != offer.terms.person:
            return NOT_ALLOWED
        return "" if offer.state == "offered" and self.today <= offer.first else OVERTAKEN

    def withdraw(self, offer: Offer, by: str) -> str:
        """Taken back by the holder of the post, whoever offered it, or who arranges cover there."""
        if by not in (offer.terms.principal, offer.by) and self._arranges(by, offer.terms.post) is None:
            return NOT_ALLOWED
        if offer.state != "offered" or self.today > offer.first:
            return OVERTAKEN
        offer.state = "withdrawn"
        return DONE

    def end(self, offer: Offer, by: str, on: date | None) -> str:
        """A cover ends at once, or with a last day, by either of both or who arranges cover there."""
        terms = offer.terms
        if by not in terms.people and self._arranges(by, terms.post) is None:
            return NOT_ALLOWED
        if offer.state != "accepted":
            return OVERTAKEN
        if on is None:
            terms.ended, offer.state = True, "ended"
            return DONE
        if not (self.today <= on and terms.first <= on and (terms.last is None or on <= terms.last)):
            return REFUSED
        terms.last = on
        return DONE

    def settle_covers(self) -> None:
        """What nobody answered by its first day lapses, and a cover whose last day has passed is over."""
        for offer in self.offers:
            if offer.state == "offered" and offer.first < self.today:
                offer.state = "lapsed"
            if offer.state == "accepted" and offer.terms.last is not None and offer.terms.last < self.today:
                offer.state = "ended"

    # Bodies.

    def merge(self, former: str, into: str) -> None:
        """A body ends: its posts go along with all who hold them, but those the other body has itself."""
        there = {post.role for post in self.posts if post.body == into}
        for post in self.posts:
            if post.body == former and post.role not in there:
                post.body = into
                post.over |= {into} if former in post.over else set()
        self.bodies[former].heir = into


def overlap(one: Holding, other: Holding) -> bool:
    """Whether two holdings have a day in common."""
    return (one.last is None or one.last >= other.first) and (other.last is None or other.last >= one.first)
