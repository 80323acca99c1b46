"""Notices imported into the demonstration council, and what is looked at afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps

from accounts.models import Body, Person
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.case.models import Case, CaseWarning, Strand
from commissioning.notices.models import FieldSource
from commissioning.opendata.importing import Report, Terms, import_files
from tests.commissioning.opendata.fixtures import OCID, package, release
from tests.council import SERVICE, body

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TENDER = {"title": "Home care", "description": "Care at home.", "value": {"amount": 90000, "currency": "GBP"}}
SUPPLIER = {"id": "S1", "name": "Acme Care Ltd"}
PARTIES = [
    {"id": "B1", "name": "Larkmoor Borough Council", "roles": ["buyer"]},
    {**SUPPLIER, "roles": ["supplier"], "identifier": {"scheme": "GB-COH", "id": "01234567"}},
]
PA2023 = {"scheme": "UKPGA", "id": "2023/54"}


def terms(
    *, by: Person | None = None, at: datetime = AT, rehearsal: bool = False, service: Body | None = None
) -> Terms:
    """The usual terms of an import: by Tollgate itself, for one service."""
    return Terms(service=service or body(SERVICE), by=by, at=at, rehearsal=rehearsal)


def imported(folder: Path, *releases: dict[str, Any], on: Terms | None = None) -> Report:
    """Import one package of these releases."""
    file = folder / "package.json"
    file.write_text(package(*releases), encoding="utf-8")
    return import_files([file], on or terms())


def counts(report: Report) -> tuple[int, int, int, int]:
    """How many were created, updated, unchanged and refused."""
    return report.created, report.updated, report.unchanged, len(report.refused)


def the_case(ocid: str = OCID) -> Case:
    """The case of an ocid, read anew."""
    return Case.objects.get(ocid=ocid)


def stands(case: Case) -> tuple[str, str, str, bool]:
    """Stage, state, the stage it was taken on at, and whether that stage's gate was before Tollgate."""
    case.refresh_from_db()
    strand = Strand.objects.get(case=case)
    assert (strand.stage, strand.state) == (case.stage, case.state)
    return case.stage, case.state, case.taken_on_at, case.gate_before_tollgate


def asked(case: Case) -> list[str]:
    """The titles of what a case asks now."""
    return list(Ask.objects.filter(case=case, closed_at=None).order_by("pk").values_list("title", flat=True))


def warned(case: Case) -> list[str]:
    """The codes of a case's warnings."""
    return sorted(CaseWarning.objects.filter(case=case).values_list("code", flat=True))


def told(case: Case, code: str) -> list[str]:
    """The words of a case's warnings of one kind."""
    return list(CaseWarning.objects.filter(case=case, code=code).values_list("text", flat=True))


def source(case: Case, field: str) -> tuple[str, str]:
    """The notice that is the source of a field, and the place in it."""
    found = FieldSource.objects.select_related("notice").get(case=case, field=field)
    return found.notice.release_id, found.path


def entries(case: Case) -> list[str]:
    """The verbs of a case's ledger, oldest first."""
    return list(Entry.objects.filter(stream=case.stream_name).order_by("number").values_list("verb", flat=True))


def every_table() -> dict[str, int]:
    """How many rows each table has."""
    return dict(_rows())


def _rows() -> Iterator[tuple[str, int]]:
    for model in apps.get_models():
        yield model._meta.label, model._base_manager.count()


def award_release(**parts: Any) -> dict[str, Any]:
    """An award to one supplier."""
    award = {
        "id": "A1",
        "status": "active",
        "date": "2026-06-01T00:00:00Z",
        "value": {"amount": 80000, "currency": "GBP"},
        "suppliers": [SUPPLIER],
        "contractPeriod": {"startDate": "2026-07-01T00:00:00Z", "endDate": "2028-06-30T00:00:00Z"},
    }
    whole = {"id": "2", "date": "2026-06-02T09:00:00Z", "tag": ["award"], "parties": PARTIES, "awards": [award]}
    return release(**{**whole, "tender": TENDER, **parts})


def contract_release(**parts: Any) -> dict[str, Any]:
    """A contract entered into."""
    contract = {
        "id": "C1",
        "awardID": "A1",
        "status": "active",
        "dateSigned": "2026-06-20T00:00:00Z",
        "value": {"amount": 80000, "amountGross": 96000, "currency": "GBP"},
        "period": {"startDate": "2026-07-01T00:00:00Z", "endDate": "2028-06-30T00:00:00Z"},
    }
    whole = award_release(id="3", date="2026-06-25T09:00:00Z", tag=["contract"], contracts=[contract])
    return {**whole, **parts}
