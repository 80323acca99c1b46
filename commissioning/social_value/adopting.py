"""Adopting a newer version of the policy before the tender is handed in: the social value gate signs again."""

from __future__ import annotations

from datetime import date, datetime

from accounts.authority import Over, require
from accounts.models import Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_reason
from commissioning.asks.opening import asked_by_flow, close
from commissioning.case.decisions import place_strand
from commissioning.case.models import Case, Strand
from commissioning.case.ports import moved
from commissioning.case.rules import WRITABLE
from commissioning.errors import RefusedError
from commissioning.gates.combining import handed_on
from commissioning.gates.models import Gate
from commissioning.gates.tiers import reopen
from commissioning.policies.mapping import heirs_of, images
from commissioning.policies.models import PolicyVersion
from commissioning.policies.register import newer_version
from commissioning.records.decisions import keep_authors_out
from commissioning.records.rooms import ever
from commissioning.social_value.models import PriorityChoice, SocialValueRecord
from commissioning.social_value.sections import ROOM
from commissioning.verbs import Verb
from commissioning.vocabulary import Lane, Outcome, Stage, State
from govuk.wording import day_in_words


def newer_than_own(record: SocialValueRecord, today: date) -> PolicyVersion | None:
    """Return the version that has taken the place of the one a record holds, if any has."""
    return newer_version(record.policy_version, today) if record.policy_version else None


def why_not_adopt(record: SocialValueRecord, strand: Strand) -> str:
    """Return why a newer version cannot be adopted as a case stands; "" where it can. At tender two queries."""
    stage, state = Stage(strand.stage), State(strand.state)
    if strand.case.lane == Lane.FAST or strand.attempt > 1 or record.strand_id != strand.pk:
        return "A newer version is adopted before the tender, and this case has been through it. It keeps its version."
    if stage == Stage.SOCIAL_VALUE:
        return "" if state in WRITABLE else "The record lies at its gate. Adopt the newer version once it comes back."
    if stage != Stage.TENDER or state not in WRITABLE:
        return "A newer version is adopted before the tender is handed in. This case keeps its version."
    return "" if handed_on(strand, Stage.SOCIAL_VALUE) else _why_not_again(strand)


def _why_not_again(strand: Strand) -> str:
    """Why the gate of a record that is not open cannot be opened again; "" where it can."""
    gates = Gate.objects.filter(strand=strand, stage__in=(Stage.SOCIAL_VALUE, Stage.TENDER))
    found = dict(gates.values_list("stage", "outcome"))
    if Stage.TENDER in found:
        return "The tender has been handed in already. This case keeps its version."
    if found.get(Stage.SOCIAL_VALUE) != Outcome.PASSED:
        return "Its social value gate was passed before Tollgate, so that nobody could sign it again."
    return ""


def strand_of(record: SocialValueRecord) -> Strand:
    """Return the part of the case that is furthest ahead in time: the newest attempt. One query."""
    case = record.strand.case
    found = Strand.objects.filter(case=case).order_by("-attempt", "pk").first()
    strand = found or record.strand
    strand.case = case
    return strand


def adopt(case: Case, *, version: int, reason: str, by: Person, at: datetime, key: str) -> PolicyVersion:
    """Adopt the version in force now in place of the older one that a case holds; `version` is its number.

    What was answered for a priority goes on with what became of it. Where the gate has passed already it is opened
    again, and whoever answers for what has changed signs again before the tender goes on. Raises RefusedError, saying
    why, where there is no newer version or it is too late.
    """
    asked = {"version": version, "reason": reason}
    with deciding(Verb.POLICY_ADOPTED, case, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.WRITE_RECORD, on=Over(case.bodies, scopes=case.scopes), at=at)
        record = _record(case)
        newer = newer_than_own(record, day_of(at))
        if newer is None or newer.number != version:
            raise RefusedError("There is no such newer version in force. Open the page again.")
        strand = strand_of(record)
        if why := why_not_adopt(record, strand):
            raise RefusedError(why)
        decision.reason = require_reason(reason, "Say why the case adopts the newer version.")
        _adopt(decision, record, strand, newer, holding)
        moved(case, at)
    return newer


def _record(case: Case) -> SocialValueRecord:
    record = SocialValueRecord.objects.of_case(case)
    if record is None or record.policy_version is None:
        raise RefusedError(
            "The case holds no version yet. Its record of social value priorities begins with the one in force when "
            "the case began; a newer one can be adopted then."
        )
    record.strand.case = case
    return record


def _adopt(
    decision: Decision, record: SocialValueRecord, strand: Strand, newer: PolicyVersion, holding: Holding
) -> None:
    older = record.policy_version
    gone_on = _carry(record, newer)
    if strand.stage == Stage.TENDER and not handed_on(strand, Stage.SOCIAL_VALUE):
        _open_again(strand, record, newer, decision)
    keep_authors_out(holding, ROOM, record, decision.at)
    decision.acting(holding.title, holding.on_behalf_of)
    decision.about(
        stage=Stage.SOCIAL_VALUE,
        policy=newer.policy.title,
        version=newer.number,
        was=older.number if older else None,
        **gone_on,
    )


def _open_again(strand: Strand, record: SocialValueRecord, newer: PolicyVersion, decision: Decision) -> None:
    for open_ask in asked_by_flow(strand):
        close(open_ask, by=None, at=decision.at, as_="taken back to adopt a newer policy")
    place_strand(strand, stage=Stage.SOCIAL_VALUE, state=State.RETURNED, sequence=record.sequence)
    since = day_in_words(newer.effective_from) if newer.effective_from else ""
    reopen(strand, f"{newer}, in force since {since}, was adopted: {decision.reason}")


def _carry(record: SocialValueRecord, newer: PolicyVersion) -> dict[str, object]:
    """Let the record hold the newer version. Returns which answers went on, and which are to be looked at."""
    heirs, wanted = heirs_of([newer.policy_id]), set(newer.priorities.values_list("pk", flat=True))
    record.policy_version = newer
    record.save(update_fields=["policy_version"])
    taken: dict[int, PriorityChoice] = {}
    went_on: list[str] = []
    ended: list[str] = []
    for choice in record.choices.select_related("priority").order_by("pk"):
        into = next(iter(images(choice.priority_id, wanted, heirs)), None)
        (ended if into is None else went_on).append(choice.priority.code)
        _move(choice, into, taken)
    for priority in newer.priorities.exclude(pk__in=ever(PriorityChoice, record, "priority_id") & wanted):
        PriorityChoice(record=record, priority=priority).save()
    return {"went_on": went_on, "ended": ended}


def _move(choice: PriorityChoice, into: int | None, taken: dict[int, PriorityChoice]) -> None:
    """Bring an answer to what became of its priority; of two that were merged the first one holds both."""
    if into is None:
        if not choice.measures.exists():  # one with measures is left for the writer, who is told to move or remove them
            choice.delete()
        return
    first = taken.get(into)
    if first is None:
        choice.priority_id = into
        choice.save(update_fields=["priority"])
        taken[into] = choice
        return
    for measure in choice.measures.all():
        measure.choice = first
        measure.save(update_fields=["choice"])
    first.chosen = True if first.chosen or choice.chosen else first.chosen
    first.ground = "" if first.chosen else first.ground or choice.ground
    first.reason = "\n".join(text for text in (first.reason, choice.reason) if text)
    first.save(update_fields=["chosen", "ground", "reason"])
    choice.delete()
