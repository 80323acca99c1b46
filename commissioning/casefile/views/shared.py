"""A search shared by a link: its owner shares it and stops, others open it and keep a copy."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.reach import Reach, reach_of
from commissioning.casefile.filters import FindForm, NameForm
from commissioning.casefile.finding import owners_within
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import status_of
from commissioning.casefile.sharing import shared_search, usable_by
from commissioning.casefile.views.cases import find_form, found_by
from commissioning.casefile.views.lists import query_of
from commissioning.casefile.views.searches import saved
from commissioning.searches.decisions import save_search, share_search, stop_sharing
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
        "there": f"{reverse('cases')}?{search.query}",
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
        **found_by(find, reach, person, at, request.GET.get("page")),
        "search": search,
        "token": token,
        "own": search.person_id == person.pk,
        "left_out": left_out,
        "lines": find.described(),
    }
    return render(request, "commissioning/search_shared.html", context)


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
    query, form = query_of(find), NameForm(request.POST or None, initial={"name": search.name})
    if request.method == "POST" and saved(form, lambda name: save_search(person, name, query, at=at)):
        messages.success(request, "The search is yours now. It stands above the list of cases.")
        return redirect(f"{reverse('cases')}?{query}")
    context = {"form": form, "search": search, "token": token, "left_out": left_out, "lines": find.described()}
    return render(request, "commissioning/search_keep.html", context, status=status_of(form))


def _find(search: SavedSearch, reach: Reach) -> tuple[FindForm, bool]:
    services = [slug for slug, _ in owners_within(reach)]
    asked, left_out = usable_by(reach, search.query, services)
    return find_form(asked, reach), left_out


def _gone(request: HttpRequest) -> HttpResponse:
    """The same words for a link that was taken back and for one that never was."""
    return render(request, "commissioning/search_gone.html", status=MISSING)
