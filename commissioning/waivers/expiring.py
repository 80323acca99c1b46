"""What time does to waivers: silent advice lapses, an end that comes near is told, one that is past is recorded."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from accounts.authority import holders_over
from accounts.models import Person
from accounts.rights import Right
from accounts.rules import day, day_of
from audit.deciding import deciding
from commissioning.asks.models import Ask
from commissioning.asks.opening import BESIDE
from commissioning.errors import OvertakenError
from commissioning.telling.outbox import tell
from commissioning.timetable.calendar import england_calendar
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind
from commissioning.waivers.kinds import WaiverState
from commissioning.waivers.models import Waiver
from commissioning.waivers.reading import read_again, told
from commissioning.waivers.terms import REMINDED_DAYS


def silent(at: datetime) -> QuerySet[Waiver]:
    """Return the waivers on which advice was due before today."""
    late = Ask.objects.filter(closed_at=None, due_on__lt=day_of(at), kind=AskKind.CONSULT, source__startswith=BESIDE)
    ids = {int(source.rpartition("/")[2]) for source in late.values_list("source", flat=True)}
    return Waiver.objects.filter(pk__in=ids).select_related("case").order_by("pk")


def expired(at: datetime) -> QuerySet[Waiver]:
    """Return the approved waivers whose last day is past."""
    found = Waiver.objects.filter(state=WaiverState.APPROVED, expires_on__lt=day_of(at))
    return found.select_related("case").order_by("pk")


def expiring(at: datetime) -> QuerySet[Waiver]:
    """Return the approved waivers that expire within so many working days and of which nobody was reminded yet."""
    last = england_calendar().add_working_days(day_of(at), REMINDED_DAYS)
    running = Waiver.objects.filter(state=WaiverState.APPROVED, expires_on__lte=last, expires_on__gte=day_of(at))
    return running.filter(reminded_at=None).select_related("case__commissioner", "drafted_by").order_by("pk")


def expire(waiver: Waiver, *, at: datetime) -> None:
    """Record that a waiver has expired, once."""
    with deciding(Verb.WAIVER_EXPIRED, waiver.case, by=None, at=at, key=f"waiver/expired/{waiver.pk}") as decision:
        read_again(waiver)
        if waiver.state != WaiverState.APPROVED:
            raise OvertakenError(f"{waiver.reference} does not run any more.")
        waiver.state = WaiverState.EXPIRED
        waiver.save(update_fields=["state"])
        decision.about(stage=waiver.case.stage, **told(waiver), expired_on=waiver.expires_on)


def remind(waiver: Waiver, *, at: datetime) -> None:
    """Remind whoever leads the case, once, that a waiver expires soon."""
    with deciding(Verb.WAIVER_REMINDED, waiver.case, by=None, at=at, key=f"waiver/reminded/{waiver.pk}") as decision:
        read_again(waiver)
        people = _who_runs(waiver, at)
        waiver.reminded_at = at
        waiver.save(update_fields=["reminded_at"])
        decision.about(
            stage=waiver.case.stage,
            **told(waiver),
            expires_on=waiver.expires_on,
            told=[who.full_name for who in people],
        )
        case = waiver.case
        tell(
            people,
            case=case,
            event=f"waiver/reminded/{waiver.pk}",
            subject=f"{case.reference}: the waiver {waiver.reference} expires on {day(waiver.expires_on)}",
            text=(
                f"{case.title} ({case.reference}): nobody may rely on the waiver {waiver.reference} after "
                f"{day(waiver.expires_on)}. Buy by the rules from then on, or draft another waiver in good time."
            ),
            at=at,
        )


def _who_runs(waiver: Waiver, at: datetime) -> list[Person]:
    """Who leads the case, else who drafted it; where both have left, everybody who writes for the case."""
    here = [person for person in (waiver.case.commissioner, waiver.drafted_by) if person and person.is_active]
    return here[:1] or holders_over(waiver.case.bodies, Right.WRITE_RECORD, at)
