"""What the worker does about cover: what nobody answered lapses, what is over is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.decisions import deactivate_person
from accounts.models import Person
from audit.models import Entry
from commissioning.case.models import Case
from commissioning.cover.decisions import decline_cover, end_cover, lapse_cover, run_out
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.errors import OvertakenError
from commissioning.telling.models import Message
from commissioning.verbs import Verb
from tests.accounts.factories import a_key
from tests.commissioning.cover.covers import TODAY, WEEK, accepted, offered
from tests.council import AT, People, body
from workflows.sweeping import settle_covers

pytestmark = pytest.mark.django_db
NEXT_DAY, AFTER = AT + timedelta(days=1), AT + timedelta(days=8)


def state_of(offer: CoverOffer) -> str:
    """Where an offer stands, read anew."""
    return CoverOffer.objects.get(pk=offer.pk).state


def test_an_offer_lapses_after_its_first_day(people: People) -> None:
    offer = offered(people["finance"], people["procurement"])
    declined = offered(people["finance"], people["legal"])
    decline_cover(declined, reason="No.", by=people["legal"], at=AT, key=a_key())
    assert settle_covers(AT) == 0
    assert settle_covers(NEXT_DAY) == 1
    assert (state_of(offer), state_of(declined)) == (OfferState.LAPSED, OfferState.DECLINED)
    entry = Entry.objects.get(key=f"cover-lapsed/{offer.pk}")
    assert (entry.verb, entry.person, entry.actor) == (Verb.COVER_LAPSED, None, "Tollgate")
    told = Message.objects.filter(event=f"cover/{offer.pk}/lapsed")
    assert {found.person for found in told} == {people["finance"], people["procurement"]}
    assert settle_covers(NEXT_DAY) == 0


def test_a_cover_that_is_over_tells_its_holder_what_is_open(case: Case, people: People) -> None:
    finance, lin = people["finance"], people["procurement"]
    offer = accepted(offered(finance, lin))
    assert settle_covers(AT + timedelta(days=7)) == 0
    assert settle_covers(AFTER) == 1
    assert state_of(offer) == OfferState.ENDED
    assert Entry.objects.get(key=f"cover-over/{offer.pk}").verb == Verb.COVER_RAN_OUT
    text = Message.objects.get(person=finance, event=f"cover/{offer.pk}/over").text
    assert text.startswith("The cover of Finance officer, Finance for Ruth Okafor by Lin Chen is over.")
    assert f"{case.reference}, Sign: needs analysis (is due 10 April 2026)." in text
    assert Message.objects.get(person=lin, event=f"cover/{offer.pk}/over").text.endswith("is over.")
    assert settle_covers(AFTER) == 0


def test_an_earlier_last_day_counts(people: People) -> None:
    offer = accepted(offered(people["legal"], people["procurement"]))
    end_cover(offer, on=TODAY, by=people["legal"], at=AT, key=a_key())
    assert settle_covers(AT) == 0
    assert settle_covers(NEXT_DAY) == 1
    told = Message.objects.get(event=f"cover/{offer.pk}/over", person=people["legal"])
    assert told.text.endswith("Nothing is open in this post.")


@pytest.mark.parametrize("name", ["finance", "procurement"])
def test_nothing_waits_for_who_has_left(people: People, name: str) -> None:
    finance, lin = people["finance"], people["procurement"]
    running = accepted(offered(finance, lin))
    asked = offered(finance, lin, starts_on=TODAY + 3 * WEEK, ends_on=TODAY + 4 * WEEK)
    leaver = Person.objects.get(pk=people[name].pk)
    deactivate_person(leaver, body=body("council"), reason="Left.", by=None, at=AT, key=a_key())
    assert settle_covers(AT) == 2
    assert (state_of(running), state_of(asked)) == (OfferState.ENDED, OfferState.LAPSED)


def test_what_others_settled_first_is_left(people: People) -> None:
    offer = accepted(offered(people["finance"], people["procurement"]))
    with pytest.raises(OvertakenError):
        lapse_cover(offer, at=NEXT_DAY)
    with pytest.raises(OvertakenError):
        run_out(offer, at=AT)
    end_cover(offer, on=None, by=people["finance"], at=AT, key=a_key())
    with pytest.raises(OvertakenError):
        run_out(offer, at=AFTER)
