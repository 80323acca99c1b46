"""Saving a search for oneself; naming it anew or removing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.reach import Reach, reach_of
from commissioning.casefile.filters import Filters, NameForm
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import put, status_of
from commissioning.casefile.views import cases, contracts
from commissioning.casefile.views.lists import query_of
from commissioning.errors import RefusedError
from commissioning.searches.decisions import is_removed, remove_search, rename_search, save_search
from commissioning.searches.kinds import Listed
from commissioning.searches.models import SavedSearch

FORMS: Mapping[Listed, Callable[[QueryDict, Reach], Filters]] = {
    Listed.CASES: cases.find_form,
    Listed.CONTRACTS: contracts.find_form,
}


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Save the filters and the order of a list of cases under a name."""
    return _save(request, Listed.CASES)


@require_http_methods(["GET", "HEAD", "POST"])
def save_of_contracts(request: HttpRequest) -> HttpResponse:
    """Save the filters and the order of a list of contracts under a name."""
    return _save(request, Listed.CONTRACTS)


def _save(request: HttpRequest, of: Listed) -> HttpResponse:
    person, at = reader(request), timezone.now()
    find = FORMS[of](request.GET, reach_of(person, at))
    query, form = query_of(find), NameForm(request.POST or None)
    there = address_of(of, query)
    if request.method == "POST" and saved(form, lambda name: save_search(person, name, query, of=of, at=at)):
        messages.success(request, f"The search is saved. It stands above the list of {of.label}.")
        return redirect(there)
    context = {"form": form, "lines": find.described(), "there": there, "of": of.label}
    return render(request, "commissioning/search_save.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, search_id: int) -> HttpResponse:
    """Give a search of one's own another name, or remove it."""
    removes = request.method == "POST" and "remove" in request.POST
    if removes and is_removed(search_id):  # sent twice
        return redirect("cases")
    search = get_object_or_404(SavedSearch.objects.visible_to(reader(request)), pk=search_id)
    there = address_of(Listed(search.of), search.query)
    if removes:
        remove_search(search)
        messages.success(request, f"The search “{search.name}” is removed.")
        return redirect(search.of)
    form = NameForm(request.POST or None, initial={"name": search.name})
    if request.method == "POST" and saved(form, lambda name: rename_search(search, name)):
        messages.success(request, f"The search is called “{search.name}” now.")
        return redirect(there)
    context = {"form": form, "search": search, "there": there}
    return render(request, "commissioning/search_change.html", context, status=status_of(form))


def saved(form: NameForm, act: Callable[[str], object]) -> bool:
    """Do something under the name that a form gives; whatever is refused stands on the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data["name"])
    except RefusedError as refused:
        put(form, refused)
        return False
    return True


def address_of(of: Listed, query: str) -> str:
    """Return where a list stands with a search."""
    return f"{reverse(of)}?{query}"
