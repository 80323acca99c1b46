"""The council as it is told in plain words: bodies, posts, who holds them, and who covers for whom.

Whatever is asked for is answered with a word: what was done, or which kind of no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
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


@dataclass
class Council:
    """Everybody, today."""

    today: date
    bodies: dict[str, Body]
    posts: list[Post]
    holdings: list[Holding]

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

    # Bodies.

    def merge(self, former: str, into: str) -> None:
        """A body ends: its posts go along with all who hold them, but those the other body has itself."""
        there = {post.role for post in self.posts if post.body == into}
        for post in self.posts:
            if post.body == former and post.role not in there:
                post.body = into
                post.over |= {into} if former in post.over else set()
        self.bodies[former].heir = into
