"""What importing decides about one case: making it from its notices, and updating it from further ones."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right
from audit.deciding import deciding
from commissioning.case.decisions import place_case
from commissioning.case.models import Case, Strand
from commissioning.case.ports import moved
from commissioning.contract.found import as_found
from commissioning.contract.models import Contract
from commissioning.errors import OvertakenError
from commissioning.notices.keeping import change
from commissioning.notices.models import Notice, PublishedProcurement
from commissioning.opendata import differences, notes
from commissioning.opendata.facts import case_facts, procurement_columns, to_follow
from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.notes import Noted
from commissioning.opendata.placing import (
    Place,
    bring_along,
    has_gates,
    is_ahead,
    move,
    place_of,
    stands_as_found,
    unreadable_standstills,
)
from commissioning.opendata.published import keep_published, keep_warnings
from commissioning.verbs import Verb
from commissioning.vocabulary import Stage, State

NOTHING_KEPT: Final[frozenset[str]] = frozenset()
SIGNED: Final = frozenset({"value_net", "value_gross", "currency", "cpv", "procedure", "light_touch", "regime"})


class RehearsedError(Exception):
    """Raised at the end of a decision that was only rehearsed, so that its transaction leaves nothing behind."""


def import_case(
    notice: MergedNotice, service: Body, *, by: Person | None, at: datetime, key: str, rehearsal: bool = False
) -> Case:
    """Make the case of a procurement from its notices, where they say it stands; earlier gates were before Tollgate.

    Raises RefusedError where the council has no post for what is to be asked next; RehearsedError at the
    end of a rehearsal.
    """
    with deciding(Verb.CASE_IMPORTED, None, by=by, at=at, key=key, asked=_asked(notice)) as decision:
        if by is not None:
            holding = require(by, Right.OPEN_CASE, on=Over([service.pk]), at=at)
            decision.acting(holding.title, holding.on_behalf_of)
        place = place_of(notice.standing)
        case = place_case(decision, [service], **_columns(notice, place))
        keep_published(case, notice)
        strand = Strand.objects.get(case=case)
        strand.case = case
        bring_along(strand, notice, at)
        noted = noted_of(notice)
        keep_warnings(case, noted)
        decision.about(title=case.title, service=service.name, warnings=len(noted), **_about(notice, place))
        moved(case, at)
        _end(rehearsal=rehearsal)
    return case


def _columns(notice: MergedNotice, place: Place) -> dict[str, Any]:
    return {
        **case_facts(procurement_columns(notice)),
        "ocid": notice.ocid,
        "stage": place.stage,
        "state": place.state,
        "taken_on_at": place.stage,
        "gate_before_tollgate": place.gate_before_tollgate,
    }


def update_case(
    case: Case, notice: MergedNotice, *, by: Person | None, at: datetime, key: str, rehearsal: bool = False
) -> None:
    """Update a case from all notices of its procurement, the new ones merged with those it was made from.

    A case about which nothing has been decided here moves to where its newest notice puts it. Any other keeps its stage
    and what was signed, and warns where the notices say otherwise. Raises OvertakenError where another import was
    first, RefusedError as `import_case` does, RehearsedError at the end of a rehearsal.
    """
    with deciding(Verb.CASE_UPDATED, case, by=by, at=at, key=key, asked=_asked(notice)) as decision:
        if by is not None:
            holding = require(by, Right.RECORD_NOTICE, on=case, at=at)
            decision.acting(holding.title, holding.on_behalf_of)
        new = _new_notices(case, notice)
        before = PublishedProcurement.objects.filter(case=case).first()
        strand = Strand.objects.filter(case=case).earliest("number")
        strand.case = case
        as_found = before is not None and stands_as_found(case, strand, before.standing)
        followed = _follow(case, strand, before, notice)
        keep_published(case, notice)
        place = place_of(notice.standing)
        if as_found:
            _move(case, strand, place, at)
            bring_along(strand, notice, at)
        noted = [*noted_of(notice), *_differences(case, strand, notice)]
        if not as_found and is_ahead(place, Stage(strand.stage), State(strand.state)):
            noted.append(differences.of_stage(notice, Stage(strand.stage)))
        keep_warnings(case, noted)
        decision.about(changed=followed, new=new, warnings=len(noted), **_about(notice, place))
        moved(case, at)
        _end(rehearsal=rehearsal)


def _asked(notice: MergedNotice) -> dict[str, object]:
    return {"ocid": notice.ocid, "notices": sorted(notice.digests)}


def _about(notice: MergedNotice, place: Place) -> dict[str, object]:
    return {
        "ocid": notice.ocid,
        "notices": [found.number for found in notice.notices],
        "standing": str(notice.standing),
        "stage": str(place.stage),
    }


def _new_notices(case: Case, notice: MergedNotice) -> list[str]:
    """Return the numbers of the notices that the case does not have yet, now that it is locked."""
    held = set(Notice.objects.filter(case=case).values_list("digest", flat=True))
    new = [found.number for found in notice.notices if found.digest not in held]
    if held - notice.digests or not new:
        raise OvertakenError(f"Another import changed {case.reference} meanwhile. Import the file again.")
    return new


def _follow(case: Case, strand: Strand, before: PublishedProcurement | None, notice: MergedNotice) -> list[str]:
    """Let the case's facts follow its notices, but for those that were changed or signed here. Returns which did."""
    columns = procurement_columns(notice)
    then = case_facts({name: getattr(before, name) for name in columns}) if before else {}
    now = case_facts(columns)
    following = to_follow(_here(case, now), then, now, SIGNED if has_gates(case) else NOTHING_KEPT)
    if "title" in following and strand.title == case.title:
        change(strand, {"title": following["title"]})
    change(case, following)
    return sorted(following)


def _here(case: Case, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(case, name) for name in names}


def _move(case: Case, strand: Strand, place: Place, at: datetime) -> None:
    standing = (strand.stage, strand.state == State.STOPPED, case.gate_before_tollgate)
    if standing != (place.stage, place.stopped, place.gate_before_tollgate):
        move(case, strand, place, at)


def noted_of(notice: MergedNotice) -> list[Noted]:
    """Return what is odd about notices, each of which becomes a warning of their case."""
    return [
        *(notes.as_kept(warned) for warned in notice.warnings),
        *notes.what_did_not_fit(notice),
        *(notes.standstill_unreadable(notice, ends_on) for ends_on in unreadable_standstills(notice)),
    ]


def _differences(case: Case, strand: Strand, notice: MergedNotice) -> list[Noted]:
    """Return the warnings of where the notices say otherwise than was decided here."""
    now = case_facts(procurement_columns(notice))
    noted = differences.of_facts(notice, _here(case, now), now)
    contract = Contract.objects.filter(strand=strand).first()
    if contract is not None:
        here = {name: getattr(contract, name) for name in differences.OF_CONTRACT}
        noted += differences.of_contract(notice, here, as_found(case))
    return noted


def _end(*, rehearsal: bool) -> None:
    if rehearsal:
        raise RehearsedError
