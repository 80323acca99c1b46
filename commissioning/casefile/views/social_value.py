"""What helps to write a case's social value record: what the Act asks, how much is in proportion, measures to add."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.frame import frame
from commissioning.casefile.people import case_of, reader, require_sight, require_whole
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.social_value_forms import AddMeasureForm, CategoryForm
from commissioning.casefile.social_value_words import (
    ACT_HEAD,
    GUIDE_HEAD,
    SIMILAR_HEAD,
    act_rows,
    asked_in_words,
    delivered_in_words,
    guide_rows,
    similar_picture,
    similar_rows,
)
from commissioning.casefile.suggesting import Suggestions, division_of, suggestions_for, tender_cpv
from commissioning.casefile.writing import place_of, with_rows
from commissioning.social_value.act import answers, bearing_on
from commissioning.social_value.adding import add_measure
from commissioning.social_value.models import SocialValueRecord
from commissioning.social_value.proportion import guide
from commissioning.social_value.sections import ROOM, proportion_of
from commissioning.vocabulary import Stage

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen
    from commissioning.casefile.writing import Place

NOTHING_SIMILAR: Final = "No other case that you may see has CPV codes that begin with {} and chose a measure."


def _place(request: HttpRequest, reference: str) -> tuple[Person, datetime, Seen, Place]:
    """Return who reads, when, and the record. Raises NotAllowedError for who may not read all of it."""
    person, at = reader(request), timezone.now()
    case = case_of(person, reference, at, tender_cpv=tender_cpv())
    require_whole(person, case, Stage.SOCIAL_VALUE, at)
    place = place_of(case, Stage.SOCIAL_VALUE, None, None, day_of(at))
    if place.room is not ROOM:
        raise Http404
    return person, at, case, place


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the Act asks of the case, where it stands answered, and whether what is asked is in proportion."""
    _, _, case, place = _place(request, reference)
    with_rows(place, [ROOM.section("measures")])
    record = cast("SocialValueRecord", place.record)
    found = proportion_of(record)
    context = {
        **frame(case, "case-records", (place.title, place.url("record")), ("What is asked here", "")),
        "bearing": bearing_on(record),
        "act_head": ACT_HEAD,
        "act_rows": act_rows(answers(record)),
        "asked": asked_in_words(found),
        "advice": found.advice,
        "guide": guide(),
        "guide_head": GUIDE_HEAD,
        "guide_rows": guide_rows(found.band),
        "back": place.url("record"),
    }
    return render(request, "commissioning/social_value.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, reference: str) -> HttpResponse:
    """Show measures to think of, with what came of them; add one to the record while it is written."""
    person, at, case, place = _place(request, reference)
    division, asked = _division(request, case)
    found = suggestions_for(cast("SocialValueRecord", place.record), case.reach, division)
    form = AddMeasureForm(request.POST or None)
    if form.is_bound:
        require_sight(person, Right.WRITE_RECORD, case, at, allowed=case.writes)
        if carried_out(form, person, lambda: _add(place, found, form.cleaned_data, person, at)):
            messages.success(request, "The measure is added. Say its target here, and what it weighs under weighting.")
            return redirect(place.url("section", "measures"))
    context = {
        **frame(case, "case-records", (place.title, place.url("record")), ("Suggested measures", "")),
        "found": found,
        "form": form,
        "category": asked,
        "head": SIMILAR_HEAD,
        "rows": similar_rows(found.similar),
        "picture": similar_picture(found.similar),
        "nothing": NOTHING_SIMILAR.format(found.division),
        "addable": _addable(found) if case.writes and place.open else [],
        "writable": case.writes and place.open,
        "back": place.url("section", "measures"),
    }
    return render(request, "commissioning/suggested_measures.html", context, status=status_of(form))


def _division(request: HttpRequest, case: Seen) -> tuple[str, CategoryForm]:
    """The category asked for, else that of the case, else that of its tender as far as it is drafted."""
    own: Any = case
    asked = CategoryForm(
        request.GET if "cpv" in request.GET else None, initial={"cpv": case.cpv or own.tender_cpv or ""}
    )
    if asked.is_bound:
        return (asked.cleaned_data["cpv"] if asked.is_valid() else ""), asked
    return division_of(asked.initial["cpv"]), asked


def _addable(found: Suggestions) -> list[dict[str, object]]:
    """The measures that one press adds, each once and with its own form: first what similar contracts chose."""
    chosen = {one.key: one for one in found.similar if one.terms and not one.there}
    similar = [(one.name, one.called, delivered_in_words(one)) for one in chosen.values()]
    catalogue = [
        (one.name, f"{one.measure.code} {one.measure.title}", f"serves {one.choice}")
        for one in found.catalogue
        if not one.there and one.terms.key not in chosen
    ]
    return [
        {"title": title, "why": why, "form": AddMeasureForm(initial={"which": name}, auto_id=f"id_{name}_%s")}
        for name, title, why in (*similar, *catalogue)
    ]


def _add(place: Place, found: Suggestions, asked: dict[str, Any], person: Person, at: datetime) -> None:
    record, terms = cast("SocialValueRecord", place.record), found.named(asked["which"])
    add_measure(record, terms, by=person, at=at, key=asked["key"])
