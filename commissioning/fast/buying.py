"""After the decision to buy: the contract register, word to Procurement, its sample. Called by the flow."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from accounts.authority import eligible
from accounts.models import Body, Post
from accounts.rights import Role
from accounts.rules import day_of, pounds
from accounts.vocabulary import BodyKind
from commissioning.case.decisions import place_strand
from commissioning.case.models import Case, Strand
from commissioning.contract.models import Contract
from commissioning.errors import RefusedError
from commissioning.fast.closing import CHECK, CLOSING
from commissioning.fast.lane import amount_of, chosen_quote
from commissioning.fast.models import Closing, FastQuote, FastRecord
from commissioning.fast.rules import REGISTERED_ABOVE, in_sample
from commissioning.gates.models import Gate
from commissioning.records.asks import post_of
from commissioning.telling.outbox import tell
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
    record.in_sample = in_sample(strand.case.head_digest, gate.policy.fast_check_one_in)
    record.save(update_fields=["in_sample"])
    post = _procurement(strand.case)
    if post is not None:
        _tell(strand.case, post, record, amount, at)
        if record.in_sample:
            CHECK.open(strand, at, scope=gate.scope)


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


def _procurement(case: Case) -> Post | None:
    """The procurement post over a case; None where there is none, which keeps nobody from buying."""
    try:
        return post_of(Role.PROCUREMENT_OFFICER, case)
    except RefusedError:
        return None


def _tell(case: Case, post: Post, record: FastRecord, amount: Decimal | None, at: datetime) -> None:
    notifiable = amount is not None and is_above_threshold(amount, ThresholdKind.NOTIFIABLE, day_of(case.opened_at))
    worth = pounds(amount) if amount is not None else "an amount that is not known"
    tell(
        eligible(post, on=case, at=at),
        case=case,
        event=f"fast/bought/{record.strand_id}",
        subject=f"{case.reference}: bought in the fast lane",
        text=(
            f"{case.title} ({case.reference}) was decided in the fast lane, for up to {worth} with VAT. "
            f"{DETAILS_NOTICE if notifiable else ''}"
            f"{'It is in your sample: a task asks you to check it.' if record.in_sample else 'You need do nothing.'}"
        ),
        at=at,
    )
