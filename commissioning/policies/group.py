"""A policy's delivery group: who is in it, what its meetings noted, and what evidence it commissioned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import Decision, deciding
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.policies.group_models import Evidence, GroupMeeting, GroupMember
from commissioning.policies.kinds import Part
from commissioning.policies.models import Policy
from commissioning.verbs import Verb


def add_member(  # noqa: PLR0913 - who joins, and how it was asked for
    policy: Policy, *, part: Part, name: str, body: Body, since: date, by: Person, at: datetime, key: str
) -> GroupMember:
    """Name a member of the delivery group. It has one sponsor and one chair at a time."""
    asked = {"part": part, "name": name, "body": body.slug, "since": since}
    with deciding(Verb.GROUP_JOINED, policy, by=by, at=at, key=key, asked=asked) as decision:
        _require(decision, policy, by)
        _needed({"name": (name, "Enter the member’s name.")})
        _require_past({"since": since}, day_of(at))
        standing = GroupMember.objects.filter(policy=policy, part=part, until=None).first()
        if part != Part.MEMBER and standing is not None:
            words = f"{standing} is the {Part(part).label.lower()}. End that membership first."
            raise RefusedError(words, {"part": [words]})
        made = GroupMember(policy=policy, part=part, name=name.strip(), body=body, since=since)
        made.save()
        decision.about(member=str(made), part=part, since=since)
    return made


def end_member(member: GroupMember, *, until: date, by: Person, at: datetime, key: str) -> None:
    """End a membership with its last day."""
    asked = {"member": member.pk, "until": until}
    with deciding(Verb.GROUP_LEFT, member.policy, by=by, at=at, key=key, asked=asked) as decision:
        _require(decision, member.policy, by)
        member.refresh_from_db(fields=["until", "since"])
        if member.until is not None:
            raise OvertakenError(f"The membership of {member.name} has been ended already. Nothing was changed.")
        if not member.since <= until <= day_of(at):
            words = "Enter a day since they joined, today at the latest."
            raise RefusedError(words, {"until": [words]})
        member.until = until
        member.save(update_fields=["until"])
        decision.about(member=str(member), until=until)


def record_group_meeting(
    policy: Policy, *, held_on: date, attendees: str, notes: str, by: Person, at: datetime, key: str
) -> GroupMeeting:
    """Record a meeting of the delivery group: who was there, and what was noted. It cannot be changed afterwards."""
    asked = {"held_on": held_on, "attendees": attendees, "notes": notes}
    with deciding(Verb.GROUP_MET, policy, by=by, at=at, key=key, asked=asked) as decision:
        _require(decision, policy, by)
        _needed({"attendees": (attendees, "Say who was there."), "notes": (notes, "Enter the notes.")})
        _require_past({"held_on": held_on}, day_of(at))
        made = GroupMeeting(
            policy=policy,
            held_on=held_on,
            attendees=attendees.strip(),
            notes=notes.strip(),
            recorded_by=by,
            recorded_at=at,
        )
        made.save()
        decision.about(held_on=held_on)
    return made


def commission_evidence(  # noqa: PLR0913 - what was commissioned, and how it was asked for
    policy: Policy,
    *,
    title: str,
    question: str,
    supplier: str,
    commissioned_on: date,
    case: Case | None = None,
    by: Person,
    at: datetime,
    key: str,
) -> Evidence:
    """Record evidence that the delivery group commissioned, and the case it was bought in where there is one."""
    texts = {"title": title, "question": question, "supplier": supplier}
    asked = {**texts, "on": commissioned_on, "case": case.reference if case else None}
    with deciding(Verb.EVIDENCE_COMMISSIONED, policy, by=by, at=at, key=key, asked=asked) as decision:
        _require(decision, policy, by)
        _needed(
            {
                "title": (title, "Enter what the evidence is called."),
                "question": (question, "Say what it is to find out."),
                "supplier": (supplier, "Say who is asked to find out."),
            }
        )
        _require_past({"commissioned_on": commissioned_on}, day_of(at))
        said = {name: text.strip() for name, text in texts.items()}
        made = Evidence(policy=policy, commissioned_on=commissioned_on, case=case, **said)
        made.save()
        decision.about(evidence=made.title)
    return made


def record_findings(
    evidence: Evidence, *, delivered_on: date, findings: str, by: Person, at: datetime, key: str
) -> None:
    """Record what commissioned evidence found, once."""
    asked = {"evidence": evidence.pk, "on": delivered_on, "findings": findings}
    with deciding(Verb.EVIDENCE_DELIVERED, evidence.policy, by=by, at=at, key=key, asked=asked) as decision:
        _require(decision, evidence.policy, by)
        evidence.refresh_from_db(fields=["delivered_on", "commissioned_on"])
        if evidence.delivered_on is not None:
            raise OvertakenError("What it found has been recorded already. Nothing was changed.")
        _needed({"findings": (findings, "Say what it found.")})
        _require_past({"delivered_on": delivered_on}, day_of(at))
        if delivered_on < evidence.commissioned_on:
            words = "It cannot have been delivered before it was commissioned."
            raise RefusedError(words, {"delivered_on": [words]})
        evidence.delivered_on, evidence.findings = delivered_on, findings.strip()
        evidence.save(update_fields=["delivered_on", "findings"])
        decision.about(evidence=evidence.title)


def _require(decision: Decision, policy: Policy, by: Person) -> None:
    holding = require(by, Right.DRAFT_POLICY, on=Over([policy.owner_id]), at=decision.at)
    decision.acting(holding.title, holding.on_behalf_of)


def _needed(given: Mapping[str, tuple[str, str]]) -> None:
    missing = {field: [words] for field, (text, words) in given.items() if not text.strip()}
    if missing:
        raise RefusedError("Something is missing. Nothing was recorded.", missing)


def _require_past(days: Mapping[str, date], today: date) -> None:
    ahead = {field: ["Enter today or a day that has passed."] for field, day in days.items() if day > today}
    if ahead:
        raise RefusedError("A day lies ahead. Nothing was recorded.", ahead)
