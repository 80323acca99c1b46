"""Recording what was cleared in another system, so that its seat is not asked a second time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from accounts.authority import Over, require
from accounts.models import Exclusion, Person
from accounts.rights import Right
from accounts.rules import day, day_of
from accounts.vocabulary import Ground
from audit.deciding import deciding
from audit.models import Entry
from commissioning.asks.decisions import require_open
from commissioning.asks.models import Ask
from commissioning.case.models import Case
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.models import BundleSection, Submission
from commissioning.gates.settling import Acting, Answer, AskedOf, asked_at, settle
from commissioning.interests.requiring import undeclared
from commissioning.meetings.meeting import people_named
from commissioning.meetings.models import Clearance
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, Recorded, SeatKind, Stage
from govuk.wording import in_words

WRITING: Final = (Verb.SECTION_SAVED, Verb.FILE_ATTACHED, Verb.FILE_REMOVED)
KEEPING_OUT = (Ground.AUTHOR, Ground.CONFLICT)


@dataclass(frozen=True)
class Cleared:
    """What was cleared: in which system, under which reference, when, by whom in which post, and which version.

    `digest` is that of the text as the recorder read it here; `advice` what an adviser said, where it was advice.
    """

    system: str
    reference: str
    cleared_on: date
    cleared_by: str
    cleared_as: str
    version: str
    digest: str
    advice: str = ""


def record_clearance(ask: Ask, cleared: Cleared, *, by: Person, at: datetime, key: str) -> Clearance:
    """Record at a seat what was cleared in another system. Raises RefusedError where its text has changed since.

    Only seats that sign or advise: what decides is decided here or at a meeting.
    """
    asked = {"ask": ask.pk, **vars(cleared)}
    with deciding(Verb.CLEARANCE_RECORDED, ask.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(ask)
        case = ask.case
        holding = require(by, Right.RECORD_MEETING, on=Over(case.bodies, scopes=ask.scopes), at=at)
        given = _answer(ask, cleared)
        _check(cleared, day_of(at))
        asked_of = asked_at(ask)
        if cleared.digest != asked_of.submission.digest:
            raise OvertakenError("The text has changed since you read it. Read it again, then record the clearance.")
        _require_same_text(case, asked_of, cleared)
        person = _cleared_by(ask, cleared, at)
        capacity = f"{cleared.cleared_as}, recorded by {holding.title}"[:300]
        signers = (person,) if person else ()
        acting = Acting(by, capacity, cleared.cleared_by, signers, Recorded.ELSEWHERE, person)
        made = Clearance(case=case, sign_off=settle(decision, ask, asked_of, given, acting), **_kept(cleared))
        made.save()
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**_kept(cleared))
    return made


def _answer(ask: Ask, cleared: Cleared) -> Answer:
    if not ask.seated or ask.kind == SeatKind.DECIDE:
        raise RefusedError(
            "A decision is not recorded as a clearance: whoever decides does so here, or it is recorded from a meeting."
        )
    if ask.kind == SeatKind.CONSULT:
        return Answer(Action.ADVISE, cleared.digest, cleared.advice or f"Cleared in {cleared.system}.")
    return Answer(Action.SIGN, cleared.digest, cleared.advice)


def _check(cleared: Cleared, today: date) -> None:
    asked = {
        "system": "Enter the system in which it was cleared.",
        "reference": "Enter its reference there.",
        "cleared_by": "Enter who cleared it.",
        "cleared_as": "Enter in which post they cleared it.",
        "version": "Say which version of the text it covered, as that system states it.",
    }
    errors = {name: [words] for name, words in asked.items() if not str(getattr(cleared, name)).strip()}
    if cleared.cleared_on > today:
        errors["cleared_on"] = ["This day is still to come. Enter the day on which it was cleared."]
    if errors:
        raise RefusedError(" ".join(text for texts in errors.values() for text in texts), errors)


def _kept(cleared: Cleared) -> dict[str, object]:
    names = ("system", "reference", "cleared_on", "cleared_by", "cleared_as", "version")
    found = {name: getattr(cleared, name) for name in names}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


def _cleared_by(ask: Ask, cleared: Cleared, at: datetime) -> Person | None:
    """Return who cleared it, where they are known here. Raises RefusedError for somebody who may not answer it."""
    name = cleared.cleared_by.strip()
    person = people_named([name]).get(name.casefold())
    if person is None:
        return None
    kept_out = Exclusion.objects.open_at(at).filter(scope__in=ask.scopes, person=person)
    ground = kept_out.exclude(source=ask.source).values_list("ground", flat=True).order_by("pk").first()
    if ground is not None:
        words = f"{name} {Ground(ground).label}, so their clearance answers no seat. Ask the post itself."
        raise RefusedError(words, {"cleared_by": [words]})
    if undeclared(ask.case, Stage(ask.stage), [person]):
        words = (
            f"{person.full_name} has not declared their interests in {ask.case.reference}, so their clearance answers "
            "no seat yet. Ask them to: they open the case, then “Interests”. Nothing was recorded."
        )
        raise RefusedError(words, {"cleared_by": [words]})
    return person


def _require_same_text(case: Case, asked_of: AskedOf, cleared: Cleared) -> None:
    """Raise RefusedError where what the seat answers for was changed after it was cleared (ADR 0020)."""
    newest = asked_of.submission
    titles = {row.key: row.title for row in newest.sections.all() if row.key in asked_of.seat.sections}
    before = Submission.objects.filter(gate=newest.gate_id, number__lt=newest.number).order_by("-number")
    read = next((found for found in before if day_of(found.submitted_at) <= cleared.cleared_on), None)
    if read is None and day_of(newest.submitted_at) > cleared.cleared_on:
        changed = sorted(set(_saved_after(case, asked_of, cleared.cleared_on)) & set(titles.values()))
    elif read is not None and day_of(newest.submitted_at) > cleared.cleared_on:
        changed = [titles[key] for key in titles if _digest(read, key) != _digest(newest, key)]
    else:
        changed = []
    if changed:
        named = in_words(f"“{title}”" for title in changed)
        raise RefusedError(
            f"{named} changed after {day(cleared.cleared_on)}, when this was cleared, so it covers another text. "
            "The seat is asked as it stands."
        )


def _digest(submission: Submission, key: str) -> str:
    found = BundleSection.objects.filter(submission=submission, key=key).values_list("digest", flat=True)
    return found.first() or ""


def _saved_after(case: Case, asked_of: AskedOf, cleared_on: date) -> Iterator[str]:
    """The titles of the sections of what this gate decides that were written after a day, as the ledger tells."""
    entries = Entry.objects.filter(stream=case.stream_name, verb__in=WRITING).select_related("payload")
    for entry in entries.order_by("number"):
        about = json.loads(bytes(entry.payload.body)).get("about", {}) if hasattr(entry, "payload") else {}
        if day_of(entry.at) > cleared_on and about.get("stage") in asked_of.seat.gate.stages:
            yield from about.get("sections") or [about.get("section", "")]
