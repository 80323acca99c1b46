"""What every page knows: whose council this is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def council(_request: HttpRequest) -> dict[str, Any]:
    """The council's name and brand, as `council` in every template."""
    return {"council": settings.COUNCIL}
