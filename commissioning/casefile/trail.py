"""The trail of a case in sentences: one formatter a verb, the same for screens and API."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Person
from audit.models import Entry
from commissioning.case.models import Case
from commissioning.casefile import (
    idea_phrases,
    interest_phrases,
    meeting_phrases,
    owner_phrases,
    policy_phrases,
    record_phrases,
    time_phrases,
    waiver_phrases,
)
from commissioning.casefile.record_phrases import record_in_words, stage_in_words
from commissioning.fast.kinds import Found
from commissioning.verbs import Verb
from commissioning.vocabulary import Action, Lane, LinkKind, Regime
from govuk.wording import day_in_words, how_many, in_words

Facts = Mapping[str, Any]
Phrase = Callable[[Facts], str]

DEEDS = {
    Action.SIGN: "signed {record}",
    Action.OBJECT: "signed {record}, not supported",
    Action.RETURN: "returned {record}",
    Action.ADVISE: "gave advice on {record}",
    Action.PASS: "agreed {record}",
    Action.AMEND: "agreed {record} as amended",
    Action.STOP: "stopped {what} at the gate of {stage}",
    Action.END: "ended the monitoring of the contract",
}


@dataclass(frozen=True)
class Event:
    """One entry of a trail as people read it."""

    entry: Entry
    sentence: str
    text: str
    stage: str
    about: Facts
    rows: Sequence[Mapping[str, Any]]

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.entry.at


def entries_of(case: Case) -> QuerySet[Entry]:
    """Return the ledger entries of a case with their payloads, newest first."""
    return Entry.objects.filter(stream=case.stream_name).select_related("payload").order_by("-number")


def own_entry(case: Case, person: Person, number: int) -> Entry | None:
    """Return an entry of a case that a person made themselves."""
    return entries_of(case).filter(person=person, number=number).first()


@dataclass(frozen=True)
class Sought:
    """What a reader looks for in a trail; whatever is empty does not narrow it."""

    stage: str = ""
    what: str = ""
    who: str = ""


def sought(entries: QuerySet[Entry], wanted: Sought) -> QuerySet[Entry] | list[Entry]:
    """Narrow a trail.

    Looking for a stage reads every payload of the case, because no column holds it: an entry's columns are its frozen
    header (docs/ledger.md), each of them hashed, and a payload's bytes are opaque to both databases. History rows do
    not tell either: most have no stage, and an entry may have written none. A case has some hundreds of entries.
    """
    if wanted.what:
        entries = entries.filter(verb=wanted.what)
    if wanted.who:
        entries = entries.filter(actor=wanted.who)
    if not wanted.stage:
        return entries
    return [entry for entry in entries if wanted.stage in _stages(body_of(entry).get("about", {}))]


def _stages(about: Facts) -> tuple[object, object]:
    """The stages an entry tells of: its own, and the earlier one that the same gate decides."""
    return about.get("stage"), about.get("earlier")


def told_in(case: Case) -> tuple[list[Verb], list[str]]:
    """Return what happened in a case, in the order of its words, and the names of all who acted, in theirs."""
    pairs = set(Entry.objects.filter(stream=case.stream_name).values_list("verb", "actor").order_by().distinct())
    verbs = {Verb(verb) for verb, _ in pairs if verb in Verb.values}
    return sorted(verbs, key=lambda verb: verb.label), sorted({actor for _, actor in pairs})


def event_of(entry: Entry, body: Mapping[str, Any] | None = None) -> Event:
    """Return an entry in words. Its payload is read as stored; one that is gone leaves the sentence alone.

    `body` is what of the payload the reader may be told, where that is not all of it.
    """
    body = body_of(entry) if body is None else body
    about = body.get("about", {})
    return Event(
        entry=entry,
        sentence=sentence(entry, body),
        text=more(entry.verb, about),
        stage=str(about.get("stage", "")),
        about=about,
        rows=body.get("rows", []),
    )


def body_of(entry: Entry) -> dict[str, Any]:
    """Return an entry's payload, read from its stored bytes."""
    payload = getattr(entry, "payload", None)
    found: dict[str, Any] = json.loads(bytes(payload.body)) if payload else {}
    return found


def sentence(entry: Entry, body: Mapping[str, Any]) -> str:
    """Return what happened in one sentence: who, in which post, for whom, did what, and why."""
    done = phrase(entry.verb, body.get("about", {}))
    reason = str(body.get("reason", "")).strip()
    return f"{who(entry)} {done}: {reason}" if reason else f"{who(entry)} {done}."


def who(entry: Entry) -> str:
    """Return who acted: `Amina Khan (Legal officer, Legal Services), for Sam Osei,`."""
    capacity = f" ({entry.capacity})" if entry.capacity else ""
    principal = f", for {entry.on_behalf_of}," if entry.on_behalf_of else ""
    return f"{entry.actor}{capacity}{principal}"


def phrase(verb: str, about: Facts) -> str:
    """Return what was done, as it reads after a name."""
    told = PHRASES.get(verb)
    if told is None:
        return Verb(verb).label if verb in Verb.values else verb
    return told(about)


def more(verb: str, about: Facts) -> str:
    """Return what else an entry tells, in sentences of its own; empty where the first says it all."""
    told = MORE.get(verb)
    return told(about) if told else ""


def _answered(about: Facts) -> str:
    deed = DEEDS.get(about.get("action", ""), Verb.SEAT_ANSWERED.label)
    what = about.get("part") or ("the purchase" if about.get("lane") == Lane.FAST else "the case")
    return deed.format(record=record_in_words(about), stage=stage_in_words(about), what=what)


def _deferred(about: Facts) -> str:
    until = about.get("until")
    end = f" until {day_in_words(date.fromisoformat(until))}" if until else ""
    return f"deferred the decision on {record_in_words(about)}{end}"


def _lapsed(about: Facts) -> str:
    seats = in_words(about.get("seats", []))
    return f"closed the request for advice to {seats} on {record_in_words(about)}, which nobody answered in time"


def _regime(about: Facts) -> str:
    regime = about.get("regime", "")
    return f"set the regime to {Regime(regime).label if regime in Regime.values else regime}"


def _task(deed: str) -> Phrase:
    return lambda about: f"{deed} the task “{about.get('task', '')}”{_of_part(about)}"


def _handed_over(about: Facts) -> str:
    """Who was on which task, and who is now."""
    to = (
        f"from {about.get('holder', '')} to {about['to']}"
        if about.get("to")
        else f"that {about.get('holder', '')} was on"
    )
    done = "handed" if about.get("to") else "freed"
    return f"{_task(done)(about)} {to}"


def _of_part(about: Facts) -> str:
    return f" ({about['part']})" if about.get("part") else ""


def _recorded(verb: Verb) -> Phrase:
    return lambda about: f"{verb.label}{_of_part(about)}"


def _tendered_again(about: Facts) -> str:
    return f"began attempt {about.get('attempt', 2)} to tender {about.get('title', 'the case')}"


def _linked(about: Facts) -> str:
    return f"linked the case as {_link(about)}"


def _unlinked(about: Facts) -> str:
    return f"took back the link as {_link(about)}"


def _link(about: Facts) -> str:
    kind = about.get("kind", "")
    return f"{LinkKind(kind).label if kind in LinkKind.values else kind} {about.get('other', 'another case')}"


def _reminded(about: Facts) -> str:
    return f"sent a reminder of “{about.get('task', 'a task')}”, {about.get('late', '')}"


def _escalated(about: Facts) -> str:
    to = about.get("to") or "a post that nobody has established"
    return f"escalated “{about.get('task', 'a task')}”, {about.get('late', '')}, to {to}"


def _more_of_chase(about: Facts) -> str:
    told = in_words(about.get("told", []))
    return f"Told: {told}." if told else "Nobody holds that post and may see the case, so nobody was told."


def _passed_on(about: Facts) -> str:
    """What passed from who leaves to whom."""
    what = [*(["the lead of the case"] if about.get("lead") else []), *(f"“{task}”" for task in about.get("tasks", []))]
    passed = in_words(what) or "tasks that go back to their posts"
    return f"passed on {passed} from {about.get('leaver', 'a leaver')} to {about.get('successor', 'a successor')}"


def _taken_to_stage(about: Facts) -> str:
    return f"took the case back to {stage_in_words(about)}"


def _more_of_import(about: Facts) -> str:
    notices, warnings = in_words(about.get("notices", [])), about.get("warnings", 0)
    told = [f"Notices: {notices}." if notices else "", f"{how_many(warnings, 'warning,warnings')}." if warnings else ""]
    return " ".join(words for words in told if words)


def _more_of_answer(about: Facts) -> str:
    text, power = about.get("text") or "", about.get("power") or ""
    declared, spared = about.get("declared") or "", in_words(about.get("not_needed", []))
    told = [
        f"Decided: {text}" if text else "",
        f"Power: {power}" if power else "",
        f"Declared: {declared}" if declared else "",
        f"Its question to the author was {about['question']}" if about.get("question") else "",
        f"No longer needed, as enough others have answered: {spared}" if spared else "",
    ]
    return "\n".join(words for words in told if words)


def _opened(about: Facts) -> str:
    lane = about.get("lane", "")
    told = f" in the {Lane(lane).label.lower()}" if lane in Lane.values else ""
    led = f", led by {about['led_by']}" if about.get("led_by") else ""
    return f"{Verb.CASE_OPENED.label}{told}{led}"


def _lifted(about: Facts) -> str:
    return f"{Verb.CASE_LIFTED.label}{', flagging that it was split' if about.get('split') else ''}"


def _closed(about: Facts) -> str:
    delivered = DELIVERED.get(about.get("delivered", ""), "")
    told = [delivered, "paid" if about.get("paid") else "not paid", AGAIN[bool(about.get("use_again"))]]
    return f"{Verb.PURCHASE_CLOSED.label} ({in_words(told)})"


DELIVERED = {"yes": "delivered", "partly": "delivered in part", "no": "not delivered"}
AGAIN = {True: "would use the supplier again", False: "would not use the supplier again"}


def _checked(about: Facts) -> str:
    found = about.get("found", "")
    return f"checked the fast-lane purchase: {Found(found).label.lower()}" if found in Found.values else "checked it"


def _more_of_opening(about: Facts) -> str:
    return str(about.get("lane_why") or "")


OF_ROOMS = (waiver_phrases, time_phrases, meeting_phrases, owner_phrases, policy_phrases, idea_phrases, record_phrases)
PHRASES: Mapping[str, Phrase] = {
    **{verb: told for room in OF_ROOMS for verb, told in room.PHRASES.items()},
    Verb.STRAND_TENDERED_AGAIN: _tendered_again,
    Verb.CASES_LINKED: _linked,
    Verb.CASES_UNLINKED: _unlinked,
    Verb.CALL_IN_RECORDED: _recorded(Verb.CALL_IN_RECORDED),
    Verb.AWARD_NOTICE_RECORDED: _recorded(Verb.AWARD_NOTICE_RECORDED),
    Verb.CONTRACT_SIGNED: _recorded(Verb.CONTRACT_SIGNED),
    Verb.CASE_OPENED: _opened,
    Verb.CASE_LIFTED: _lifted,
    Verb.PURCHASE_CLOSED: _closed,
    Verb.PURCHASE_CHECKED: _checked,
    Verb.REGIME_SET: _regime,
    Verb.ASK_TAKEN: _task("took"),
    Verb.ASK_GIVEN_BACK: _task("gave back"),
    Verb.ASK_HANDED_OVER: _handed_over,
    Verb.ASK_FREED: _handed_over,
    Verb.ASK_REMINDED: _reminded,
    Verb.ASK_ESCALATED: _escalated,
    Verb.CASE_PASSED_ON: _passed_on,
    Verb.CASE_TAKEN_TO_STAGE: _taken_to_stage,
    Verb.SEAT_ANSWERED: _answered,
    Verb.SEAT_DEFERRED: _deferred,
    Verb.ADVICE_LAPSED: _lapsed,
}
MORE: Mapping[str, Phrase] = {
    **{verb: told for room in (*OF_ROOMS, interest_phrases) for verb, told in room.MORE.items()},
    Verb.CASE_OPENED: _more_of_opening,
    Verb.CASE_IMPORTED: _more_of_import,
    Verb.CASE_UPDATED: _more_of_import,
    Verb.ASK_REMINDED: _more_of_chase,
    Verb.ASK_ESCALATED: _more_of_chase,
    Verb.SEAT_ANSWERED: _more_of_answer,
}
