"""When a procurement commenced: the day of its tender notice, which chooses the rules of law.

A day that somebody types may never take away what is owed. So it cannot lie before the case was opened here (unless a
body outside the council leads, which published its notice itself), nor before the Act that the case runs under, nor
before the day that published notices say; and it counts only once the award's own gate has agreed to it, while nothing
that was decided hangs on it yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from accounts.rules import day_of
from commissioning.award.models import AwardRecord, Execution
from commissioning.case.models import Strand
from commissioning.notices.models import Notice
from commissioning.timetable.statutes import ACT_COMMENCED
from commissioning.vocabulary import Regime
from govuk.wording import day_in_words


def faults_of_notice(record: AwardRecord) -> Iterator[str]:
    """Yield why the day of the tender notice cannot be right."""
    case, published_on = record.strand.case, record.tender_notice_on
    if published_on is None:
        return
    opened_on = day_of(case.opened_at)
    if case.regime == Regime.PA2023 and published_on < ACT_COMMENCED:
        yield (
            f"{day_in_words(published_on)} is before the Procurement Act 2023 commenced, on "
            f"{day_in_words(ACT_COMMENCED)}. Correct the day or the regime."
        )
    if not (case.taken_on_at or case.led_by) and published_on < opened_on:
        yield f"The case was opened on {day_in_words(opened_on)}, so its tender notice came later. Correct the day."
    stated = case.commenced_on if record.strand.attempt == 1 and _noticed(record.strand) else None
    if stated is not None and published_on < stated:
        yield f"Its published notices say that the procurement commenced on {day_in_words(stated)}. Correct the day."


def commence(strand: Strand) -> None:
    """Take the day that an award's gate agreed to for the case's, inside that decision.

    Never in place of what published notices say, and never once another part of the case was decided: what that part
    owes stands.
    """
    record = AwardRecord.objects.filter(strand=strand).order_by("-sequence").first()
    case = strand.case
    if record is None or record.tender_notice_on in (None, case.commenced_on) or strand.attempt > 1:
        return
    if _noticed(strand) or Execution.objects.filter(strand__case=case).exclude(strand=strand).exists():
        return
    case.commenced_on = record.tender_notice_on
    case.save(update_fields=["commenced_on"])


def _noticed(strand: Strand) -> bool:
    return Notice.objects.filter(case=strand.case_id).exists()
