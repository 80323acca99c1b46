"""The register of ideas as people read it: who may, each idea in words, and what cases made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.reach import Reach
from accounts.rights import Right
from accounts.rules import day_of
from audit.models import Entry
from commissioning.case.models import in_sight
from commissioning.casefile.public import Visit
from commissioning.casefile.trail import event_of
from commissioning.ideas.answering import Bearing, bearing_of_priorities, ideas_for
from commissioning.ideas.kinds import IdeaState
from commissioning.ideas.models import Idea, IdeaAnswer, IdeaContact
from commissioning.ideas.rules import sought_place
from commissioning.needs.models import NeedsRecord
from commissioning.social_value.models import SocialValueRecord
from govuk.wording import day_in_words, how_many

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen
    from commissioning.casefile.writing import Place

COLOURS = {
    IdeaState.POSTED: "yellow",
    IdeaState.CHANGE_ASKED: "orange",
    IdeaState.PUBLISHED: "green",
    IdeaState.DECLINED: "red",
    IdeaState.WITHDRAWN: "grey",
}
NEXT = {
    IdeaState.POSTED: "A moderator of the council reads it, usually within five working days. Nobody else reads it.",
    IdeaState.CHANGE_ASKED: "A moderator asked for a change. Change it, and it is read again.",
    IdeaState.PUBLISHED: "It is in the register. You are told whenever the council looked at it for something it buys.",
    IdeaState.DECLINED: "It is not published. You can post another idea.",
    IdeaState.WITHDRAWN: "It was withdrawn, and is not in the register any more.",
}
MOST_BESIDE = 5  # on the page of a record
OWN_SHOWN = 20


def idea_read(visit: Visit, number: int) -> Idea:
    """Return an idea that somebody may read. Raises Http404 where there is none for them to know of."""
    seen = Idea.objects.visible_to(visit.person, visit.reach, day_of(visit.at))
    found = seen.filter(number=number).select_related("posted_by").first()
    if found is None:
        raise Http404
    return found


def idea_from_outside(number: int | None) -> Idea:
    """Return an idea that was posted without an account, for who has its link. Raises Http404 where there is none."""
    return get_object_or_404(Idea, number=number, posted_by=None)


def idea_to_answer(number: int) -> Idea:
    """Return an idea that cases answer: one that was published. Raises Http404 where there is none."""
    ideas = Idea.objects.filter(published_at__isnull=False).select_related("posted_by")
    return get_object_or_404(ideas, number=number)


def sought_ideas(today: date, given: Mapping[str, str]) -> QuerySet[Idea]:
    """Return the ideas that stand and match what was chosen, the newest first."""
    found = Idea.objects.standing(today)
    if ward := given.get("ward"):
        found = found.filter(Q(places="") | Q(places__contains=sought_place(ward)))
    found = found.filter(**{name: given[name] for name in ("kind", "theme") if name in given})
    for word in given.get("q", "").split():
        words = ("title", "what", "who_benefits", "organisation")
        said = Q()
        for column in words:
            said |= Q(**{f"{column}__icontains": word})
        found = found.filter(said)
    return found.order_by("-published_at", "-pk")


def chosen(given: Mapping[str, str], labels: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the filters that are set, each with the address without it."""
    return [
        {
            "text": f"{labels[name]}: {value}",
            "href": f"?{urlencode({other: kept for other, kept in given.items() if other != name})}",
        }
        for name, value in given.items()
    ]


def own_ideas(visit: Visit) -> list[Idea]:
    """Return what somebody posted themselves, the newest first. One query, none for who is not signed in."""
    return list(Idea.objects.filter(posted_by=visit.person)[:OWN_SHOWN]) if visit.person else []


def waiting_ideas() -> QuerySet[Idea]:
    """Return the ideas that wait for a moderator, the oldest first."""
    return Idea.objects.filter(state=IdeaState.POSTED).order_by("posted_at", "pk")


def facts_of(idea: Idea) -> list[dict[str, str]]:
    """Return what is to be known of an idea, for a summary list."""
    told = {
        "From": idea.sender,
        "Who benefits": idea.who_benefits,
        "Where": idea.where,
        "Theme": idea.theme or "None of the policy’s themes",
        "Stands until": day_in_words(idea.stands_until),
        "Published": day_in_words(day_of(idea.published_at)) if idea.published_at else "",
    }
    return [{"key": key, "value": value} for key, value in told.items() if value]


def contact_of(idea: Idea) -> list[dict[str, str]]:
    """Return whom to contact about an idea, for its moderators. One query."""
    if idea.posted_by is not None:
        found = {"Posted by": idea.posted_by.full_name, "Email": idea.posted_by.email}
    else:
        kept = IdeaContact.objects.filter(idea=idea).first()
        found = {"Name": kept.name, "Email": kept.email, "Telephone": kept.phone} if kept else {}
    return [{"key": key, "value": value} for key, value in found.items() if value]


def by_phone_alone(idea: Idea) -> bool:
    """Whether nobody can be told by email, so that a moderator calls. One query for an idea from outside."""
    return idea.posted_by_id is None and IdeaContact.objects.filter(idea=idea, email="").exists()


def uses_of(idea: Idea, reach: Reach | None) -> list[IdeaAnswer]:
    """Return what the cases that a reach covers made of an idea, the newest of each case. One query."""
    if reach is None or not reach.over(Right.VIEW_CASE):
        return []
    found = IdeaAnswer.objects.filter(in_sight(reach, "case"), idea=idea).select_related("case").order_by("-pk")
    newest: dict[int, IdeaAnswer] = {}
    for one in found:
        newest.setdefault(one.case_id, one)
    return list(newest.values())


def history_of_idea(idea: Idea) -> list[dict[str, object]]:
    """Return what was done to an idea as events, the newest first."""
    entries = Entry.objects.filter(stream=idea.stream_name).select_related("payload").order_by("-number")[:100]
    events = [event_of(entry) for entry in entries]
    return [{"at": event.at, "title": event.sentence, "text": event.text} for event in events]


@dataclass(frozen=True)
class Beside:
    """What communities say where a case is, beside a record that is being written."""

    ideas: list[Any]
    more: bool
    unanswered: int

    @property
    def advice(self) -> str:
        """What is worth doing before the record is handed in; "" where every idea is answered."""
        if not self.unanswered:
            return ""
        count = f"{'At least ' if self.more else ''}{how_many(self.unanswered, 'idea,ideas')}"
        has = "has" if self.unanswered == 1 and not self.more else "have"
        return f"{count} from communities in these wards and themes {has} no answer in this case yet."


def beside(place: Place, case: Seen, today: date) -> Beside | None:
    """Return the ideas that bear on a case, for the pages of its needs and social value priorities; bounded.

    One query: the needs name their own wards, and the priorities know their needs and were read with them. None where
    a case has no such record. What came back is mended with them at hand, and handed in with them in view.
    """
    record = place.record
    if not isinstance(record, NeedsRecord | SocialValueRecord):
        return None
    bearing = Bearing(tuple(record.wards)) if isinstance(record, NeedsRecord) else bearing_of_priorities(record)
    found = list(ideas_for(case, bearing, today)[: MOST_BESIDE + 1])
    unanswered = sum(one.was_used is None for one in found)
    return Beside(found[:MOST_BESIDE], len(found) > MOST_BESIDE, unanswered)
