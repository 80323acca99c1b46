"""What a case's trail says of its waivers, one formatter a verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from commissioning.verbs import Verb
from commissioning.waivers.kinds import WaivedRule, WaiverGround
from govuk.wording import day_in_words, exact_pounds, fingerprint, in_words, moment_in_words

Facts = Mapping[str, Any]
Phrase = Callable[[Facts], str]


def _named(deed: str) -> Phrase:
    return lambda about: f"{deed} {about.get('waiver', 'a waiver')}"


def _approved(about: Facts) -> str:
    seen = " in retrospect" if about.get("retrospective") else ""
    return f"approved the waiver {about.get('waiver', '')}{seen}"


def _orally(about: Facts) -> str:
    late = ", too late" if about.get("late") else ""
    who = about.get("approved_by", "somebody")
    return f"recorded that {who} approved the waiver {about.get('waiver', '')} orally{late}"


def _reminded(about: Facts) -> str:
    return f"reminded {in_words(about.get('told', []))} that the waiver {about.get('waiver', '')} expires soon"


def _expired(about: Facts) -> str:
    return f"closed the waiver {about.get('waiver', '')}, which has expired"


def _lapsed(about: Facts) -> str:
    posts = in_words(about.get("posts", []))
    return (
        f"closed the request for advice to {posts} on the waiver {about.get('waiver', '')}, answered by nobody in time"
    )


def _more_of_draft(about: Facts) -> str:
    rule, ground = about.get("rule", ""), about.get("ground", "")
    told = [
        str(WaivedRule(rule).label) if rule in WaivedRule.values else "",
        str(WaiverGround(ground).label) if ground in WaiverGround.values else "",
        f"{exact_pounds(Decimal(about['value_gross']))} with VAT" if about.get("value_gross") else "",
    ]
    return ". ".join(words for words in told if words)


def _more_of_submission(about: Facts) -> str:
    told = [
        f"Approved by: {about['approver']}." if about.get("approver") else "",
        f"Earlier waivers for the same need or supplier: {about['earlier']}." if about.get("earlier") else "",
        f"Counted: {exact_pounds(Decimal(about['counted']))}." if about.get("counted") else "",
        str(about.get("law") or ""),
        f"Fingerprint: {fingerprint(about['digest'])}" if about.get("digest") else "",
    ]
    return " ".join(words for words in told if words)


def _more_of_oral(about: Facts) -> str:
    moment = about.get("approved_at")
    when = f"Approved orally on {moment_in_words(datetime.fromisoformat(moment))}. " if moment else ""
    return f"{when}{_more_of_submission(about)}"


def _more_of_expiry(about: Facts) -> str:
    found = about.get("expires_on") or about.get("expired_on")
    return f"Its last day: {day_in_words(date.fromisoformat(found))}." if found else ""


PHRASES: Mapping[str, Phrase] = {
    Verb.WAIVER_DRAFTED: _named("drafted the waiver"),
    Verb.WAIVER_CHANGED: _named("changed the waiver"),
    Verb.WAIVER_SUBMITTED: _named("submitted the waiver"),
    Verb.WAIVER_WITHDRAWN: _named("withdrew the waiver"),
    Verb.WAIVER_ADVISED: _named("gave advice on the waiver"),
    Verb.WAIVER_ADVICE_LAPSED: _lapsed,
    Verb.WAIVER_APPROVED_ORALLY: _orally,
    Verb.WAIVER_APPROVED: _approved,
    Verb.WAIVER_REFUSED: _named("refused the waiver"),
    Verb.WAIVER_REMINDED: _reminded,
    Verb.WAIVER_EXPIRED: _expired,
}
MORE: Mapping[str, Phrase] = {
    Verb.WAIVER_DRAFTED: _more_of_draft,
    Verb.WAIVER_CHANGED: _more_of_draft,
    Verb.WAIVER_SUBMITTED: _more_of_submission,
    Verb.WAIVER_APPROVED_ORALLY: _more_of_oral,
    Verb.WAIVER_REMINDED: _more_of_expiry,
    Verb.WAIVER_EXPIRED: _more_of_expiry,
}
