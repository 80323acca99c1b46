"""The register of waivers, and its export for audit committee and cabinet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reach import reach_of
from accounts.rules import day_of
from commissioning.casefile.bars import bars_of
from commissioning.casefile.filters import WaiversForm
from commissioning.casefile.finding import owners_within
from commissioning.casefile.handing_out import Table, table
from commissioning.casefile.people import reader
from commissioning.casefile.shortlist import shortlist
from commissioning.casefile.views.lists import exports, listed, query_of, removable
from commissioning.casefile.waiver_register import (
    BY_SERVICE,
    Share,
    SoughtWaivers,
    exported,
    in_turn,
    shares,
    sought_waivers,
    waivers_within,
    with_service,
)
from commissioning.casefile.waiving import tags_of
from commissioning.waivers.models import Waiver
from govuk.wording import day_in_words, how_many, money


def _found(request: HttpRequest) -> tuple[WaiversForm, QuerySet[Waiver], QuerySet[Waiver], SoughtWaivers, date]:
    """Return the filters, all that the reader may see, what of it is sought, and how."""
    at = timezone.now()
    reach = reach_of(reader(request), at)
    find = WaiversForm(request.GET or None, services=owners_within(reach))
    sought, visible = find.sought_waivers(), waivers_within(reach)
    return find, visible, sought_waivers(visible, sought, day_of(at)), sought, day_of(at)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the waivers that the reader may see, with how many there are of each ground or service."""
    find, visible, found, sought, today = _found(request)
    by = find.picture()
    counted = shares(found, by)
    short = shortlist(in_turn(found, sought.sort))
    page = short.page(request.GET.get("page"))
    waivers = with_service(visible).select_related("case").in_bulk(list(page))
    context = {
        **listed(page, short),
        "rows": [_row(waivers[pk], today) for pk in page if pk in waivers],
        "find": find,
        "selected": removable(find),
        "summary": _summary(counted),
        "drawing": bars_of([(share.name, share.count) for share in counted]),
        "by": "service" if by == BY_SERVICE else "ground",
        "share_head": SHARE_HEAD,
        "shares": [_share(share) for share in counted],
        "exports": exports(query_of(find), "waivers-csv", "waivers-workbook"),
    }
    return render(request, "commissioning/waiver_register.html", context)


SHARE_HEAD = [
    {"text": ""},
    {"text": "Waivers", "numeric": True},
    {"text": "Together, with VAT", "numeric": True},
    {"text": "Retrospective", "numeric": True},
]


def _summary(counted: list[Share]) -> str:
    """How many waivers, together worth, and how many of them retrospective."""
    count, late = sum(share.count for share in counted), sum(share.retrospective for share in counted)
    worth = sum((share.worth for share in counted), Decimal(0))
    return f"{how_many(count, 'waiver,waivers')}, together {money(worth)} with VAT; {late} retrospective"


def _share(share: Share) -> list[dict[str, object]]:
    texts = (str(share.count), money(share.worth), str(share.retrospective))
    return [{"text": share.name, "header": True}, *({"text": text, "numeric": True} for text in texts)]


def _row(waiver: Any, today: date) -> dict[str, object]:
    """A waiver in the list."""
    running = waiver.state == "approved"
    return {
        "waiver": waiver,
        "service": waiver.service_name,
        "worth": money(waiver.value_gross),
        "tags": tags_of(waiver),
        "until": f"{'Runs until' if running else 'Was to run until'} {day_in_words(waiver.expires_on)}",
        "late": running and waiver.expires_on < today,
    }


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same waivers as CSV, all of them."""
    _, _, found, sought, today = _found(request)
    return table(exported(found, sought.sort), Table.CSV, name="waivers", on=today)


@require_safe
def as_workbook(request: HttpRequest) -> HttpResponse:
    """The same waivers as a workbook, all of them."""
    _, _, found, sought, today = _found(request)
    return table(exported(found, sought.sort), Table.XLSX, name="waivers", on=today)
