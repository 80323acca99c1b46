"""A search shared by a link: its owner shares it and stops, others open it and keep a copy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.reach import Reach, reach_of
from commissioning.casefile.filters import Filters, NameForm
from commissioning.casefile.finding import owners_within
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import status_of
from commissioning.casefile.sharing import shared_search, usable_by
from commissioning.casefile.views import cases, contracts
from commissioning.casefile.views.lists import query_of
from commissioning.casefile.views.searches import FORMS, address_of, saved
from commissioning.searches.decisions import save_search, share_search, stop_sharing
from commissioning.searches.kinds import Listed
from commissioning.searches.models import SavedSearch

MISSING = 404


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, search_id: int) -> HttpResponse:
    """Share a search of one's own by a link that anyone of the council can open, or stop sharing it."""
    search = get_object_or_404(SavedSearch.objects.visible_to(reader(request)), pk=search_id)
    if request.method == "POST":
        if "stop" in request.POST:
            stop_sharing(search)
            messages.success(request, "The search is not shared any more. Its link says so to whoever opens it.")
        else:
            share_search(search)
            messages.success(request, "The search is shared. Copy its link and send it to your colleagues.")
        return redirect("share-search", search.pk)
    context = {
        "search": search,
        "link": request.build_absolute_uri(reverse("shared-search", args=[search.token])) if search.token else "",
        "there": address_of(Listed(search.of), search.query),
    }
    return render(request, "commissioning/search_share.html", context)


@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """List what a shared search finds for whoever opens it."""
    person, at = reader(request), timezone.now()
    reach = reach_of(person, at)
    search = shared_search(token, reach)
    if search is None:
        return _gone(request)
    find, left_out = _find(search, reach)
    context = {
        **_found(search, find, reach, person, at, request.GET.get("page")),
        "search": search,
        "of_contracts": search.of == Listed.CONTRACTS,
        "token": token,
        "own": search.person_id == person.pk,
        "left_out": left_out,
        "lines": find.described(),
    }
    return render(request, "commissioning/search_shared.html", context)


def _found(
    search: SavedSearch, find: Any, reach: Reach, person: Person, at: datetime, number: object
) -> dict[str, object]:
    if search.of == Listed.CONTRACTS:
        return contracts.found_by(find, reach, at, number)
    return cases.found_by(find, reach, person, at, number)


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """Save a shared search for oneself: what of it one may use, under a name of one's own."""
    person, at = reader(request), timezone.now()
    reach = reach_of(person, at)
    search = shared_search(token, reach)
    return _gone(request) if search is None else _kept(request, search, token, person, reach, at)


def _kept(
    request: HttpRequest, search: SavedSearch, token: str, person: Person, reach: Reach, at: datetime
) -> HttpResponse:
    find, left_out = _find(search, reach)
    query, form, of = query_of(find), NameForm(request.POST or None, initial={"name": search.name}), Listed(search.of)
    if request.method == "POST" and saved(form, lambda name: save_search(person, name, query, of=of, at=at)):
        messages.success(request, f"The search is yours now. It stands above the list of {of.label}.")
        return redirect(address_of(of, query))
    context = {"form": form, "search": search, "token": token, "left_out": left_out, "lines": find.described()}
    return render(request, "commissioning/search_keep.html", context, status=status_of(form))


def _find(search: SavedSearch, reach: Reach) -> tuple[Filters, bool]:
    services = [slug for slug, _ in owners_within(reach)]
    asked, left_out = usable_by(reach, search.query, services)
    return FORMS[Listed(search.of)](asked, reach), left_out


def _gone(request: HttpRequest) -> HttpResponse:
    """The same words for a link that was taken back and for one that never was."""
    return render(request, "commissioning/search_gone.html", status=MISSING)
