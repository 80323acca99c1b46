"""Two people at one moment, on both databases: an offer comes to one thing, and a right that is lost is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from accounts.errors import NotAllowedError
from accounts.models import Holding
from audit.errors import RepeatedError
from audit.verify import verify
from commissioning.cover.decisions import accept_cover, end_cover, withdraw_cover
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.errors import OvertakenError
from commissioning.gates.models import SignOff
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key
from tests.commissioning.cover.covers import accepted, offered
from tests.council import AT, a_demo_council, ask_of, at_gate, digest_of, does
from tests.workflows.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]


Act = Callable[[], object]


def rounds() -> int:
    """PostgreSQL lets people in side by side, so it is tried more often."""
    return 4 if connection.vendor == "postgresql" else 1


def copies(offer: CoverOffer, number: int = 2) -> list[CoverOffer]:
    """The offer as each of several requests reads it."""
    read = CoverOffer.objects.select_related("person", "principal", "offered_by", "post__body")
    return [read.get(pk=offer.pk) for _ in range(number)]


def test_an_offer_is_accepted_once() -> None:
    people = a_demo_council()
    lin = people["procurement"]
    for _ in range(rounds()):
        offer = offered(people["finance"], lin)
        key = a_key()
        acts = [partial(accept_cover, found, by=lin, at=AT, key=key) for found in copies(offer)]
        acts.append(partial(accept_cover, copies(offer, 1)[0], by=lin, at=AT, key=a_key()))
        raised = [found for found in together(acts) if found is not None]
        assert len(raised) == 2
        assert all(isinstance(found, RepeatedError | OvertakenError) for found in raised)
        assert Holding.objects.filter(person=lin, principal=people["finance"], ended_at=None).count() == 1
        [standing] = copies(offer, 1)
        end_cover(standing, on=None, by=lin, at=AT, key=a_key())
    assert verify().sound


def test_an_offer_is_accepted_or_withdrawn() -> None:
    people = a_demo_council()
    finance, lin = people["finance"], people["procurement"]
    for _ in range(rounds()):
        offer = offered(finance, lin)
        mine, theirs = copies(offer)
        accepting = partial(accept_cover, mine, by=lin, at=AT, key=a_key())
        withdrawing = partial(withdraw_cover, theirs, by=finance, at=AT, key=a_key())
        done = together([accepting, withdrawing])
        assert sum(found is None for found in done) == 1
        assert sum(isinstance(found, OvertakenError) for found in done) == 1
        [standing] = copies(offer, 1)
        assert (standing.state == OfferState.ACCEPTED) == (done[0] is None) == (standing.holding_id is not None)
        if standing.state == OfferState.ACCEPTED:
            end_cover(standing, on=None, by=lin, at=AT, key=a_key())
    assert verify().sound


def test_a_right_lost_in_between_stops_the_signature() -> None:
    """The page was open when the cover ended; what was read does not carry the right along."""
    people = a_demo_council()
    case, lin = at_gate(people), people["procurement"]
    offer = accepted(offered(people["finance"], lin))
    task = ask_of(case, "Finance")
    digest = digest_of(task)
    end_cover(offer, on=None, by=people["finance"], at=AT, key=a_key())
    with pytest.raises(NotAllowedError) as caught:
        does(task, Action.SIGN, by=lin, digest=digest)
    assert caught.value.reason.startswith("Your cover for Ruth Okafor as Finance officer, Finance was ended, so you")
    assert not SignOff.objects.filter(person=lin).exists()


def test_signing_while_the_cover_ends_is_signed_before_it_or_not_at_all() -> None:
    people = a_demo_council()
    lin = people["procurement"]
    for _ in range(rounds()):
        case = at_gate(people)
        [offer] = copies(accepted(offered(people["finance"], lin)), 1)
        task = ask_of(case, "Finance")
        signing: Act = partial(does, task, Action.SIGN, by=lin)
        ending: Act = partial(end_cover, offer, on=None, by=people["finance"], at=AT, key=a_key())
        signed, ended = together([signing, ending])
        assert ended is None
        assert SignOff.objects.filter(person=lin, seat__gate__strand__case=case).exists() == (
            not isinstance(signed, NotAllowedError)
        )
    assert verify().sound
