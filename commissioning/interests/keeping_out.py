"""Keeping a person out of a case at once, mid-task included. Called inside a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from accounts.authority import eligible, posts_of
from accounts.exclusions import end_exclusions, exclusion
from accounts.models import Person
from accounts.rules import day, day_of
from accounts.vocabulary import Ground
from audit.deciding import Decision
from commissioning.asks.models import Ask
from commissioning.asks.opening import acted_on
from commissioning.case.models import Case, CaseWarning
from commissioning.case.ports import counted_before, panels_of
from commissioning.gates.combining import in_sentence
from commissioning.gates.models import Seat
from commissioning.gates.voiding import counted_of, void_answers
from commissioning.telling.outbox import tell
from govuk.wording import in_words

SIGNED_BEFORE = "interests/signed_before"


def keep_out(decision: Decision, case: Case, person: Person, at: datetime) -> list[Ask]:
    """Take a person's rights on a case away but for sight of it. Returns the tasks that nobody can do any more.

    What they had taken is released and others who can do it are told; their answers are void where nothing was built
    on them yet, and those that counted already are flagged on the case.
    """
    for scope in case.scopes:
        exclusion(person, scope=scope, ground=Ground.CONFLICT, source=source_of(case), at=at)
    released = _release(case, person, at)
    void = void_answers(case, person, at)
    counted = counted_of(case, person)
    stands = [*(_answered(seat) for seat in counted), *counted_before(case, person)]
    _flag(case, person, stands, day_of(at))
    off = panels_of(case, person)
    _tell_lead(case, person, off, at)
    decision.about(
        **({"off_panel": off} if off else {}),
        **({"released": [ask.title for ask in released]} if released else {}),
        **({"void": [seat.rule.title for seat in void]} if void else {}),
        **({"counted_before": [seat.rule.title for seat in counted]} if counted else {}),
        **({"stands": stands} if len(stands) > len(counted) else {}),
    )
    return _left(case, at)


def _tell_lead(case: Case, person: Person, off: Sequence[str], at: datetime) -> None:
    """Tell who leads a case that somebody is off an evaluation panel, and that a replacement is owed."""
    if not off or case.commissioner is None or case.commissioner == person:
        return
    tell(
        [case.commissioner],
        case=case,
        event=f"interests/panel/{case.pk}/{person.pk}/{at:%Y-%m-%d %H:%M}",
        subject=f"{case.reference}: {person.full_name} is off the evaluation panel",
        text=(
            f"{person.full_name} has a conflict of interest in {case.title} ({case.reference}) and is off "
            f"{in_words(off)}. A replacement is owed: name somebody else in the record."
        ),
        at=at,
    )


def let_in(case: Case, person: Person, at: datetime) -> None:
    """Give a person their rights on a case back."""
    for scope in case.scopes:
        end_exclusions(person, scope=scope, source=source_of(case), at=at)


def source_of(case: Case) -> str:
    """What makes the exclusions of a case for conflicts of interest."""
    return f"interests/{case.pk}"


def _open_asks(case: Case) -> list[Ask]:
    asks = Ask.objects.filter(case=case, closed_at=None).select_related("post__body", "strand")
    found = list(asks.order_by("pk"))
    for ask in found:
        ask.case = case
    return found


def _left(case: Case, at: datetime) -> list[Ask]:
    """The tasks that nobody can do, once what was void is asked again."""
    return [ask for ask in _open_asks(case) if not eligible(ask.post, on=ask, at=at)]


def _release(case: Case, person: Person, at: datetime) -> list[Ask]:
    """Let go of the tasks that a person could do, and tell others who can. Returns the tasks."""
    posts = {holding.post_id for holding in posts_of(person, at)}
    released = [ask for ask in _open_asks(case) if ask.post_id in posts]
    for ask in released:
        acted_on(ask, person)
        if ask.taken_by_id == person.pk:
            ask.taken_by = None
            ask.save(update_fields=["taken_by"])
        _offer(ask, person, eligible(ask.post, on=ask, at=at), at)
    return released


def _offer(ask: Ask, person: Person, others: Sequence[Person], at: datetime) -> None:
    case = ask.case
    tell(
        others,
        case=case,
        ask=ask,
        event=f"interests/release/{ask.pk}/{person.pk}/{at:%Y-%m-%d %H:%M}",
        subject=f"{case.reference}: {ask.title}, without {person.full_name}",
        text=(
            f"{person.full_name} has a conflict of interest in {case.title} ({case.reference}) and cannot do this task "
            f"any more. You hold the post of {ask.post.title} too: please see to it by {day(ask.due_on)}."
        ),
        at=at,
    )


def _answered(seat: Seat) -> str:
    return f"answered as {seat.rule.title} at the gate of {in_sentence(seat.gate.stages)}"


def _flag(case: Case, person: Person, stands: Sequence[str], today: date) -> None:
    for answer in stands:
        text = (
            f"{person.full_name} {answer}, and "
            f"was kept out for a conflict of interest on {day(today)}, after that had counted. It stands."
        )
        CaseWarning(case=case, code=SIGNED_BEFORE, text=text).save()
