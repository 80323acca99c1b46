"""The policy register as people read it: who may, each policy with its versions, each version in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Protocol

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.authority import Over, require
from accounts.errors import NotAllowedError
from accounts.models import Body, Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import BodyKind
from audit.models import Entry
from commissioning.casefile.people import services_within
from commissioning.casefile.trail import event_of
from commissioning.casefile.wording import capital, deadline, stacked
from commissioning.errors import RefusedError
from commissioning.policies.kinds import OPEN, Fate, Received, VersionState
from commissioning.policies.models import READING, Policy, PolicyComment, PolicyCommentQuerySet, PolicyVersion
from commissioning.policies.rules import PriorityTerms, Wording
from govuk.wording import day_in_words, fingerprint, how_many, moment_in_words

COLOURS = {
    VersionState.DRAFT: "yellow",
    VersionState.CONSULTATION: "blue",
    VersionState.PROPOSED: "purple",
    VersionState.WITHDRAWN: "grey",
}
COLUMNS = (
    ("Council-plan theme", "theme"),
    ("Mayoral priority", "mayoral_priority"),
    ("Geography", "geography"),
    ("Groups meant to benefit", "groups"),
    ("Period", "period"),
    ("Targets", "targets"),
)
FATE_HEAD = [{"text": text} for text in ("Priority so far", "What becomes of it", "Why")]
VERSION_HEAD = [{"text": text} for text in ("Version", "State", "In force from", "Approved")]
NEXT = {
    VersionState.DRAFT: (
        "Whoever keeps the policy drafts it now. Then it is opened to comments until a closing day, put forward, and "
        "approved by somebody who wrote nothing of it."
    ),
    VersionState.CONSULTATION: (
        "Services, the voluntary sector and the public comment. Whoever keeps the policy answers each comment, changes "
        "the text once comments are closed, and puts it forward."
    ),
    VersionState.PROPOSED: (
        "It waits for somebody who may approve policies and wrote nothing of it, such as the corporate director. Its "
        "text stays as it is."
    ),
    VersionState.WITHDRAWN: "It was withdrawn. Nothing of it came into force.",
}
COMMENTS_NOT_FOR_ALL = "Comments on a policy are read by the council and the voluntary sector."
NOT_KEPT = "None of your posts drafts its policies. Ask the policy officer of the body whose policy it would be."
Row = dict[str, object]


class Owned(Protocol):
    """A policy, or a framework of measures: what a body keeps."""

    @property
    def owner_id(self) -> int: ...


@dataclass(frozen=True)
class Register:
    """Who reads, when, and how far their rights reach over what bodies keep: policies, frameworks of measures."""

    person: Person
    at: datetime
    reach: Reach

    def keeps(self, policy: Owned) -> bool:
        """Whether the reader drafts this policy."""
        return policy.owner_id in self.reach.over(Right.DRAFT_POLICY)

    def approves(self, policy: Owned) -> bool:
        """Whether the reader may approve this policy, unless they wrote it."""
        return policy.owner_id in self.reach.over(Right.PUBLISH_POLICY)

    def reads_history(self, policy: Owned) -> bool:
        """Whether the reader may read what was done to this policy."""
        return any(policy.owner_id in self.reach.over(right) for right in READING)

    @property
    def reads_comments(self) -> bool:
        """Whether the reader reads the comments of everybody."""
        return bool(self.reach.over(Right.VIEW_CASE))

    def require_keeper(self, policy: Owned) -> None:
        """Raise NotAllowedError, saying why and who can, unless the reader drafts this policy."""
        if not self.keeps(policy):
            require(self.person, Right.DRAFT_POLICY, on=Over([policy.owner_id]), at=self.at)


def register_for(person: Person, at: datetime) -> Register:
    """Return the register as somebody reads it. One query."""
    return Register(person, at, reach_of(person, at))


def bodies_kept(register: Register) -> QuerySet[Body]:
    """Return the bodies whose policies the reader may draft, by name."""
    return services_within(register.reach, Right.DRAFT_POLICY, register.at)


def body_kept(register: Register, slug: str) -> Body:
    """Return the body of that short name. Raises NotAllowedError unless the reader drafts its policies."""
    found = bodies_kept(register).filter(slug=slug).first()
    if found is None:
        raise NotAllowedError(NOT_KEPT)
    return found


def every_body(at: datetime) -> QuerySet[Body]:
    """Return the bodies of the council that stand today, and those it works with, suppliers left out, by name."""
    standing = Q(closed_on=None) | Q(closed_on__gt=day_of(at))
    return Body.objects.filter(standing).exclude(kind=BodyKind.SUPPLIER).order_by("name", "pk")


def body_standing(slug: str, at: datetime) -> Body:
    """Return the body of that short name. Raises RefusedError where none stands today."""
    found = every_body(at).filter(slug=slug).first()
    if found is None:
        words = "No body of that short name stands here today. Choose another."
        raise RefusedError(words, {"owner": [words]})
    return found


def policies_read(register: Register) -> list[dict[str, object]]:
    """Return each policy that the reader may know of, with the version in force, one to come and one that is open."""
    versions = PolicyVersion.objects.visible_to(register.reach).exclude(state=VersionState.WITHDRAWN)
    today = day_of(register.at)
    found: dict[int, dict[str, object]] = {}
    for version in versions.select_related("policy__owner").order_by("policy__title", "policy", "-number"):
        row = found.setdefault(
            version.policy_id, {"policy": version.policy, "current": None, "coming": None, "open": None}
        )
        name = _place(version, today)
        row[name] = row[name] or version
    return list(found.values())


def _place(version: PolicyVersion, today: date) -> str:
    if version.state in OPEN:
        return "open"
    return "coming" if version.effective_from and version.effective_from > today else "current"


def policy_read(register: Register, code: str) -> tuple[Policy, list[PolicyVersion]]:
    """Return a policy and those of its versions that the reader may read, the newest first.

    Raises Http404 where there is none for them to know of.
    """
    versions = PolicyVersion.objects.visible_to(register.reach).filter(policy__code=code)
    found = list(versions.select_related("policy__owner", "begun_by", "approved_by").order_by("-number"))
    if not found:
        raise Http404
    return found[0].policy, found


def every_policy(register: Register) -> list[tuple[Policy, list[PolicyVersion]]]:
    """Return each policy with those of its versions that the reader may read, by title. One query."""
    versions = PolicyVersion.objects.visible_to(register.reach).select_related("policy__owner")
    found = versions.order_by("policy__title", "policy", "-number")
    return [(rows[0].policy, rows) for rows in (list(same) for _, same in groupby(found, lambda one: one.policy_id))]


def version_read(register: Register, code: str, number: int) -> PolicyVersion:
    """Return a version that the reader may read. Raises Http404 where there is none for them to know of."""
    versions = PolicyVersion.objects.visible_to(register.reach).filter(policy__code=code)
    rows = versions.select_related("policy__owner", "begun_by", "approved_by")
    return get_object_or_404(rows, number=number)


def comment_read(register: Register, version: PolicyVersion, number: int) -> PolicyComment:
    """Return a comment on a version. Raises Http404 where there is none for the reader."""
    found = get_object_or_404(_comments(register, version).select_related("answer"), number=number)
    found.version = version
    return found


def standing_of(version: PolicyVersion, current: PolicyVersion | None, today: date) -> tuple[str, str]:
    """Return how a version stands on a day, in words and a colour."""
    state = VersionState(version.state)
    if state != VersionState.APPROVED:
        return str(state.label), COLOURS[state]
    if version.effective_from is not None and version.effective_from > today:
        return "Not in force yet", "blue"
    return ("In force", "green") if version == current else ("Superseded", "grey")


def current_of(versions: Iterable[PolicyVersion], today: date) -> PolicyVersion | None:
    """Return the one of these versions, the newest first, that is in force on a day."""
    approved = [one for one in versions if one.state == VersionState.APPROVED and one.effective_from is not None]
    begun = [one for one in approved if one.effective_from is not None and one.effective_from <= today]
    return max(begun, key=lambda one: (one.effective_from, one.number), default=None)


def approved_among(versions: Sequence[PolicyVersion], number: int | None, today: date) -> PolicyVersion:
    """Return the approved version of that number, else the one in force, else the newest.

    Raises Http404 where there is none.
    """
    approved = [one for one in versions if one.approved_on]
    if number is not None:
        approved = [one for one in approved if one.number == number]
    if not approved:
        raise Http404
    return current_of(approved, today) or approved[0]


def facts_of(version: PolicyVersion, today: date) -> list[dict[str, str]]:
    """Return what is to be known of a version, for a summary list; what is not known is left out."""
    told = {
        "Kept by": version.policy.owner.name,
        "Begun by": f"{version.begun_by.full_name}, {moment_in_words(version.begun_at)}"
        if version.begun_by and version.begun_at
        else "",
        "Comments taken": _consulted(version),
        "Why it changes": version.reason,
        "Approved on": day_in_words(version.approved_on) if version.approved_on else "",
        "Approved by": f"{version.approved_by.full_name} ({version.approved_as})" if version.approved_by else "",
        "Where": version.approval,
        "In effect from": day_in_words(version.effective_from) if version.effective_from else "",
        "Superseded from": day_in_words(version.superseded_from) if version.superseded_from else "",
        "To be reviewed": capital(deadline(version.review_on, today)) if version.review_on else "",
        "Fingerprint": fingerprint(version.digest) if version.digest else "",
    }
    return [{"key": key, "value": value} for key, value in told.items() if value]


def _consulted(version: PolicyVersion) -> str:
    if version.consulted_from is None or version.consulted_until is None:
        return ""
    return f"From {day_in_words(version.consulted_from)} to {day_in_words(version.consulted_until)}"


def shown(wording: Wording, titles: Mapping[str, str]) -> dict[str, object]:
    """Return what a version says, for the template; `titles` are those of the priorities before, by code."""
    return {
        "text": wording.text,
        "sections": wording.sections,
        "priorities": [{"terms": one, "rows": columns_of(one)} for one in wording.priorities],
        "fate_head": FATE_HEAD,
        "fates": stacked(FATE_HEAD, fate_rows(wording, titles)),
    }


def columns_of(terms: PriorityTerms) -> list[dict[str, str]]:
    """Return what a priority states beside its title and why, for a summary list."""
    return [{"key": words, "value": getattr(terms, name)} for words, name in COLUMNS if getattr(terms, name)]


def fate_rows(wording: Wording, titles: Mapping[str, str]) -> list[list[Row]]:
    """Return what becomes of each priority of the version before, as rows of a table."""
    told = {one.old: one for one in wording.fates}
    new = {one.code: one.title for one in wording.priorities}
    rows: list[list[Row]] = []
    for code, title in titles.items():
        one = told.get(code)
        into = f" as {one.into} {new.get(one.into, '')}".rstrip() if one and one.into else ""
        what = f"{Fate(one.fate).label if one.fate != Fate.MERGED else 'Merged'}{into}" if one else "Not said yet"
        rows.append([{"text": f"{code} {title}", "header": True}, {"text": what}, {"text": one.reason if one else ""}])
    return rows


def version_rows(versions: Sequence[PolicyVersion], today: date) -> list[list[Row]]:
    """Return the versions of a policy as rows of a table."""
    current = current_of(versions, today)
    rows: list[list[Row]] = [
        [
            {"text": f"Version {one.number}", "href": address(one), "header": True},
            {"text": standing_of(one, current, today)[0]},
            {"text": day_in_words(one.effective_from) if one.effective_from else "Not said yet"},
            {"text": day_in_words(one.approved_on) if one.approved_on else "Not yet"},
        ]
        for one in versions
    ]
    return stacked(VERSION_HEAD, rows)


def address(version: PolicyVersion) -> str:
    """Return where a version is shown."""
    return reverse("policy-version", args=[version.policy.code, version.number])


def history_of(stream: str) -> list[Row]:
    """Return what was done to a policy or a framework as events, the newest first: the 200 newest of its chain."""
    entries = Entry.objects.filter(stream=stream).select_related("payload").order_by("-number")[:200]
    events = [event_of(entry) for entry in entries]
    return [{"at": event.at, "title": event.sentence, "text": event.text} for event in events]


def _comments(register: Register, version: PolicyVersion) -> PolicyCommentQuerySet:
    return PolicyComment.objects.visible_to(register.person, register.reach).filter(version=version)


def comments_of(register: Register, version: PolicyVersion) -> list[PolicyComment]:
    """Return the comments on a version, each with its answer. One query.

    Raises NotAllowedError for somebody who reads comments of their own alone, and has none here.
    """
    found = list(_comments(register, version).select_related("answer__answered_by").order_by("number"))
    if not found and not register.reads_comments:
        raise NotAllowedError(COMMENTS_NOT_FOR_ALL)
    return found


def versions_in_public() -> QuerySet[PolicyVersion]:
    """Return the versions that everybody reads, as they are or were consulted on."""
    return PolicyVersion.objects.in_public().select_related("policy__owner")


def comments_shown(version: PolicyVersion) -> list[PolicyComment]:
    """Return the comments of the public that everybody reads, each with its answer. One query."""
    found = version.comments.filter(received=Received.ONLINE, answer__shown=True)
    return list(found.select_related("answer").order_by("number"))


def comment_cards(register: Register, version: PolicyVersion) -> list[Row]:
    """Return the comments on a version with their answers, as cards. One query. Raises as `comments_of`."""
    found = comments_of(register, version)
    return [
        {
            "comment": one,
            "from": f"{one.sender} ({one.get_side_display().lower()})",
            "how": f"{one.get_received_display()}, {day_in_words(one.received_on)}",
            "answer": getattr(one, "answer", None),
        }
        for one in found
    ]


def counted(version: PolicyVersion) -> str:
    """Return how many comments there are, and how many of them wait for an answer."""
    every = version.comments.count()
    waiting = version.comments.filter(answer=None).count()
    return f"{how_many(every, 'comment,comments')}{f', {waiting} without an answer' if waiting else ''}"
