"""What the trail says of records: written, handed on, submitted and taken back, one formatter a verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from commissioning.verbs import Verb
from commissioning.vocabulary import Lane, Stage
from govuk.wording import fingerprint, in_words

Facts = Mapping[str, Any]
Phrase = Callable[[Facts], str]


def stage_in_words(about: Facts) -> str:
    """Return the stage an entry tells of, as it stands within a sentence."""
    stage = str(about.get("stage", ""))
    return Stage(stage).label.lower() if stage in Stage.values else stage


def record_in_words(about: Facts) -> str:
    """Return the record an entry tells of: in the fast lane the one page, where another body leads that of joining."""
    if about.get("lane") in RECORDS:
        return RECORDS[about["lane"]]
    stage, part = stage_in_words(about), about.get("part", "")
    if about.get("earlier") in Stage.values:
        return f"the records of {Stage(about['earlier']).label.lower()} and {stage}{f' ({part})' if part else ''}"
    return f"the record of {stage}{f' ({part})' if part else ''}" if stage else "the record"


RECORDS = {Lane.FAST.value: "the fast-lane page", Lane.JOINING.value: "the joining record"}


def _submitted(about: Facts) -> str:
    number = about.get("submission", 1)
    again = f", submission {number}" if number != 1 else ""
    return f"submitted {record_in_words(about)} to {'one' if about.get('earlier') else 'its'} gate{again}"


def _handed_on(about: Facts) -> str:
    to = stage_in_words({"stage": about.get("to", "")})
    return f"handed {record_in_words(about)} on to {to}, whose gate decides both"


def _more_of_handing_on(about: Facts) -> str:
    return f"Under version {about['policy']} of the gate policy." if about.get("policy") else ""


def _saved(about: Facts) -> str:
    titles = about.get("sections") or [about.get("section", "a section")]
    return f"saved {in_words(f'“{title}”' for title in titles)} in {record_in_words(about)}"


def _attached(about: Facts) -> str:
    replacing = ", in place of the one of that name" if about.get("replaces") else ""
    return f"attached the file “{about.get('file', '')}” to {_section_in_words(about)}{replacing}"


def _removed(about: Facts) -> str:
    return f"removed the file “{about.get('file', '')}” from {_section_in_words(about)}"


def _section_in_words(about: Facts) -> str:
    return f"“{about.get('section', 'a section')}” in {record_in_words(about)}"


def _more_of_file(about: Facts) -> str:
    return f"Fingerprint: {fingerprint(about['sha256'])}" if about.get("sha256") else ""


def _taken_back(about: Facts) -> str:
    return f"took {record_in_words(about)} back to mend it"


def _more_of_submission(about: Facts) -> str:
    asked, carried = in_words(about.get("asked", [])), in_words(about.get("carried", []))
    told = [
        f"To be answered, tier by tier, by: {asked}." if asked else "",
        f"Earlier answers that still stand: {carried}." if carried else "",
        f"Nobody is asked: {about['empty'].partition(': ')[2]}." if about.get("empty") else "",
    ]
    return " ".join(words for words in told if words)


PHRASES: Mapping[str, Phrase] = {
    Verb.SECTION_SAVED: _saved,
    Verb.FILE_ATTACHED: _attached,
    Verb.FILE_REMOVED: _removed,
    Verb.RECORD_SUBMITTED: _submitted,
    Verb.RECORD_HANDED_ON: _handed_on,
    Verb.RECORD_TAKEN_BACK: _taken_back,
}
MORE: Mapping[str, Phrase] = {
    Verb.FILE_ATTACHED: _more_of_file,
    Verb.FILE_REMOVED: _more_of_file,
    Verb.RECORD_SUBMITTED: _more_of_submission,
    Verb.RECORD_HANDED_ON: _more_of_handing_on,
}
