"""What is decided about an idea: posted, changed and withdrawn by its poster; published or not by a moderator."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Max

from accounts.authority import posts_of
from accounts.errors import NotAllowedError
from accounts.exclusions import exclusion
from accounts.models import Body, Holding, Person
from accounts.rules import day_of
from accounts.succession import heir_of
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding, lock
from commissioning.asks.decisions import require_reason
from commissioning.errors import OvertakenError, RefusedError
from commissioning.ideas.kinds import OPEN, STANDING, IdeaState
from commissioning.ideas.models import Idea, IdeaContact
from commissioning.ideas.rules import Contact, IdeaTerms, faults, places_of
from commissioning.ideas.standing import moderator, posting_post, themes
from commissioning.ideas.telling import tell_moderators, tell_poster
from commissioning.policies.consulting import NO_ACCOUNT
from commissioning.verbs import Verb
from govuk.wording import day_in_words, one_line

NOT_A_POSTER = (
    "Ideas are posted by voluntary and community organisations, suppliers and residents. You hold no post at such an "
    "organisation. What you know of a need belongs in the needs of a case."
)
NOT_THERE = (
    "This idea was posted in the name of {organisation}, where you hold no post any more. Somebody there can post it "
    "anew, and whoever moderates ideas can take this one down."
)
NOT_YOURS = "Only whoever posted an idea changes or withdraws it. Whoever moderates ideas can take it down."


def post(terms: IdeaTerms, *, by: Person, at: datetime, key: str) -> Idea:
    """Post an idea in the name of one's organisation. Nobody else reads it until a moderator publishes it."""
    with deciding(Verb.IDEA_POSTED, None, by=by, at=at, key=key, asked=asdict(terms)) as decision:
        holding = posting_post(by, at)
        if holding is None:
            raise NotAllowedError(NOT_A_POSTER)
        body = holding.post.body
        idea = _begin(decision, terms, organisation=body.name, body=body, posted_by=by)
        decision.acting(holding.title, holding.on_behalf_of)
        for person in filter(None, (holding.person, holding.principal)):
            exclusion(person, scope=idea.scope, ground=Ground.AUTHOR, source=idea.scope, at=at)
        tell_moderators(idea, again=False, key=decision.key, at=at)
    return idea


def post_from_outside(terms: IdeaTerms, contact: Contact, organisation: str, *, at: datetime, key: str) -> Idea:
    """Post an idea without an account, in the name of an organisation, with whom to contact: by email or telephone.

    The contact is no part of what a repeat is known by: the ledger keeps a digest of that, in which people could be
    found again that are forgotten. So a repeat with another contact is answered as the first request was.
    """
    asked = {**asdict(terms), "organisation": organisation}
    with deciding(Verb.IDEA_POSTED, None, by=None, at=at, key=key, asked=asked) as decision:
        _require_contact(contact, organisation)
        idea = _begin(decision, terms, organisation=one_line(organisation), body=None, posted_by=None)
        decision.acting(NO_ACCOUNT)
        IdeaContact(idea=idea, **{name: value.strip() for name, value in asdict(contact).items()}).save()
        tell_moderators(idea, again=False, key=decision.key, at=at)
    return idea


def _require_contact(contact: Contact, organisation: str) -> None:
    wrong = {}
    if not organisation.strip():
        wrong["organisation"] = ["Say in whose name you post it."]
    if not contact.name.strip():
        wrong["contact_name"] = ["Say whom we can ask."]
    if not (contact.email.strip() or contact.phone.strip()):
        wrong["contact_email"] = ["Enter an email address or a telephone number, so that we can tell you."]
    try:
        validate_email(contact.email.strip() or "nobody@example.org")
    except ValidationError:
        wrong["contact_email"] = ["Enter an email address, like name@example.org."]
    if wrong:
        raise RefusedError("The idea was not posted. See what is missing.", wrong)


def _begin(
    decision: Decision, terms: IdeaTerms, *, organisation: str, body: Body | None, posted_by: Person | None
) -> Idea:
    lock(Body.objects.order_by("pk")[0])  # of two that post at once each gets a number of its own
    highest = Idea.objects.aggregate(highest=Max("number"))["highest"] or 0
    idea = Idea(
        number=highest + 1,
        organisation=organisation,
        body=body,
        posted_by=posted_by,
        posted_at=decision.at,
        **_said(terms, decision.at),
    )
    idea.save()
    decision.opens(idea)
    decision.about(**told(idea))
    return idea


def _said(terms: IdeaTerms, at: datetime) -> dict[str, object]:
    """Return the columns of what an idea says. Raises RefusedError naming what is wrong."""
    if wrong := faults(terms, day_of(at), themes(day_of(at))):
        raise RefusedError("The idea was not saved. See what is missing.", wrong)
    texts = {name: getattr(terms, name).strip() for name in ("what", "who_benefits")}
    wards = [ward.strip() for ward in terms.wards if ward.strip()]
    own = {"kind": terms.kind, "title": one_line(terms.title), "theme": terms.theme, "stands_until": terms.stands_until}
    return {**own, **texts, "wards": wards, "places": places_of(wards)}


def told(idea: Idea) -> dict[str, object]:
    """Return what an entry says of an idea."""
    return {"idea": idea.number, "title": idea.title, "organisation": idea.sender}


def change(idea: Idea, terms: IdeaTerms, *, by: Person | None, at: datetime, key: str) -> None:
    """Change an idea before it is published; `by` nobody for whoever posted it without an account.

    It waits for a moderator again. Raises NotAllowedError for who did not post it, OvertakenError once it is decided.
    """
    with deciding(Verb.IDEA_CHANGED, idea, by=by, at=at, key=key, asked=asdict(terms)) as decision:
        _require_poster(decision, idea, by)
        require_state(idea, *OPEN)
        said = _said(terms, at)
        for name, value in said.items():
            setattr(idea, name, value)
        idea.state = IdeaState.POSTED
        idea.save(update_fields=[*said, "state"])
        decision.about(**told(idea))
        tell_moderators(idea, again=True, key=decision.key, at=at)


def withdraw(idea: Idea, *, reason: str, by: Person | None, at: datetime, key: str) -> None:
    """Withdraw an idea, at any time, by whoever posted it; it is not listed any more."""
    with deciding(Verb.IDEA_WITHDRAWN, idea, by=by, at=at, key=key, asked={"reason": reason}) as decision:
        _require_poster(decision, idea, by)
        require_state(idea, *STANDING)
        decision.reason = idea.said = require_reason(reason)
        idea.state, idea.ended_at = IdeaState.WITHDRAWN, at
        idea.save(update_fields=["state", "said", "ended_at"])
        decision.about(**told(idea))


def _require_poster(decision: Decision, idea: Idea, by: Person | None) -> None:
    if idea.posted_by_id != (by.pk if by else None):
        raise NotAllowedError(NOT_YOURS)
    if by is None or idea.body is None:
        decision.acting(NO_ACCOUNT)
        return
    there = {idea.body.pk, heir_of(idea.body).pk}
    holding = next((held for held in posts_of(by, decision.at) if held.post.body_id in there), None)
    if holding is None:
        raise NotAllowedError(NOT_THERE.format(organisation=idea.organisation))
    decision.acting(holding.title, holding.on_behalf_of)


def publish(idea: Idea, *, read: str, by: Person, at: datetime, key: str) -> None:
    """Publish an idea as it was read: everybody reads it until its last day. Nobody publishes their own."""
    with deciding(Verb.IDEA_PUBLISHED, idea, by=by, at=at, key=key, asked={"read": read}) as decision:
        holding = moderator(idea, by, at)
        require_state(idea, IdeaState.POSTED)
        _require_read(idea, read)
        _require_days_left(idea, at)
        idea.published_at = at
        _rule(decision, idea, IdeaState.PUBLISHED, "", holding)
        text = (
            f"Your idea {idea.number}, “{idea.title}”, is published until {day_in_words(idea.stands_until)}. Whoever "
            "writes what the council needs in these wards and themes sees it, and you are told what came of it."
        )
        tell_poster(idea, f"Your idea {idea.number} is published", text, key=decision.key, at=at)


def ask_for_change(idea: Idea, *, reason: str, read: str, by: Person, at: datetime, key: str) -> None:
    """Send an idea back to whoever posted it, saying what should change before it is published."""
    asked = {"reason": reason, "read": read}
    with deciding(Verb.IDEA_CHANGE_ASKED, idea, by=by, at=at, key=key, asked=asked) as decision:
        holding = moderator(idea, by, at)
        require_state(idea, IdeaState.POSTED)
        _require_read(idea, read)
        why = require_reason(reason, "Say what should change.")
        _rule(decision, idea, IdeaState.CHANGE_ASKED, why, holding)
        text = f"Before idea {idea.number}, “{idea.title}”, is published, please change it: {why}"
        tell_poster(idea, f"Please change your idea {idea.number}", text, key=decision.key, at=at)


def decline(idea: Idea, *, reason: str, read: str, by: Person, at: datetime, key: str) -> None:
    """Decline an idea, or take a published one down, with the reason, which whoever posted it is told."""
    asked = {"reason": reason, "read": read}
    with deciding(Verb.IDEA_DECLINED, idea, by=by, at=at, key=key, asked=asked) as decision:
        holding = moderator(idea, by, at)
        require_state(idea, *STANDING)
        _require_read(idea, read)
        why = require_reason(reason)
        idea.ended_at = at
        _rule(decision, idea, IdeaState.DECLINED, why, holding)
        text = f"Idea {idea.number}, “{idea.title}”, is not published, or not any more: {why}"
        tell_poster(idea, f"Your idea {idea.number} is declined", text, key=decision.key, at=at)


def _rule(decision: Decision, idea: Idea, state: IdeaState, why: str, holding: Holding) -> None:
    idea.state, idea.said, decision.reason = state, why, why
    idea.save(update_fields=["state", "said", "published_at", "ended_at"])
    decision.acting(holding.title, holding.on_behalf_of)
    decision.about(**told(idea))


def _require_read(idea: Idea, read: str) -> None:
    if idea.terms.digest != read:
        raise OvertakenError("This idea has changed since you read it. Read it again, then decide.")


def _require_days_left(idea: Idea, at: datetime) -> None:
    if idea.stands_until < day_of(at):
        raise RefusedError(
            f"Idea {idea.number} stood until {day_in_words(idea.stands_until)}, so nobody would read it. Ask for a "
            "change to a later day, or decline it."
        )


def require_state(idea: Idea, *states: IdeaState) -> None:
    """Raise OvertakenError, saying how far it is, unless an idea has one of these states."""
    if idea.state not in states:
        now = idea.get_state_display()
        raise OvertakenError(f"Idea {idea.number} has moved on: {now[:1].lower()}{now[1:]}. Nothing was changed.")
