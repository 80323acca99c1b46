"""Which ideas bear on a case, and what the case makes of each: used and how, or not and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Case as Where
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.authority import Over, require
from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import deciding
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.ideas.decisions import told
from commissioning.ideas.kinds import IdeaState
from commissioning.ideas.models import Idea, IdeaAnswer
from commissioning.ideas.rules import everywhere, sought_place
from commissioning.ideas.telling import tell_poster
from commissioning.needs.models import NeedsRecord
from commissioning.social_value.models import PriorityChoice, SocialValueRecord
from commissioning.verbs import Verb
from govuk.wording import day_in_words

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Told(TypedDict):
        """What a case made of an idea; None while it has not answered it."""

        was_used: bool | None
        answer_text: str | None
        answer_at: datetime | None

    IdeaOfCase = WithAnnotations[Idea, Told]


@dataclass(frozen=True)
class Bearing:
    """What a case is about: wards as its needs name them, and the themes of the priorities it chose, if it has yet."""

    wards: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def bearing_of(case: Case) -> Bearing:
    """Return the wards and themes of a case. Two queries."""
    record = NeedsRecord.objects.filter(strand__case=case).order_by("-pk").values_list("wards", flat=True).first()
    chosen = PriorityChoice.objects.filter(record__strand__case=case, chosen=True)
    themes = chosen.order_by("priority__position").values_list("priority__theme", flat=True)
    return Bearing(tuple(record or ()), tuple(dict.fromkeys(theme for theme in themes if theme)))


def bearing_of_priorities(record: SocialValueRecord) -> Bearing:
    """Return what a record of social value priorities is about, from what was read with it."""
    chosen = sorted((one.priority for one in record.choices.all() if one.chosen), key=lambda one: one.position)
    wards = tuple(record.needs.wards) if record.needs else ()
    return Bearing(wards, tuple(dict.fromkeys(one.theme for one in chosen if one.theme)))


def ideas_for(case: Case, bearing: Bearing, today: date) -> QuerySet[IdeaOfCase]:
    """Return the ideas that bear on a case, and those it has answered, each with what it made of it. One query.

    An idea bears on a case where it stands, is for one of its wards or the whole borough, and, once the case has
    chosen priorities, serves one of their themes or none. Those without an answer come first, then those for a ward,
    then the newest.
    """
    place = Q(places="")
    for ward in bearing.wards:
        place |= Q(places__contains=sought_place(ward))
    if everywhere(bearing.wards):
        place = Q()
    theme = Q(theme__in=("", *bearing.themes)) if bearing.themes else Q()
    stands = Q(state=IdeaState.PUBLISHED, stands_until__gte=today)
    answers = IdeaAnswer.objects.filter(idea=OuterRef("pk"), case=case).order_by("-pk")
    columns = {"was_used": "used", "answer_text": "text", "answer_at": "answered_at"}
    found = Idea.objects.annotate(**{name: Subquery(answers.values(column)[:1]) for name, column in columns.items()})
    found = found.filter((stands & place & theme) | Q(was_used__isnull=False))
    wide = Where(When(places="", then=Value(1)), default=Value(0))
    ordered = found.order_by(F("answer_at").asc(nulls_first=True), wide, "-published_at", "-pk")
    return cast("QuerySet[IdeaOfCase]", ordered)


def answer_idea(idea: Idea, case: Case, *, used: bool, text: str, by: Person, at: datetime, key: str) -> IdeaAnswer:
    """Record in a case whether an idea was used and how, or why not. Whoever posted it is told, the case not named.

    After its last day only a case that answered it before says more of it.
    """
    asked = {"idea": idea.number, "used": used, "text": text}
    with deciding(Verb.IDEA_ANSWERED, case, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.WRITE_RECORD, on=Over(case.bodies, scopes=case.scopes), at=at)
        if not case.open:
            raise RefusedError(f"{case.reference} is over, so nothing more is recorded in it.")
        idea.refresh_from_db()
        if idea.state != IdeaState.PUBLISHED:
            raise OvertakenError(f"Idea {idea.number} is not published any more. Nothing was recorded.")
        if not (idea.standing(day_of(at)) or idea.answers.filter(case=case).exists()):
            raise OvertakenError(
                f"Idea {idea.number} stood until {day_in_words(idea.stands_until)}, and is answered no more. Ask "
                f"{idea.organisation} to post it again if it still helps. Nothing was recorded."
            )
        if not text.strip():
            words = "Say how it was used." if used else "Say why it was not used."
            raise RefusedError(words, {"text": [words]})
        made = IdeaAnswer(
            idea=idea, case=case, used=used, text=text.strip(), answered_by=by, capacity=holding.title, answered_at=at
        )
        made.save()
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**told(idea), used=used, text=made.text)
        _tell(idea, case, made, decision.key)
    return made


def _tell(idea: Idea, case: Case, made: IdeaAnswer, key: str) -> None:
    """Tell without naming the case: what the council is about to buy may not be public yet."""
    outcome = "It was used" if made.used else "It was not used this time"
    text = (
        f"{case.lead.name} looked at your idea {idea.number}, “{idea.title}”, when it wrote what it needs. {outcome}: "
        f"{made.text} Thank you. It stays in the register for others."
    )
    tell_poster(idea, f"What became of your idea {idea.number}", text, key=key, at=made.answered_at)
