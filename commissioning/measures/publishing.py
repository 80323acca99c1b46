"""Publishing a version of a framework: put forward by its writers, published by somebody who wrote nothing of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from accounts.authority import Over, holders_over, may, require
from accounts.errors import NotAllowedError
from accounts.models import Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import deciding
from audit.history import history_of, sharing
from commissioning.asks.decisions import require_reason
from commissioning.errors import OvertakenError, RefusedError
from commissioning.measures.drafting import read_again, require_state, told, write_as
from commissioning.measures.kinds import EditionState, FrameworkKind
from commissioning.measures.models import FrameworkVersion, scope_of
from commissioning.measures.rules import Edition, Wrong, faults
from commissioning.measures.writing import newest_published, priorities_on, supersede, write_rows
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb
from govuk.wording import day_in_words, how_many

TO_COME: Final = "Enter today or a day that is still to come."
PASSED: Final = "Send it back, so that it is put forward with another day."


def put_forward(
    version: FrameworkVersion, *, effective_from: date, reason: str, by: Person, at: datetime, key: str
) -> None:
    """Put a version forward to be published: from which day it is to be in force, and why the framework changes.

    Raises RefusedError naming everything that is wrong with its measures, and for a day that has passed.
    """
    asked = {"version": version.number, "from": effective_from, "reason": reason}
    with deciding(Verb.FRAMEWORK_PROPOSED, version.framework, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_POLICY, on=Over([version.framework.owner_id]), at=at)
        read_again(version)
        require_state(version, EditionState.DRAFT)
        version.reason = require_reason(reason, "Say why the framework changes.")
        version.effective_from = effective_from
        _require_to_come(version, day_of(at), TO_COME)
        require_sound(version, day_of(at))
        version.state = EditionState.PROPOSED
        version.save(update_fields=["state", "effective_from", "reason"])
        write_as(decision, version, holding)
        decision.reason = version.reason
        decision.about(**told(version), effective_from=effective_from)
        _tell(version, by, at, decision.key)


def _tell(version: FrameworkVersion, by: Person, at: datetime, key: str) -> None:
    """Tell whoever may publish it and wrote nothing of it."""
    able = holders_over([version.framework.owner_id], Right.PUBLISH_POLICY, at)
    tell(
        [person for person in able if not why_not_publish(person, version, at)],
        event=f"framework-version/{version.pk}/{key}",
        subject=f"{version} waits to be published",
        text=(
            f"{by.full_name} put {version} forward: {version.reason} It is to be in force from "
            f"{day_in_words(version.effective_from or day_of(at))}. Please read it, then publish it or send it back."
        ),
        path=f"/measures/{version.framework.code}/versions/{version.number}/publish/",
        at=at,
    )


def publish(
    version: FrameworkVersion, *, read: str, reason: str, by: Person, at: datetime, key: str
) -> FrameworkVersion:
    """Publish a version as it was read, by somebody who wrote nothing of it; from its day on it supersedes the last.

    What it says is written as rows, never to change. Raises NotAllowedError for a writer, and RefusedError once its day
    has passed.
    """
    asked = {"version": version.number, "read": read, "reason": reason}
    with deciding(Verb.FRAMEWORK_PUBLISHED, version.framework, by=by, at=at, key=key, asked=asked) as decision:
        read_again(version)
        holding = require(by, Right.PUBLISH_POLICY, on=_for_other_eyes(version), at=at)
        require_state(version, EditionState.PROPOSED)
        if version.digest != read:
            raise OvertakenError("This version has changed since you read it. Read it again, then publish it.")
        decision.reason = require_reason(reason, "Say why you publish it.")
        _require_to_come(version, day_of(at), PASSED)
        require_sound(version, day_of(at))
        version.published_by, version.published_as = by, holding.title
        put_in_force(version, at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**told(version), effective_from=version.effective_from)
    return version


def put_in_force(version: FrameworkVersion, at: datetime) -> None:
    """Publish a version that is sound: its measures become rows, and the version before ends. Inside a decision."""
    earlier = newest_published(version.framework)
    version.state, version.published_at = EditionState.PUBLISHED, at
    version.save()
    write_rows(version, version.edition, priorities_on(version.effective_from or day_of(at)))
    supersede(earlier, version)


def send_back(version: FrameworkVersion, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Send a version back to be drafted further. Its writers and whoever may publish it can."""
    asked = {"version": version.number, "reason": reason}
    with deciding(Verb.FRAMEWORK_SENT_BACK, version.framework, by=by, at=at, key=key, asked=asked) as decision:
        holding = _require_either(by, version, at)
        read_again(version)
        require_state(version, EditionState.PROPOSED)
        decision.reason = require_reason(reason)
        version.state = EditionState.DRAFT
        version.save(update_fields=["state"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(**told(version))


def _require_either(by: Person, version: FrameworkVersion, at: datetime) -> Holding:
    for right in (Right.DRAFT_POLICY, Right.PUBLISH_POLICY):
        found = may(by, right, on=Over([version.framework.owner_id]), at=at)
        if found.holding is not None:
            return found.holding
    raise NotAllowedError(found.reason)


def why_not_publish(person: Person, version: FrameworkVersion, at: datetime) -> str:
    """Return why a person may not publish a version; "" where they may."""
    return may(person, Right.PUBLISH_POLICY, on=_for_other_eyes(version), at=at).reason


def _for_other_eyes(version: FrameworkVersion) -> Over:
    """The version as a thing its writers are kept out of, and the writers of what it ever said in another version."""
    rows = history_of(FrameworkVersion)._default_manager.filter(framework=version.framework_id).order_by("history_id")
    numbers = sharing(rows.values_list("number", "digest"), version.number, copied=not version.file)
    return Over([version.framework.owner_id], scopes=[scope_of(version.framework.code, one) for one in numbers])


def against(version: FrameworkVersion, today: date) -> list[str]:
    """Return what stands against putting a version forward, each with the measure it is about."""
    edition, kind = version.edition, FrameworkKind(version.framework.kind)
    known = priorities_on(version.effective_from or today)
    return [in_words(wrong, edition) for wrong in faults(edition, kind, known)]


def in_words(wrong: Wrong, edition: Edition) -> str:
    """Return what is wrong, beginning with the measure it is wrong with and the question it answers."""
    if not wrong.place:
        return wrong.text
    code = edition.measures[wrong.place - 1].code or f"number {wrong.place}"
    return f"Measure {code}, {wrong.column.replace('_', ' ')}: {wrong.text}"


def _require_to_come(version: FrameworkVersion, today: date, words: str) -> None:
    """What cases chose from is not changed afterwards: installation alone states a day that has passed."""
    starts = version.effective_from or today
    if starts < today:
        text = f"A version cannot take effect on {day_in_words(starts)}, which has passed. {words}"
        raise RefusedError(text, {"effective_from": [text]})


def require_sound(version: FrameworkVersion, today: date) -> None:
    """Raise RefusedError naming all that stands against a version, and a day that lies before the last version's."""
    if found := against(version, today):
        count = how_many(len(found), "thing stands,things stand")
        raise RefusedError(f"{count} against it. Nothing was changed.", {"against": found})
    earlier = newest_published(version.framework)
    starts, last = version.effective_from, earlier.effective_from if earlier else None
    if starts and last and starts < last:
        words = (
            f"Version {earlier.number if earlier else ''} takes effect on {day_in_words(last)}. Choose no earlier day."
        )
        raise RefusedError(words, {"effective_from": [words]})
