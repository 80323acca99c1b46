"""What is decided about drafts of a framework: begun, changed, withdrawn. Their writers never publish them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils.text import slugify

from accounts.authority import Over, require
from accounts.exclusions import exclusion
from accounts.models import Body, Holding, Person
from accounts.rights import Right
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding, lock
from commissioning.asks.decisions import require_reason
from commissioning.errors import OvertakenError, RefusedError
from commissioning.measures.documents import digest_of
from commissioning.measures.kinds import OPEN, EditionState, FrameworkKind
from commissioning.measures.models import Framework, FrameworkVersion
from commissioning.measures.rules import LONGEST_NAME, Edition
from commissioning.measures.writing import SAID, newest_published, next_number, say
from commissioning.verbs import Verb
from govuk.wording import one_line

RESERVED: Final = ("begin", "import", "government", "template")  # these are addresses of their own


def begin_framework(*, name: str, owner: Body, by: Person, at: datetime, key: str) -> FrameworkVersion:
    """Begin a catalogue of the council's own, with the draft of its first version."""
    asked = {"name": name, "owner": owner.slug}
    with deciding(Verb.FRAMEWORK_BEGUN, None, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([owner.pk]), at=at)
        lock(Body.objects.order_by("pk")[0])  # of two that begin the same one at once the later finds it there
        framework = opened(decision, name, FrameworkKind.OWN, owner)
        version = begun(decision, framework, Edition(publisher=owner.name), holding)
        decision.about(**told(version), owner=owner.name)
    return version


def opened(decision: Decision, name: str, kind: FrameworkKind, owner: Body) -> Framework:
    """Bring a framework into being, which is the decision's stream from here on. Inside an open decision."""
    code = code_of(name)
    if not code or code in RESERVED or len(name.strip()) > LONGEST_NAME:
        words = (
            f"Enter a name of at most {LONGEST_NAME} characters, letters among them, like Our catalogue of measures."
        )
        raise RefusedError(words, {"name": [words]})
    if Framework.objects.filter(code=code).exists():
        words = "There is a framework of this name. Begin a version of it, or choose another name."
        raise RefusedError(words, {"name": [words]})
    framework = Framework(code=code, name=one_line(name), kind=kind, owner=owner)
    framework.save()
    decision.opens(framework)
    return framework


def code_of(name: str) -> str:
    """Return the short name of a framework, as its addresses have it."""
    return slugify(name)[:60].strip("-")


def begin_version(framework: Framework, *, by: Person, at: datetime, key: str) -> FrameworkVersion:
    """Begin the next version of a framework as the newest one reads. Raises RefusedError while another is open."""
    with deciding(Verb.FRAMEWORK_VERSION_BEGUN, framework, by=by, at=at, key=key) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([framework.owner_id]), at=at)
        require_none_open(framework)
        newest = newest_published(framework)
        edition = replace(newest.edition, label="") if newest else Edition(publisher=framework.owner.name)
        version = begun(decision, framework, edition, holding)
        decision.about(**told(version))
    return version


def require_none_open(framework: Framework) -> None:
    """Raise RefusedError while a version of a framework is being drafted or waits to be published."""
    found = framework.versions.filter(state__in=OPEN).first()
    if found is not None:
        state = found.get_state_display()
        raise RefusedError(
            f"Version {found.number} of “{framework.name}” is open: {state[:1].lower()}{state[1:]}. Go on with it, or "
            "withdraw it first."
        )


def begun(
    decision: Decision, framework: Framework, edition: Edition, holding: Holding, file: str = ""
) -> FrameworkVersion:
    """Write a new draft of a framework. Inside an open decision."""
    version = FrameworkVersion(
        framework=framework,
        number=next_number(framework),
        file=file,
        begun_by=holding.person,
        begun_at=decision.at,
    )
    say(version, edition)
    version.save()
    write_as(decision, version, holding)
    return version


def save_draft(  # noqa: PLR0913 - what is saved, and how it was asked for
    version: FrameworkVersion,
    edition: Edition,
    *,
    read: str,
    what: str,
    answers: Mapping[str, object],
    by: Person,
    at: datetime,
    key: str,
) -> None:
    """Write something else into a draft; `what` says in words which part of it changed.

    `read` is the digest of the draft as its writer had it: OvertakenError where it is another one now. `answers` are
    what a form asked for: by them a repeat is known.
    """
    asked = {"version": version.number, "read": read, "answers": answers}
    with deciding(Verb.FRAMEWORK_SAVED, version.framework, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.framework.owner_id]), at=at)
        read_again(version)
        require_state(version, EditionState.DRAFT)
        if version.digest != read:
            raise OvertakenError("Someone else changed this draft while you had it open. Open it again to change it.")
        if version.digest == digest_of(edition.settled()):
            raise RefusedError("Nothing is different from what the draft says already. Nothing was saved.")
        say(version, edition)
        version.save(update_fields=["document", "digest", *SAID])
        write_as(decision, version, holding)
        decision.about(**told(version), what=what)


def withdraw(version: FrameworkVersion, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Give a version up. It stays to be read by those who keep it, and nothing of it comes into force."""
    asked = {"version": version.number, "reason": reason}
    with deciding(Verb.FRAMEWORK_WITHDRAWN, version.framework, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.framework.owner_id]), at=at)
        read_again(version)
        require_state(version, *OPEN)
        decision.reason = require_reason(reason)
        version.state = EditionState.WITHDRAWN
        version.save(update_fields=["state"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**told(version))


def read_again(version: FrameworkVersion) -> None:
    """Read a version once its framework is locked; the framework stays the very object that is locked."""
    framework = version.framework
    version.refresh_from_db()
    version.framework = framework


def write_as(decision: Decision, version: FrameworkVersion, holding: Holding) -> None:
    """Record in which post somebody wrote, and keep them, and whoever they wrote for, from publishing it."""
    decision.acting(holding.title, holding.on_behalf_of)
    for person in filter(None, (holding.person, holding.principal)):
        exclusion(person, scope=version.scope, ground=Ground.DRAFTER, source=version.scope, at=decision.at)


def require_state(version: FrameworkVersion, *states: EditionState) -> None:
    """Raise OvertakenError, saying how far it is, unless a version has one of these states."""
    if version.state not in states:
        now = version.get_state_display()
        raise OvertakenError(f"{version} has moved on: {now[:1].lower()}{now[1:]}. Nothing of yours was changed.")


def told(version: FrameworkVersion) -> dict[str, object]:
    """Return what an entry says of a version."""
    return {"framework": version.framework.name, "version": version.number, "digest": version.digest}
