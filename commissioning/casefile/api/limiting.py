"""How many requests one caller may make: enough for a script in a hurry, too few to keep the council waiting."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.throttling import UserRateThrottle


class Requests(UserRateThrottle):
    """Counts each caller's requests in the memory of this process: counting them all would cost more than reading."""

    scope = "requests"
    cache: BaseCache = LocMemCache("api-requests", {})

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        """Count people alone: whoever is nobody gets no further than a refusal."""
        return super().get_cache_key(request, view) if request.user.is_authenticated else None
