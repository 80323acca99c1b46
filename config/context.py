"""What every page knows: whose council this is, and the way to its main pages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

# Each with the addresses that belong to it; the work list has the bare root, and tasks.
PAGES = (
    ("work", "My work", ("/tasks/", "/cover/", "/meetings/")),
    ("cases", "Cases", ("/cases/",)),
    ("contracts", "Contracts", ("/contracts/", "/waivers/")),
    ("board", "Board", ("/board/",)),
    ("bodies", "Bodies", ("/bodies/",)),
    ("policies", "Policies", ("/policies/", "/gate-policies/", "/ideas/")),
    ("messages", "Messages", ("/messages/",)),
)

GATED = {"board": "boards", "bodies": "keeps"}  # shown only to those for whom sign-in found the right


def council(request: HttpRequest) -> dict[str, Any]:
    """The council's name and brand as `council`, and for whoever is signed in the main pages as `navigation`.

    Messages say how many are unread: as many as there were when the request came in.
    """
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    counts = {"messages": getattr(user, "unread", 0)}
    shown = [page for page in PAGES if page[0] not in GATED or getattr(user, GATED[page[0]], False)] if known else []
    pages = [{**_entry(request, *page), "unread": counts.get(page[0], 0)} for page in shown]
    return {"council": settings.COUNCIL, "navigation": pages}


def _entry(request: HttpRequest, name: str, label: str, under: tuple[str, ...]) -> dict[str, Any]:
    url = reverse(name)
    return {"label": label, "url": url, "active": request.path == url or request.path.startswith(under)}
