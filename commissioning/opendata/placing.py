"""Where a case stands by its notices, and moving it there as long as nothing has been decided about it here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from accounts.rules import day_of
from commissioning.asks.opening import asked_by_flow, close
from commissioning.award.owing import execution_of, owed_by
from commissioning.award.timing import ends_of_standstill
from commissioning.case.decisions import place_strand
from commissioning.case.models import Case, Strand
from commissioning.contract.kinds import ContractStatus
from commissioning.contract.models import Contract
from commissioning.contract.opening import take_on, take_on_again
from commissioning.contract.rules import ended_on
from commissioning.gates.handing_models import HandedOn
from commissioning.gates.models import Gate
from commissioning.notices.keeping import change
from commissioning.opendata.merged import MergedNotice, Notice
from commissioning.opendata.standing import Standing, standing_by_tags
from commissioning.timetable.calendar import YEARS
from commissioning.vocabulary import Regime, Stage, State

AWARD_NOTICE: Final = "UK6"
NUMBER_LENGTH: Final = 60
# A standstill is counted on from for some days, within the years whose bank holidays are held.
COUNTED: Final = range(YEARS.start, YEARS.stop - 1)


@dataclass(frozen=True)
class Place:
    """Where a case stands: its stage, whether it is stopped, and whether that stage's gate was before Tollgate too."""

    stage: Stage
    stopped: bool = False
    gate_before_tollgate: bool = False

    @property
    def state(self) -> State:
        """The state a strand begins in there; the flow goes on from it."""
        return State.STOPPED if self.stopped else State.DRAFTING


def place_of(standing: Standing) -> Place:
    """Return where a case belongs by its notices: awards wait for the signature, what was cancelled is stopped."""
    return Place(standing.stage, standing is Standing.CANCELLED, standing is Standing.AWARDED)


def stands_as_found(case: Case, strand: Strand, standing: str) -> bool:
    """Whether a case is where its notices had put it, nothing having been decided about it here.

    Not so once a gate of its own was opened, a contract signed here, or the case taken back to an earlier stage.
    """
    place = place_of(Standing(standing))
    found = (case.taken_on_at, case.gate_before_tollgate, strand.stage, strand.state == State.STOPPED)
    as_placed = found == (place.stage, place.gate_before_tollgate, place.stage, place.stopped)
    return as_placed and not has_gates(case)


def has_gates(case: Case) -> bool:
    """Whether anything of a case was submitted to a gate here, or handed on to one."""
    here = (Gate.objects.filter(strand__case=case), HandedOn.objects.filter(strand__case=case))
    return any(found.exists() for found in here)


def is_ahead(place: Place, stage: Stage, state: State) -> bool:
    """Whether notices are further than a strand: at a later stage, past the award's gate, or stopped (or not)."""
    if place.stopped or state == State.STOPPED:
        return place.stopped != (state == State.STOPPED)
    past_gate = place.gate_before_tollgate and stage == Stage.AWARD and state != State.WAITING
    return place.stage.number > stage.number or past_gate


def move(case: Case, strand: Strand, place: Place, at: datetime) -> None:
    """Move a case to where its newest notice puts it. What was asked of people for the earlier place is closed."""
    for found in asked_by_flow(strand):
        close(found, by=None, at=at, as_="overtaken by a newer notice")
    case.taken_on_at, case.gate_before_tollgate = place.stage, place.gate_before_tollgate
    case.save(update_fields=["taken_on_at", "gate_before_tollgate"])
    place_strand(strand, stage=place.stage, state=place.state, sequence=1)


def bring_along(strand: Strand, notice: MergedNotice, at: datetime) -> None:
    """Bring along what the stage needs to know: an award's notice and standstill, or the contract for the register."""
    if notice.standing is Standing.AWARDED and strand.case.regime == Regime.PA2023:
        _note_award(strand, notice)
    if notice.standing in (Standing.IN_FORCE, Standing.ENDED):
        contract = take_on(strand, at)
        take_on_again(strand)
        contract.refresh_from_db()
        _note_end(contract, notice)


def _note_award(strand: Strand, notice: MergedNotice) -> None:
    """Record the contract award notice that was published (Procurement Act 2023 s.50), and with it the standstill."""
    execution, published = execution_of(strand), award_notice(notice)
    if published is None or execution.summaries_sent_on is not None:
        return  # there is none, or it was recorded here
    published_on = day_of(published.published_at)
    owed = ends_of_standstill(published_on, owed_by(strand)) if published_on.year in COUNTED else None
    stated = [ends_on for ends_on in standstills(notice) if ends_on.year in COUNTED]
    columns = {
        "award_notice_number": published.number[:NUMBER_LENGTH],
        "award_notice_published_on": published_on,
        "standstill_ends_on": max([*stated, *([owed] if owed else [])], default=None),
    }
    change(execution, columns)


def award_notice(notice: MergedNotice) -> Notice | None:
    """Return the newest contract award notice, else the newest notice tagged as an award."""
    of_type = [found for found in notice.notices if found.type == AWARD_NOTICE]
    tagged = [found for found in notice.notices if standing_by_tags(found.tags) is Standing.AWARDED]
    return next(reversed(of_type or tagged), None)


def standstills(notice: MergedNotice) -> list[date]:
    """Return the last days of the standstills that the awards state."""
    return [award.standstill_ends_on for award in notice.awards if award.counts and award.standstill_ends_on]


def unreadable_standstills(notice: MergedNotice) -> list[date]:
    """Return the last days that lie in years through which nothing can be counted."""
    if notice.regime is not Regime.PA2023 or notice.standing is not Standing.AWARDED:
        return []
    return [ends_on for ends_on in standstills(notice) if ends_on.year not in COUNTED]


def _note_end(contract: Contract, notice: MergedNotice) -> None:
    """Show an entry as its notices have it: ended on its last day, or when that was published; else live."""
    told_on = day_of(notice.notices[-1].published_at)
    ended = notice.standing is Standing.ENDED
    last = ended_on(contract.starts_on, contract.ends_on, told_on) if ended else None
    change(contract, {"status": ContractStatus.ENDED if ended else ContractStatus.LIVE, "ended_on": last})
