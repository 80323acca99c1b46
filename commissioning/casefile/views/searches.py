"""Saving a search for oneself; naming it anew or removing it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.reach import reach_of
from commissioning.casefile.filters import NameForm
from commissioning.casefile.people import reader
from commissioning.casefile.refusals import put, status_of
from commissioning.casefile.views.cases import find_form
from commissioning.casefile.views.lists import query_of
from commissioning.errors import RefusedError
from commissioning.searches.decisions import is_removed, remove_search, rename_search, save_search
from commissioning.searches.models import SavedSearch


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Save the filters and the order of this address under a name."""
    person, at = reader(request), timezone.now()
    find = find_form(request.GET, reach_of(person, at))
    query, form = query_of(find), NameForm(request.POST or None)
    there = _cases(query)
    if request.method == "POST" and saved(form, lambda name: save_search(person, name, query, at=at)):
        messages.success(request, "The search is saved. It stands above the list of cases.")
        return redirect(there)
    context = {"form": form, "lines": find.described(), "there": there}
    return render(request, "commissioning/search_save.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, search_id: int) -> HttpResponse:
    """Give a search of one's own another name, or remove it."""
    removes = request.method == "POST" and "remove" in request.POST
    if removes and is_removed(search_id):  # sent twice
        return redirect("cases")
    search = get_object_or_404(SavedSearch.objects.visible_to(reader(request)), pk=search_id)
    there = _cases(search.query)
    if removes:
        remove_search(search)
        messages.success(request, f"The search “{search.name}” is removed.")
        return redirect("cases")
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


def _cases(query: str) -> str:
    return f"{reverse('cases')}?{query}"
