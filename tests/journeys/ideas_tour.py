"""The pages of the register of ideas, as posters, moderators and commissioners see them; and the public ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.urls import reverse

from commissioning.ideas.kinds import IdeaState
from commissioning.ideas.models import Idea
from commissioning.ideas.telling import own_token
from commissioning.policies.models import PolicyVersion
from tests.journeys.tour import FORBIDDEN, Found, Stop, case

KEEPER, SECTOR, AUTHOR, SUPPLIER = "policy", "voluntary.sector", "commissioner", "supplier"


def plain(name: str, *who: str) -> Callable[[], Found]:
    """A page of its own, as some see it."""
    return lambda: iter([Stop(one, name, reverse(name)) for one in who])


def posting() -> Found:
    """What an organisation is asked, and that people of the council are asked nothing."""
    yield Stop(SECTOR, "post-idea", reverse("post-idea"))
    yield Stop(AUTHOR, "post-idea-refused", reverse("post-idea"), FORBIDDEN)


def of_idea(name: str, *who: str, **which: object) -> Callable[[], Found]:
    """A page of an idea."""

    def way() -> Found:
        found = Idea.objects.filter(**which).order_by("number")[0]
        yield from (Stop(one, name, reverse(name, args=[found.number])) for one in who)

    return way


def own(name: str) -> Callable[[], Found]:
    """A page of whoever posted an idea without an account."""

    def way() -> Found:
        found = Idea.objects.filter(posted_by=None).order_by("-number")[0]
        yield Stop(SUPPLIER, name, reverse(name, args=[own_token(found.number)]))

    return way


def of_case(name: str, *more: int) -> Callable[[], Found]:
    """A page of a case whose needs are written."""
    return lambda: iter([Stop(AUTHOR, name, reverse(name, args=[case("needs").reference, *more]))])


def consultation(name: str) -> Callable[[], Found]:
    """A page of the version that is consulted on."""

    def way() -> Found:
        found = PolicyVersion.objects.in_public().select_related("policy").order_by("-number")[0]
        yield Stop(SUPPLIER, name, reverse(name, args=[found.policy.code, found.number]))

    return way


IDEAS: Mapping[str, Callable[[], Found]] = {
    "ideas": plain("ideas", KEEPER, SECTOR, AUTHOR, SUPPLIER),
    "idea": of_idea("idea", KEEPER, SECTOR, AUTHOR, SUPPLIER, state=IdeaState.PUBLISHED),
    "post-idea": posting,
    "ideas-waiting": plain("ideas-waiting", KEEPER),
    "moderate-idea": of_idea("moderate-idea", KEEPER, state=IdeaState.POSTED),
    "change-idea": of_idea("change-idea", SUPPLIER, state=IdeaState.CHANGE_ASKED),
    "withdraw-idea": of_idea("withdraw-idea", SECTOR, posted_by__email__startswith=SECTOR),
    "own-idea": own("own-idea"),
    "change-own-idea": own("change-own-idea"),
    "withdraw-own-idea": own("withdraw-own-idea"),
    "case-ideas": of_case("case-ideas"),
    "answer-idea": of_case("answer-idea", 1),
    "consultations": plain("consultations", SUPPLIER),
    "consultation": consultation("consultation"),
    "comment-in-public": consultation("comment-in-public"),
}
