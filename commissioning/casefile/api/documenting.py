"""What the schema says of every address: its answers, and the problems it may answer with instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from commissioning.casefile.api.problems import MEDIA_TYPE
from commissioning.casefile.api.serializers import ProblemShape

Method = TypeVar("Method", bound=Callable[..., Any])
Shape = type[Serializer[Any]]
Parameter = OpenApiParameter | Shape

MEANINGS = {
    400: "The request cannot be read.",
    401: "No token, or one that is not valid.",
    403: "Not allowed; the reason is given.",
    404: "Not there, or not yours to know of.",
    409: "Already decided, or overtaken.",
    413: "Too much was sent.",
    415: "Another kind of content was sent than is read here.",
    422: "The input was refused; the errors name the fields.",
    429: "Too many requests.",
}
READING = (401, 403, 404, 422, 429)
WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 429)


def documented(
    name: str,
    answer: Shape | Serializer[Any] | OpenApiResponse,
    *,
    request: Shape | Mapping[str, Shape] | None = None,
    changes: bool = False,
    status: int = 200,
    parameters: Sequence[Parameter] = (),
) -> Callable[[Method], Method]:
    """Describe one method of an address, under a name that generated clients call it by.

    `changes` says that a method without a body changes something all the same.
    """
    problems = {
        (code, MEDIA_TYPE): OpenApiResponse(ProblemShape, MEANINGS[code])
        for code in (WRITING if request or changes else READING)
    }
    described: Callable[[Method], Method] = extend_schema(
        operation_id=name, request=request, responses={status: answer, **problems}, parameters=list(parameters)
    )
    return described
