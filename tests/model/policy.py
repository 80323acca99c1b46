"""Gate policies as they are told in plain words: who writes and who publishes them, and which one governs a gate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from tests.model.council import COUNCIL, DONE, NOT_ALLOWED, REFUSED, Council


@dataclass(frozen=True)
class Rule:
    """A seat that a policy gives the gate: a role at a body, or at whichever body leads the case."""

    title: str
    kind: str
    tier: int
    role: str
    body: str
    sections: frozenset[str]
    days: int


@dataclass(frozen=True)
class Version:
    """A published policy: from which day on, the seats of the gate, and every post that it names for any gate."""

    number: int
    first: date
    rules: tuple[Rule, ...]
    named: frozenset[tuple[str, str]]
    owners_accept: bool = False
    many_seats: bool = False


@dataclass
class Policies:
    """The versions there are, and who has written which text."""

    council: Council
    versions: list[Version] = field(default_factory=list)
    writers: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def governs(self, day: date) -> Version:
        """The version a gate goes by that is opened on a day: the last to have begun, of one day the later version."""
        begun = (version for version in self.versions if version.first <= day)
        return max(begun, key=lambda version: (version.first, version.number))

    def draft(self, text: str, by: str) -> str:
        """Whoever drafts keeps the policy, and neither they nor whom they act for publish the same text."""
        held = self.council.using(by, "draft policy", [COUNCIL])
        if held is None:
            return NOT_ALLOWED
        self.writers[text] |= held.people
        return DONE

    def propose(self, named: frozenset[tuple[str, str]]) -> str:
        """Nothing is proposed under which a gate could be passed by nobody."""
        return DONE if self._sound(named) else REFUSED

    def publish(self, text: str, named: frozenset[tuple[str, str]], by: str) -> str:
        """Published by somebody else, while somebody holds every post it names."""
        if self.council.using(by, "publish policy", [COUNCIL], without=self.writers[text]) is None:
            return NOT_ALLOWED
        return DONE if self._sound(named) else REFUSED

    def _sound(self, named: frozenset[tuple[str, str]]) -> bool:
        """Whether somebody holds each post; a role of the leading body at every body that can lead."""
        council = self.council
        leading = [post.body for post in council.posts if post.role == "commissioner" and self._stands(post.body)]
        for role, body in named:
            for place in [body] if body else leading:
                post = council.post(role, place)
                if not self._stands(place) or post is None or not council.holders(post):
                    return False
        return True

    def _stands(self, body: str) -> bool:
        return not self.council.bodies[body].heir
