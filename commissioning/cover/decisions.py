"""What can be decided about cover: asking a colleague, their answer, taking the offer back, ending the cover."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from accounts.errors import NotAllowedError
from accounts.models import Holding, Person, Post
from accounts.rules import day, day_of
from accounts.terms import Terms, end_at_once, hold, last_day
from audit.deciding import Decision, deciding
from commissioning.cover import telling
from commissioning.cover.arranging import asking, require_arranger, require_asker, require_fit, require_offerable
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.errors import OvertakenError, RefusedError
from commissioning.verbs import Verb


def offer_cover(  # noqa: PLR0913 - an offer's terms
    post: Post,
    *,
    principal: Person,
    person: Person,
    starts_on: date,
    ends_on: date,
    value_limit: Decimal | None = None,
    reason: str,
    by: Person,
    at: datetime,
    key: str,
) -> CoverOffer:
    """Ask a colleague to cover a post for its holder between two days, up to the holder's own limit or a lower one.

    The holder asks, or whoever arranges cover there. Nothing is handed over until the colleague accepts.
    Raises NotAllowedError when `by` may not ask, RefusedError when the terms do not hold together.
    """
    terms = Terms(person, post, principal, starts_on, ends_on, value_limit)
    asked = {**terms.asked(), "reason": reason}
    with deciding(Verb.COVER_OFFERED, post.body, by=by, at=at, key=key, asked=asked) as decision:
        holding = require_offerable(terms, by, at=at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = _require_reason(reason)
        decision.about(**terms.told())
        offer = CoverOffer(principal=principal, person=person, post=post, reason=decision.reason)
        offer.starts_on, offer.ends_on, offer.value_limit = starts_on, ends_on, value_limit
        offer.offered_by, offer.offered_at = by, at
        offer.save()
        telling.offered(offer, at)
    return offer


def accept_cover(offer: CoverOffer, *, by: Person, at: datetime, key: str) -> None:
    """Accept, as the person asked: from the first day on they act in the post for its holder.

    What was checked when it was offered is checked again, also that whoever offered it may still. Raises
    OvertakenError where the offer is not open any more.
    """
    with deciding(Verb.COVER_ACCEPTED, offer.post.body, by=by, at=at, key=key, asked={"offer": offer.pk}) as decision:
        _require_asked(offer, by)
        _require_waiting(offer, at)
        require_fit(_terms(offer), asking(_terms(offer), by, at).asked)
        _require_still_asked(offer, at)
        offer.holding = hold(decision, _terms(offer))
        _settle(offer, OfferState.ACCEPTED, at)
        telling.answered(offer, at)


def decline_cover(offer: CoverOffer, *, reason: str, by: Person, at: datetime, key: str) -> None:
    """Decline, as the person asked, so that somebody else can be. Raises OvertakenError where it is not open."""
    asked = {"offer": offer.pk, "reason": reason}
    with deciding(Verb.COVER_DECLINED, offer.post.body, by=by, at=at, key=key, asked=asked) as decision:
        _require_asked(offer, by)
        _require_waiting(offer, at)
        decision.reason = _require_reason(reason)
        decision.about(**_terms(offer).told())
        _settle(offer, OfferState.DECLINED, at)
        telling.answered(offer, at, why=decision.reason)


def withdraw_cover(offer: CoverOffer, *, reason: str = "", by: Person, at: datetime, key: str) -> None:
    """Take an offer back before it is answered: its post's holder, who made it, or who arranges cover there."""
    asked = {"offer": offer.pk, "reason": reason}
    with deciding(Verb.COVER_WITHDRAWN, offer.post.body, by=by, at=at, key=key, asked=asked) as decision:
        _require_party(decision, offer, by, {offer.principal_id, offer.offered_by_id})
        _require_waiting(offer, at)
        decision.reason = reason.strip()
        decision.about(**_terms(offer).told())
        _settle(offer, OfferState.WITHDRAWN, at)
        telling.withdrawn(offer, by, at)


def end_cover(offer: CoverOffer, *, on: date | None, reason: str = "", by: Person, at: datetime, key: str) -> None:
    """End a cover that was accepted: at once where `on` is None, else with `on` as its last day.

    Both parties may, and whoever arranges cover there. What is open waits for the holder as it always did.
    """
    asked = {"offer": offer.pk, "on": on, "reason": reason}
    with deciding(Verb.COVER_ENDED, offer.post.body, by=by, at=at, key=key, asked=asked) as decision:
        _require_party(decision, offer, by, {offer.principal_id, offer.person_id})
        holding = _require_standing(offer)
        if on is None:
            end_at_once(holding, at)
            _settle(offer, OfferState.ENDED, at)
        else:
            _require_ahead(on, day_of(at))
            last_day(holding, on)
        decision.reason = reason.strip()
        decision.about(**_terms(offer).told(), last_day=on or day_of(at), at_once=on is None)
        telling.ended(offer, by, on, at)


def lapse_cover(offer: CoverOffer, *, at: datetime) -> None:
    """Close an offer that was not answered by its first day, or whose parties are not both here any more.

    Raises OvertakenError where it was answered after all.
    """
    with deciding(Verb.COVER_LAPSED, offer.post.body, by=None, at=at, key=f"cover-lapsed/{offer.pk}") as decision:
        _refresh(offer)
        if not offer.open or (day_of(at) <= offer.starts_on and _both_here(offer)):
            raise OvertakenError("Nothing is left to be done about this offer.")
        decision.about(**_terms(offer).told())
        _settle(offer, OfferState.LAPSED, at)
        telling.lapsed(offer, at)


def run_out(offer: CoverOffer, *, at: datetime) -> None:
    """Note that a cover is over, its last day past or one of both gone, and tell its principal what is open.

    Raises OvertakenError where it goes on.
    """
    with deciding(Verb.COVER_RAN_OUT, offer.post.body, by=None, at=at, key=f"cover-over/{offer.pk}") as decision:
        holding = _require_standing(offer)
        if (holding.ends_on is None or holding.ends_on >= day_of(at)) and _both_here(offer):
            raise OvertakenError("This cover goes on.")
        decision.about(**_terms(offer).told())
        _settle(offer, OfferState.ENDED, at)
        telling.ran_out(offer, at)


def _both_here(offer: CoverOffer) -> bool:
    return offer.person.is_active and offer.principal.is_active


def _require_asked(offer: CoverOffer, by: Person) -> None:
    if by.pk != offer.person_id:
        raise NotAllowedError(f"This asks {offer.person.full_name}, so only they can answer it.")


def _require_still_asked(offer: CoverOffer, at: datetime) -> None:
    """Raise RefusedError where who arranged the cover may not any more; the holder's own post its terms check."""
    if offer.offered_by_id == offer.principal_id:
        return
    try:
        require_asker(offer.offered_by, offer.post, offer.principal, at=at)
    except NotAllowedError as refusal:
        who = offer.offered_by.full_name
        words = f"{who} asked you and may not arrange this cover any more. {offer.principal.full_name} can ask you."
        raise RefusedError(words, {"answer": [words]}) from refusal


def _require_party(decision: Decision, offer: CoverOffer, by: Person, parties: set[int]) -> None:
    if by.pk in parties:
        return
    holding = require_arranger(by, offer.post, at=decision.at)
    decision.acting(holding.title, holding.on_behalf_of)


def _require_waiting(offer: CoverOffer, at: datetime) -> None:
    """Raise OvertakenError unless the offer can still be answered. Reads the row again."""
    _refresh(offer)
    if not offer.open:
        said = offer.get_state_display().lower()
        raise OvertakenError(f"This offer is closed: {said}. Nothing of yours was changed.")
    if day_of(at) > offer.starts_on:
        last = f"It could be answered until {day(offer.starts_on)}, its first day."
        raise OvertakenError(f"{last} Ask {offer.offered_by.full_name} to offer it again.")


def _require_standing(offer: CoverOffer) -> Holding:
    _refresh(offer)
    if offer.state != OfferState.ACCEPTED or offer.holding is None:
        raise OvertakenError(f"There is no cover to end: {offer.get_state_display().lower()}. Nothing was changed.")
    offer.holding.refresh_from_db()
    return offer.holding


def _require_ahead(on: date, today: date) -> None:
    if on < today:
        words = f"The last day, {day(on)}, has passed. Choose today or a later day, or end it now."
        raise RefusedError(words, {"on": [words]})


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise RefusedError("Say why.", {"reason": ["Say why."]})
    return reason.strip()


def _refresh(offer: CoverOffer) -> None:
    offer.refresh_from_db(fields=["state", "answered_at", "holding"])


def _settle(offer: CoverOffer, state: OfferState, at: datetime) -> None:
    offer.state = state
    if state in (OfferState.ACCEPTED, OfferState.DECLINED):
        offer.answered_at = at
    offer.save(update_fields=["state", "answered_at", "holding"])


def _terms(offer: CoverOffer) -> Terms:
    return Terms(offer.person, offer.post, offer.principal, offer.starts_on, offer.ends_on, offer.value_limit)
