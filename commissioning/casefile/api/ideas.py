"""The register of ideas: listed, posted, moderated, and answered by cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, listed, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.idea_serializers import (
    AnswerIdeaShape,
    IdeaDecidedShape,
    IdeaPageShape,
    IdeaQueryShape,
    IdeaShape,
    IdeasOfCaseShape,
    IdeaStepShape,
    OneIdeaShape,
    PostIdeaShape,
)
from commissioning.casefile.api.policies import only
from commissioning.casefile.ideas import idea_to_answer, sought_ideas, uses_of
from commissioning.casefile.people import require_sight
from commissioning.casefile.reading import case_read, first_answer
from commissioning.casefile.trail import body_of
from commissioning.ideas.answering import answer_idea, bearing_of, ideas_for
from commissioning.ideas.decisions import ask_for_change, change, decline, post, publish, withdraw
from commissioning.ideas.kinds import IdeaKind
from commissioning.ideas.models import Idea
from commissioning.ideas.rules import IdeaTerms
from commissioning.ideas.standing import moderates

NUMBER = OpenApiParameter(
    "number", OpenApiTypes.INT, OpenApiParameter.PATH, description="The number of the idea, from 1."
)
STEPS: Mapping[str, tuple[Callable[..., object], tuple[str, ...]]] = {
    "publish": (publish, ("read",)),
    "ask_for_change": (ask_for_change, ("reason", "read")),
    "decline": (decline, ("reason", "read")),
    "withdraw": (withdraw, ("reason",)),
}
MOST = 100


class Answering(Address):
    """How a decision on an idea is answered."""

    def told(self, act: Callable[..., object], key: str, **given: Any) -> Response:
        """Carry out a decision, or find that it was carried out under this key before."""
        with suppress(RepeatedError):  # answered as it was the first time
            act(**given, by=self.person(), at=self.now(), key=key)
        entry = first_answer(self.person(), key)
        told = {
            "idea": body_of(entry).get("about", {}).get("idea") if entry else None,
            "stream": entry and entry.stream,
            "entry": entry and entry.number,
            "digest": entry and entry.digest,
        }
        return Response(IdeaDecidedShape(told).data, status=status.HTTP_201_CREATED)


def _terms(asked: Mapping[str, Any]) -> IdeaTerms:
    return IdeaTerms(**{**asked, "kind": IdeaKind(asked["kind"]), "wards": tuple(asked["wards"])})


class Ideas(Answering):
    """The register of ideas."""

    @documented("list_ideas", IdeaPageShape, parameters=[IdeaQueryShape])
    def get(self, request: Request) -> Response:
        """List the ideas that stand, the newest first, 50 a page."""
        asked = self.asked(IdeaQueryShape)
        page = asked.pop("page")
        found = sought_ideas(day_of(self.now()), asked)
        return listed(request, [found.values_list("pk", flat=True)], found, IdeaShape, page)

    @documented("post_idea", IdeaDecidedShape, request=PostIdeaShape, status=201, parameters=[NEEDED_KEY])
    def post(self, request: Request) -> Response:
        """Post an idea in the name of the caller's organisation."""
        asked, key = read(PostIdeaShape, request.data), key_of(request, needed=True)
        return self.told(partial(post, _terms(asked)), key)


class OneIdea(Answering):
    """One idea."""

    @documented("read_idea", OneIdeaShape, parameters=[NUMBER])
    def get(self, _request: Request, number: int) -> Response:
        """Read an idea, with what cases made of it."""
        person, reach = self.person(), reach_of(self.person(), self.now())
        idea = self._idea(number)
        own = idea.posted_by_id == person.pk or moderates(reach)
        return Response(OneIdeaShape(idea, context={"own": own, "uses": uses_of(idea, reach)}).data)

    @documented("change_idea", IdeaDecidedShape, request=PostIdeaShape, status=201, parameters=[NUMBER, NEEDED_KEY])
    def put(self, request: Request, number: int) -> Response:
        """Change an idea of one's own before it is published; it waits for a moderator again."""
        asked, key = read(PostIdeaShape, request.data), key_of(request, needed=True)
        return self.told(partial(change, self._idea(number), _terms(asked)), key)

    @documented("take_idea_step", IdeaDecidedShape, request=IdeaStepShape, status=201, parameters=[NUMBER, NEEDED_KEY])
    def post(self, request: Request, number: int) -> Response:
        """Publish an idea, ask for a change, decline it or take it down; withdraw one's own."""
        asked, key = read(IdeaStepShape, request.data), key_of(request, needed=True)
        act, needed = STEPS[asked.pop("step")]
        return self.told(partial(act, self._idea(number)), key, **only(asked, needed))

    def _idea(self, number: int) -> Idea:
        reach = reach_of(self.person(), self.now())
        seen = Idea.objects.visible_to(self.person(), reach, day_of(self.now()))
        found = seen.filter(number=number).select_related("posted_by").first()
        if found is None:
            raise Http404
        return found


class IdeasOfCase(Answering):
    """The ideas that bear on a case."""

    @documented("list_ideas_of_case", IdeasOfCaseShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """List the ideas in the wards and themes of a case, with what it made of each."""
        case = case_read(self.person(), reference, self.now())
        require_sight(self.person(), Right.SEE_FIGURES, case, self.now(), allowed=case.sees_figures)
        bearing = bearing_of(case)
        found = list(ideas_for(case, bearing, day_of(self.now()))[:MOST])
        return Response(IdeasOfCaseShape({"wards": bearing.wards, "themes": bearing.themes, "results": found}).data)

    @documented(
        "answer_idea", IdeaDecidedShape, request=AnswerIdeaShape, status=201, parameters=[REFERENCE, NEEDED_KEY]
    )
    def post(self, request: Request, reference: str) -> Response:
        """Record whether an idea was used in a case, and how or why not. Whoever posted it is told."""
        asked, key = read(AnswerIdeaShape, request.data), key_of(request, needed=True)
        case = case_read(self.person(), reference, self.now())
        idea = idea_to_answer(asked.pop("idea"))
        return self.told(partial(answer_idea, idea, case), key, **asked)
