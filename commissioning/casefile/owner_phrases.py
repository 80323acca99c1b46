"""What a case's trail says of who owns it, one formatter a verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from commissioning.verbs import Verb
from commissioning.vocabulary import Stage
from govuk.wording import in_words

Facts = Mapping[str, Any]
Phrase = Callable[[Facts], str]


def _added(about: Facts) -> str:
    return f"let {about.get('body', 'another body')} own the case too"


def _gone(about: Facts) -> str:
    return f"removed {about.get('body', 'a partner')} from the owners of the case"


def _led(about: Facts) -> str:
    return f"let {about.get('body', 'another body')} lead the case, in place of {about.get('was', 'another')}"


def _more_of_lead(about: Facts) -> str:
    passed, kept = ([f"“{title}”" for title in about.get(name, [])] for name in ("passed", "kept"))
    told = [
        f"Passed to its posts: {in_words(passed)}." if passed else "",
        f"Stayed, as the post is missing there: {in_words(kept)}." if kept else "",
    ]
    return " ".join(words for words in told if words)


def _reorganised(about: Facts) -> str:
    former, into = about.get("former", "a body"), about.get("into", "another")
    return f"moved the case from {former} to {into} in a reorganisation"


def _more_of_change(about: Facts) -> str:
    said_by = f" ({about['said_by']})" if about.get("said_by") else ""
    return f"It had declined{said_by}: {about['was']}" if about.get("was") else ""


def _owns(deed: str) -> Phrase:
    return lambda about: f"{deed} {_stage(about)} for {about.get('body', 'a body')}"


def _stage(about: Facts) -> str:
    stage = str(about.get("stage", ""))
    return Stage(stage).label.lower() if stage in Stage.values else "the stage"


PHRASES: Mapping[str, Phrase] = {
    Verb.PARTNER_ADDED: _added,
    Verb.PARTNER_REMOVED: _gone,
    Verb.LEAD_CHANGED: _led,
    Verb.CASE_REORGANISED: _reorganised,
    Verb.OWNERSHIP_ACCEPTED: _owns("accepted ownership of"),
    Verb.OWNERSHIP_DECLINED: _owns("declined ownership of"),
    Verb.OWNERSHIP_RECONSIDERED: _owns("accepted after all ownership of"),
}
MORE: Mapping[str, Phrase] = {
    Verb.LEAD_CHANGED: _more_of_lead,
    Verb.CASE_REORGANISED: _more_of_lead,
    Verb.OWNERSHIP_RECONSIDERED: _more_of_change,
}
