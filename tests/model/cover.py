"""How people cover for each other, in plain words: one is asked, accepts, and it ends by itself or at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.model.council import COUNCIL, DONE, NOT_ALLOWED, OVERTAKEN, REFUSED, Council, Holding, Post

# Who looks at the work of others from outside: they and those who do it never stand in for each other.
WATCHING = {"auditor", "scrutiny_officer", "system_administrator"}


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
class Covers:
    """The offers there were."""

    council: Council
    offers: list[Offer] = field(default_factory=list)

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
            return "" if self.council.own(by, terms.post, self.council.today) else NOT_ALLOWED
        arranges = self._arranges(by, terms.post)
        if arranges is None or by == terms.person:
            return NOT_ALLOWED
        handed_on = arranges.post is terms.post and arranges.principal == terms.principal
        return NOT_ALLOWED if handed_on else ""

    def _arranges(self, by: str, post: Post) -> Holding | None:
        """In which holding somebody arranges cover of a post of others: managers do not for those who watch them."""
        appointing = self.council.using(by, "appoint", [post.body, COUNCIL])
        if post.role in WATCHING:
            return appointing
        return self.council.using(by, "arrange cover", [post.body]) or appointing

    def _may_be_asked(self, terms: Holding) -> str:
        """A colleague of the same house and the same side; never for longer, or sooner, than the principal is there."""
        if terms.first < self.council.today or (terms.last is not None and terms.last < terms.first):
            return REFUSED
        house = self.council.bodies[terms.post.body].house
        own = [held.post for held in self.council.held_by(terms.person) if not held.principal]
        roles = {post.role for post in own if self.council.bodies[post.body].house == house}
        same_side = bool(roles) and all((role in WATCHING) == (terms.post.role in WATCHING) for role in roles)
        theirs = self.council.own(terms.principal, terms.post, terms.first)
        lasts = theirs and (theirs.last is None or (terms.last is not None and terms.last <= theirs.last))
        if not (same_side and lasts) or terms.person == terms.principal:
            return REFUSED
        doubled = any(
            self._same(held, terms) and overlap(held, terms) and not held.ended for held in self.council.holdings
        )
        return REFUSED if doubled else ""

    def accept(self, offer: Offer, by: str) -> str:
        """Only who is asked accepts, and what was checked before is checked again."""
        word = self._answerable(offer, by) or self._may_be_asked(offer.terms)
        if not word and offer.by != offer.terms.principal and self._may_ask(offer.terms, offer.by):
            word = REFUSED
        if not word:
            offer.state = "accepted"
            self.council.holdings.append(offer.terms)
        return word or DONE

    def decline(self, offer: Offer, by: str) -> str:
        """Only who is asked declines."""
        word = self._answerable(offer, by)
        offer.state = offer.state if word else "declined"
        return word or DONE

    def _answerable(self, offer: Offer, by: str) -> str:
        if by != offer.terms.person:
            return NOT_ALLOWED
        return "" if offer.state == "offered" and self.council.today <= offer.first else OVERTAKEN

    def withdraw(self, offer: Offer, by: str) -> str:
        """Taken back by the holder of the post, whoever offered it, or who arranges cover there."""
        if by not in (offer.terms.principal, offer.by) and self._arranges(by, offer.terms.post) is None:
            return NOT_ALLOWED
        if offer.state != "offered" or self.council.today > offer.first:
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
        if not (self.council.today <= on and terms.first <= on and (terms.last is None or on <= terms.last)):
            return REFUSED
        terms.last = on
        return DONE

    def settle(self) -> None:
        """What nobody answered by its first day lapses, and a cover whose last day has passed is over."""
        for offer in self.offers:
            if offer.state == "offered" and offer.first < self.council.today:
                offer.state = "lapsed"
            if offer.state == "accepted" and offer.terms.last is not None and offer.terms.last < self.council.today:
                offer.state = "ended"


def overlap(one: Holding, other: Holding) -> bool:
    """Whether two holdings have a day in common."""
    return (one.last is None or one.last >= other.first) and (other.last is None or other.last >= one.first)
