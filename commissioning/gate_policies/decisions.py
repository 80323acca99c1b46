"""What is decided about drafts of the gate policy. Whoever wrote in one never publishes it: that takes four eyes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from accounts.authority import Over, holders_over, may, require
from accounts.exclusions import exclusion
from accounts.models import Body, Holding, Person
from accounts.rights import Right
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding, lock
from audit.history import history_of, sharing
from commissioning.asks.decisions import require_reason
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.gate_policies import wording
from commissioning.gate_policies.checking import Fault, check
from commissioning.gate_policies.models import DraftState, PolicyDraft, scope_of
from commissioning.gate_policies.surroundings import around
from commissioning.gate_policies.telling import tell_able, tell_writers
from commissioning.gates.documents import from_document
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import write_policy
from commissioning.gates.terms import PolicyTerms, to_document
from commissioning.verbs import Verb
from govuk.wording import day_in_words, how_many


def begin_draft(
    terms: PolicyTerms,
    *,
    owner: Body,
    based_on: GatePolicy | None = None,
    file: str = "",
    by: Person,
    at: datetime,
    key: str,
) -> PolicyDraft:
    """Begin a draft: from a version, or from the file of another installation. Whoever begins it is its writer.

    Raises RefusedError for terms that could not be read again.
    """
    verb = Verb.GATE_POLICY_IMPORTED if file else Verb.GATE_POLICY_DRAFTED
    asked = {"digest": terms.digest, "owner": owner.slug, "from": based_on.version if based_on else None, "file": file}
    with deciding(verb, None, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_GATE_POLICY, on=Over([owner.pk]), at=at)
        terms = _read_back(terms)
        draft = PolicyDraft(
            owner=owner,
            based_on=based_on,
            document=to_document(terms),
            digest=terms.digest,
            begun_by=by,
            begun_at=at,
            saved_at=at,
        )
        draft.save()
        decision.opens(draft)
        _write_as(decision, draft, holding)
        decision.about(**_told(draft), **({"file": file} if file else {}))
    return draft


def save_draft(  # noqa: PLR0913 - what is saved, and how it was asked for
    draft: PolicyDraft,
    terms: PolicyTerms,
    *,
    read: str,
    what: str = "",
    answers: Mapping[str, object] | None = None,
    by: Person,
    at: datetime,
    key: str,
) -> None:
    """Write other terms into a draft; `what` says in words which part of it changed.

    `read` is the digest of the draft as its writer had it: OvertakenError where it is another one now. `answers` are
    what a form asked for, where the terms were made of it and of the draft as it stood: by them a repeat is known.
    Raises RefusedError for terms that could not be read again.
    """
    asked = {"read": read, **({"digest": terms.digest} if answers is None else {"answers": answers})}
    with deciding(Verb.GATE_POLICY_DRAFT_SAVED, draft, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_GATE_POLICY, on=Over([draft.owner_id]), at=at)
        _require_state(draft, DraftState.DRAFTING)
        if draft.digest != read:
            raise OvertakenError("Someone else changed this draft while you had it open. Open it again to change it.")
        terms = _read_back(terms)
        draft.document, draft.digest, draft.saved_at = to_document(terms), terms.digest, at
        draft.save(update_fields=["document", "digest", "saved_at"])
        _write_as(decision, draft, holding)
        decision.about(**_told(draft), **({"what": what} if what else {}))


def propose(draft: PolicyDraft, *, effective_from: date, reason: str, by: Person, at: datetime, key: str) -> None:
    """Propose a draft for publication from a day on, so that somebody who wrote nothing of it can publish it.

    Raises RefusedError, naming each, where a gate could be passed by nobody or a rule contradicts itself.
    """
    asked = {"effective_from": effective_from, "reason": reason}
    with deciding(Verb.GATE_POLICY_PROPOSED, draft, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_GATE_POLICY, on=Over([draft.owner_id]), at=at)
        _require_state(draft, DraftState.DRAFTING)
        _require_to_come(effective_from, at)
        _require_sound(draft, at)
        draft.state, draft.effective_from = DraftState.PROPOSED, effective_from
        draft.reason = require_reason(reason, "Say why the gate policy changes.")
        draft.save(update_fields=["state", "effective_from", "reason"])
        _write_as(decision, draft, holding)
        decision.reason = draft.reason
        decision.about(**_told(draft), effective_from=effective_from)
        able = holders_over([draft.owner_id], Right.PUBLISH_GATE_POLICY, at)
        tell_able([person for person in able if not why_not_publish(person, draft, at)], draft, by, decision)


def publish(draft: PolicyDraft, *, read: str, by: Person, at: datetime, key: str) -> GatePolicy:
    """Publish a proposed draft as the next version, by somebody who wrote nothing of it.

    `read` is the `proposal` of the draft as it was read: OvertakenError where its terms, its day or its reason are
    others now. Raises NotAllowedError for a writer of the draft.
    """
    asked = {"draft": draft.pk, "read": read}
    with deciding(Verb.GATE_POLICY_PUBLISHED, None, by=by, at=at, key=key, asked=asked) as decision:
        lock(draft.owner)  # of two that publish at once the later one counts the version of the earlier
        lock(draft)
        holding = require(by, Right.PUBLISH_GATE_POLICY, on=_for_other_eyes(draft), at=at)
        _require_state(draft, DraftState.PROPOSED)
        if draft.proposal != read or draft.effective_from is None:
            raise OvertakenError("This draft has changed since you read it. Read it again, then publish it.")
        _require_to_come(draft.effective_from, at)
        _require_sound(draft, at)
        terms = draft.terms
        policy = write_policy(decision, terms, effective_from=draft.effective_from, reason=draft.reason)
        draft.state, draft.published_as = DraftState.PUBLISHED, policy
        draft.save(update_fields=["state", "published_as"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(draft=draft.pk, proposed_by=draft.begun_by.full_name)
        in_force = f"It is in force from {day_in_words(policy.effective_from)}."
        tell_writers(draft, "was published", f"{by.full_name} published it as {policy}. {in_force}", decision)
    return policy


def send_back(draft: PolicyDraft, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Send a proposed draft back to be drafted further. Its writers and whoever may publish it can."""
    asked = {"reason": reason}
    with deciding(Verb.GATE_POLICY_SENT_BACK, draft, by=by, at=at, key=key, asked=asked) as decision:
        holding = _require_either(by, draft, at)
        _require_state(draft, DraftState.PROPOSED)
        draft.state = DraftState.DRAFTING
        draft.save(update_fields=["state"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        decision.about(**_told(draft))
        tell_writers(draft, "was sent back", f"{by.full_name} sent it back: {decision.reason}", decision)


def withdraw(draft: PolicyDraft, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Give a draft up. It stays to be read, and nothing of it comes into force."""
    asked = {"reason": reason}
    with deciding(Verb.GATE_POLICY_DRAFT_WITHDRAWN, draft, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.DRAFT_GATE_POLICY, on=Over([draft.owner_id]), at=at)
        _require_state(draft, DraftState.DRAFTING, DraftState.PROPOSED)
        draft.state = DraftState.WITHDRAWN
        draft.save(update_fields=["state"])
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        decision.about(**_told(draft))


def faults_of(draft: PolicyDraft, at: datetime) -> list[Fault]:
    """Return why a draft could not be published at a moment; none where it could."""
    return check(draft.terms, around(at))


def _for_other_eyes(draft: PolicyDraft) -> Over:
    """The draft as a thing that its writers are kept out of, and the writers of what it ever said in another draft."""
    rows = history_of(PolicyDraft)._default_manager.order_by("history_id").values_list("id", "digest")
    numbers = sharing(rows, draft.pk, copied=draft.based_on_id is not None)
    return Over([draft.owner_id], scopes=[scope_of(number) for number in numbers])


def why_not_publish(person: Person, draft: PolicyDraft, at: datetime) -> str:
    """Return why a person may not publish a draft; "" where they may."""
    return may(person, Right.PUBLISH_GATE_POLICY, on=_for_other_eyes(draft), at=at).reason


def _read_back(terms: PolicyTerms) -> PolicyTerms:
    """Return terms as they will be read from what is written. Raises RefusedError where they could not be."""
    try:
        return from_document(to_document(terms))
    except RefusedError as refused:
        texts = [f"{_place(place, terms)}: {text}." for place, found in refused.errors.items() for text in found]
        raise RefusedError("This cannot be saved as it stands.", {"terms": texts}) from refused


def _place(place: str, terms: PolicyTerms) -> str:
    """Return a place in a document in words: `gates[1].seats[3].why` is “Needs analysis, seat 3, why”."""
    gate = re.match(r"gates\[(\d+)\]\.?", place)
    rest = re.sub(r"s\[(\d+)\]", r" \1", place[gate.end() :] if gate else place).replace(".", ", ").replace("_", " ")
    return f"{wording.gate_name(terms.gates[int(gate[1]) - 1])}, {rest}" if gate else rest


def _require_either(by: Person, draft: PolicyDraft, at: datetime) -> Holding:
    for right in (Right.DRAFT_GATE_POLICY, Right.PUBLISH_GATE_POLICY):
        answer = may(by, right, on=Over([draft.owner_id]), at=at)
        if answer.holding is not None:
            return answer.holding
    raise NotAllowedError(answer.reason)


def _write_as(decision: Decision, draft: PolicyDraft, holding: Holding) -> None:
    """Record in which post somebody wrote, and keep them, and whoever they wrote for, from publishing it."""
    decision.acting(holding.title, holding.on_behalf_of)
    for person in filter(None, (holding.person, holding.principal)):
        name = draft.stream_name
        exclusion(person, scope=name, ground=Ground.DRAFTER, source=name, at=decision.at)


def _require_state(draft: PolicyDraft, *states: DraftState) -> None:
    if draft.state not in states:
        now = draft.get_state_display()
        raise OvertakenError(f"This draft has moved on: {now[:1].lower()}{now[1:]}. Nothing of yours was changed.")


def _require_to_come(effective_from: date, at: datetime) -> None:
    if effective_from < day_of(at):
        words = "Enter today or a day that is still to come."
        text = f"A gate policy cannot take effect on {day_in_words(effective_from)}, which has passed. {words}"
        raise RefusedError(text, {"effective_from": [words]})


def _require_sound(draft: PolicyDraft, at: datetime) -> None:
    if found := faults_of(draft, at):
        count = how_many(len(found), "thing stands,things stand")
        raise RefusedError(f"{count} against publishing this draft.", {"check": in_order(found)})


def in_order(found: Sequence[Fault]) -> list[str]:
    """Return faults as sentences with their places."""
    return [f"{fault.place}: {fault.text}" for fault in found]


def _told(draft: PolicyDraft) -> dict[str, object]:
    return {"title": draft.title, "digest": draft.digest, "draft": draft.pk}
