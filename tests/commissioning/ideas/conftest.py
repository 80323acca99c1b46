"""The demonstration council, and ideas of communities in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from commissioning.ideas.decisions import post, post_from_outside, publish
from commissioning.ideas.kinds import IdeaKind
from commissioning.ideas.models import Idea
from commissioning.ideas.rules import Contact, IdeaTerms
from tests.accounts.factories import a_key
from tests.council import AT, People
from tests.council import at_the_gate as at_the_gate
from tests.council import case as case
from tests.council import people as people
from tests.workflows.racing import side_by_side as side_by_side

UNTIL = date(2026, 12, 31)
CLUB = Contact("Ada Quill", "ada@lunchclub.example")
NEIGHBOURS = "Neighbours who look out for each other"
GREEN = "A greener borough"


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


def terms(**changed: Any) -> IdeaTerms:
    """A sound idea."""
    sound: dict[str, Any] = {
        "kind": IdeaKind.NEED,
        "title": "A warm place to meet",
        "what": "The library closes at five.",
        "who_benefits": "Older people who live alone",
        "stands_until": UNTIL,
        "wards": ("Mill Ward",),
        "theme": NEIGHBOURS,
    }
    return IdeaTerms(**{**sound, **changed})


def an_idea(people: People, **changed: Any) -> Idea:
    """An idea that the voluntary sector's representative posted."""
    return post(terms(**changed), by=people["voluntary.sector"], at=AT, key=a_key())


def one_from_outside(contact: Contact = CLUB, **changed: Any) -> Idea:
    """An idea that was posted without an account."""
    return post_from_outside(terms(**changed), contact, "Mill Ward Lunch Club", at=AT, key=a_key())


def published(idea: Idea, people: People) -> Idea:
    """An idea that the policy officer has published."""
    publish(idea, read=idea.terms.digest, by=people["policy"], at=AT, key=a_key())
    return idea
