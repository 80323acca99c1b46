"""Earlier waivers for the same need or to the same supplier, and what the law says to a waiver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case as When
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models import When as If

from accounts.models import Body
from accounts.rules import day_of
from commissioning.award.timing import months_later
from commissioning.case.models import Case, CaseBody, CaseLink
from commissioning.case.rules import POUNDS, largest
from commissioning.joining.light_touch import light_touch_of
from commissioning.timetable.thresholds import kind_of
from commissioning.vocabulary import BodyPart, Regime
from commissioning.waivers.kinds import COUNTED
from commissioning.waivers.models import Waiver
from commissioning.waivers.rules import Earlier, Law, Worth, counted_since, law_of_all, total
from commissioning.waivers.terms import COUNTED_MONTHS, SHOWN_YEARS

DIVISION = 2  # figures of a CPV code: its division (Regulation (EC) No 213/2008)


@dataclass(frozen=True)
class Weighed:
    """A waiver with what was found beside it: earlier ones, the amount that decides who approves, what the law says."""

    earlier: Sequence[Earlier]
    since: date
    amount: Decimal
    law: Law

    @property
    def counted(self) -> list[Earlier]:
        """The earlier ones whose value is added up with this one."""
        return counted_since(self.earlier, self.since)


def weigh(waiver: Waiver, at: datetime) -> Weighed:
    """Return what stands beside a waiver at a moment. Three queries, however many earlier ones there are."""
    today = day_of(at)
    since, shown_from = months_later(today, -COUNTED_MONTHS), months_later(today, -12 * SHOWN_YEARS)
    earlier = [_told(found) for found in _found(waiver, shown_from)]
    counted = counted_since(earlier, since)
    law = law_for(waiver.case, waiver.value_gross, counted)
    return Weighed(earlier, since, waiver.value_gross + total(counted), law)


def law_for(case: Case, value_gross: Decimal, counted: Sequence[Earlier] = ()) -> Law:
    """Return what the law says to a waiver of this value in a case, beside earlier ones that count."""
    bound = value_gross + total([found for found in counted if found.bound])
    alike = value_gross + total([found for found in counted if found.same_need])
    worth = Worth(_at_least(case, bound), _at_least(case, alike))
    light = light_touch_of(case)
    kind, on = kind_of(case.cpv, light_touch=bool(light)), case.commenced_on or day_of(case.opened_at)
    return law_of_all(Regime(case.regime), worth, kind, on, light_touch_said=light is not None)


def _at_least(case: Case, gross: Decimal) -> Decimal:
    return largest(case.amount if case.currency == POUNDS else None, gross) or gross


def _found(waiver: Waiver, shown_from: date) -> QuerySet[Waiver]:
    bound = Q(case=waiver.case_id) | _linked(waiver.case)
    need = bound | _of_one_kind(waiver.case)
    supplier = Q(supplier_key=waiver.supplier_key)
    owners = CaseBody.objects.filter(case=waiver.case_id).values("body")
    found = Waiver.objects.filter(need | supplier, state__in=COUNTED, counted_on__gte=shown_from).exclude(pk=waiver.pk)
    return found.annotate(
        same_need=_whether(need),
        bound=_whether(bound),
        same_supplier=_whether(supplier),
        named=Exists(CaseBody.objects.filter(case=OuterRef("case"), body__in=owners)),
    ).order_by("-counted_on", "-pk")


def _whether(holds: Q) -> When:
    return When(If(holds, then=Value("yes")), default=Value(""), output_field=CharField())


def _of_one_kind(case: Case) -> Q:
    """What the same service buys of the same CPV division; nothing where a case has no code yet."""
    division = case.cpv.strip()[:DIVISION]
    if len(division) < DIVISION:
        return Q(pk=None)
    lead = CaseBody.objects.filter(case=OuterRef("case"), part=BodyPart.LEAD, body=_lead_of(case))
    return Q(Exists(lead), case__cpv__startswith=division)


def _lead_of(case: Case) -> Subquery:
    return Subquery(CaseBody.objects.filter(case=case.pk, part=BodyPart.LEAD).values("body")[:1])


def _linked(case: Case) -> Q:
    """The cases that are linked with this one, from either side and in whichever way."""
    links = CaseLink.objects.all()
    return Q(case__in=links.filter(case=case.pk).values("other")) | Q(
        case__in=links.filter(other=case.pk).values("case")
    )


def _told(found: Waiver) -> Earlier:
    return Earlier(
        reference=found.reference,
        supplier=found.supplier,
        amount=found.value_gross,
        counted_on=found.counted_on or day_of(found.drafted_at),
        state=str(found.get_state_display()),
        same_need=bool(getattr(found, "same_need", "")),
        same_supplier=bool(getattr(found, "same_supplier", "")),
        named=bool(getattr(found, "named", False)),
        bound=bool(getattr(found, "bound", "")),
    )


def one_at_a_time(case: Case) -> None:
    """Hold the council's row for the rest of the decision, so that two waivers that add up are seen one by the other.

    After the case's own lock, as everywhere: no decision holds a body and then waits for a case.
    """
    top = case.lead.parent_id or case.lead.pk
    list(Body.objects.select_for_update(of=("self",), no_key=True).filter(pk=top))
