"""An idea is posted, moderated by somebody else, changed and withdrawn by its poster; who posted it is told."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.decisions import end_holding
from accounts.errors import NotAllowedError
from accounts.models import Body, Exclusion, Post
from accounts.vocabulary import BodyKind
from audit.errors import RepeatedError
from audit.models import Entry, Payload
from commissioning.errors import OvertakenError, RefusedError
from commissioning.ideas.decisions import (
    ask_for_change,
    change,
    decline,
    post,
    post_from_outside,
    publish,
    withdraw,
)
from commissioning.ideas.kinds import IdeaState
from commissioning.ideas.models import Idea, IdeaContact
from commissioning.ideas.rules import Contact
from commissioning.ideas.telling import number_behind, own_token
from commissioning.telling.models import Message
from commissioning.telling.outbox import drain
from tests.accounts.factories import a_body, a_key, appointed
from tests.commissioning.ideas.conftest import CLUB, an_idea, one_from_outside, published, terms
from tests.council import AT, People

pytestmark = pytest.mark.django_db


def by_policy(people: People, idea: Idea, **more: Any) -> dict[str, Any]:
    return {"read": idea.terms.digest, "by": people["policy"], "at": AT, "key": a_key(), **more}


def told(name: str) -> list[str]:
    return list(Message.objects.filter(person__full_name=name).order_by("pk").values_list("subject", flat=True))


def test_an_idea_is_posted_in_the_name_of_ones_organisation_and_its_moderators_are_told(people: People) -> None:
    idea, other = an_idea(people), post(terms(), by=people["supplier"], at=AT, key=a_key())
    assert (idea.organisation, idea.state) == ("Riverside Council for Voluntary Service", IdeaState.POSTED)
    assert (idea.number, other.number, other.organisation) == (1, 2, "Harbour Care Ltd")
    assert "Idea 1 waits to be moderated: A warm place to meet" in told("Hannah Weiss")
    assert Entry.objects.get(stream="idea/1").verb == "idea.posted"


def test_people_of_the_council_post_none(people: People) -> None:
    with pytest.raises(NotAllowedError, match="belongs in the needs of a case"):
        post(terms(), by=people["commissioner"], at=AT, key=a_key())


def test_what_is_missing_is_refused_and_nothing_is_kept(people: People) -> None:
    with pytest.raises(RefusedError) as refused:
        an_idea(people, what=" ")
    assert set(refused.value.errors) == {"what"}
    assert not Idea.objects.exists()


@pytest.mark.parametrize(
    ("contact", "organisation", "fields"),
    [
        (Contact("", "", ""), " ", {"organisation", "contact_name", "contact_email"}),
        (Contact("Ada", "not an address"), "Club", {"contact_email"}),
    ],
)
def test_whoever_has_no_account_leaves_a_name_and_how_to_reach_them(
    people: People, contact: Contact, organisation: str, fields: set[str]
) -> None:
    with pytest.raises(RefusedError) as refused:
        post_from_outside(terms(), contact, organisation, at=AT, key=a_key())
    assert set(refused.value.errors) == fields


def test_whom_to_contact_stands_in_no_ledger(people: People) -> None:
    idea = one_from_outside()
    assert IdeaContact.objects.get().details == CLUB
    bodies = [bytes(body).decode() for body in Payload.objects.values_list("body", flat=True)]
    assert not any("ada@lunchclub" in body or "Ada Quill" in body for body in bodies)
    assert "Mill Ward Lunch Club" in json.dumps(bodies)
    entry = Entry.objects.get(stream=idea.stream_name)
    assert entry.person is None
    other = one_from_outside(Contact("Bo Reed", phone="01632 960001"))
    assert Entry.objects.get(stream=other.stream_name).request == entry.request


def test_titles_and_names_have_one_line(people: People) -> None:
    given = terms(title=" Warm\r\nBcc: all@example.org ")
    idea = post_from_outside(given, CLUB, "Mill Ward\nLunch Club", at=AT, key=a_key())
    assert (idea.title, idea.organisation) == ("Warm Bcc: all@example.org", "Mill Ward Lunch Club")


def test_a_repeat_with_another_contact_posts_nothing(people: People) -> None:
    post_from_outside(terms(), CLUB, "Mill Ward Lunch Club", at=AT, key="public/1")
    with pytest.raises(RepeatedError):
        post_from_outside(terms(), Contact("Bo", "bo@club.example"), "Mill Ward Lunch Club", at=AT, key="public/1")
    assert IdeaContact.objects.get().details == CLUB


def test_a_moderator_publishes_what_they_read_and_the_poster_is_told(people: People) -> None:
    idea = published(an_idea(people), people)
    assert Idea.objects.standing(AT.date()).get() == idea
    assert told("Grace Mensah") == ["Your idea 1 is published"]
    with pytest.raises(OvertakenError, match="has moved on: published"):
        publish(idea, **by_policy(people, idea))


def test_what_changed_since_it_was_read_is_not_published(people: People) -> None:
    idea = an_idea(people)
    given = by_policy(people, idea)
    change(idea, terms(what="Something else."), by=people["voluntary.sector"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="changed since you read it"):
        publish(idea, **given)


def test_an_idea_is_sent_back_changed_and_waits_again(people: People) -> None:
    idea = an_idea(people)
    with pytest.raises(RefusedError, match="Say what should change"):
        ask_for_change(idea, reason=" ", **by_policy(people, idea))
    ask_for_change(idea, reason="Name no neighbour.", **by_policy(people, idea))
    assert (idea.state, idea.said) == (IdeaState.CHANGE_ASKED, "Name no neighbour.")
    assert told("Grace Mensah") == ["Please change your idea 1"]
    change(idea, terms(wards=("Harbour Ward",)), by=people["voluntary.sector"], at=AT, key=a_key())
    assert (idea.state, idea.places) == (IdeaState.POSTED, "|harbour|")
    assert len(told("Hannah Weiss")) == 2


def test_an_idea_whose_last_day_has_passed_is_not_published(people: People) -> None:
    idea, later = an_idea(people), AT.replace(year=2027)
    with pytest.raises(RefusedError, match="stood until 31 December 2026") as refused:
        publish(idea, **by_policy(people, idea, at=later))
    assert "Ask for a change to a later day" in refused.value.message
    ask_for_change(idea, reason="Name a later day.", **by_policy(people, idea, at=later))
    change(idea, terms(stands_until=later.date()), by=people["voluntary.sector"], at=later, key=a_key())
    publish(idea, **by_policy(people, idea, at=later))
    assert Idea.objects.standing(later.date()).exists()


@pytest.mark.parametrize("first", [True, False])
def test_an_idea_is_declined_or_taken_down_with_a_reason(people: People, *, first: bool) -> None:
    idea = an_idea(people) if first else published(an_idea(people), people)
    decline(idea, reason="It names a resident.", **by_policy(people, idea))
    assert not Idea.objects.standing(AT.date()).exists()
    assert "It names a resident." in Message.objects.filter(person=people["voluntary.sector"]).latest("pk").text


def test_only_a_moderator_rules_and_nobody_on_their_own(people: People) -> None:
    idea = an_idea(people)
    for name in ("commissioner", "voluntary.sector", "director"):
        with pytest.raises(NotAllowedError, match="moderate ideas from communities"):
            publish(idea, **by_policy(people, idea, by=people[name]))
    post_of_policy = people["policy"].holdings.get().post
    appointed(people["voluntary.sector"], post_of_policy)
    with pytest.raises(NotAllowedError, match="wrote this"):
        publish(idea, **by_policy(people, idea, by=people["voluntary.sector"]))
    assert Exclusion.objects.get(scope="idea/1").person == people["voluntary.sector"]


def test_only_its_poster_changes_or_withdraws_an_idea(people: People) -> None:
    idea = published(an_idea(people), people)
    for by in (people["supplier"], people["policy"], None):
        with pytest.raises(NotAllowedError, match="Only whoever posted"):
            withdraw(idea, reason="No more.", by=by, at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="moved on"):
        change(idea, terms(), by=people["voluntary.sector"], at=AT, key=a_key())
    withdraw(idea, reason="The hall is let.", by=people["voluntary.sector"], at=AT, key=a_key())
    assert (idea.state, idea.said) == (IdeaState.WITHDRAWN, "The hall is let.")


def test_whoever_left_the_organisation_no_longer_speaks_in_its_name(people: People) -> None:
    idea, grace = an_idea(people), people["voluntary.sector"]
    change(idea, terms(what="Another."), by=grace, at=AT, key=a_key())
    entry = Entry.objects.get(verb="idea.changed")
    assert entry.capacity == grace.holdings.get().title
    end_holding(grace.holdings.get(), on=AT.date(), by=None, at=AT, key=a_key())
    later: dict[str, Any] = {"by": grace, "at": AT + timedelta(days=1)}
    with pytest.raises(NotAllowedError, match="where you hold no post any more"):
        change(idea, terms(what="Mine."), **later, key=a_key())
    with pytest.raises(NotAllowedError, match="where you hold no post any more"):
        withdraw(idea, reason="Mine.", **later, key=a_key())


def test_an_idea_goes_with_its_organisation_into_another(people: People) -> None:
    idea, heir = an_idea(people), a_body("Riverside and Harbour", BodyKind.ORGANISATION)
    Post.objects.filter(body=idea.body).update(body=heir)
    Body.objects.filter(name=idea.organisation).update(successor=heir, closed_on=AT.date())
    change(Idea.objects.get(), terms(what="Another."), by=people["voluntary.sector"], at=AT, key=a_key())
    assert Idea.objects.get().what == "Another."


def test_whoever_has_no_account_is_told_by_email_with_a_link_of_their_own(people: People) -> None:
    published(one_from_outside(), people)
    drain(AT)
    letter = next(one for one in mail.outbox if one.to == ["ada@lunchclub.example"])
    assert letter.subject == "Your idea 1 is published"
    assert "Hello Ada Quill," in letter.body
    assert f"/ideas/own/{own_token(1)}/" in letter.body
    assert "You choose what is sent to you" not in letter.body
    assert number_behind(own_token(1)) == 1
    assert number_behind("1:made-up") is None


def test_whoever_left_a_telephone_number_alone_is_written_no_email(people: People) -> None:
    published(one_from_outside(Contact("Ada Quill", phone="01632 960001")), people)
    assert not Message.objects.filter(person=None).exists()
