"""Pure rules of authority: whether what a person holds lets them act, and the words for every no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.rights import Right
from accounts.vocabulary import Ground

LONDON = ZoneInfo("Europe/London")
NAMED = 3
ASK_THE_COUNCIL = "Ask the council if you think you should be able to."


@dataclass(frozen=True, slots=True)
class Voice:
    """To whom a no is told: to the person themselves, or to somebody who asks about them."""

    they: str
    them: str
    their: str


YOU, THEY = Voice("you", "you", "your"), Voice("they", "them", "their")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: may this right be used, for this amount (pounds), on this day?

    Without an amount no limit bears on it, unless it is `valued`: its value is then not known, and over every limit.
    """

    right: Right
    amount: Decimal | None
    day: date
    valued: bool = False
    voice: Voice = YOU

    @property
    def cannot(self) -> str:
        """What a no comes to: `you cannot sign it`."""
        return f"{self.voice.they} cannot {self.right.label}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One holding as the question sees it. `stands` is False for a cover whose principal does not hold the post.

    `figures` says whether its post may be told what a thing is worth.
    """

    title: str
    starts_on: date
    ends_on: date | None
    granted: bool
    limit: Decimal | None = None
    excluded: Ground | None = None
    principal: str = ""
    stands: bool = True
    ended: bool = False
    principal_excluded: Ground | None = None
    figures: bool = True


@dataclass(frozen=True, slots=True)
class No:
    """A refusal: how near to a yes it came, and why."""

    nearness: int
    words: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the terms of an appointment, and in which field."""

    field: str
    words: str


def flaw_in_terms(starts_on: date, ends_on: date | None, value_limit: Decimal | None) -> Flaw | None:
    """Return what is wrong with an appointment's days or its limit in pounds; None when nothing is."""
    if ends_on is not None and ends_on < starts_on:
        return Flaw("ends_on", f"The last day, {day(ends_on)}, is before the first, {day(starts_on)}. Change either.")
    if value_limit is not None and value_limit <= 0:
        return Flaw("value_limit", "The limit must be more than £0. Leave it empty for no limit.")
    return None


def exceeds(limit: Decimal | None, held: Decimal) -> bool:
    """Say whether a limit (None is no limit) goes beyond the one its giver is held to."""
    return limit is None or limit > held


def day_of(at: datetime) -> date:
    """Return the day it is at the council at an aware moment."""
    return at.astimezone(LONDON).date()


def dated(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Say whether a day lies within an appointment; its first and its last day do."""
    return starts_on <= on and (ends_on is None or on <= ends_on)


def refusal(claim: Claim, question: Question) -> No | None:
    """Return why a claim does not answer the question; None when it does."""
    for nearness, test in enumerate((_out_of_dates, _without_principal, _not_granted, _over_limit, _kept_out)):
        words = test(claim, question)
        if words:
            return No(nearness, words)
    return None


def nearest(nos: Sequence[No]) -> No:
    """Return the refusal that came nearest to a yes: the one worth telling. Raises ValueError for none at all."""
    return max(nos, key=lambda no: no.nearness)


def _out_of_dates(claim: Claim, question: Question) -> str:
    their, cannot = question.voice.their.capitalize(), question.cannot
    if claim.ended:
        return f"{their} cover for {claim.principal} as {claim.title} was ended, so {cannot}."
    if claim.starts_on > question.day:
        return f"{their} appointment as {claim.title} begins on {day(claim.starts_on)}, so {cannot} yet."
    if claim.ends_on is not None and claim.ends_on < question.day:
        return f"{their} appointment as {claim.title} ended on {day(claim.ends_on)}, so {cannot}."
    return ""


def _without_principal(claim: Claim, question: Question) -> str:
    if claim.stands:
        return ""
    return (
        f"{question.voice.they.capitalize()} act as {claim.title} for {claim.principal}, whose own appointment does "
        f"not stand today, so {question.cannot}."
    )


def _not_granted(claim: Claim, question: Question) -> str:
    if claim.granted:
        return ""
    return f"The post of {claim.title} does not let {question.voice.them} {question.right.label}."


def _over_limit(claim: Claim, question: Question) -> str:
    over = _over(claim.limit, question, figures=claim.figures) if claim.limit is not None else ""
    if claim.limit is None or not over:
        return ""
    may_act = f"As {claim.title} {question.voice.they} may act up to {pounds(claim.limit)}"
    return f"{may_act} and {over}, so {question.cannot}."


def _over(limit: Decimal, question: Question, *, figures: bool) -> str:
    """Return how a question goes beyond a limit; nothing where it does not. What is not known may be any amount."""
    if question.amount is None:
        return "the value of this case is not known" if question.valued else ""
    worth = pounds(question.amount) if figures else "more"
    return f"this is for {worth}" if question.amount > limit else ""


def _kept_out(claim: Claim, question: Question) -> str:
    they = question.voice.they.capitalize()
    if claim.excluded:
        return f"{they} {claim.excluded.label}, so {question.cannot}."
    if claim.principal_excluded:
        return f"{they} act for {claim.principal}, who {claim.principal_excluded.label}, so {question.cannot}."
    return ""


def closed(question: Question) -> str:
    """Return the refusal of a person whose account is closed."""
    shut = f"{question.voice.their.capitalize()} account is closed, so {question.cannot}."
    return f"{shut} Ask {'your' if question.voice is YOU else 'the'} administrator to open it again."


def postless(question: Question) -> str:
    """Return the refusal of a person who never held a post."""
    return f"{question.voice.they.capitalize()} hold no post, so {question.cannot}."


def another_post(title: str, voice: Voice = YOU) -> str:
    """Return the refusal of a person who does not hold the one post that is asked."""
    return f"This waits for the {title}, a post {voice.they} do not hold."


def who_can(names: Sequence[str]) -> str:
    """Return the sentence that names who else can act, at most three of them by name."""
    if not names:
        return "Nobody else can at present: ask your administrator to appoint someone."
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and others can."
    *first, last = names
    return f"{', '.join(first)} or {last} can." if first else f"{last} can."


def day(value: date) -> str:
    """Return a day as people read it, such as 6 October 2026."""
    return f"{value:%-d %B %Y}"


def pounds(amount: Decimal) -> str:
    """Return an amount as people read it, pence only where there are any."""
    return f"£{amount:,.2f}".removesuffix(".00")
