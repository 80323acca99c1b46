"""What is read of notices, kept as rows beside the case, inside the decision that imports it."""

from audit.canonical import sha256
from commissioning.case.models import Case, CaseWarning
from commissioning.notices import models
from commissioning.notices.keeping import Columns, change, keep
from commissioning.opendata import facts
from commissioning.opendata.commencement import commencement
from commissioning.opendata.merged import Award, Contract, Lot, MergedNotice, Party, Source
from commissioning.opendata.notes import CODES, Noted

BUYER = "buyer"


def keep_published(case: Case, notice: MergedNotice) -> None:
    """Bring a case's rows to what its notices state: the notices themselves, what they say, and where they say it."""
    _keep_notices(case, notice)
    _keep_procurement(case, notice)
    keep(models.PublishedParty, case, "identity", parties(notice))
    keep(models.PublishedLot, case, "identity", {lot.id: _lot(lot) for lot in notice.lots})
    keep(models.PublishedAward, case, "identity", {award.id: _award(award) for award in notice.awards})
    keep(models.PublishedContract, case, "identity", {found.id: _contract(found) for found in notice.contracts})
    keep(models.FieldSource, case, "field", _sources(case, notice))


def _keep_notices(case: Case, notice: MergedNotice) -> None:
    held = set(models.Notice.objects.filter(case=case).values_list("digest", flat=True))
    for found in notice.notices:
        if found.digest not in held:
            models.Notice(
                case=case,
                ocid=notice.ocid,
                release_id=found.id,
                number=found.number,
                notice_type=found.type,
                tags=list(found.tags),
                published_at=found.published_at,
                url=found.url,
                digest=found.digest,
                body_digest=sha256(found.raw),
                body=found.raw,
            ).save()


def _keep_procurement(case: Case, notice: MergedNotice) -> None:
    columns = facts.procurement_columns(notice)
    standing = models.PublishedProcurement.objects.filter(case=case).first()
    if standing is None:
        models.PublishedProcurement(case=case, **columns).save()
    else:
        change(standing, columns)


def parties(notice: MergedNotice) -> dict[str, Columns]:
    """The parties by identity; the buyer is one of them, even where the notice only names it."""
    stated = {party.id: _party(party) for party in notice.parties}
    if notice.buyer and not any(BUYER in party.roles for party in notice.parties):
        stated.setdefault(BUYER, {"name": notice.buyer, "roles": [BUYER]})
    return stated


def _party(party: Party) -> Columns:
    return {
        "name": party.name,
        "roles": list(party.roles),
        "scheme": party.scheme,
        "identifier": party.identifier,
        "address": party.address,
        "url": party.url,
        "is_sme": party.is_sme,
        "is_vcse": party.is_vcse,
    }


def _lot(lot: Lot) -> Columns:
    return {
        "title": lot.title,
        "description": lot.description,
        "status": lot.status,
        **facts.value_columns(lot.value),
        **facts.period_columns(lot.period),
    }


def _award(award: Award) -> Columns:
    return {
        "title": award.title,
        "description": award.description,
        "status": award.status,
        "awarded_on": award.awarded_on,
        "standstill_ends_on": award.standstill_ends_on,
        "suppliers": [{"id": supplier.id, "name": supplier.name} for supplier in award.suppliers],
        "lots": list(award.lots),
        "replaced_by": award.replaced_by,
        "counts": award.counts,
        **facts.value_columns(award.value),
        **facts.period_columns(award.period),
    }


def _contract(contract: Contract) -> Columns:
    return {
        "award": contract.award_id,
        "title": contract.title,
        "description": contract.description,
        "status": contract.status,
        "signed_on": contract.signed_on,
        "counts": contract.counts,
        **facts.value_columns(contract.value),
        **facts.period_columns(contract.period),
    }


def _sources(case: Case, notice: MergedNotice) -> dict[str, Columns]:
    held = models.Notice.objects.filter(case=case).values_list("release_id", "published_at", "pk")
    rows = {(release_id, published_at): pk for release_id, published_at, pk in held}
    return {
        name: {"notice_id": rows[source.notice, source.published_at], "path": source.path}
        for name, source in {**notice.sources, **own_sources(notice)}.items()
    }


def own_sources(notice: MergedNotice) -> dict[str, Source]:
    """The sources of what follows from the notices as such: how far the procurement stands, and when it commenced."""
    newest, commenced = notice.notices[-1], commencement(notice)
    found = {"standing": Source(newest.id, newest.published_at, "/tag")}
    if commenced is not None:
        found["commenced_on"] = commenced[1]
    return found


def keep_warnings(case: Case, noted: list[Noted]) -> None:
    """Bring the warnings that imports made to these; what the case's own work warned of stands."""
    wanted = dict.fromkeys((found.code, found.text, found.path) for found in noted)
    for row in CaseWarning.objects.filter(case=case, code__in=CODES):
        if (row.code, row.text, row.path) in wanted:
            del wanted[row.code, row.text, row.path]
        else:
            row.delete()
    for code, text, path in wanted:
        CaseWarning(case=case, code=code, text=text, path=path).save()
