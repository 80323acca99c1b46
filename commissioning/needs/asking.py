"""Which sections of a needs record are asked, and why: a small purchase answers few, and a yes asks for more."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.conf import settings

from accounts.rules import pounds
from commissioning.needs.kinds import OptionKind
from commissioning.needs.models import NeedsRecord
from commissioning.needs.rows import LESSONS, OPTIONS
from commissioning.records.gathering import gather
from commissioning.records.rooms import Asking

SMALL = "Not asked: the purchase is small."
NO_NEED = "Not asked: no answer in this record asks for it."
VALUE_UNKNOWN = "Asked because the value of the case is not known yet."
KEY_DECISION = "Asked because the award is a key decision."


def in_full(record: NeedsRecord) -> Asking:
    """Sections that only a larger purchase answers: from `FULL_NEEDS_FROM` pounds with VAT over the whole life.

    The limit is the council's own, not the law's. Where the value is not known yet all are asked.
    """
    case, limit = record.strand.case, Decimal(settings.FULL_NEEDS_FROM)
    if case.key_decision:
        return Asking(why=KEY_DECISION)
    if case.amount is None:
        return Asking(why=VALUE_UNKNOWN)
    if case.amount >= limit:
        return Asking(why=f"Asked because the value with VAT over the whole life is {pounds(limit)} or more.")
    return Asking(asked=False, why=f"the value with VAT over the whole life is under {pounds(limit)}.", told=SMALL)


def data_protection(record: NeedsRecord) -> Asking:
    """The screening of data protection, where personal data is handled."""
    return _where(record.personal_data, "personal data will be handled")


def staff(record: NeedsRecord) -> Asking:
    """Who may transfer, where staff may."""
    return _where(record.tupe, "staff may transfer from one employer to another")


def equality_impact(record: NeedsRecord) -> Asking:
    """The full assessment of equality, where the screening says that it is needed."""
    return _where(record.equality_assessment, "the equality screening says that a full assessment is needed")


def of_choice(kind: OptionKind) -> Callable[[NeedsRecord], Asking]:
    """What is asked only where an option of one kind is chosen. Reads the options once."""

    def asking(record: NeedsRecord) -> Asking:
        return _where(chosen_kind(record) == kind, f"the option chosen is to {kind.label.lower()}")

    return asking


def lessons(record: NeedsRecord) -> Asking:
    """What was learned: always where an earlier cycle's review left lessons, else of a larger purchase."""
    if any_lesson(record):
        return Asking(why="Asked because the review of the last cycle left lessons. Answer each of them.")
    return in_full(record)


def chosen_kind(record: NeedsRecord) -> str:
    """Return the kind of the option chosen; "" while none is. The options are read once, with the lessons."""
    gather(record, (OPTIONS, LESSONS))
    return next((option.kind for option in record.options.all() if option.chosen), "")


def any_lesson(record: NeedsRecord) -> bool:
    """Whether a review left lessons to answer. They are read once, with the options."""
    gather(record, (OPTIONS, LESSONS))
    return bool(record.lesson_rows.all())


def _where(said: bool | None, words: str) -> Asking:  # noqa: FBT001 - the answer that decides
    if said:
        return Asking(why=f"Asked because {words}.")
    return Asking(asked=False, why=f"it is asked where {words}.", told=NO_NEED)
