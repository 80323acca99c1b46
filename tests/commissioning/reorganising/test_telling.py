"""Who is told of a reorganisation: whoever may confirm it, and then whoever proposed it."""

from __future__ import annotations

import pytest

from accounts.models import Body
from accounts.rights import Role
from commissioning.reorganising.decisions import withdraw_reorganisation
from commissioning.reorganising.rules import Going
from commissioning.telling.models import Message
from tests.accounts.factories import a_key, in_post
from tests.commissioning.reorganising.reorganised import confirmed, proposed
from tests.council import AT, People

pytestmark = pytest.mark.django_db


def test_whoever_may_confirm_at_every_body_is_told_that_it_waits(people: People, lead: Body, health: Body) -> None:
    in_post(Role.CORPORATE_DIRECTOR, health, "Olu Bright")
    found = proposed(people, "transfer", lead, Going(lead.slug, health.slug))
    told = Message.objects.filter(event=f"reorganisation/{found.pk}/proposed")
    assert set(told.values_list("person__full_name", flat=True)) == {
        people["director"].full_name,
        people["second.admin"].full_name,
    }
    first = told.order_by("pk")[0]
    assert first.subject == "The reorganisation of Adult Social Care waits for a second person"
    assert first.path == f"/bodies/reorganisations/{found.pk}/"
    assert first.text.startswith(f"{people['admin'].full_name} proposed it: Cabinet decided it. It is to be carried")


def test_its_proposer_is_told_once_it_is_confirmed(people: People, lead: Body, health: Body) -> None:
    found = confirmed(people, "transfer", lead, Going(lead.slug, health.slug))
    told = Message.objects.get(event=f"reorganisation/{found.pk}/confirmed")
    assert (told.person, told.text) == (
        people["admin"],
        "Your reorganisation is confirmed by Sunita Rao. It is carried out from 1 April 2026.",
    )
    withdraw_reorganisation(found, reason="Not now.", by=people["admin"], at=AT, key=a_key())
    assert not Message.objects.filter(event=f"reorganisation/{found.pk}/withdrawn").exists()
