"""What is said of policies and frameworks of measures, in the trail of a case or their own history: by verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from commissioning.policies.kinds import Bond
from commissioning.verbs import Verb
from govuk.wording import fingerprint, in_words

Facts = Mapping[str, Any]
Phrase = Callable[[Facts], str]


def _adopted(about: Facts) -> str:
    was = f" in place of version {about['was']}" if about.get("was") else ""
    return f"adopted version {about.get('version', '')} of “{about.get('policy', 'the policy')}”{was}"


def _more_of_adopting(about: Facts) -> str:
    went_on, ended = in_words(about.get("went_on", [])), in_words(about.get("ended", []))
    told = [
        f"Answers that went on: {went_on}." if went_on else "",
        f"Priorities that have ended: {ended}." if ended else "",
    ]
    return " ".join(words for words in told if words)


def _of_version(verb: Verb) -> Phrase:
    def told(about: Facts) -> str:
        number = f", version {about['version']}" if about.get("version") else ""
        what = f": {about['what']}" if about.get("what") else ""
        return f"{verb.label}{number}{what}"

    return told


def _of_comment(verb: Verb) -> Phrase:
    return lambda about: f"{verb.label}, comment {about.get('comment', '')} of {about.get('sender', 'somebody')}"


def _more_of_version(about: Facts) -> str:
    told = [
        f"In effect from {about['effective_from']}." if about.get("effective_from") else "",
        f"Approved: {about['approval']}." if about.get("approval") else "",
        f"From the file {about['file']}." if about.get("file") else "",
        f"Fingerprint: {fingerprint(about['digest'])}" if about.get("digest") else "",
    ]
    return " ".join(words for words in told if words)


def _of_linkage(verb: Verb) -> Phrase:
    def told(about: Facts) -> str:
        bond = about.get("bond", "")
        words = Bond(bond).label.lower() if bond in Bond.values else bond
        return f"{verb.label}: it {words} “{about.get('other', 'another policy')}”"

    return told


def _of_group(verb: Verb) -> Phrase:
    def told(about: Facts) -> str:
        what = about.get("member") or about.get("evidence") or ""
        return f"{verb.label}: {what}" if what else verb.label

    return told


def _passed_on(about: Facts) -> str:
    return f"{Verb.POLICY_PASSED_ON.label}: {in_words(about.get('passed', []))}"


OF_GROUPS = (
    Verb.GROUP_JOINED,
    Verb.GROUP_LEFT,
    Verb.GROUP_MET,
    Verb.EVIDENCE_COMMISSIONED,
    Verb.EVIDENCE_DELIVERED,
)
OF_VERSIONS = (
    Verb.POLICY_PUBLISHED,
    Verb.POLICY_BEGUN,
    Verb.POLICY_VERSION_BEGUN,
    Verb.POLICY_SAVED,
    Verb.POLICY_CONSULTED,
    Verb.POLICY_PROPOSED,
    Verb.POLICY_SENT_BACK,
    Verb.POLICY_APPROVED,
    Verb.POLICY_WITHDRAWN,
    Verb.FRAMEWORK_BEGUN,
    Verb.FRAMEWORK_VERSION_BEGUN,
    Verb.FRAMEWORK_IMPORTED,
    Verb.FRAMEWORK_SAVED,
    Verb.FRAMEWORK_PROPOSED,
    Verb.FRAMEWORK_SENT_BACK,
    Verb.FRAMEWORK_WITHDRAWN,
    Verb.FRAMEWORK_PUBLISHED,
)
OF_COMMENTS = (Verb.POLICY_COMMENTED, Verb.POLICY_COMMENT_ENTERED, Verb.POLICY_COMMENT_ANSWERED)
OF_LINKAGES = (Verb.POLICIES_LINKED, Verb.LINKAGE_REVIEWED, Verb.LINKAGE_ENDED)
PHRASES: Mapping[str, Phrase] = {
    Verb.POLICY_ADOPTED: _adopted,
    Verb.POLICY_PASSED_ON: _passed_on,
    **{verb: _of_version(verb) for verb in OF_VERSIONS},
    **{verb: _of_comment(verb) for verb in OF_COMMENTS},
    **{verb: _of_linkage(verb) for verb in OF_LINKAGES},
    **{verb: _of_group(verb) for verb in OF_GROUPS},
}
MORE: Mapping[str, Phrase] = {
    Verb.POLICY_ADOPTED: _more_of_adopting,
    **dict.fromkeys(OF_VERSIONS, _more_of_version),
}
