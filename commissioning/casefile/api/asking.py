"""What every address of the API has in common: who asks, when, under which key, and how lists are paged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.cache import patch_cache_control
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from accounts.models import Person
from commissioning.casefile.people import reader
from commissioning.casefile.shortlist import CAP, Ids, shortlist
from commissioning.vocabulary import Stage

KEY = "Idempotency-Key"
PAGE = 50
# Shorter than a ledger key: what is sent once need not be long.
SHAPE_OF_KEY = re.compile(r"[!-~]{1,100}")
NEEDED_KEY = OpenApiParameter(
    KEY,
    {"type": "string", "pattern": r"^[!-~]{1,100}$"},
    OpenApiParameter.HEADER,
    required=True,
    description=(
        "Your own name for this request. The same key again returns the first answer and does nothing; "
        "with another body, or left out, the request is refused (422)."
    ),
)
OWN_KEY = OpenApiParameter(
    KEY,
    {"type": "string", "pattern": r"^[!-~]{1,100}$"},
    OpenApiParameter.HEADER,
    description="Your own name for this request, so that sending it again does nothing more.",
)
REFERENCE = OpenApiParameter(
    "reference", OpenApiTypes.STR, OpenApiParameter.PATH, description="The case's reference, such as TG-2026-0001."
)
STAGE = OpenApiParameter(
    "stage",
    {"type": "string", "enum": Stage.values},
    OpenApiParameter.PATH,
    description="The stage whose record it is.",
)


class Address(APIView):
    """An address of the API. What it answers is for the caller alone and is not to be kept by anyone between."""

    def person(self) -> Person:
        """Who asks."""
        return reader(self.request)

    def now(self) -> datetime:
        """The moment of the request, the same throughout it."""
        found: datetime = self.request.__dict__.setdefault("asked_at", timezone.now())
        return found

    def asked(self, shape: type[Serializer[Any]]) -> dict[str, Any]:
        """Return the query's own parameters, read. Raises ValidationError where they cannot be."""
        return read(shape, self.request.query_params.dict())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Mark the answer as nobody's to keep but the caller's."""
        answered = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(answered, private=True, no_store=True)
        return answered


def read(shape: type[Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return data read by a shape. Raises ValidationError naming the fields."""
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = serializer.validated_data
    return found


def key_of(request: Request, *, needed: bool) -> str:
    """Return the caller's key, or a fresh one where none is needed. Raises ValidationError for one of another shape."""
    given = request.headers.get(KEY, "")
    if not given and not needed:
        return uuid4().hex
    if not SHAPE_OF_KEY.fullmatch(given):
        raise ValidationError({KEY: ["Send this header: 1 to 100 visible characters, without spaces, new each time."]})
    return given


def paged(request: Request, results: Any, page: int, *, more: bool, **about: Any) -> Response:
    """Return one page of a list, with the addresses of the next and the previous one."""
    address = request.build_absolute_uri()
    answer: Mapping[str, Any] = {
        **about,
        "next": replace_query_param(address, "page", page + 1) if more else None,
        "previous": _previous(address, page) if page > 1 else None,
        "results": results,
    }
    return Response(answer)


def listed(
    request: Request, parts: Sequence[Ids], rows: QuerySet[Any], shape: type[Serializer[Any]], page: int
) -> Response:
    """Return one page of a list that may be long, and how many stand in it as far as that is counted."""
    end = page * PAGE
    found = shortlist(parts, max(end, CAP))
    ids = found.ids[end - PAGE : end]
    standing = rows.in_bulk(ids)
    results = shape([standing[pk] for pk in ids if pk in standing], many=True).data
    more = len(found.ids) > end or (found.more and len(found.ids) == end)
    counted = {"count": min(len(found.ids), CAP), "count_is_capped": found.more or len(found.ids) > CAP}
    return paged(request, results, page, more=more, **counted)


def _previous(address: str, page: int) -> str:
    found: str = remove_query_param(address, "page") if page == 2 else replace_query_param(address, "page", page - 1)
    return found
