"""What a case's trail says of meetings, clearances and conditions, one formatter a verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from commissioning.casefile.correcting import changes_in_words
from commissioning.casefile.record_phrases import record_in_words
from commissioning.meetings.kinds import Result
from commissioning.verbs import Verb
from govuk.wording import day_in_words, in_words

Facts = Mapping[str, Any]
Phrase = Callable[[Facts], str]
DEEDS = {
    Result.AGREED: "agreed {record}",
    Result.AMENDED: "agreed {record} as amended",
    Result.DEFERRED: "deferred {record}",
    Result.RETURNED: "returned {record} as not ready",
    Result.NOT_SUPPORTED: "did not support {record}",
    Result.STOPPED: "rejected {record}, which stops the procurement",
}


def _decided(about: Facts) -> str:
    deed = DEEDS.get(about.get("result", ""), "decided on {record}").format(record=record_in_words(about))
    before = "recorded in retrospect that" if about.get("retrospective") else "recorded that"
    return (
        f"{before} {_the(about.get('decider', 'a body'))} {deed} at its meeting of {_day(about.get('held_on'))} "
        f"(minute {about.get('minute', '')})"
    )


def _corrected(about: Facts) -> str:
    where = f"minute {about.get('minute', '')} of {_the(about.get('decider', 'a body'))}"
    by = f", as {about['corrected_by']} corrected the record of the meeting" if about.get("corrected_by") else ""
    return f"corrected {where}, meeting of {_day(about.get('held_on'))}{by}"


def _more_of_correction(about: Facts) -> str:
    return "\n".join(f"{words}." for words in changes_in_words(about.get("was", {}), about.get("now", {})))


def _day(text: object) -> str:
    return day_in_words(date.fromisoformat(str(text))) if text else ""


def _the(name: str) -> str:
    return name if name.lower().startswith("the ") else f"the {name}"


def _more_of_decision(about: Facts) -> str:
    told = [
        _votes(about),
        f"Declared an interest and left: {in_words(about['left'])}." if about.get("left") else "",
        str(about.get("quorum") or ""),
        f"Retrospective: {about['retrospective_reason']}" if about.get("retrospective_reason") else "",
        f"Work began on {_day(about['started_on'])}." if about.get("started_on") else "",
        f"Decided: {about['text']}" if about.get("text") else "",
        f"Conditions: {in_words(about['conditions'])}." if about.get("conditions") else "",
        f"Power: {about['power']}" if about.get("power") else "",
    ]
    return "\n".join(words for words in told if words)


def _votes(about: Facts) -> str:
    present = f"{about.get('present', 0)} members took part"
    votes = about.get("votes")
    if not votes:
        return f"{present}; agreed without a vote."
    counted = (
        f"{votes.get('for') or 0} for, {votes.get('against') or 0} against, {votes.get('abstained') or 0} abstained"
    )
    return f"{present}: {counted}."


def _cleared(about: Facts) -> str:
    who, where = about.get("cleared_by", "somebody"), about.get("system", "another system")
    return (
        f"recorded that {who} ({about.get('cleared_as', '')}) had cleared {record_in_words(about)} in {where} "
        f"({about.get('reference', '')}) on {_day(about.get('cleared_on'))}"
    )


def _version(about: Facts) -> str:
    return f"It covered: {about['version']}" if about.get("version") else ""


def _condition(deed: str) -> Phrase:
    return lambda about: f"{deed} {about.get('condition', '')}"


def _more_of_condition(about: Facts) -> str:
    told = [
        f"“{about.get('text', '')}”",
        f"Owner: {about.get('owner', '')}, due {_day(about.get('due_on'))}.",
        f"Evidence: {about['evidence']}" if about.get("evidence") else "",
        f"Files: {in_words(file['name'] for file in about['files'])}." if about.get("files") else "",
        f"File: {about['file']}." if about.get("file") else "",
    ]
    return "\n".join(words for words in told if words)


def _answered(about: Facts) -> str:
    deeds = {"met": "confirmed that the condition {it} is met", "waived": "waived the condition {it}"}
    told = deeds.get(about.get("state", ""), "said that the condition {it} is not met yet")
    return told.format(it=about.get("condition", ""))


CONDITIONS = (
    Verb.CONDITION_ADDED,
    Verb.CONDITION_CLAIMED,
    Verb.CONDITION_EVIDENCED,
    Verb.CONDITION_ANSWERED,
    Verb.CONDITION_WAIVED,
)
PHRASES: Mapping[str, Phrase] = {
    Verb.MEETING_DECISION_RECORDED: _decided,
    Verb.MEETING_DECISION_CORRECTED: _corrected,
    Verb.CLEARANCE_RECORDED: _cleared,
    Verb.CONDITION_ADDED: _condition("added the condition"),
    Verb.CONDITION_CLAIMED: _condition("gave evidence for the condition"),
    Verb.CONDITION_EVIDENCED: _condition("attached a file to the evidence for the condition"),
    Verb.CONDITION_ANSWERED: _answered,
    Verb.CONDITION_WAIVED: _condition("waived the condition"),
}
MORE: Mapping[str, Phrase] = {
    Verb.MEETING_DECISION_RECORDED: _more_of_decision,
    Verb.MEETING_DECISION_CORRECTED: _more_of_correction,
    Verb.CLEARANCE_RECORDED: _version,
    **dict.fromkeys(CONDITIONS, _more_of_condition),
}
