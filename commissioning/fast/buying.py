"""After the decision to buy: the contract register, word to Procurement, its sample. Called by the flow."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Body
from accounts.rules import day, day_of, pounds
from accounts.vocabulary import BodyKind
from commissioning.award.decisions import RETROSPECTIVE
from commissioning.case.decisions import place_strand
from commissioning.case.models import Case, CaseWarning, Strand
from commissioning.contract.models import Contract
from commissioning.fast.closing import CHECK, CLOSING
from commissioning.fast.lane import amount_of, chosen_quote
from commissioning.fast.models import Closing, FastQuote, FastRecord
from commissioning.fast.procurement import tell_procurement
from commissioning.fast.rules import REGISTERED_ABOVE
from commissioning.gates.models import Gate
from commissioning.timetable.calendar import england_calendar
from commissioning.timetable.thresholds import ThresholdKind, is_above_threshold
from commissioning.vocabulary import Stage, State

DAYS_AFTER_DELIVERY = 5
DETAILS_NOTICE = "It is notifiable: publish a contract details notice (UK7) as soon as reasonably practicable. "


def buy(strand: Strand, at: datetime) -> None:
    """Take a decided purchase into the register, tell Procurement, and ask for the check where it is in the sample."""
    record = page_of(strand)
    gate = Gate.objects.select_related("policy").get(strand=strand, stage=Stage.NEEDS)
    place_strand(strand, stage=Stage.MONITORING, state=State.WAITING, sequence=1)
    amount, quote = amount_of(strand.case, record), chosen_quote(record)
    if quote is not None and amount is not None and amount > REGISTERED_ABOVE:
        _register(strand, record, quote, day_of(at))
    record.in_sample = drawn(gate.policy.fast_check_one_in)
    record.save(update_fields=["in_sample"])
    _warn_of_early_start(record, day_of(at))
    if _told(strand.case, record, amount, at) and record.in_sample:
        CHECK.open(strand, at, scope=gate.scope)


def drawn(one_in: int | None) -> bool:
    """Draw a purchase into the sample that Procurement checks, one in so many, once it is decided.

    By chance and within the decision, which is taken once: nobody can foresee the draw, nor draw again.
    """
    return one_in is not None and one_in > 0 and secrets.randbelow(one_in) == 0


def page_of(strand: Strand) -> FastRecord:
    """Return the one page of a strand. Raises DoesNotExist where it never had one."""
    record = FastRecord.objects.get(strand=strand)
    record.strand = strand
    return record


def ask_closing(strand: Strand, at: datetime) -> None:
    """Ask the closing question, some days after all is to be delivered."""
    last = page_of(strand).ends_on or day_of(at)
    due_on = england_calendar().add_working_days(max(last, day_of(at)), DAYS_AFTER_DELIVERY)
    CLOSING.open(strand, at, due_on=due_on)


def closing_answered(strand: Strand) -> bool:
    """Whether the closing question of a strand's purchase was answered."""
    return Closing.objects.filter(strand=strand).exists()


def _register(strand: Strand, record: FastRecord, quote: FastQuote, today: date) -> None:
    """Enter the purchase in the contract register. It is ordered on the day it is decided."""
    in_order = record.starts_on is None or record.ends_on is None or record.starts_on <= record.ends_on
    Contract(
        case=strand.case,
        strand=strand,
        number=f"{strand.case.reference}-C{strand.number}",
        title=strand.case.title,
        supplier_name=quote.supplier,
        supplier=Body.objects.filter(kind=BodyKind.SUPPLIER, name=quote.supplier.strip()).order_by("pk").first(),
        value_net=quote.amount_net,
        value_gross=quote.amount_gross,
        starts_on=record.starts_on,
        ends_on=record.ends_on if in_order else None,
        signed_on=today,
    ).save()


def _told(case: Case, record: FastRecord, amount: Decimal | None, at: datetime) -> bool:
    """Tell Procurement that something was bought, and what it is asked to do. Returns whether anybody was told."""
    notifiable = amount is not None and is_above_threshold(amount, ThresholdKind.NOTIFIABLE, day_of(case.opened_at))
    worth = pounds(amount) if amount is not None else "an amount that is not known"
    return tell_procurement(
        case,
        event=f"fast/bought/{record.strand_id}",
        subject="bought in the fast lane",
        text=(
            f"{case.title} ({case.reference}) was decided in the fast lane, for up to {worth} with VAT. "
            f"{DETAILS_NOTICE if notifiable else ''}"
            f"{'It is in your sample: a task asks you to check it.' if record.in_sample else 'You need do nothing.'}"
        ),
        at=at,
    )


def _warn_of_early_start(record: FastRecord, today: date) -> None:
    """Make a purchase that began before it was decided impossible to miss: its approval is retrospective."""
    if record.starts_on is not None and record.starts_on < today:
        text = f"The purchase began on {day(record.starts_on)}, before it was decided on {day(today)}."
        CaseWarning(case=record.strand.case, code=RETROSPECTIVE, text=text).save()
