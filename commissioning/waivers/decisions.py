"""What those who need a waiver do: draft it, change it, hand it in, withdraw it, record that it was approved orally."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.authority import Over, require
from accounts.exclusions import exclusion
from accounts.models import Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_reason
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.timetable.calendar import england_calendar
from commissioning.verbs import Verb
from commissioning.waivers import rules, text
from commissioning.waivers.answering import ask_advice, ask_decision, no_longer_asked
from commissioning.waivers.approvers import approver_of, oral_approver
from commissioning.waivers.earlier import Weighed, law_for, one_at_a_time, weigh
from commissioning.waivers.kinds import WAITING, WaiverState
from commissioning.waivers.models import Waiver, WaiverText, supplier_key
from commissioning.waivers.reading import read_again, told
from commissioning.waivers.terms import Approver

Answers = Mapping[str, Any]


def draft(case: Case, *, answers: Answers, by: Person, at: datetime, key: str) -> Waiver:
    """Draft a waiver for a case. Raises RefusedError where the case is over, or where the Act covers it."""
    asked = {"answers": _as_asked(answers)}
    with deciding(Verb.WAIVER_DRAFTED, case, by=by, at=at, key=key, asked=asked) as decision:
        holding = _writer(decision, case, by, at)
        if not case.open:
            raise RefusedError(
                f"{case.reference} is over, so nothing of it can be waived. Open a case for what is new."
            )
        number = Waiver.objects.filter(case=case).count() + 1
        waiver = Waiver(case=case, number=number, reference=f"{case.reference}-W{number}", drafted_by=by, drafted_at=at)
        _fill(waiver, answers, decision)
        _keep_out(waiver, holding, by, at)
    return waiver


def change(waiver: Waiver, *, answers: Answers, read: str = "", by: Person, at: datetime, key: str) -> None:
    """Change a waiver while it is being drafted. Whoever does is one of its authors.

    `read` is the digest of its answers as the writer had them: OvertakenError where it is another one now.
    """
    asked = {"waiver": waiver.pk, "answers": _as_asked(answers)}
    with deciding(Verb.WAIVER_CHANGED, waiver.case, by=by, at=at, key=key, asked=asked) as decision:
        holding = _writer(decision, waiver.case, by, at)
        _require_drafting(waiver)
        if read and read != text.answers_digest(waiver):
            raise OvertakenError(
                f"Someone else changed {waiver.reference} while you had it open. Nothing you typed was saved."
            )
        _fill(waiver, answers, decision)
        _keep_out(waiver, holding, by, at)


def _as_asked(answers: Answers) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in sorted(answers.items())}


def _writer(decision: Decision, case: Case, by: Person, at: datetime) -> Holding:
    over = Over(case.bodies, scopes=case.scopes)  # as for writing, no limit bears
    holding = require(by, Right.WRITE_RECORD, on=over, at=at)
    decision.acting(holding.title, holding.on_behalf_of)
    return holding


def _require_drafting(waiver: Waiver) -> None:
    read_again(waiver)
    if not waiver.drafting:
        raise OvertakenError(
            f"{waiver.reference} is {waiver.get_state_display().lower()}: it is not being drafted now."
        )


def _fill(waiver: Waiver, answers: Answers, decision: Decision) -> None:
    for name, value in answers.items():
        setattr(waiver, name, value)
    waiver.supplier_key = supplier_key(waiver.supplier)
    _require(rules.flaws(waiver, day_of(decision.at)))
    _require_lawful(law_for(waiver.case, waiver.value_gross))
    waiver.save()
    decision.about(stage=waiver.case.stage, **told(waiver))


def _require(flaws: list[rules.Flaw]) -> None:
    if flaws:
        errors: dict[str, list[str]] = {}
        for field, words in flaws:
            errors.setdefault(field, []).append(words)
        raise RefusedError(" ".join(words for _, words in flaws), errors)


def _require_lawful(law: rules.Law) -> None:
    if law.refusal:
        raise RefusedError(law.refusal)


def _keep_out(waiver: Waiver, holding: Holding, by: Person, at: datetime) -> None:
    """Nobody answers a waiver that they wrote, nor one that was written for them."""
    for person in filter(None, (by, holding.principal)):
        exclusion(person, scope=waiver.scope, ground=Ground.AUTHOR, source=waiver.scope, at=at)


def submit(waiver: Waiver, *, by: Person, at: datetime, key: str) -> None:
    """Hand a waiver in: Procurement and Legal are asked for advice, then whoever approves it.

    Its text stays as it is, with the earlier ones that were found. Raises RefusedError for what is missing or does not
    hold together, where the Act covers it, and where nobody can approve it.
    """
    with deciding(Verb.WAIVER_SUBMITTED, waiver.case, by=by, at=at, key=key, asked={"waiver": waiver.pk}) as decision:
        holding = _writer(decision, waiver.case, by, at)
        _require_drafting(waiver)
        weighed = _whole(waiver, holding, by, at)
        approver = approver_of(waiver, weighed.amount, at)
        waiver.state, waiver.retrospective = WaiverState.SUBMITTED, rules.begun(waiver, day_of(at))
        _freeze(waiver, weighed, approver, decision, by)
        if not ask_advice(waiver, at):
            ask_decision(waiver, at)


def _whole(waiver: Waiver, holding: Holding, by: Person, at: datetime) -> Weighed:
    """Return what stands beside a waiver that holds together. Whoever hands it in is one of its authors."""
    _require(rules.flaws(waiver, day_of(at)))
    one_at_a_time(waiver.case)
    weighed = weigh(waiver, at)
    _require_lawful(weighed.law)
    _keep_out(waiver, holding, by, at)
    return weighed


def _freeze(waiver: Waiver, weighed: Weighed, approver: Approver, decision: Decision, by: Person) -> None:
    waiver.counted_on, waiver.role, waiver.amount = day_of(decision.at), approver.role, weighed.amount
    waiver.save()
    frozen = text.freeze(waiver, weighed, approver)
    WaiverText(
        waiver=waiver,
        key=frozen.key,
        version=frozen.version,
        digest=frozen.digest,
        body=frozen.body,
        submitted_by=by,
        submitted_at=decision.at,
    ).save()
    decision.about(
        stage=waiver.case.stage,
        **told(waiver),
        digest=frozen.digest,
        earlier=len(weighed.earlier),
        counted=weighed.amount,
        approver=approver.power,
        law=weighed.law.advice,
    )


def withdraw(waiver: Waiver, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Withdraw a waiver that is being drafted or waits for its answer. What was approved orally is answered."""
    asked = {"waiver": waiver.pk, "reason": reason}
    with deciding(Verb.WAIVER_WITHDRAWN, waiver.case, by=by, at=at, key=key, asked=asked) as decision:
        _writer(decision, waiver.case, by, at)
        read_again(waiver)
        if waiver.state == WaiverState.ORAL:
            raise RefusedError(
                "It was approved orally, so work may have begun: its approver confirms or refuses it first."
            )
        if not (waiver.drafting or waiver.state in WAITING):
            raise OvertakenError(f"{waiver.reference} is {waiver.get_state_display().lower()}: nothing waits any more.")
        decision.reason = require_reason(reason)
        waiver.state, waiver.counted_on = WaiverState.WITHDRAWN, None
        waiver.save(update_fields=["state", "counted_on"])
        decision.about(stage=waiver.case.stage, **told(waiver))
        no_longer_asked(waiver, at, as_="withdrawn")


def record_oral_approval(
    waiver: Waiver,
    *,
    approver: Person,
    approved_at: datetime,
    late_reason: str = "",
    by: Person,
    at: datetime,
    key: str,
) -> None:
    """Record that somebody who may approve a waiver did so orally, because it was urgent; they are asked to confirm.

    It is flagged as retrospective. Raises RefusedError where it was not urgent, where it is recorded too late without a
    reason, and where that person could not approve it then.
    """
    asked = {"waiver": waiver.pk, "approver": approver.pk, "approved_at": approved_at, "late": late_reason}
    with deciding(Verb.WAIVER_APPROVED_ORALLY, waiver.case, by=by, at=at, key=key, asked=asked) as decision:
        holding = _writer(decision, waiver.case, by, at)
        _require_drafting(waiver)
        calendar = england_calendar()
        _require(rules.oral_flaws(waiver.ground, approved_at, at, late_reason, calendar))
        weighed = _whole(waiver, holding, by, at)
        step = oral_approver(waiver, weighed.amount, approver, approved_at, at)
        waiver.state, waiver.retrospective = WaiverState.ORAL, True
        waiver.oral_by, waiver.oral_at = approver, approved_at
        given = "\n".join(filter(None, (waiver.retrospective_reason, late_reason.strip())))
        waiver.retrospective_reason = given or f"It was urgent, and approved orally first. {waiver.reason}"
        _freeze(waiver, weighed, step, decision, by)
        decision.reason = late_reason.strip()
        decision.about(approved_by=approver.full_name, approved_at=approved_at, late=bool(late_reason.strip()))
        ask_decision(waiver, at)
