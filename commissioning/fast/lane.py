"""Which lane a case belongs in, from its own facts, its fast-lane record and what was bought in the last year."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import make_aware

from accounts.rules import LONDON, day_of
from commissioning.case.models import Case, CaseBody, CaseLink
from commissioning.case.rules import POUNDS, at_most, largest
from commissioning.contract.models import Contract
from commissioning.fast.models import FastQuote, FastRecord
from commissioning.fast.rules import Earlier, Purchase, Verdict, a_year_before, lane_of, need_class, same_name
from commissioning.gates.combining import decides
from commissioning.gates.models import Submission
from commissioning.gates.policy import policy_on
from commissioning.vocabulary import BodyPart, Lane, LinkKind, Stage, State


def set_lane(case: Case, at: datetime) -> None:
    """Set the lane of a case that is being opened, and say why. Within the open decision."""
    verdict = assess(case, at)
    case.lane, case.lane_why = verdict.lane, verdict.why
    case.save(update_fields=["lane", "lane_why"])


def assess(case: Case, at: datetime, record: FastRecord | None = None) -> Verdict:
    """Return the lane that a case belongs in at `at`, and why. Changes nothing."""
    policy = policy_on(day_of(at))
    limit = policy.fast_limit if policy else None
    amount = amount_of(case, record)
    need = need_class(record.cpv if record and record.cpv else case.cpv)
    supplier = chosen_supplier(record) if record else ""
    triggers = record.triggers if record else ()
    if limit is None or amount is None or amount > limit:
        return lane_of(Purchase(limit=limit, amount=amount, triggers=triggers))
    return lane_of(
        Purchase(
            limit=limit,
            amount=amount,
            triggers=triggers,
            service=_lead_of(case),
            need=need,
            same_need=_same_need(case, need, at),
            supplier=supplier,
            same_supplier=_same_supplier(case, supplier, at) if supplier else (),
        )
    )


def _lead_of(case: Case) -> str:
    """The name of the service that buys; a page has read it with its case."""
    read: str | None = getattr(case, "lead_name", None)
    return case.lead.name if read is None else read


def amount_of(case: Case, record: FastRecord | None) -> Decimal | None:
    """Return the most that a purchase can be worth, in pounds with VAT: what is planned, or the chosen quote above it.

    None where it is not known, or not in pounds.
    """
    if record is None or case.currency != POUNDS:
        return case.amount
    chosen = chosen_quote(record)
    planned = at_most(record.value_net, record.value_gross)
    quoted = at_most(chosen.amount_net, chosen.amount_gross) if chosen else None
    return largest(planned, quoted) if planned is not None else None


def chosen_quote(record: FastRecord) -> FastQuote | None:
    """Return the quote that is to be accepted; None where none is chosen yet."""
    return next((quote for quote in record.quotes.all() if quote.chosen), None)


def chosen_supplier(record: FastRecord) -> str:
    """Return the supplier whose quote is to be accepted; "" where none is chosen yet."""
    chosen = chosen_quote(record)
    return chosen.supplier.strip() if chosen else ""


def _bought_lately(case: Case, at: datetime) -> QuerySet[Case]:
    """The other cases of the last twelve months; not those that stopped, nor a page that was never submitted.

    What counts is when it was opened, handed in or signed, whichever came last: a page may lie open for a year. A case
    that came from notices was opened when it was imported, which says nothing; it counts by its signature alone.
    """
    since = make_aware(datetime.combine(a_year_before(day_of(at)), time.min), LONDON)
    page = Q(lane=Lane.FAST, stage=Stage.NEEDS, state=State.DRAFTING)
    signed = Contract.objects.filter(case=OuterRef("pk"), signed_on__gte=since.date())
    handed_in = Submission.objects.filter(gate__strand__case=OuterRef("pk"), submitted_at__gte=since)
    here = Q(taken_on_at="") & (Q(opened_at__gte=since) | Exists(handed_in.filter(decides(Stage.NEEDS, "gate__"))))
    found = Case.objects.filter(here | Exists(signed), opened_at__lte=at).exclude(pk=case.pk)
    return found.exclude(state=State.STOPPED).exclude(page).order_by("pk")


def _same_need(case: Case, need: str, at: datetime) -> list[Earlier]:
    """What the same service bought of the same CPV class, and what this purchase was split from or merged with."""
    lead = CaseBody.objects.filter(case=case, part=BodyPart.LEAD).values("body")
    own = Q(owners__body__in=lead, owners__part=BodyPart.LEAD, cpv__startswith=need) if need else Q(pk=None)
    found = _bought_lately(case, at).filter(own | _one_need_with(case)).distinct()
    return [Earlier(one.reference, one.amount) for one in found]


def _one_need_with(case: Case) -> Q:
    """The cases that were declared to be one need with this one, from either side."""
    links = CaseLink.objects.filter(kind__in=ONE_NEED)
    return Q(pk__in=links.filter(case=case).values("other")) | Q(pk__in=links.filter(other=case).values("case"))


ONE_NEED = (LinkKind.SPLIT_FROM, LinkKind.MERGED_INTO)


def _same_supplier(case: Case, supplier: str, at: datetime) -> list[Earlier]:
    """What any service bought from the same supplier on the fast lane's one page, whichever lane it went on in.

    Read in one query, however many there are; only the cases of the same service may be named.
    """
    owners = CaseBody.objects.filter(case=case).values("body")
    own = CaseBody.objects.filter(case=OuterRef("record__strand__case"), body__in=owners)
    chosen = FastQuote.objects.filter(chosen=True, record__strand__case__in=_bought_lately(case, at).order_by())
    found = (
        chosen.annotate(named=Exists(own))
        .order_by("record__strand__case")
        .values_list(
            "supplier",
            "record__strand__case__reference",
            "record__strand__case__value_net",
            "record__strand__case__value_gross",
            "record__strand__case__currency",
            "named",
        )
    )
    wanted = same_name(supplier)
    return [
        Earlier(reference, at_most(net, gross) if currency == POUNDS else None, named=named)
        for name, reference, net, gross, currency, named in found
        if same_name(name) == wanted
    ]
