"""Where the API begins: the addresses of its main lists, and of its schema."""

from __future__ import annotations

from typing import Final

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from commissioning.casefile.api.asking import Address
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import Shape

LISTS: Final = (
    "tasks",
    "cases",
    "contracts",
    "policies",
    "gate-policies",
    "measures",
    "ideas",
    "meetings",
    "waivers",
    "cover",
    "board",
    "nominations",
    "reorganisations",
)


class RootShape(Shape):
    """The addresses of the main lists by name, and of the schema, which tells all others."""

    schema = serializers.URLField()
    lists = serializers.DictField(child=serializers.URLField())


class Root(Address):
    """The beginning of the API."""

    @documented("read_root", RootShape)
    def get(self, request: Request) -> Response:
        """Tell where the main lists and the schema are. Not every list is every caller's."""
        lists = {name: reverse(f"api-{name}", request=request) for name in LISTS}
        return Response({"schema": reverse("api-schema", request=request), "lists": lists})
